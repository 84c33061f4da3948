package catalog_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// categories makes departments and kinds: "outdoors", "outdoors/boots".
func (s *shop) categories(t testing.TB) map[string]catalog.CategoryID {
	t.Helper()
	list := []catalog.Category{{Name: "Outdoors"}, {Name: "Boots"}, {Name: "Bags"}, {Name: "Desk"}}
	ids, err := s.SaveCategories(t.Context(), account.Operator("test"), list, []string{"", "outdoors", "outdoors", ""})
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]catalog.CategoryID{}
	for i, c := range list {
		named[catalog.Slugify(c.Name)] = ids[i]
	}
	return named
}

func (s *shop) list(t testing.TB, f catalog.Filter) *catalog.Listing {
	t.Helper()
	l, err := s.List(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func titles(l *catalog.Listing) []string {
	out := []string{}
	for _, c := range l.Cards {
		out = append(out, c.Title)
	}
	return out
}

// coloured is a product with the given colours, one variant each.
func coloured(title string, price int64, colours ...string) catalog.Product {
	p := catalog.Product{Title: title, Status: catalog.Active, Options: catalog.Options{"Colour"}}
	for _, c := range colours {
		p.Variants = append(p.Variants, catalog.Variant{Options: catalog.Options{c}, Price: euro(price)})
	}
	return p
}

func TestA1_ProductInTwoCategoriesAppearsOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	cs := s.categories(t)
	boots := thing("Trail boots", 12800)
	boots.Categories = []catalog.CategoryID{cs["boots"], cs["bags"]}
	s.save(t, boots)
	for name, f := range map[string]catalog.Filter{
		"search": {Text: "trail"}, "department": {Category: cs["outdoors"]}, "whole shop": {}, "facet": {Kinds: []string{"outdoors"}},
	} {
		l := s.list(t, f)
		if len(l.Cards) != 1 || l.Total != 1 {
			t.Errorf("%s: %d cards, total %d; want one", name, len(l.Cards), l.Total)
		}
	}
	tree, err := s.Categories(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range tree.Path(cs["bags"]) {
		names = append(names, c.Name)
	}
	if diff := cmp.Diff([]string{"Outdoors", "Bags"}, names); diff != "" {
		t.Error(diff)
	}
	if c, _ := tree.ByID(cs["outdoors"]); c.Count != 1 || c.Own != 0 {
		t.Errorf("Outdoors counts %d, %d of its own; want 1, 0", c.Count, c.Own)
	}
}

func TestA4_SKUComesFirst(t *testing.T) {
	t.Parallel()
	s := open(t)
	loud := thing("HG100 HG100 HG100", 100)
	loud.Description, loud.Tags = "HG100 is what this mentions. HG100!", []string{"HG100"}
	quiet := thing("Quiet thing", 100)
	quiet.Variants[0].SKU = "HG100"
	longer := thing("Longer", 100)
	longer.Variants[0].SKU = "HG1001"
	s.save(t, loud, quiet, longer)
	l := s.list(t, catalog.Filter{Text: "hg100"})
	if diff := cmp.Diff("Quiet thing", titles(l)[0]); diff != "" {
		t.Errorf("order %v", titles(l))
	}
	if l.Total != 3 {
		t.Errorf("total %d, want 3", l.Total)
	}
}

func TestA5_SimilarWordWhenTooFewAreFound(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.save(t, thing("Laptop sleeve", 100), thing("Laptop stand", 200), thing("Walnut laptop tray", 300), thing("Lamp", 400))
	exact, typo := s.list(t, catalog.Filter{Text: "laptop"}), s.list(t, catalog.Filter{Text: "lpatop"})
	if diff := cmp.Diff(titles(exact), titles(typo)); diff != "" || len(typo.Cards) != 3 {
		t.Error(diff)
	}
	if typo.Meant != "laptop" || exact.Meant != "" {
		t.Errorf("meant %q and %q", typo.Meant, exact.Meant)
	}
	s.save(t, thing("Lpatop one", 1), thing("Lpatop two", 1), thing("Lpatop three", 1))
	if l := s.list(t, catalog.Filter{Text: "lpatop"}); l.Meant != "" || l.Total != 3 {
		t.Errorf("three exact hits, and yet meant %q, total %d", l.Meant, l.Total)
	}
}

func TestA6_SKUWithoutSeparators(t *testing.T) {
	t.Parallel()
	s := open(t)
	bearing := thing("Bearing", 900)
	bearing.Variants[0].SKU = "630/8-2RSR"
	s.save(t, bearing, thing("Other", 100))
	for _, text := range []string{"63082RSR", "630/8-2RSR", "630 8 2rsr", "630/8"} {
		if l := s.list(t, catalog.Filter{Text: text}); len(l.Cards) != 1 || l.Cards[0].Title != "Bearing" {
			t.Errorf("%q finds %v", text, titles(l))
		}
	}
	if l := s.list(t, catalog.Filter{Text: "-/-"}); l.Total != 0 {
		t.Errorf("a text without a word finds %v", titles(l))
	}
}

func TestA8_FacetCountsSayWhatAddingWouldGive(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.save(t, coloured("Scarf", 4800, "Red", "Blue"), coloured("Cap", 2000, "Blue"), coloured("Coat", 21000, "Red"))
	l := s.list(t, catalog.Filter{Options: map[string][]string{"Colour": {"Red"}}})
	counts := map[string]int{}
	for _, f := range l.Facets {
		for _, v := range f.Values {
			counts[f.Name+"="+v.Value] = v.Count
		}
	}
	want := map[string]int{"o.Colour=Red": 2, "o.Colour=Blue": 2, "stock=1": 2}
	if diff := cmp.Diff(want, counts); diff != "" || l.Total != 2 {
		t.Errorf("total %d, %s", l.Total, diff)
	}
	both := s.list(t, catalog.Filter{Options: map[string][]string{"Colour": {"Red", "Blue"}}, To: euro(5000)})
	if diff := cmp.Diff([]string{"Scarf", "Cap"}, titles(both)); diff != "" && both.Total != 2 {
		t.Error(diff)
	}
}

func TestA10_EverySortIsUnique(t *testing.T) {
	t.Parallel()
	s := open(t)
	var all []catalog.Product
	for i := range 30 {
		p := thing("Plain cup", 100)
		p.Handle = fmt.Sprintf("same-%d", i)
		all = append(all, p)
	}
	s.save(t, all...)
	for _, f := range []catalog.Filter{{}, {Sort: catalog.PriceUp}, {Sort: catalog.PriceDown}, {Sort: catalog.ByName}, {Text: "plain cup"}} {
		f.Limit = 7
		seen := map[catalog.ProductID]bool{}
		for pages := 1; ; pages++ {
			l := s.list(t, f)
			for _, c := range l.Cards {
				if seen[c.ID] {
					t.Fatalf("%q: product %d twice", f.Sort, c.ID)
				}
				seen[c.ID] = true
			}
			if f.After = l.Next; l.Next == "" || pages > 10 {
				break
			}
		}
		if len(seen) != 30 {
			t.Errorf("%q: %d of 30 seen", f.Sort, len(seen))
		}
	}
}

func TestA11_KeysetNeitherRepeatsNorSkips(t *testing.T) {
	t.Parallel()
	s := open(t)
	for i := range 9 {
		s.save(t, thing(fmt.Sprintf("Thing %d", i), int64(100*i+100)))
	}
	f := catalog.Filter{Sort: catalog.PriceUp, Limit: 3}
	first := s.list(t, f)
	f.After = first.Next
	second := s.list(t, f)
	s.save(t, thing("New on page one", 50))
	f.After = second.Next
	third := s.list(t, f)
	if diff := cmp.Diff([]string{"Thing 6", "Thing 7", "Thing 8"}, titles(third)); diff != "" {
		t.Error(diff)
	}
}

func TestListRefusesForeignCursor(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.save(t, thing("A", 1), thing("B", 2))
	next := s.list(t, catalog.Filter{Limit: 1}).Next
	for _, f := range []catalog.Filter{{After: "???"}, {After: "AAAA"}, {After: next, Sort: catalog.ByName}} {
		if _, err := s.List(t.Context(), f); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v, want Invalid", f, err)
		}
	}
}

func TestListTakesTwoStatements(t *testing.T) {
	t.Parallel()
	s := open(t)
	cs := s.categories(t)
	p := thing("Trail boots", 12800)
	p.Categories = []catalog.CategoryID{cs["boots"]}
	s.save(t, p)
	s.Forget()
	s.list(t, catalog.Filter{})
	ctx, counter := store.WithCounter(t.Context())
	if _, err := s.List(ctx, catalog.Filter{Category: cs["outdoors"], Kinds: []string{"boots"}, InStock: true}); err != nil {
		t.Fatal(err)
	}
	if len(counter.Queries) != 2 {
		t.Errorf("%d statements: %v", len(counter.Queries), counter.Queries)
	}
}
