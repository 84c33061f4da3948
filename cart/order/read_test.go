package order_test

import (
	"fmt"
	"testing"

	"standin/cart/carttest"
	"standin/cart/discount"
	"standin/cart/order"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

func TestByNumber_OneStatement(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 12800, 5)
	mara := s.Person(t, "Mara Lind")
	s.Fill(t, mara, boots, 1)
	r := place(t, s, mara)
	ctx, counter := store.WithCounter(t.Context())
	if _, err := s.Orders().ByNumber(ctx, mara, r.Number); err != nil || len(counter.Queries) != 1 {
		t.Errorf("%d statements, %v", len(counter.Queries), err)
	}
}

func TestS24_AnothersOrderIsUnknown(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 12800, -1)
	mara, tom := s.Person(t, "Mara Lind"), s.Person(t, "Tom Okafor")
	s.Fill(t, mara, boots, 1)
	r := place(t, s, mara)
	added, err := s.Carts.AddLine(t.Context(), account.Guest(0), boots, 1)
	if err != nil {
		t.Fatal(err)
	}
	g, _ := s.Carts.ByToken(t.Context(), added.Token)
	guest := account.Guest(g.Cart)
	own := place(t, s, guest)
	if _, err := s.Orders().ByNumber(t.Context(), guest, own.Number); err != nil {
		t.Errorf("a guest's own order: %v", err)
	}
	vendor := tom
	vendor.Capacity = account.ForVendor(1)
	for who, a := range map[string]account.Actor{"another shopper": tom, "a guest": guest, "nobody": account.Guest(0), "a vendor": vendor} {
		_, err := s.Orders().ByNumber(t.Context(), a, r.Number)
		_, unknown := s.Orders().ByNumber(t.Context(), a, "99999")
		if !fault.Is(err, fault.NotFound) || fault.As(err).Message != fault.As(unknown).Message {
			t.Errorf("%s: %v, and for no order at all %v", who, err, unknown)
		}
		if err := s.Orders().Cancel(t.Context(), a, r.Number, "x"); err == nil {
			t.Errorf("%s cancelled it", who)
		}
	}
}

func TestI68_OrdersOfAnotherCapacityAreUnknown(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 12800, -1)
	school := s.Organization(t, "Northside School", 30)
	jo := s.Member(t, school, "Jo Marsh", account.PowerUser)
	own := jo
	own.Capacity = account.Shopper
	s.Fill(t, own, boots, 1)
	s.Fill(t, jo, boots, 1)
	private, shared := place(t, s, own), place(t, s, jo)
	if o, err := s.Orders().ByNumber(t.Context(), own, shared.Number); err != nil || o.OrgName != "Northside School" {
		t.Errorf("oneself opens both at one address: %v", err)
	}
	ada := s.Staff(t, "Ada Nowak", account.SupportAgent)
	shopper := s.Acting(t, ada, own, account.Shopper, 0)
	bo := s.Staff(t, "Bo Lind", account.SalesRep)
	member := s.Acting(t, bo, jo, account.ForOrganization(school), 0)
	for _, tt := range []struct {
		a      account.Actor
		number string
		seen   bool
	}{{shopper, private.Number, true}, {shopper, shared.Number, false}, {member, shared.Number, true}, {member, private.Number, false}} {
		_, err := s.Orders().ByNumber(t.Context(), tt.a, tt.number)
		if tt.seen != (err == nil) || !tt.seen && !fault.Is(err, fault.NotFound) {
			t.Errorf("in capacity %s order %s: %v", tt.a.Capacity, tt.number, err)
		}
		p, err := s.Orders().List(t.Context(), tt.a, "")
		if err != nil || len(p.Orders) != 1 {
			t.Errorf("in capacity %s the list holds %d orders (%v)", tt.a.Capacity, len(p.Orders), err)
		}
	}
}

func TestList_Keyset(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 12800, -1)
	mara := s.Person(t, "Mara Lind")
	for range 23 {
		s.Fill(t, mara, boots, 1)
		place(t, s, mara)
	}
	seen, cursor, pages := map[string]bool{}, "", 0
	for {
		p, err := s.Orders().List(t.Context(), mara, cursor)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range p.Orders {
			if seen[o.Number] {
				t.Errorf("order %s came twice", o.Number)
			}
			seen[o.Number] = true
		}
		pages++
		if pages == 1 { // a new order while somebody is on the first page
			s.Fill(t, mara, boots, 1)
			place(t, s, mara)
		}
		if cursor = p.Next; cursor == "" {
			break
		}
	}
	if len(seen) != 23 || pages != 2 {
		t.Errorf("%d orders on %d pages", len(seen), pages)
	}
	if _, err := s.Orders().List(t.Context(), mara, "!"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a cursor nobody made: %v", err)
	}
}

func TestDerive(t *testing.T) {
	t.Parallel()
	for want, parts := range map[order.State][][]order.State{
		order.Placed:        {{"placed"}, {"placed", "packed"}, {"placed", "cancelled"}},
		order.Packed:        {{"packed", "packed"}},
		order.PartlyShipped: {{"shipped", "placed"}, {"delivered", "packed"}},
		order.Shipped:       {{"shipped", "shipped"}, {"shipped", "delivered"}, {"shipped", "cancelled"}},
		order.Delivered:     {{"delivered"}, {"delivered", "cancelled"}},
		order.Cancelled:     {{"cancelled", "cancelled"}, {}},
	} {
		for _, p := range parts {
			if got := order.Derive(p); got != want {
				t.Errorf("%v is %s, want %s", p, got, want)
			}
		}
	}
}

func TestB15_IllegalTransitionsAreRefused(t *testing.T) {
	t.Parallel()
	legal := map[string]bool{"placed packed": true, "placed shipped": true, "placed cancelled": true, "packed shipped": true,
		"packed cancelled": true, "shipped delivered": true}
	states := []order.State{order.Placed, order.Packed, order.Shipped, order.Delivered, order.Cancelled}
	for _, from := range states {
		for _, to := range states {
			if err := from.May(to); (err == nil) != legal[fmt.Sprintf("%s %s", from, to)] {
				t.Errorf("%s to %s: %v", from, to, err)
			}
		}
	}
}

func TestAdvanceAndCancel(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	harbour, paper := s.Vendor(t, "Harbour Goods"), s.Vendor(t, "Paper Room")
	boots, ink := s.Thing(t, harbour, "Boots", 12800, 5), s.Thing(t, paper, "Ink", 900, 5)
	s.Code(t, discount.Draft{Code: "ONCE", Kind: discount.Fixed, Value: 1000, UsageLimit: ptr(1)})
	mara := s.Person(t, "Mara Lind")
	buy := func() string {
		s.Fill(t, mara, boots, 2)
		s.Fill(t, mara, ink, 1)
		if err := s.Carts.ApplyDiscount(t.Context(), mara, "ONCE"); err != nil {
			t.Fatal(err)
		}
		return place(t, s, mara).Number
	}
	ctx, os := t.Context(), s.Orders()
	first := buy()
	// C10: the use comes back with the stock, exactly once.
	if err := os.Cancel(ctx, mara, first, "Changed my mind"); err != nil {
		t.Fatal(err)
	}
	if err := os.Cancel(ctx, mara, first, "Again"); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second time: %v", err)
	}
	if left := count(t, s, `SELECT quantity FROM shop.stock WHERE variant_id = $1`, int64(boots)); left != 5 {
		t.Errorf("%d on stock after cancelling", left)
	}
	if n := count(t, s, `SELECT count(*) FROM shop.mail WHERE kind = 'order.cancelled'`); n != 1 {
		t.Errorf("%d mails tell that it is off", n)
	}
	second := buy()
	if err := os.Advance(ctx, carttest.Operator, paper, second, order.Shipped); err != nil {
		t.Fatal(err)
	}
	if err := os.Advance(ctx, mara, paper, second, order.Delivered); !fault.Is(err, fault.NotFound) {
		t.Errorf("a shopper at the vendor's desk: %v", err)
	}
	if err := os.Advance(ctx, carttest.Operator, paper, second, order.Packed); !fault.Is(err, fault.Conflict) {
		t.Errorf("back to packed: %v", err)
	}
	if err := os.Cancel(ctx, mara, second, "Too late"); !fault.Is(err, fault.Conflict) {
		t.Errorf("cancelling what is on its way: %v", err)
	}
	o, err := os.ByNumber(ctx, mara, second)
	if err != nil || o.State != order.PartlyShipped || len(o.Events) != 2 || o.CanCancel() {
		t.Errorf("order %+v, %v", o, err)
	}
	if _, p, err := os.PartOf(ctx, carttest.Operator, paper, second); err != nil || p.VendorName != "Paper Room" || len(p.Lines) != 1 {
		t.Errorf("the vendor's part: %+v, %v", p, err)
	}
}
