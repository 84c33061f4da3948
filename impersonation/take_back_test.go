package impersonation_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"standin/cart"
	"standin/catalog"
	"standin/catalog/money"
	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/storetest"
)

// helped is a world with a cart of Mara's that Ada changed in every way, and has left.
type helped struct {
	*world
	carts    *cart.Carts
	products *catalog.Products
	vendor   account.VendorID
	boots    catalog.VariantID
	ink      catalog.VariantID
	lamp     catalog.VariantID
	ada      account.Actor
	mara     account.Actor
	session  impersonation.Session
	acting   account.Actor
}

func newHelped(t *testing.T) *helped {
	t.Helper()
	w := newWorld(t)
	products := catalog.New(w.DB.DB, "EUR")
	h := &helped{world: w, products: products, carts: cart.New(w.DB.DB, products), vendor: account.VendorID(storetest.Vendor(t, w.DB, "Harbour Goods"))}
	h.boots, h.ink, h.lamp = h.thing("Boots", 12800), h.thing("Ink", 900), h.thing("Lamp", 8900)
	h.change(`INSERT INTO shop.discount_code (code, code_key, kind, value) VALUES ('SPRING10', 'spring10', 'percent', 1000), ('HELLO', 'hello', 'fixed', 500)`)
	mara := w.shopper("Mara Lind")
	h.ada, h.mara = w.agent("Ada Novak"), w.signIn(int64(mara.ID))
	h.add(h.mara, h.boots, 1)
	h.add(h.mara, h.ink, 2)
	h.must(h.carts.ApplyDiscount(t.Context(), h.mara, "HELLO"))
	h.session = w.begin(h.ada, mara)
	h.acting = w.acting(h.ada, h.session)
	return h
}

func (h *helped) thing(title string, price int64) (id catalog.VariantID) {
	h.t.Helper()
	p := catalog.Product{Title: title, Status: catalog.Active, Variants: []catalog.Variant{{Price: money.Of(price, "EUR"),
		Stock: catalog.Stock{Tracked: true, Quantity: 50}}}}
	h.must(h.Transact(h.t.Context(), account.Operator("test"), "test.thing", func(tx *store.Tx) error {
		ids, err := h.products.SaveProducts(h.t.Context(), tx, h.vendor, []catalog.Product{p})
		if err != nil {
			return err
		}
		return tx.Get(h.t.Context(), &id, `SELECT id FROM shop.variant WHERE product_id = $1`, int64(ids[0]))
	}))
	return id
}

func (h *helped) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *helped) add(a account.Actor, v catalog.VariantID, n int) {
	h.t.Helper()
	_, err := h.carts.AddLine(h.t.Context(), a, v, n)
	h.must(err)
}

func (h *helped) cart() cart.Cart {
	h.t.Helper()
	c, err := h.carts.Show(h.t.Context(), h.mara)
	h.must(err)
	return c
}

func (h *helped) line(v catalog.VariantID) int64 {
	h.t.Helper()
	for _, l := range h.cart().Lines {
		if l.Item.Variant == v {
			return l.ID
		}
	}
	h.t.Fatalf("variant %d is not in the cart", v)
	return 0
}

// says is the cart in short: lines, codes, what staff gave.
func (h *helped) says() string {
	c := h.cart()
	var parts []string
	for _, l := range c.Lines {
		parts = append(parts, fmt.Sprintf("%s×%d", l.Item.Title, l.Quantity))
	}
	slices.Sort(parts)
	for _, p := range c.Codes {
		parts = append(parts, p.Code.Code)
	}
	return strings.Join(append(parts, fmt.Sprintf("%d given", len(c.Grants)+len(c.Overrides))), " ")
}

// changeAll changes the cart in every way a rule of support allows.
func (h *helped) changeAll() {
	h.t.Helper()
	ctx := h.t.Context()
	h.must(h.carts.SetQuantity(ctx, h.acting, h.line(h.boots), 3))
	h.must(h.carts.SetQuantity(ctx, h.acting, h.line(h.boots), 2))
	h.must(h.carts.RemoveLine(ctx, h.acting, h.line(h.ink)))
	h.add(h.acting, h.lamp, 1)
	h.must(h.carts.ApplyDiscount(ctx, h.acting, "SPRING10"))
	h.must(h.carts.DropDiscount(ctx, h.acting, 2))
	h.must(h.carts.GrantDiscount(ctx, h.acting, money.Of(500, "EUR"), "The parcel was late"))
	h.must(h.carts.OverridePrice(ctx, h.acting, h.line(h.boots), money.Of(12500, "EUR"), "The box was torn"))
}

func (h *helped) takeBack(a account.Actor, which ...string) impersonation.Taken {
	h.t.Helper()
	taken, err := h.sessions.TakeBack(h.t.Context(), a, h.session.PublicID, which...)
	h.must(err)
	return taken
}

func TestI66_EveryChangeOfTheCartCanBeTakenBack(t *testing.T) {
	t.Parallel()
	h := newHelped(t)
	before := h.says()
	h.changeAll()
	if got := h.says(); got != "Boots×2 Lamp×1 SPRING10 2 given" {
		t.Fatalf("the session left %q", got)
	}
	list, err := h.sessions.Reversals(t.Context(), h.session.ID)
	h.must(err)
	if len(list) != 7 || !strings.Contains(list[0].Text, "changed Boots from 1 to 2") || len(list[0].Entries) != 2 {
		t.Errorf("what can be taken back: %+v", list)
	}
	entries := get[int](h.world, `SELECT count(*) FROM audit.entry`)
	taken := h.takeBack(h.mara)
	if len(taken.Back) != 7 || len(taken.Left) != 0 {
		t.Errorf("%d taken back, %d left", len(taken.Back), len(taken.Left))
	}
	if got := h.says(); got != before {
		t.Errorf("the cart was %q and is %q", before, got)
	}
	if n := get[int](h.world, `SELECT count(*) FROM audit.entry`) - entries; n != 1 {
		t.Errorf("taking back wrote %d entries, want one", n)
	}
	// The one entry names all that it took back: every entry under the session that changed a cart.
	missing := get[int](h.world, `
		WITH taken AS (SELECT DISTINCT (x)::bigint AS entry FROM audit.entry e JOIN audit.payload p ON p.entry = e.id, jsonb_array_elements_text(p.body->'after'->'entries') x
		  WHERE e.action = 'help.take_back' AND p.body->>'table' = 'shop.help_answer' AND e.actor = $1 AND e.session IS NULL)
		SELECT count(*) FROM audit.entry e WHERE e.session = $2 AND e.action LIKE 'cart.%' AND NOT EXISTS (SELECT FROM taken t WHERE t.entry = e.id)`,
		int64(h.mara.ID), h.session.ID)
	if missing != 0 {
		t.Errorf("%d entries were taken back and are not named", missing)
	}
}

func TestI66_TwiceDoesNothing(t *testing.T) {
	t.Parallel()
	h := newHelped(t)
	h.changeAll()
	h.takeBack(h.mara)
	state, entries := h.says(), get[int](h.world, `SELECT count(*) FROM audit.entry`)
	if taken := h.takeBack(h.mara); len(taken.Back) != 0 || len(taken.Left) != 0 {
		t.Errorf("the second time: %+v", taken)
	}
	if n := get[int](h.world, `SELECT count(*) FROM audit.entry`); h.says() != state || n != entries {
		t.Errorf("the second time changed %q to %q with %d entries", state, h.says(), n-entries)
	}
	list, err := h.sessions.Reversals(t.Context(), h.session.ID)
	h.must(err)
	for _, r := range list {
		if r.Reply != impersonation.TakenBack || r.At == nil || r.ByStaff {
			t.Errorf("%s is %q", r.ID, r.Reply)
		}
	}
}

func TestI66_TogetherOnceOnly(t *testing.T) {
	t.Parallel()
	h := newHelped(t)
	before := h.says()
	h.changeAll()
	var wg sync.WaitGroup
	counts := make([]int, 6)
	for i := range counts {
		wg.Go(func() {
			taken, err := h.sessions.TakeBack(context.WithoutCancel(t.Context()), h.mara, h.session.PublicID)
			if err != nil {
				t.Error(err)
			}
			counts[i] = len(taken.Back)
		})
	}
	wg.Wait()
	slices.Sort(counts)
	if counts[5] != 7 || counts[4] != 0 || h.says() != before {
		t.Errorf("six at the same time took back %v; the cart is %q", counts, h.says())
	}
}

func TestI66_WhatWasEditedSinceIsLeftAloneAndListed(t *testing.T) {
	t.Parallel()
	h := newHelped(t)
	h.changeAll()
	ctx := t.Context()
	h.must(h.carts.SetQuantity(ctx, h.mara, h.line(h.boots), 5)) // her own number
	h.add(h.mara, h.ink, 1)                                      // ink again, so the line that was removed has no place
	h.must(h.carts.RemoveLine(ctx, h.mara, h.line(h.lamp)))
	taken := h.takeBack(h.mara)
	var left []string
	for _, r := range taken.Left {
		left = append(left, r.Text+": "+r.Why)
	}
	want := []string{"changed Boots from 1 to 2: It was changed since.", "took Ink out of the cart: It was changed since.", "put 1 × Lamp into the cart: It was changed since."}
	if !slices.Equal(left, want) {
		t.Errorf("left alone: %q", left)
	}
	if got := h.says(); got != "Boots×5 Ink×1 HELLO 0 given" || len(taken.Back) != 4 {
		t.Errorf("the cart is %q, %d taken back", got, len(taken.Back))
	}
}

func TestI66_AnEditBetweenTwoChangesIsTheirs(t *testing.T) {
	t.Parallel()
	h := newHelped(t)
	ctx := t.Context()
	h.must(h.carts.SetQuantity(ctx, h.acting, h.line(h.boots), 2))
	h.must(h.carts.SetQuantity(ctx, h.mara, h.line(h.boots), 7))
	h.must(h.carts.SetQuantity(ctx, h.acting, h.line(h.boots), 2))
	h.takeBack(h.mara)
	if got := h.says(); !strings.HasPrefix(got, "Boots×7 ") {
		t.Errorf("she had made it 7, and taking back leaves %q", got)
	}
}

func TestI66_OneLineAlone(t *testing.T) {
	t.Parallel()
	h := newHelped(t)
	h.changeAll()
	taken := h.takeBack(h.mara, fmt.Sprintf("cart_line:%d", h.line(h.lamp)))
	if got := h.says(); len(taken.Back) != 1 || got != "Boots×2 SPRING10 2 given" {
		t.Errorf("%d taken back, the cart is %q", len(taken.Back), got)
	}
	if taken := h.takeBack(h.mara, "cart_line:999999", "person:1"); len(taken.Back)+len(taken.Left) != 0 {
		t.Errorf("an invented change: %+v", taken)
	}
	h.must(h.sessions.KeepChanges(t.Context(), h.mara, h.session.PublicID, "cart_discount:1,1"))
	if c := h.cart(); len(c.Touched) != 1 {
		t.Error("the cart asks no more, though something waits")
	}
	h.must(h.sessions.KeepChanges(t.Context(), h.mara, h.session.PublicID))
	if c := h.cart(); len(c.Touched) != 0 || c.Lines[0].Help != nil {
		t.Error("all is kept, and the cart goes on asking")
	}
	if got := h.says(); got != "Boots×2 SPRING10 2 given" {
		t.Errorf("keeping changed the cart to %q", got)
	}
	// What was kept can be taken back later, from the log.
	if taken := h.takeBack(h.mara); len(taken.Back) != 6 {
		t.Errorf("%d taken back after they were kept", len(taken.Back))
	}
}

func TestI66_AnOrderedCartStays(t *testing.T) {
	t.Parallel()
	h := newHelped(t)
	h.changeAll()
	h.change(`UPDATE shop.cart SET status = 'ordered' WHERE person_id = $1`, int64(h.mara.ID))
	taken := h.takeBack(h.mara)
	if len(taken.Back) != 0 || len(taken.Left) != 7 || taken.Left[0].Why != "The cart was ordered since." {
		t.Errorf("%+v", taken)
	}
}

func TestI66_AddressesComeBackAndConfirmedOnesStay(t *testing.T) {
	t.Parallel()
	h := newHelped(t)
	ctx := t.Context()
	old := account.NewAddress{Name: "Mara Lind", Street: "Holtenauer Straße 14", Postcode: "24103", Town: "Kiel", Country: "DE"}
	add := func(a account.Actor, town string) account.Address {
		n := old
		n.Town = town
		added, err := h.accounts.AddAddress(ctx, a, account.Shopper, n)
		h.must(err)
		return added
	}
	changed, removed := add(h.mara, "Kiel"), add(h.mara, "Bremen")
	added, confirmed := add(h.acting, "Lübeck"), add(h.acting, "Hamburg")
	n := old
	n.Street = "Elsewhere 1"
	h.must(h.accounts.ChangeAddress(ctx, h.acting, account.Shopper, changed.PublicID, n))
	h.must(h.accounts.RemoveAddress(ctx, h.acting, account.Shopper, removed.PublicID))
	h.must(h.accounts.ConfirmAddress(ctx, h.mara, account.Shopper, confirmed.PublicID))
	taken := h.takeBack(h.mara)
	if len(taken.Left) != 1 || taken.Left[0].Why != "Its owner has confirmed it since." || !strings.Contains(taken.Left[0].Text, "Hamburg") {
		t.Errorf("left alone: %+v", taken.Left)
	}
	book, err := account.Addresses(ctx, h.DB, h.mara, account.Shopper)
	h.must(err)
	var lines []string
	for _, a := range book {
		lines = append(lines, fmt.Sprintf("%s %s %t", a.Town, a.Street, a.Confirmed()))
	}
	slices.Sort(lines)
	want := []string{"Bremen Holtenauer Straße 14 true", "Hamburg Holtenauer Straße 14 true", "Kiel Holtenauer Straße 14 true"}
	if !slices.Equal(lines, want) {
		t.Errorf("the book holds %q (%s was added)", lines, added.Town)
	}
}

func TestI66_ProductsAndStoreOfAVendor(t *testing.T) {
	t.Parallel()
	h := newHelped(t)
	ctx := t.Context()
	rep := h.staff("Rita Rep", "sales_rep")
	owner := h.person(storetest.VendorUser(t, h.DB, int64(h.vendor), "Hanne Wind"))
	storetest.Assign(t, h.DB, int64(rep.ID), int64(h.vendor))
	rep = h.signIn(int64(rep.ID))
	form := h.form(rep, owner)
	form.Capacity = account.ForVendor(h.vendor)
	h.session = h.start(rep, form)
	acting := h.world.acting(rep, h.session)
	h.must(h.products.SetPrice(ctx, acting, h.vendor, h.boots, money.Of(9900, "EUR"), money.Of(12800, "EUR")))
	h.must(h.products.SetStock(ctx, acting, h.vendor, h.boots, catalog.Stock{Tracked: true, Quantity: 7}))
	h.must(h.products.SetStock(ctx, acting, h.vendor, h.ink, catalog.Stock{Tracked: true, Quantity: 9}))
	h.must(h.products.SaveStore(ctx, acting, h.vendor, "Things from the harbour.", 4))
	h.change(`UPDATE shop.stock SET quantity = quantity - 1 WHERE variant_id = $1`, int64(h.ink)) // an order took one
	hanne := h.signIn(int64(owner.ID))
	taken := h.takeBack(hanne)
	if len(taken.Left) != 1 || taken.Left[0].Text != "set the stock of Ink from 50 to 9" {
		t.Errorf("left alone: %+v", taken.Left)
	}
	now := get[string](h.world, `SELECT concat_ws(' ', v.price_minor, coalesce(v.compare_at_minor, 0), p.price_from, s.quantity, m.dispatch_days, '[' || m.about || ']',
		(SELECT quantity FROM shop.stock WHERE variant_id = $2)) FROM shop.variant v JOIN shop.product p ON p.id = v.product_id
		JOIN shop.stock s ON s.variant_id = v.id JOIN shop.vendor m ON m.id = v.vendor_id WHERE v.id = $1`, int64(h.boots), int64(h.ink))
	if now != "12800 0 12800 50 1 [] 8" {
		t.Errorf("now %q", now)
	}
	// An agent at the support desk has nothing to do with a vendor's session.
	if _, err := h.sessions.TakeBack(ctx, h.ada, h.session.PublicID); !fault.Is(err, fault.NotFound) {
		t.Errorf("an agent: %v", err)
	}
}

func TestI66_WhoMay(t *testing.T) {
	t.Parallel()
	h := newHelped(t)
	h.changeAll()
	ctx := t.Context()
	state := h.says()
	stranger, rep := h.signIn(int64(h.shopper("Tom Okafor").ID)), h.staff("Rita Rep", "sales_rep")
	for who, a := range map[string]account.Actor{"a stranger": stranger, "a rep of others": rep} {
		if _, err := h.sessions.TakeBack(ctx, a, h.session.PublicID); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", who, err)
		}
	}
	if _, err := h.sessions.TakeBack(ctx, h.acting, h.session.PublicID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("while acting: %v", err)
	}
	if err := h.sessions.KeepChanges(ctx, h.ada, h.session.PublicID); !fault.Is(err, fault.NotFound) {
		t.Errorf("staff keep for the customer: %v", err)
	}
	if got := h.says(); got != state {
		t.Errorf("the cart was %q and is %q", state, got)
	}
	for _, a := range []account.Actor{h.ada, h.agent("Ben Novak"), h.staff("Ad Min", "administrator")} {
		list, err := h.sessions.Reversals(ctx, h.session.ID)
		h.must(err)
		open := slices.IndexFunc(list, impersonation.Reversal.Open)
		if taken := h.takeBack(a, list[open].ID); len(taken.Back) != 1 {
			t.Errorf("%s took back %+v", a.Role, taken)
		}
	}
	if n := get[int](h.world, `SELECT count(*) FROM shop.help_answer WHERE staff`); n != 3 {
		t.Errorf("%d answers by staff", n)
	}
}
