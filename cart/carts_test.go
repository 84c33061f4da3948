package cart_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"standin/cart"
	"standin/cart/carttest"
	"standin/cart/discount"
	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// contents is a cart as "title×quantity", in the order of its lines.
func contents(c cart.Cart) string {
	var parts []string
	for _, l := range c.Lines {
		parts = append(parts, fmt.Sprintf("%s×%d", l.Item.Title, l.Quantity))
	}
	return strings.Join(parts, " ")
}

func show(t testing.TB, s *carttest.Shop, a account.Actor) cart.Cart {
	t.Helper()
	c, err := s.Carts.Show(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func add(t testing.TB, s *carttest.Shop, a account.Actor, v catalog.VariantID, n int) cart.Added {
	t.Helper()
	added, err := s.Carts.AddLine(t.Context(), a, v, n)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func TestAddLine(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v := s.Vendor(t, "Harbour Goods")
	boots, last := s.Thing(t, v, "Boots", 12800, -1), s.Thing(t, v, "Last ones", 500, 3)
	mara := s.Person(t, "Mara Lind")
	add(t, s, mara, boots, 2)
	add(t, s, mara, boots, 1)
	if got := contents(show(t, s, mara)); got != "Boots×3" {
		t.Errorf("cart %q", got)
	}
	for _, tt := range []struct {
		name    string
		variant catalog.VariantID
		n       int
		kind    fault.Kind
	}{
		{"unknown_variant", 99999, 1, fault.NotFound}, {"nothing", boots, 0, fault.Invalid}, {"too_many", boots, 1000, fault.Invalid},
		{"over_999_in_sum", boots, 998, fault.Invalid}, {"more_than_there_is", last, 4, fault.Conflict},
	} {
		if _, err := s.Carts.AddLine(t.Context(), mara, tt.variant, tt.n); !fault.Is(err, tt.kind) {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.kind)
		}
	}
	if got := contents(show(t, s, mara)); got != "Boots×3" {
		t.Errorf("a refusal left %q", got)
	}
	if _, err := s.Carts.AddLine(t.Context(), account.Actor{}.Allowing(account.Of(account.CartEdit), ""), boots, 1); err == nil {
		t.Error("nobody has a cart")
	}
}

func TestShow_TwoStatements(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v := s.Vendor(t, "Harbour Goods")
	mara := s.Person(t, "Mara Lind")
	s.Code(t, discount.Draft{Code: "SPRING10", Kind: discount.Percent, Value: 1000})
	for i := range 5 {
		add(t, s, mara, s.Thing(t, v, fmt.Sprintf("Thing %d", i), 1000, -1), 1)
	}
	if err := s.Carts.ApplyDiscount(t.Context(), mara, "spring10"); err != nil {
		t.Fatal(err)
	}
	ctx, counter := store.WithCounter(t.Context())
	c, err := s.Carts.Show(ctx, mara)
	if err != nil || len(counter.Queries) != 2 {
		t.Errorf("a cart took %d statements, want 2 (%v)", len(counter.Queries), err)
	}
	if c.Totals.Total.Minor != 5000-500+490 || c.Pieces() != 5 {
		t.Errorf("totals %+v", c.Totals)
	}
}

func TestB1_GuestCart(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 12800, -1)
	first := add(t, s, account.Guest(0), boots, 1)
	if len(first.Token) < 22 { // 128 bits in base64
		t.Fatalf("the token %q is short", first.Token)
	}
	g, err := s.Carts.ByToken(t.Context(), first.Token)
	if err != nil || g.Pieces != 1 {
		t.Fatalf("%+v, %v", g, err)
	}
	guest := account.Guest(g.Cart)
	if again := add(t, s, guest, boots, 1); again.Token != "" {
		t.Error("a guest who has a token got another one")
	}
	if got := contents(show(t, s, guest)); got != "Boots×2" {
		t.Errorf("cart %q", got)
	}
	for _, guess := range []string{"", "x", strings.Repeat("A", 32), first.Token[:31] + "_", first.Token + "A"} {
		if _, err := s.Carts.ByToken(t.Context(), guess); !fault.Is(err, fault.NotFound) {
			t.Errorf("ByToken(%q): %v, want not found", guess, err)
		}
	}
	var plain int
	err = s.Owner.Get(&plain, `SELECT count(*) FROM audit.payload WHERE body::text LIKE '%' || $1 || '%' OR body::text LIKE '%guest_hash%'`, first.Token)
	if err != nil || plain != 0 {
		t.Errorf("the record holds the token or its hash %d times (%v)", plain, err)
	}
}

func TestB2_MergeOnSignIn(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v := s.Vendor(t, "Harbour Goods")
	a, b, c := s.Thing(t, v, "A", 100, -1), s.Thing(t, v, "B", 100, -1), s.Thing(t, v, "C", 100, -1)
	mara := s.Person(t, "Mara Lind")
	add(t, s, mara, a, 3)
	add(t, s, mara, b, 1)
	token := add(t, s, account.Guest(0), a, 2).Token
	g, _ := s.Carts.ByToken(t.Context(), token)
	add(t, s, account.Guest(g.Cart), c, 4)

	var wg sync.WaitGroup
	came := make([]cart.Merged, 8)
	for i := range came {
		wg.Go(func() {
			m, err := s.Carts.Merge(t.Context(), mara, token)
			if err != nil {
				t.Error(err)
			}
			came[i] = m
		})
	}
	wg.Wait()
	told := 0
	for _, m := range came {
		if len(m.Lines) > 0 {
			told++
			if len(m.Lines) != 1 || m.Lines[0].Title != "C" || m.Lines[0].Quantity != 4 {
				t.Errorf("the notice says %+v", m.Lines)
			}
		}
	}
	if got := contents(show(t, s, mara)); got != "A×3 B×1 C×4" || told != 1 {
		t.Errorf("after eight merges %q, told %d times", got, told)
	}
	if _, err := s.Carts.ByToken(t.Context(), token); !fault.Is(err, fault.NotFound) {
		t.Errorf("a spent token: %v", err)
	}
	if added := add(t, s, account.Guest(g.Cart), a, 1); added.Token == "" || added.Token == token {
		t.Error("after a merge a guest begins with a new token")
	}
}

func TestSetQuantity(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v := s.Vendor(t, "Harbour Goods")
	boots := s.Thing(t, v, "Boots", 12800, 5)
	mara, tom := s.Person(t, "Mara Lind"), s.Person(t, "Tom Okafor")
	add(t, s, mara, boots, 1)
	add(t, s, tom, boots, 1)
	mine, his := show(t, s, mara).Lines[0].ID, show(t, s, tom).Lines[0].ID
	ctx := t.Context()
	if err := s.Carts.SetQuantity(ctx, mara, mine, 5); err != nil {
		t.Error(err)
	}
	if err := s.Carts.SetQuantity(ctx, mara, mine, 6); !fault.Is(err, fault.Conflict) {
		t.Errorf("more than there is: %v", err)
	}
	if err := s.Carts.SetQuantity(ctx, mara, mine, -1); !fault.Is(err, fault.Invalid) {
		t.Errorf("less than nothing: %v", err)
	}
	if err := s.Carts.SetQuantity(ctx, mara, his, 2); !fault.Is(err, fault.NotFound) {
		t.Errorf("another's line: %v", err)
	}
	if err := s.Carts.RemoveLine(ctx, mara, his); !fault.Is(err, fault.NotFound) {
		t.Errorf("another's line: %v", err)
	}
	if err := s.Carts.SetQuantity(ctx, mara, mine, 0); err != nil {
		t.Error(err)
	}
	if got := contents(show(t, s, mara)) + "|" + contents(show(t, s, tom)); got != "|Boots×1" {
		t.Errorf("carts %q", got)
	}
}

func TestApplyDiscount(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v := s.Vendor(t, "Harbour Goods")
	mara := s.Person(t, "Mara Lind")
	add(t, s, mara, s.Thing(t, v, "Boots", 12800, -1), 1)
	s.Code(t, discount.Draft{Code: "Spring10", Kind: discount.Percent, Value: 1000, MinSubtotal: 10000})
	s.Code(t, discount.Draft{Code: "BIG", Kind: discount.Fixed, Value: 1000, MinSubtotal: 20000})
	if _, err := s.Discounts.Create(t.Context(), carttest.Operator, discount.Draft{Code: " ＳＰＲＩＮＧ10", Kind: discount.Fixed, Value: 1}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a code that reads the same: %v", err)
	}
	ctx := t.Context()
	if err := s.Carts.ApplyDiscount(ctx, mara, " SPRING10 "); err != nil {
		t.Fatal(err)
	}
	if err := s.Carts.ApplyDiscount(ctx, mara, "spring10"); err != nil {
		t.Errorf("the same code once more: %v", err)
	}
	for code, reason := range map[string]discount.Reason{"BIG": discount.UnderMinimum, "NONE": discount.Unknown} {
		err := s.Carts.ApplyDiscount(ctx, mara, code)
		if r := discount.AsRefusal(err); r == nil || r.Reason != reason || fault.As(err).Fields["code"] == "" {
			t.Errorf("%s: %v", code, err)
		}
	}
	c := show(t, s, mara)
	if c.Totals.Discount.Minor != 1280 || len(c.Codes) != 1 {
		t.Fatalf("discount %v of %d codes", c.Totals.Discount, len(c.Codes))
	}
	var refused int
	if err := s.Owner.Get(&refused, `SELECT count(*) FROM audit.entry WHERE action = 'cart.apply_discount' AND outcome = 'refused'`); err != nil || refused != 2 {
		t.Errorf("the record holds %d refusals, want 2 (%v)", refused, err)
	}
	// C6: falling under the minimum removes the discount and says why; rising brings it back.
	if err := s.Carts.SetQuantity(ctx, mara, c.Lines[0].ID, 2); err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `UPDATE shop.variant SET price_minor = 4000`)
	if got := show(t, s, mara); got.Totals.Discount.Minor != 0 || got.Totals.Trace[1].Refusal.Missing.Minor != 2000 {
		t.Errorf("under the minimum: %+v", got.Totals.Trace)
	}
	if err := s.Carts.DropDiscount(ctx, mara, c.Codes[0].Code.ID); err != nil {
		t.Error(err)
	}
	if err := s.Carts.DropDiscount(ctx, mara, c.Codes[0].Code.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a code that is gone: %v", err)
	}
}

func TestE14_FiveMembersAddAtOnce(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	v := s.Vendor(t, "Paper Room")
	school := s.Organization(t, "Northside School", 30)
	shared := s.Thing(t, v, "Notebook", 1060, -1)
	var wg sync.WaitGroup
	for i := range 5 {
		own := s.Thing(t, v, fmt.Sprintf("Thing %d", i), 100, -1)
		member := s.Member(t, school, fmt.Sprintf("Member %c", 'A'+i), account.Buyer)
		wg.Go(func() {
			for range 3 {
				add(t, s, member, own, 1)
				add(t, s, member, shared, 1)
			}
		})
	}
	wg.Wait()
	power := s.Member(t, school, "Jo Marsh", account.PowerUser)
	c := show(t, s, power)
	adders := map[string]bool{}
	for _, l := range c.Lines {
		adders[l.AddedBy.Name] = true
		if l.AddedBy.Name == "" {
			t.Errorf("nobody's name stands on %s", l.Item.Title)
		}
	}
	if len(c.Lines) != 6 || c.Pieces() != 30 || len(adders) != 5 {
		t.Errorf("%d lines, %d things of %d people", len(c.Lines), c.Pieces(), len(adders))
	}
	if got := contents(show(t, s, func() account.Actor { p := power; p.Capacity = account.Shopper; return p }())); got != "" {
		t.Errorf("the power user's own cart holds %q", got)
	}
}

func TestE3_AViewerChangesNothing(t *testing.T) {
	t.Parallel()
	s := carttest.Open(t)
	boots := s.Thing(t, s.Vendor(t, "Harbour Goods"), "Boots", 12800, -1)
	school := s.Organization(t, "Northside School", 30)
	viewer := s.Member(t, school, "Vi Ewer", account.Viewer)
	if _, err := s.Carts.AddLine(t.Context(), viewer, boots, 1); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a viewer adds: %v", err)
	}
	stranger := s.Person(t, "Mara Lind")
	stranger.Capacity = account.ForOrganization(school)
	if _, err := s.Carts.Show(t.Context(), stranger); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger looks: %v", err)
	}
	if _, err := s.Carts.AddLine(t.Context(), stranger, boots, 1); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger adds: %v", err)
	}
}
