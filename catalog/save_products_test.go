package catalog_test

import (
	"fmt"
	"testing"

	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/storetest"
)

// shop is a room over a test's own database, with one vendor.
type shop struct {
	*catalog.Products
	db     *storetest.DB
	vendor account.VendorID
}

func open(t testing.TB) *shop {
	t.Helper()
	db := storetest.New(t)
	return &shop{catalog.New(db.DB, "EUR"), db, account.VendorID(storetest.Vendor(t, db, "Harbour Goods"))}
}

// save writes products and fails the test when they are refused.
func (s *shop) save(t testing.TB, products ...catalog.Product) []catalog.ProductID {
	t.Helper()
	ids, err := s.trySave(t, products...)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func (s *shop) trySave(t testing.TB, products ...catalog.Product) (ids []catalog.ProductID, err error) {
	t.Helper()
	err = s.db.Transact(t.Context(), account.System("test"), "catalog.test", func(tx *store.Tx) error {
		ids, err = s.SaveProducts(t.Context(), tx, s.vendor, products)
		return err
	})
	return ids, err
}

func euro(minor int64) money.Amount { return money.Of(minor, "EUR") }

// thing is an active product without options.
func thing(title string, price int64) catalog.Product {
	return catalog.Product{Title: title, Status: catalog.Active, Variants: []catalog.Variant{{Price: euro(price)}}}
}

func TestSaveProducts(t *testing.T) {
	t.Parallel()
	s := open(t)
	boots := thing("Trail boots", 12800)
	ids := s.save(t, boots, thing("Brass compass", 3400))
	if len(ids) != 2 || ids[0] == ids[1] {
		t.Fatalf("ids %v", ids)
	}
	again := s.save(t, boots)
	if again[0] != ids[0] {
		t.Errorf("saved again as %d, was %d", again[0], ids[0])
	}
}

func TestSaveProductsTwiceWritesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := coloured("Scarf", 4800, "Red", "Blue")
	p.Pictures = []catalog.Picture{{SourceURL: "https://pictures.example/scarf.jpg", Alt: "A scarf"}, {File: "1f9e3.webp"}}
	p.Variants[1].Picture, p.Variants[1].SKU = 2, "SC-BLUE"
	s.save(t, p, thing("Cap", 2000))
	changes := s.changes(t)
	s.save(t, p, thing("Cap", 2000))
	if n := s.changes(t); n != changes {
		t.Errorf("the same products again wrote %d rows", n-changes)
	}
	whole, err := s.Load(t.Context(), s.db, s.vendor, []string{"scarf"})
	if err != nil {
		t.Fatal(err)
	}
	s.save(t, whole["scarf"].Product)
	if n := s.changes(t); n != changes {
		t.Errorf("what was loaded and saved wrote %d rows", n-changes)
	}
	if got := whole["scarf"]; len(got.Pictures) != 2 || got.Pictures[0].State != catalog.PicturePending || got.Variants[1].Picture != 2 {
		t.Errorf("loaded %+v", got.Product)
	}
}

// changes counts the changed rows in the record.
func (s *shop) changes(t testing.TB) (n int) {
	t.Helper()
	if err := s.db.Owner.GetContext(t.Context(), &n, `SELECT count(*) FROM audit.payload WHERE salt IS NULL`); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSaveProductsMatchesVariants(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := coloured("Scarf", 4800, "Red", "Blue", "Green")
	p.Variants[0].SKU, p.Variants[1].SKU = "R", "B"
	s.save(t, p)
	before := s.load(t, "scarf").Variants

	p.Variants[0].SKU, p.Variants[1].SKU = "B", "R" // swapped colours: the SKU decides which is which
	p.Variants = p.Variants[:2]
	s.save(t, p)
	after := s.load(t, "scarf").Variants
	if len(after) != 2 || after[0].ID != before[1].ID || after[1].ID != before[0].ID {
		t.Errorf("variants %+v, were %+v", after, before)
	}

	p.Variants = append(p.Variants, catalog.Variant{Options: catalog.Options{"Green"}, Price: euro(5000)})
	s.save(t, p)
	if again := s.load(t, "scarf").Variants; len(again) != 3 || again[2].ID != before[2].ID {
		t.Errorf("green came back as another variant: %+v", again)
	}
}

func (s *shop) load(t testing.TB, handle string) *catalog.Whole {
	t.Helper()
	whole, err := s.Load(t.Context(), s.db, s.vendor, []string{handle})
	if err != nil || whole[handle] == nil {
		t.Fatalf("load %q: %v, %v", handle, whole, err)
	}
	return whole[handle]
}

func TestSaveProductsKeepsStockThatIsNotNamed(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := thing("Lamp", 900)
	p.Variants[0].Stock = catalog.Stock{Tracked: true, Quantity: 5}
	s.save(t, p)
	p.Variants[0].Stock, p.Variants[0].KeepStock, p.Variants[0].Price = catalog.Stock{}, true, euro(950)
	s.save(t, p)
	if v := s.load(t, "lamp").Variants[0]; v.Stock.Quantity != 5 || v.Price != euro(950) {
		t.Errorf("saved %+v", v)
	}
	fresh := thing("Lantern", 900)
	fresh.Variants[0].KeepStock = true
	s.save(t, fresh)
	if v := s.load(t, "lantern").Variants; len(v) != 1 || v[0].Stock.Tracked {
		t.Errorf("a new variant that says nothing of its stock: %+v", v)
	}
}

func TestSaveProductsRefuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	taken := thing("Taken", 100)
	taken.Variants[0].SKU, taken.Slug = "T-1", "taken"
	s.save(t, taken)
	for name, tt := range map[string]struct {
		change func(*catalog.Product)
		kind   fault.Kind
		field  string
	}{
		"no title":          {func(p *catalog.Product) { p.Title = " " }, fault.Invalid, "title"},
		"no variant":        {func(p *catalog.Product) { p.Variants = nil }, fault.Invalid, "variants"},
		"negative price":    {func(p *catalog.Product) { p.Variants[0].Price = euro(-1) }, fault.Invalid, "variant.0.price"},
		"foreign price":     {func(p *catalog.Product) { p.Variants[0].Price.Currency = "USD" }, fault.Invalid, "variant.0.price"},
		"value, no option":  {func(p *catalog.Product) { p.Variants[0].Options[0] = "Red" }, fault.Invalid, "variant.0.options"},
		"same options":      {func(p *catalog.Product) { p.Variants = append(p.Variants, p.Variants[0]) }, fault.Invalid, "variant.1.options"},
		"stock below zero":  {func(p *catalog.Product) { p.Variants[0].Stock = catalog.Stock{Tracked: true, Quantity: -1} }, fault.Invalid, "variant.0.quantity"},
		"SKU of another":    {func(p *catalog.Product) { p.Variants[0].SKU = "T-1" }, fault.Conflict, "sku"},
		"address taken":     {func(p *catalog.Product) { p.Slug = "taken" }, fault.Conflict, "slug"},
		"address with dots": {func(p *catalog.Product) { p.Slug = "../etc" }, fault.Invalid, "slug"},
		"unknown category":  {func(p *catalog.Product) { p.Categories = []catalog.CategoryID{999} }, fault.Invalid, "categories"},
	} {
		p := thing("Fresh "+name, 100)
		tt.change(&p)
		_, err := s.trySave(t, p)
		if f := fault.As(err); f == nil || f.Kind != tt.kind || f.Fields[tt.field] == "" {
			t.Errorf("%s: %v (%+v), want %s at %s", name, err, f, tt.kind, tt.field)
		}
	}
}

func TestSaveProductsByTheHundred(t *testing.T) {
	t.Parallel()
	s := open(t)
	var many []catalog.Product
	for i := range 300 {
		p := coloured(fmt.Sprintf("Thing %d", i), int64(i), "Red", "Blue", "Green")
		p.Pictures = []catalog.Picture{{File: "1f9e3.webp"}}
		many = append(many, p)
	}
	ctx, counter := store.WithCounter(t.Context())
	err := s.db.Transact(ctx, account.System("test"), "catalog.test", func(tx *store.Tx) error {
		_, err := s.SaveProducts(ctx, tx, s.vendor, many)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(counter.Queries); n > 20 {
		t.Errorf("%d statements for 300 products", n)
	}
	if l := s.list(t, catalog.Filter{}); l.Total != 300 || l.Cards[0].Values != 3 {
		t.Errorf("total %d, first %+v", l.Total, l.Cards[0])
	}
}

func TestA12_FormerAddressLeadsToThePresentOne(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := thing("Lamp", 900)
	for _, slug := range []string{"a", "b", "c"} {
		p.Slug, p.Handle = slug, "lamp"
		s.save(t, p)
	}
	for _, slug := range []string{"a", "b", "c"} {
		w, err := s.BySlug(t.Context(), account.Guest(0), slug)
		if err != nil || w.Slug != "c" {
			t.Errorf("%s leads to %v, %v; want c", slug, w, err)
		}
	}
}

func TestA17_DraftIsSeenByItsVendorAlone(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := thing("Secret lamp", 900)
	p.Status = catalog.Draft
	s.save(t, p)
	other := account.VendorID(storetest.Vendor(t, s.db, "Fern and Field"))
	own := account.Actor{Kind: store.Person, ID: 1, Subject: 2, Session: 3, Capacity: account.ForVendor(s.vendor)}.
		Allowing(account.VendorPermissions(), "")
	stranger := own
	stranger.Capacity = account.ForVendor(other)
	if _, err := s.BySlug(t.Context(), own, "secret-lamp"); err != nil {
		t.Errorf("its vendor: %v", err)
	}
	for name, a := range map[string]account.Actor{"guest": account.Guest(0), "another vendor": stranger} {
		if _, err := s.BySlug(t.Context(), a, "secret-lamp"); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v, want NotFound", name, err)
		}
	}
	if l := s.list(t, catalog.Filter{Text: "secret"}); l.Total != 0 {
		t.Error("a draft is found by search")
	}
}
