package cart_test

import (
	"testing"

	"standin/cart"
	"standin/cart/carttest"
	"standin/cart/discount"
	"standin/store/account"
	"standin/store/fault"
)

func TestI42_OnlyTheSubjectsCartChanges(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v := s.Vendor(t, "Harbour Goods")
	boots, ink := s.Thing(t, v, "Boots", 12800, -1), s.Thing(t, v, "Ink", 900, -1)
	mara, ada := s.Person(t, "Mara Lind"), s.Staff(t, "Ada Nowak", account.SupportAgent)
	add(t, s, mara, boots, 1)
	add(t, s, ada, ink, 7)
	acting := s.Acting(t, ada, mara, account.Shopper, 10, account.CartEdit)
	add(t, s, acting, boots, 1)
	add(t, s, acting, ink, 2)
	if got := contents(show(t, s, mara)); got != "Boots×2 Ink×2" {
		t.Errorf("the subject's cart holds %q", got)
	}
	if got := contents(show(t, s, ada)); got != "Ink×7" {
		t.Errorf("the actor's own cart holds %q", got)
	}
}

func TestHelp_IsNotedAndAnswered(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v := s.Vendor(t, "Harbour Goods")
	boots, ink := s.Thing(t, v, "Boots", 12800, -1), s.Thing(t, v, "Ink", 900, -1)
	mara, ada := s.Person(t, "Mara Lind"), s.Staff(t, "Ada Nowak", account.SupportAgent)
	add(t, s, mara, boots, 1)
	add(t, s, mara, ink, 1)
	acting := s.Acting(t, ada, mara, account.Shopper, 10, account.CartEdit)
	c := show(t, s, acting)
	for _, n := range []int{3, 2} {
		if err := s.Carts.SetQuantity(t.Context(), acting, c.Lines[0].ID, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Carts.RemoveLine(t.Context(), acting, c.Lines[1].ID); err != nil {
		t.Fatal(err)
	}
	seen := show(t, s, mara)
	h := seen.Lines[0].Help
	if h == nil || h.From != 1 || h.To != 2 || h.Helper != cart.Support || h.Session != acting.Session {
		t.Fatalf("help %+v", h)
	}
	if len(seen.Removed) != 1 || seen.Removed[0].Title != "Ink" || seen.Removed[0].To != 0 {
		t.Errorf("removed %+v", seen.Removed)
	}
	if err := s.Carts.SetQuantity(t.Context(), mara, seen.Lines[0].ID, 4); err != nil {
		t.Fatal(err)
	}
	if seen := show(t, s, mara); seen.Lines[0].Help != nil || len(seen.Removed) != 1 {
		t.Errorf("after the subject's own change: %+v, %+v", seen.Lines[0].Help, seen.Removed)
	}
}

func TestI39_RightsPerAction(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 12800, -1)
	mara, ada := s.Person(t, "Mara Lind"), s.Staff(t, "Ada Nowak", account.SupportAgent)
	s.Code(t, discount.Draft{Code: "SPRING10", Kind: discount.Percent, Value: 1000})
	acting := s.Acting(t, ada, mara, account.Shopper, 10, account.CartEdit)
	add(t, s, acting, boots, 1)
	if err := s.Carts.ApplyDiscount(t.Context(), acting, "SPRING10"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a rule without discount.apply: %v", err)
	}
	if err := s.Carts.GrantDiscount(t.Context(), acting, euro(100), "late"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a rule without discount.grant: %v", err)
	}
}

func TestC17_TheCapCoversTheSum(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 10000, -1)
	mara, ada := s.Person(t, "Mara Lind"), s.Staff(t, "Ada Nowak", account.SupportAgent)
	add(t, s, mara, boots, 1)
	acting := s.Acting(t, ada, mara, account.Shopper, 10, account.CartEdit, account.DiscountGrant)
	give := func(minor int64) error {
		return s.Carts.GrantDiscount(t.Context(), acting, euro(minor), "The parcel was late")
	}
	if err := give(1500); !fault.Is(err, fault.Forbidden) || fault.As(err).Code != "over_cap" {
		t.Errorf("15 %%: %v", err)
	}
	if err := give(600); err != nil {
		t.Fatal(err)
	}
	if err := give(500); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a second one that passes the cap in sum: %v", err)
	}
	if err := give(400); err != nil {
		t.Fatal(err)
	}
	c := show(t, s, mara)
	if c.Totals.Discount.Minor != 1000 || c.Grants[0].Helper != cart.Support || c.Grants[0].Reason == "" {
		t.Errorf("totals %+v, grants %+v", c.Totals, c.Grants)
	}
	var refused int
	err := s.Owner.Get(&refused, `SELECT count(*) FROM audit.entry WHERE action = 'cart.grant_discount' AND outcome = 'refused'`)
	if err != nil || refused != 2 {
		t.Errorf("the record holds %d refusals, want 2 (%v)", refused, err)
	}
	if err := s.Carts.GrantDiscount(t.Context(), ada, euro(100), "x"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("outside a session: %v", err)
	}
}
