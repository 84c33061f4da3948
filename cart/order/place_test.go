package order_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"standin/cart"
	"standin/cart/carttest"
	"standin/cart/discount"
	"standin/cart/order"
	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

func ptr[T any](v T) *T { return &v }

// count asks the database as its owner.
func count(t testing.TB, s *carttest.Shop, query string, args ...any) (n int64) {
	t.Helper()
	if err := s.Owner.Get(&n, query, args...); err != nil {
		t.Fatal(err)
	}
	return n
}

func place(t testing.TB, s *carttest.Shop, a account.Actor) order.Receipt {
	t.Helper()
	r, err := s.Orders().Place(t.Context(), a, s.Decide(t, a))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPlace(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	harbour, paper := s.Vendor(t, "Harbour Goods"), s.Vendor(t, "Paper Room")
	boots, ink := s.Thing(t, harbour, "Trail boots", 12800, 5), s.Thing(t, paper, "Ink refill", 900, -1)
	s.Code(t, discount.Draft{Code: "SPRING10", Kind: discount.Percent, Value: 1000, Vendor: harbour})
	mara := s.Person(t, "Mara Lind")
	s.Fill(t, mara, boots, 2)
	s.Fill(t, mara, ink, 1)
	if err := s.Carts.ApplyDiscount(t.Context(), mara, "SPRING10"); err != nil {
		t.Fatal(err)
	}
	r := place(t, s, mara)
	o, err := s.Orders().ByNumber(t.Context(), mara, r.Number)
	if err != nil {
		t.Fatal(err)
	}
	if o.Total != carttest.Euro(25600-2560+900+490) || o.Total != r.Total || o.State != order.Placed || o.Things != 3 {
		t.Errorf("order %+v", o.Head)
	}
	if len(o.Parts) != 2 || o.Parts[0].VendorName != "Harbour Goods" || o.Parts[0].Shipping.Minor != 0 || o.Parts[1].Shipping.Minor != 490 {
		t.Errorf("parts %+v", o.Parts)
	}
	if l := o.Parts[0].Lines[0]; l.Title != "Trail boots" || l.Discount.Minor != 2560 || l.Quantity != 2 {
		t.Errorf("line %+v", l)
	}
	if left := count(t, s, `SELECT quantity FROM shop.stock WHERE variant_id = $1`, int64(boots)); left != 3 {
		t.Errorf("%d left on stock, want 3", left)
	}
	var mail struct{ Recipient, Subject, Body_text string }
	if err := s.Owner.Get(&mail, `SELECT recipient, subject, body_text FROM shop.mail WHERE kind = 'order.placed'`); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(mail.Recipient, "mara.lind@example.com") || !strings.Contains(mail.Body_text, "Total: 244.30 EUR") ||
		!strings.Contains(mail.Body_text, "https://shop.example/orders/"+r.Number) {
		t.Errorf("mail %+v", mail)
	}
	if c, _ := s.Carts.Show(t.Context(), mara); !c.Empty() {
		t.Error("the cart is still full")
	}
	if n := count(t, s, `SELECT count(*) FROM audit.entry WHERE action = 'order.place' AND actor = $1`, int64(mara.ID)); n != 1 {
		t.Errorf("%d entries for one act", n)
	}
}

func TestB5_NoOversell(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v := s.Vendor(t, "Harbour Goods")
	last, other := s.Thing(t, v, "Last ones", 1000, 50), s.Thing(t, v, "Others", 500, 1000)
	const shoppers = 200
	placements := make([]order.Placement, shoppers)
	actors := make([]account.Actor, shoppers)
	for i := range shoppers {
		actors[i] = s.Person(t, fmt.Sprintf("Shopper %d", i))
		things := []catalog.VariantID{last, other}
		for j := range things { // in both orders, so that locks taken in cart order would deadlock
			s.Fill(t, actors[i], things[(i+j)%2], 1)
		}
		placements[i] = s.Decide(t, actors[i])
	}
	var placed, soldOut atomic.Int64
	var wg sync.WaitGroup
	for i := range shoppers {
		wg.Go(func() {
			_, err := s.Orders().Place(t.Context(), actors[i], placements[i])
			switch {
			case err == nil:
				placed.Add(1)
			case fault.Is(err, fault.Conflict) && fault.As(err).Code == "out_of_stock":
				soldOut.Add(1)
			default:
				t.Errorf("a shopper was told: %v", err)
			}
		})
	}
	wg.Wait()
	left := count(t, s, `SELECT quantity FROM shop.stock WHERE variant_id = $1`, int64(last))
	orders := count(t, s, `SELECT count(*) FROM shop.orders`)
	if placed.Load() != 50 || soldOut.Load() != 150 || left != 0 || orders != 50 {
		t.Errorf("%d placed, %d told it sold out, %d orders, %d left", placed.Load(), soldOut.Load(), orders, left)
	}
	if left := count(t, s, `SELECT quantity FROM shop.stock WHERE variant_id = $1`, int64(other)); left != 950 {
		t.Errorf("of the others %d are left, want 950: a refused order kept some", left)
	}
}

func TestB6_IdempotentPlacement(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 12800, 50)
	mara, tom := s.Person(t, "Mara Lind"), s.Person(t, "Tom Okafor")
	s.Fill(t, mara, boots, 1)
	p := s.Decide(t, mara)
	receipts := make([]order.Receipt, 20)
	var wg sync.WaitGroup
	for i := range receipts {
		wg.Go(func() {
			r, err := s.Orders().Place(t.Context(), mara, p)
			if err != nil {
				t.Error(err)
			}
			receipts[i] = r
		})
	}
	wg.Wait()
	fresh := 0
	for _, r := range receipts {
		if !r.Again {
			fresh++
		}
		if r.Number != receipts[0].Number || r.Total != receipts[0].Total {
			t.Errorf("receipts differ: %+v and %+v", r, receipts[0])
		}
	}
	orders, mails := count(t, s, `SELECT count(*) FROM shop.orders`), count(t, s, `SELECT count(*) FROM shop.mail WHERE kind = 'order.placed'`)
	if fresh != 1 || orders != 1 || mails != 1 {
		t.Errorf("%d placed anew, %d orders, %d mails", fresh, orders, mails)
	}
	s.Fill(t, mara, boots, 3)
	if r, err := s.Orders().Place(t.Context(), mara, p); err != nil || !r.Again {
		t.Errorf("the same page sent once more, with a new cart: %+v, %v", r, err)
	}
	s.Fill(t, tom, boots, 1)
	stolen := s.Decide(t, tom)
	stolen.IdempotencyKey = p.IdempotencyKey
	if r, err := s.Orders().Place(t.Context(), tom, stolen); !fault.Is(err, fault.Conflict) {
		t.Errorf("another's key gave %+v, %v", r, err)
	}
}

func TestB7_ARiseIsAskedAFallIsPassedOn(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v := s.Vendor(t, "Harbour Goods")
	boots, ink := s.Thing(t, v, "Boots", 12800, -1), s.Thing(t, v, "Ink", 900, -1)
	mara := s.Person(t, "Mara Lind")
	s.Fill(t, mara, boots, 2)
	p := s.Decide(t, mara)

	s.Exec(t, `UPDATE shop.variant SET price_minor = 13900 WHERE id = $1`, int64(boots))
	_, err := s.Orders().Place(t.Context(), mara, p)
	if !fault.Is(err, fault.Conflict) || fault.As(err).Code != "total_rose" {
		t.Fatalf("after a rise: %v", err)
	}
	d := order.DifferenceOf(err)
	if d == nil || len(d.Lines) != 1 || d.Lines[0].PriceWas.Minor != 12800 || d.Lines[0].PriceIs.Minor != 13900 || d.Now.Minor != 27800 {
		t.Fatalf("difference %+v", d)
	}
	if n := count(t, s, `SELECT count(*) FROM shop.orders`); n != 0 {
		t.Error("something was ordered")
	}
	if n := count(t, s, `SELECT count(*) FROM audit.entry WHERE action = 'order.place' AND outcome = 'refused'`); n != 1 {
		t.Errorf("%d refusals in the record", n)
	}
	s.Exec(t, `UPDATE shop.variant SET price_minor = 10000 WHERE id = $1`, int64(boots))
	s.Fill(t, mara, ink, 1)
	if _, err := s.Orders().Place(t.Context(), mara, p); fault.As(err) == nil || fault.As(err).Code != "cart_changed" {
		t.Errorf("another content: %v", err)
	}
	p = s.Decide(t, mara)
	s.Exec(t, `UPDATE shop.variant SET price_minor = 9000 WHERE id = $1`, int64(boots))
	r, err := s.Orders().Place(t.Context(), mara, p)
	if err != nil || r.Fell.Minor != 2000 || r.Total.Minor != 18900 {
		t.Errorf("after a fall: %+v, %v", r, err)
	}
}

func TestB8_AnOrderIsASnapshot(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v := s.Vendor(t, "Harbour Goods")
	boots, ink := s.Thing(t, v, "Boots", 12800, 5), s.Thing(t, v, "Ink", 900, 5)
	mara := s.Person(t, "Mara Lind")
	s.Fill(t, mara, boots, 1)
	s.Fill(t, mara, ink, 2)
	r := place(t, s, mara)
	read := func() string {
		o, err := s.Orders().ByNumber(t.Context(), mara, r.Number)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := json.Marshal(o)
		return string(b)
	}
	before := read()
	s.Exec(t, `UPDATE shop.product SET title = 'Something else', slug = 'else-' || id, status = 'archived'`)
	s.Exec(t, `UPDATE shop.variant SET price_minor = 1, sku = 'X' || id`)
	s.Exec(t, `UPDATE shop.vendor SET name = 'Nobody'`)
	s.Exec(t, `DELETE FROM shop.product WHERE id = (SELECT product_id FROM shop.variant WHERE id = $1)`, int64(ink))
	if after := read(); after != before {
		t.Errorf("the order changed\nfrom %s\nto   %s", before, after)
	}
	for _, statement := range []string{`UPDATE shop.order_line SET title = 'x'`, `DELETE FROM shop.order_line`} {
		err := s.Transact(t.Context(), carttest.Operator, "test", func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), statement)
			return err
		})
		if store.Constraint(err) != "order_line_kept" {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestC7_ALimitHoldsUnderACrowd(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 10000, -1)
	s.Code(t, discount.Draft{Code: "ONCE", Kind: discount.Fixed, Value: 1000, UsageLimit: ptr(1)})
	const crowd = 100
	actors, placements := make([]account.Actor, crowd), make([]order.Placement, crowd)
	for i := range crowd {
		actors[i] = s.Person(t, fmt.Sprintf("Shopper %d", i))
		s.Fill(t, actors[i], boots, 1)
		if err := s.Carts.ApplyDiscount(t.Context(), actors[i], "once"); err != nil {
			t.Fatal(err)
		}
		placements[i] = s.Decide(t, actors[i])
	}
	var placed, refused atomic.Int64
	var wg sync.WaitGroup
	for i := range crowd {
		wg.Go(func() {
			_, err := s.Orders().Place(t.Context(), actors[i], placements[i])
			switch {
			case err == nil:
				placed.Add(1)
			case fault.Is(err, fault.Conflict):
				refused.Add(1)
			default:
				t.Errorf("a shopper was told: %v", err)
			}
		})
	}
	wg.Wait()
	used, uses := count(t, s, `SELECT used FROM shop.discount_code`), count(t, s, `SELECT count(*) FROM shop.discount_use`)
	orders := count(t, s, `SELECT count(*) FROM shop.orders WHERE discount = 1000`)
	if placed.Load() != 1 || refused.Load() != crowd-1 || used != 1 || uses != 1 || orders != 1 {
		t.Errorf("%d placed, %d refused, used %d, %d uses, %d orders", placed.Load(), refused.Load(), used, uses, orders)
	}
}

func TestC8_OncePerCustomerAlsoAsGuestAndAlias(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 10000, -1)
	s.Code(t, discount.Draft{Code: "HELLO", Kind: discount.Fixed, Value: 1000, PerPersonLimit: ptr(1)})
	mara := s.Person(t, "Mara Lind")
	order := func(a account.Actor, email string) error {
		s.Fill(t, a, boots, 1)
		if err := s.Carts.ApplyDiscount(t.Context(), a, "hello"); err != nil {
			return err
		}
		p := s.Decide(t, a)
		p.Email = email
		_, err := s.Orders().Place(t.Context(), a, p)
		return err
	}
	if err := order(mara, ""); err != nil {
		t.Fatal(err)
	}
	if err := order(mara, ""); discount.AsRefusal(err) == nil || discount.AsRefusal(err).Reason != discount.UsedByYou {
		t.Errorf("a second time: %v", err)
	}
	added, err := s.Carts.AddLine(t.Context(), account.Guest(0), boots, 1)
	if err != nil {
		t.Fatal(err)
	}
	g, _ := s.Carts.ByToken(t.Context(), added.Token)
	if err := order(account.Guest(g.Cart), "Mara.Lind+again@Example.com"); discount.AsRefusal(err) == nil || discount.AsRefusal(err).Reason != discount.UsedByYou {
		t.Errorf("as a guest with an alias: %v", err)
	}
	if err := order(account.Guest(g.Cart), "somebody.else@example.com"); err != nil {
		t.Errorf("somebody else: %v", err)
	}
}

func TestPlace_Refusals(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 12800, 5)
	mara := s.Person(t, "Mara Lind")
	s.Fill(t, mara, boots, 1)
	for _, tt := range []struct {
		name  string
		spoil func(*order.Placement)
		field string
		code  string
	}{
		{name: "no_street", spoil: func(p *order.Placement) { p.NewAddress.Street = "" }, field: "street"},
		{name: "unknown_country", spoil: func(p *order.Placement) { p.NewAddress.Country = "XX" }, field: "country"},
		{name: "another's_address", spoil: func(p *order.Placement) { p.AddressID = "nobodysaddress01" }, field: "address"},
		{name: "unknown_shipping", spoil: func(p *order.Placement) { p.Shipping = "balloon" }, field: "shipping"},
		{name: "unknown_payment", spoil: func(p *order.Placement) { p.Payment = "card" }, field: "payment"},
		{name: "B13_terms_without_an_organization", spoil: func(p *order.Placement) { p.Payment, p.PONumber = "terms", "PO-1" }, field: "payment"},
		{name: "no_key", spoil: func(p *order.Placement) { p.IdempotencyKey = "" }, code: "stale"},
		{name: "express_costs_more", spoil: func(p *order.Placement) { p.Shipping = cart.Express }, code: "total_rose"},
	} {
		p := s.Decide(t, mara)
		tt.spoil(&p)
		_, err := s.Orders().Place(t.Context(), mara, p)
		f := fault.As(err)
		if f == nil || tt.field != "" && f.Fields[tt.field] == "" || tt.code != "" && f.Code != tt.code {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if n := count(t, s, `SELECT count(*) FROM shop.orders`); n != 0 {
		t.Errorf("%d orders", n)
	}
	s.Exec(t, `UPDATE shop.product SET status = 'archived'`)
	p := s.Decide(t, mara)
	if _, err := s.Orders().Place(t.Context(), mara, p); fault.As(err) == nil || fault.As(err).Code != string(cart.Gone) {
		t.Errorf("no longer sold: %v", err)
	}
}
