package cart_test

import (
	"sync"
	"testing"
	"time"

	"standin/cart"
	"standin/cart/carttest"
	"standin/catalog"
	"standin/store/account"
	"standin/store/fault"
)

// helper is a shop in which Ada may give up to 10 % to Mara, who has one pair of boots at 100.00 in the cart.
type helper struct {
	*carttest.Shop
	boots     catalog.VariantID
	mara, ada account.Actor
	acting    account.Actor
}

func newHelper(t *testing.T) helper {
	t.Helper()
	s := carttest.Open(t)
	h := helper{Shop: s, boots: s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 10000, -1), mara: s.Person(t, "Mara Lind"),
		ada: s.Staff(t, "Ada Nowak", account.SupportAgent)}
	add(t, s, h.mara, h.boots, 1)
	h.acting = h.may(t, h.mara, account.CartEdit, account.DiscountGrant, account.PriceOverride)
	return h
}

func (h helper) may(t *testing.T, subject account.Actor, ps ...account.Permission) account.Actor {
	t.Helper()
	return h.Acting(t, h.ada, subject, account.Shopper, 10, ps...)
}

func (h helper) lower(t *testing.T, to int64) error {
	t.Helper()
	return h.Carts.OverridePrice(t.Context(), h.acting, show(t, h.Shop, h.mara).Lines[0].ID, euro(to), "The box was torn")
}

// refusals are the causes of what was refused, in the order in which they came.
func (h helper) refusals(t *testing.T) (causes []string) {
	t.Helper()
	err := h.Owner.Select(&causes, `SELECT e.action || ' ' || (SELECT p.body->>'cause' FROM audit.payload p WHERE p.entry = e.id AND p.body ? 'cause')
		FROM audit.entry e WHERE e.outcome = 'refused' ORDER BY e.id`)
	if err != nil {
		t.Fatal(err)
	}
	return causes
}

func refusedAs(t *testing.T, err error, code string) {
	t.Helper()
	if !fault.Is(err, fault.Forbidden) || fault.As(err).Code != code {
		t.Errorf("%v, want a refusal as %s", err, code)
	}
}

func TestC17_AnOverrideKeepsWhoForWhomWhyBeforeAndAfter(t *testing.T) {
	t.Parallel()
	h := newHelper(t)
	refusedAs(t, h.lower(t, 8500), "over_cap") // 15 % where 10 % is the cap
	if err := h.lower(t, 9000); err != nil {
		t.Fatal(err)
	}
	var row struct {
		List    int64  `db:"list_price"`
		Price   int64  `db:"price"`
		Reason  string `db:"reason"`
		Actor   int64  `db:"actor_id"`
		Subject int64  `db:"subject_id"`
		Session int64  `db:"session_id"`
	}
	if err := h.Owner.Get(&row, `SELECT list_price, price, reason, actor_id, subject_id, session_id FROM shop.price_override`); err != nil {
		t.Fatal(err)
	}
	if row.List != 10000 || row.Price != 9000 || row.Reason != "The box was torn" || row.Actor != int64(h.ada.ID) ||
		row.Subject != int64(h.mara.ID) || row.Session != h.acting.Session {
		t.Errorf("the row says %+v", row)
	}
	var entry string
	err := h.Owner.Get(&entry, `SELECT e.outcome || ' ' || (e.actor = $1) || ' ' || (e.subject = $2) || ' ' || (p.body->'after'->>'price')
		FROM audit.entry e JOIN audit.payload p ON p.entry = e.id WHERE p.body->>'table' = 'shop.price_override'`, int64(h.ada.ID), int64(h.mara.ID))
	if err != nil || entry != "done true true 9000" {
		t.Errorf("the record says %q (%v)", entry, err)
	}
	c := show(t, h.Shop, h.mara)
	o := c.OverrideOf(h.boots)
	if o == nil || c.Lines[0].PriceWith(o).Minor != 9000 || c.Totals.Total.Minor != 9000 || o.Helper != cart.Support {
		t.Errorf("the customer sees %+v, total %v", o, c.Totals.Total)
	}
	if got := h.refusals(t); len(got) != 1 || got[0] != "cart.override_price over_cap" {
		t.Errorf("refusals %q", got)
	}
}

func TestC17_AGrantKeepsBeforeAndAfter(t *testing.T) {
	t.Parallel()
	h := newHelper(t)
	if err := h.Carts.GrantShare(t.Context(), h.acting, 1500, "late"); err == nil {
		t.Error("15 % went through")
	} else {
		refusedAs(t, err, "over_cap")
	}
	if err := h.Carts.GrantShare(t.Context(), h.acting, 1000, "The parcel was late"); err != nil {
		t.Fatal(err)
	}
	var kept string
	err := h.Owner.Get(&kept, `SELECT concat_ws(' ', amount, percent, total_before, total_after, reason, actor_id = $1, subject_id = $2) FROM shop.staff_discount`,
		int64(h.ada.ID), int64(h.mara.ID))
	if err != nil || kept != "1000 1000 10000 9000 The parcel was late t t" {
		t.Errorf("the row says %q (%v)", kept, err)
	}
	// The amount was settled: it does not grow with the cart.
	add(t, h.Shop, h.mara, h.boots, 9)
	if got := show(t, h.Shop, h.mara).Totals.Discount.Minor; got != 1000 {
		t.Errorf("of a larger cart 10 %% is %d now, and was 1000 when it was given", got)
	}
}

func TestI77_DiscountsAndLoweredPricesShareOneCap(t *testing.T) {
	t.Parallel()
	h := newHelper(t)
	if err := h.lower(t, 9400); err != nil { // 6.00
		t.Fatal(err)
	}
	refusedAs(t, h.Carts.GrantDiscount(t.Context(), h.acting, euro(500), "late"), "over_cap")
	if err := h.Carts.GrantDiscount(t.Context(), h.acting, euro(300), "late"); err != nil {
		t.Fatal(err)
	}
	refusedAs(t, h.Carts.GrantDiscount(t.Context(), h.acting, euro(101), "a third one"), "over_cap")
	refusedAs(t, h.lower(t, 9200), "over_cap")
	if err := h.lower(t, 9300); err != nil { // it replaces the first: 7.00 and 3.00 are the cap
		t.Fatal(err)
	}
	c := show(t, h.Shop, h.mara)
	if c.Totals.Discount.Minor != 1000 || len(c.Overrides) != 1 {
		t.Errorf("%v off, %d prices lowered", c.Totals.Discount, len(c.Overrides))
	}
	if got := h.refusals(t); len(got) != 3 {
		t.Errorf("the record holds %q", got)
	}
}

func TestI77_TheBudgetOfADayBoundsAllCarts(t *testing.T) {
	t.Parallel()
	h := newHelper(t)
	h.Exec(t, `INSERT INTO shop.setting (name, value) VALUES ('discount.daily.support_agent', '1200')`)
	tom := h.Person(t, "Tom Okafor")
	add(t, h.Shop, tom, h.boots, 1)
	second := h.may(t, tom, account.CartEdit, account.DiscountGrant)
	if err := h.lower(t, 9200); err != nil { // 8.00 of the 12.00
		t.Fatal(err)
	}
	refusedAs(t, h.Carts.GrantDiscount(t.Context(), second, euro(500), "late"), "over_budget")
	if err := h.Carts.GrantDiscount(t.Context(), second, euro(400), "late"); err != nil {
		t.Fatal(err)
	}
	if b, err := h.Carts.Budget(t.Context(), second); err != nil || b.Left().Minor != 0 || b.Most.Minor != 1200 {
		t.Errorf("budget %+v (%v)", b, err)
	}
	if err := h.Carts.DropOverride(t.Context(), h.acting, show(t, h.Shop, h.mara).Lines[0].ID); err != nil {
		t.Fatal(err)
	}
	if b, _ := h.Carts.Budget(t.Context(), second); b.Left().Minor != 800 {
		t.Errorf("what was withdrawn leaves %v", b.Left())
	}
	h.Shift(t, 24*time.Hour+time.Second)
	if b, _ := h.Carts.Budget(t.Context(), second); b.Left().Minor != 1200 {
		t.Errorf("a day later %v is left", b.Left())
	}
}

func TestI77_TwoGrantsAtTheCapAndTheBudgetGiveOne(t *testing.T) {
	t.Parallel()
	h := newHelper(t)
	tom := h.Person(t, "Tom Okafor")
	add(t, h.Shop, tom, h.boots, 1)
	second := h.may(t, tom, account.DiscountGrant)
	h.Exec(t, `INSERT INTO shop.setting (name, value) VALUES ('discount.daily.support_agent', '1000')`)
	for round := range 8 {
		both := []account.Actor{h.acting, h.acting} // one cart: the cap and the budget have room for one
		if round%2 == 1 {
			both[1] = second // two carts: the budget alone
		}
		if won := together(t, both, func(a account.Actor) error { return h.Carts.GrantDiscount(t.Context(), a, euro(1000), "race") }); won != 1 {
			t.Fatalf("round %d: %d of two went through", round, won)
		}
		h.Exec(t, `DELETE FROM shop.staff_discount`)
	}
}

// together runs one act for each actor at the same time and tells how many went through.
func together(t *testing.T, actors []account.Actor, act func(account.Actor) error) (won int) {
	t.Helper()
	var wg sync.WaitGroup
	begin, errs := make(chan struct{}), make([]error, len(actors))
	for i, a := range actors {
		wg.Go(func() {
			<-begin
			errs[i] = act(a)
		})
	}
	close(begin)
	wg.Wait()
	for _, err := range errs {
		switch {
		case err == nil:
			won++
		case !fault.Is(err, fault.Forbidden):
			t.Error(err)
		}
	}
	return won
}

func TestS46_TheActorsOwnCeilingAndMark(t *testing.T) {
	t.Parallel()
	h := newHelper(t)
	ben := h.Staff(t, "Ben Rahn", account.SalesRep)
	bens := h.Shop.Acting(t, ben, h.mara, account.Shopper, 15, account.DiscountGrant)
	if err := h.Carts.GrantDiscount(t.Context(), h.acting, euro(600), "late"); err != nil {
		t.Fatal(err)
	}
	// The ceiling is the actor's own: 15 % for one, 10 % for the other, both of the same sum.
	refusedAs(t, h.Carts.GrantDiscount(t.Context(), h.acting, euro(401), "late"), "over_cap")
	refusedAs(t, h.Carts.GrantDiscount(t.Context(), bens, euro(901), "late"), "over_cap")
	if err := h.Carts.GrantDiscount(t.Context(), bens, euro(900), "late"); err != nil {
		t.Fatal(err)
	}
	grants := show(t, h.Shop, h.mara).Grants
	if len(grants) != 2 || grants[0].Actor != int64(h.ada.ID) || grants[1].Actor != int64(ben.ID) || grants[1].Helper != cart.Sales {
		t.Errorf("the marks say %+v", grants)
	}
	// Neither the subject nor an actor without the act in the rule may give, and nobody outside of a session.
	for who, a := range map[string]account.Actor{"the subject": h.mara, "oneself": h.ada, "a rule without it": h.may(t, h.Person(t, "Nia Obi"), account.CartEdit)} {
		if err := h.Carts.GrantDiscount(t.Context(), a, euro(1), "x"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", who, err)
		}
	}
}

func TestGiven_OnlyItsGiverWithdrawsIt(t *testing.T) {
	t.Parallel()
	h := newHelper(t)
	eve := h.Shop.Acting(t, h.Staff(t, "Eve Stern", account.SupportAgent), h.mara, account.Shopper, 10, account.DiscountGrant, account.PriceOverride)
	if err := h.Carts.GrantDiscount(t.Context(), h.acting, euro(100), "late"); err != nil {
		t.Fatal(err)
	}
	if err := h.lower(t, 9900); err != nil {
		t.Fatal(err)
	}
	c := show(t, h.Shop, h.mara)
	line, grant := c.Lines[0].ID, c.Grants[0].ID
	refusedAs(t, h.Carts.DropGrant(t.Context(), eve, grant), "not_giver")
	refusedAs(t, h.Carts.DropOverride(t.Context(), eve, line), "not_giver")
	later := h.may(t, h.Person(t, "Nia Obi"), account.DiscountGrant)
	if err := h.Carts.DropGrant(t.Context(), later, grant); !fault.Is(err, fault.NotFound) {
		t.Errorf("from another cart: %v", err)
	}
	if err := h.Carts.DropGrant(t.Context(), h.acting, grant); err != nil {
		t.Error(err)
	}
	if err := h.Carts.DropOverride(t.Context(), h.acting, line); err != nil {
		t.Error(err)
	}
	if got := show(t, h.Shop, h.mara).Totals.Discount.Minor; got != 0 {
		t.Errorf("%d is still taken off", got)
	}
}

func TestGiven_StaysAfterTheSessionAndNeverGrows(t *testing.T) {
	t.Parallel()
	h := newHelper(t)
	if err := h.lower(t, 9000); err != nil {
		t.Fatal(err)
	}
	h.Exec(t, `SELECT shop.end_sessions(ARRAY[$1::bigint], 'user')`, h.acting.Session)
	off := func() int64 { return show(t, h.Shop, h.mara).Totals.Discount.Minor }
	if off() != 1000 {
		t.Errorf("after the end %d is taken off", off())
	}
	add(t, h.Shop, h.mara, h.boots, 4) // it covers one piece
	if off() != 1000 {
		t.Errorf("of five pieces %d is taken off, and was given on one", off())
	}
	h.Exec(t, `UPDATE shop.variant SET price_minor = 12000 WHERE id = $1`, int64(h.boots))
	if off() != 1000 {
		t.Errorf("after the price rose %d is taken off", off())
	}
	h.Exec(t, `UPDATE shop.variant SET price_minor = 9500 WHERE id = $1`, int64(h.boots))
	if off() != 500 {
		t.Errorf("after the price fell to 95.00 %d is taken off, so it does not cost 90.00", off())
	}
	h.Shift(t, 14*24*time.Hour)
	c := show(t, h.Shop, h.mara)
	if c.Totals.Discount.Minor != 0 || !c.Totals.Trace[1].Lapsed {
		t.Errorf("after 14 days %v is taken off: %+v", c.Totals.Discount, c.Totals.Trace[1])
	}
	if err := h.Carts.RemoveLine(t.Context(), h.mara, c.Lines[0].ID); err != nil {
		t.Fatal(err)
	}
	if c := show(t, h.Shop, h.mara); len(c.Overrides) != 0 {
		t.Error("a lowered price outlives its line")
	}
}

func TestGiven_LoweredPricesStayWithinTheCapWhenTheCartShrinks(t *testing.T) {
	t.Parallel()
	l := line(1, 10000, 1)
	l.Item.Variant = 7
	other := line(1, 10000, 1)
	off := cart.Reductions{Now: noon, Overrides: []cart.Override{{Variant: 7, ListPrice: 10000, Price: 8200, Quantity: 1, CapShare: 1000}},
		Grants: []cart.Grant{{Amount: 200, CapShare: 1000}}}
	if got := cart.Total([]cart.Line{l, other}, off, noShipping); got.Discount.Minor != 2000 {
		t.Errorf("of 200.00 %v is taken off", got.Discount)
	}
	if got := cart.Total([]cart.Line{l}, off, noShipping); got.Discount.Minor != 1000 || len(got.Used) != 1 {
		t.Errorf("of 100.00 %v is taken off by %d", got.Discount, len(got.Used))
	}
}
