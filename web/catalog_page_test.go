package web_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/storetest"
	"standin/web/webtest"
)

// shelves is a site with something to sell.
type shelves struct {
	*webtest.Site
	vendor account.VendorID
	ids    map[string]catalog.CategoryID
}

func stocked(t testing.TB) *shelves {
	t.Helper()
	s := &shelves{Site: webtest.Start(t)}
	s.vendor = account.VendorID(storetest.Vendor(t, s.DB, "Harbour Goods"))
	s.sort(t)
	return s
}

// sort makes the departments.
func (s *shelves) sort(t testing.TB) {
	t.Helper()
	s.ids = map[string]catalog.CategoryID{}
	list := []catalog.Category{{Name: "Outdoors", Picture: "26fa.webp", Tint: "straw"}, {Name: "Boots"}, {Name: "Desk"}}
	ids, err := s.Rooms.Products.SaveCategories(t.Context(), account.Operator("test"), list, []string{"", "outdoors", ""})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range list {
		s.ids[catalog.Slugify(c.Name)] = ids[i]
	}
}

func (s *shelves) save(t testing.TB, products ...catalog.Product) {
	t.Helper()
	err := s.DB.Transact(t.Context(), account.System("test"), "catalog.test", func(tx *store.Tx) error {
		_, err := s.Rooms.Products.SaveProducts(t.Context(), tx, s.vendor, products)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Rooms.Products.Forget()
}

func eur(minor int64) money.Amount { return money.Of(minor, "EUR") }

// boots come in tan to size 42 and in rust in 42 and 43; there is one pair of tan 41, and rust 42 is sold out.
func (s *shelves) boots() catalog.Product {
	p := catalog.Product{Title: "Trail boots", Status: catalog.Active, Options: catalog.Options{"Colour", "Size"},
		Description: "<p>Oiled leather on a sewn welt.</p><img src=x onerror=alert(1)>", Categories: []catalog.CategoryID{s.ids["boots"], s.ids["desk"]},
		Pictures: []catalog.Picture{{File: "1f97e.webp", Alt: "A boot from the side"}}}
	for i, o := range []catalog.Options{{"tan", "41"}, {"tan", "42"}, {"rust", "42"}, {"rust", "43"}} {
		v := catalog.Variant{Options: o, Price: eur(12800 + int64(100*i)), SKU: fmt.Sprintf("HG-TB-%d", i)}
		if o[0] == "rust" {
			v.Hue = 3
		}
		v.Stock = catalog.Stock{Tracked: i == 0 || i == 2}
		if i == 0 {
			v.Stock.Quantity = 1
		}
		p.Variants = append(p.Variants, v)
	}
	return p
}

func simple(title string, price int64, categories ...catalog.CategoryID) catalog.Product {
	return catalog.Product{Title: title, Status: catalog.Active, Categories: categories, Variants: []catalog.Variant{{Price: eur(price)}}}
}

func names(p *webtest.Page) []string {
	list := []string{}
	p.Find("li.product h3").Each(func(_ int, h *goquery.Selection) { list = append(list, strings.TrimSpace(h.Text())) })
	return list
}

func TestA1_BreadcrumbNamesTheAncestors(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	s.save(t, s.boots())
	c := s.Client(t)
	var crumbs []string
	c.Get("/p/trail-boots").Want(200).Find(".crumbs li").Each(func(_ int, li *goquery.Selection) { crumbs = append(crumbs, strings.TrimSpace(li.Text())) })
	if diff := cmp.Diff([]string{"Shop", "Outdoors", "Boots"}, crumbs); diff != "" {
		t.Error(diff)
	}
	for _, path := range []string{"/c/outdoors", "/c/boots", "/c/desk", "/search?q=trail", "/new", "/makers/harbour-goods"} {
		if diff := cmp.Diff([]string{"Trail boots"}, names(c.Get(path).Want(200))); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	c.Get("/c/nothing").Want(404)
	c.Get("/p/nothing").Want(404)
	c.Get("/makers/nobody").Want(404)
}

func TestA2_ManyVariantsInFewStatements(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	p := catalog.Product{Title: "Many", Status: catalog.Active, Options: catalog.Options{"Colour", "Size", "Width"}}
	for i := range 250 {
		p.Variants = append(p.Variants, catalog.Variant{Price: eur(100), Options: catalog.Options{fmt.Sprint("c", i/50), fmt.Sprint("s", i/5%10), fmt.Sprint("w", i%5)}})
	}
	p.Variants = p.Variants[:249] // c4, s9, w4 is not made
	s.save(t, p)
	page := s.Client(t).Get("/p/many?o1=c4&o2=s9&o3=w0").Want(200)
	if n := page.Find("input[type=radio]").Length(); n != 20 {
		t.Errorf("%d choices, want 5 + 10 + 5", n)
	}
	closed := page.Find(`input[type=radio][disabled]`)
	if closed.Length() != 1 || closed.AttrOr("value", "") != "w4" {
		t.Errorf("closed is %q of %d; want w4 alone", closed.AttrOr("value", ""), closed.Length())
	}
	page.WantText("Width w4 is not made in c4, s9.")
	if n := s.statements(t, "/p/many"); n > 2 {
		t.Errorf("%d statements", n)
	}
}

func TestA3_VariantByAddressWithoutScript(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	s.save(t, s.boots())
	c := s.Client(t)
	page := c.Get("/p/trail-boots").Want(200)
	if !page.Says("€ 128.00") || !page.HasButton("Add to cart") || page.Find("input[name=o1][checked]").AttrOr("value", "") != "tan" {
		t.Errorf("the first that can be bought is not shown: %s", page.Words())
	}
	if !strings.Contains(page.Find("form.buy noscript").Text(), "Show this choice") {
		t.Error("without a script there is no way to see another choice")
	}
	rust := c.Post("/p/trail-boots", map[string][]string{"o1": {"rust"}, "o2": {"43"}, "variant": {"1"}}).Want(200)
	if !strings.HasPrefix(rust.Path, "/p/trail-boots?variant=") || !rust.Says("€ 131.00") {
		t.Errorf("%s says %s", rust.Path, rust.Words())
	}
	if class := rust.Find("#p1 img").AttrOr("class", ""); class != "hue-3" {
		t.Errorf("the picture is %q, want hue-3", class)
	}
	out := c.Get("/p/trail-boots?o1=rust&o2=42").Want(200)
	if out.HasButton("Sold out") || out.Find("button:contains('Sold out')[disabled]").Length() != 1 {
		t.Error("sold out, and yet the button can be pressed")
	}
}

func TestA5_PageSaysWhatWasSearchedInstead(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	s.save(t, simple("Laptop sleeve", 100), simple("Laptop stand", 200), simple("Laptop tray", 300))
	c := s.Client(t)
	page := c.Get("/search?q=lpatop").Want(200).WantText("Hardly anything is called “lpatop”", "“laptop”")
	if len(names(page)) != 3 {
		t.Errorf("found %v", names(page))
	}
	c.Get("/search?q=lpatop&exact=1").Want(200).WantText("Nothing is called “lpatop”")
	c.Get("/search").Want(200).WantText("What are you looking for?", "Outdoors")
}

func TestA9_FiltersStandInTheAddress(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	s.save(t, s.boots(), simple("Tent", 14900, s.ids["outdoors"]), simple("Cup", 1400, s.ids["outdoors"]))
	c := s.Client(t)
	page := c.Get("/c/outdoors?from=20&to=130&o.Colour=tan&sort=price").Want(200)
	if diff := cmp.Diff([]string{"Trail boots"}, names(page)); diff != "" {
		t.Error(diff)
	}
	var chips []string
	page.Find("a.chip").Each(func(_ int, a *goquery.Selection) { chips = append(chips, strings.Join(strings.Fields(a.Text()), " ")) })
	if diff := cmp.Diff([]string{"Colour: tan remove", "from € 20.00 remove", "up to € 130.00 remove"}, chips); diff != "" {
		t.Error(diff)
	}
	without := page.Click("from")
	if strings.Contains(without.Path, "from=") || !strings.Contains(without.Path, "to=130") || !strings.Contains(without.Path, "sort=price") {
		t.Errorf("one filter less leads to %s", without.Path)
	}
	c.Get("/c/outdoors?from=abc").Want(200).WantText("is not an amount")
	c.Get("/c/outdoors?maker=nobody").Want(200).WantText("Nothing fits all of this")
	c.Get("/c/outdoors?after=xxx").Want(422)
	c.Get("/c/desk").Want(200)
}

func TestA13_StructuredDataSaysWhatThePageShows(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	s.save(t, s.boots())
	for path, want := range map[string][3]string{
		"/p/trail-boots":                 {"128.00", "https://schema.org/InStock", "€ 128.00"},
		"/p/trail-boots?o1=rust&o2=42":   {"130.00", "https://schema.org/OutOfStock", "€ 130.00"},
		"/p/trail-boots?o1=rust&o2=nine": {"131.00", "https://schema.org/InStock", "€ 131.00"},
	} {
		page := s.Client(t).Get(path).Want(200).WantText(want[2])
		blocks := page.Find(`script[type="application/ld+json"]`)
		var data struct {
			Graph []struct {
				Type   string `json:"@type"`
				Offers struct {
					Price, PriceCurrency, Availability string
				}
			} `json:"@graph"`
		}
		if err := json.Unmarshal([]byte(blocks.Text()), &data); err != nil || blocks.Length() != 1 {
			t.Fatalf("%s: %v in %d blocks", path, err, blocks.Length())
		}
		offer := data.Graph[0].Offers
		if got := [3]string{offer.Price, offer.Availability, want[2]}; data.Graph[0].Type != "Product" || got != want || offer.PriceCurrency != "EUR" {
			t.Errorf("%s: %+v, want %v", path, data.Graph, want)
		}
		if c := page.Find("link[rel=canonical]").AttrOr("href", ""); c != s.URL+"/p/trail-boots" {
			t.Errorf("%s: canonical %s", path, c)
		}
	}
}

func TestA12_FormerAddressAnswersOnce(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	p := simple("Lamp", 900)
	for _, slug := range []string{"a", "b", "c"} {
		p.Slug, p.Handle = slug, "lamp"
		s.save(t, p)
	}
	for _, slug := range []string{"a", "b"} {
		page := s.Client(t).Once("GET", "/p/"+slug, nil).Want(301)
		if to := page.Header.Get("Location"); to != "/p/c" {
			t.Errorf("%s leads to %s", slug, to)
		}
	}
}

func TestA19_WhatVendorsWriteRunsNowhere(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	evil := `<img src=x onerror=alert(1)>`
	p := catalog.Product{Title: evil + " lamp", Slug: "lamp", Status: catalog.Active, Description: evil + "<p>good</p>", Options: catalog.Options{evil},
		Variants: []catalog.Variant{{Options: catalog.Options{evil + "1"}, SKU: evil, Price: eur(100)}, {Options: catalog.Options{"b"}, Price: eur(100)}},
		Pictures: []catalog.Picture{{SourceURL: "https://pictures.example/x.jpg", Alt: evil}}, Categories: []catalog.CategoryID{s.ids["desk"]}}
	s.save(t, p)
	// As an old row would, it lies in the database uncleaned.
	if _, err := s.DB.Owner.ExecContext(t.Context(), `ALTER TABLE shop.product DISABLE TRIGGER ALL`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.DB.Owner.ExecContext(t.Context(), `UPDATE shop.product SET description_html = $1`, p.Description); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/p/lamp", "/c/desk", "/search?q=lamp", "/search?q=" + "%3Cimg+src%3Dx+onerror%3Dalert(1)%3E", "/new", "/makers/harbour-goods", "/"} {
		page := s.Client(t).Get(path).Want(200)
		if page.Find("[onerror]").Length() > 0 || strings.Contains(page.Body, "<img src=x") {
			t.Errorf("%s lets markup through", path)
		}
	}
}

func TestPendingPictureShowsTheCategory(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	p := simple("Shirt", 5000, s.ids["outdoors"])
	p.Pictures = []catalog.Picture{{SourceURL: "https://pictures.example/shirt.jpg", Alt: "A shirt"}}
	s.save(t, p)
	for _, path := range []string{"/p/shirt", "/c/outdoors"} {
		page := s.Client(t).Get(path).Want(200).WantText("Picture pending")
		page.Find("main img").Each(func(_ int, img *goquery.Selection) {
			if src := img.AttrOr("src", ""); !strings.HasPrefix(src, "/static/26fa.") {
				t.Errorf("%s shows %s", path, src)
			}
		})
	}
}

func TestEmptyShop(t *testing.T) {
	t.Parallel()
	c := webtest.Start(t).Client(t)
	c.Get("/").Want(200).WantText("to be kept", "The shelves are still empty")
	c.Get("/new").Want(200).WantText("Nothing here yet")
	c.Get("/makers").Want(200).WantText("No maker sells here yet")
	c.Get("/search?q=boots").Want(200).WantText("Nothing is called “boots”")
}
