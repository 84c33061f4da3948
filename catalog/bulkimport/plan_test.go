package bulkimport_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"standin/catalog"
	"standin/catalog/bulkimport"
	"standin/catalog/money"
)

// inShop is a product the shop has: two sizes, one of them with a SKU, a picture, tags.
func inShop() catalog.Product {
	return catalog.Product{ID: 7, Handle: "tee", Title: "Tee", Description: "<p>Soft.</p>", Tags: []string{"men", "new"}, Status: catalog.Active,
		Options: catalog.Options{"Size"}, Categories: []catalog.CategoryID{3},
		Variants: []catalog.Variant{
			{ID: 1, SKU: "T-S", Options: catalog.Options{"S"}, Price: euro(500), CompareAt: euro(700), Stock: catalog.Stock{Tracked: true, Quantity: 4}, Barcode: "401"},
			{ID: 2, Options: catalog.Options{"M"}, Price: euro(500), Stock: catalog.Stock{Tracked: true, Quantity: 0}},
		},
		Pictures: []catalog.Picture{{ID: 1, Position: 1, SourceURL: "https://a.example/1.jpg", State: catalog.PictureReady, Blob: "00"}}}
}

func euro(minor int64) money.Amount { return money.Of(minor, "EUR") }

var shop = bulkimport.Shop{Currency: "EUR", Categories: map[string]catalog.CategoryID{"tops": 3, "shirts": 4}}

// plan compares a file of one product with what the shop has.
func plan(t *testing.T, content string, has ...catalog.Product) bulkimport.Step {
	t.Helper()
	f, rows := all(t, content)
	return bulkimport.Plan(f.Layout, rows, bulkimport.Match{Products: has}, shop)
}

// told writes changes and problems as lines.
func told(s bulkimport.Step) string {
	var b strings.Builder
	for _, c := range s.Changes {
		fmt.Fprintf(&b, "%s%s: %s > %s\n", prefix(c.Variant), c.Field, c.Before, c.After)
	}
	for _, p := range s.Problems {
		fmt.Fprintf(&b, "row %d %s %s\n", p.Row, p.Severity, p.Code)
	}
	return strings.TrimSpace(b.String())
}

func prefix(variant string) string {
	if variant == "" {
		return ""
	}
	return variant + " "
}

func TestPlan(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file    string
		has     []catalog.Product
		outcome bulkimport.Outcome
		want    string
	}{
		"D8 a file with SKU and price changes prices only": {
			"Variant SKU,Variant Price\nT-S,6.00", []catalog.Product{inShop()}, bulkimport.Update, "S price: 5.00 EUR > 6.00 EUR"},
		"D8 an empty cell clears": {
			"Variant SKU,Variant Compare At Price,Variant Barcode\nT-S,,", []catalog.Product{inShop()}, bulkimport.Update,
			"S was: 7.00 EUR > \nS barcode: 401 >"},
		"D8 the marker keeps": {
			"Variant SKU,Variant Compare At Price,Variant Barcode\nT-S,<keep>,<KEEP>", []catalog.Product{inShop()}, bulkimport.Unchanged, ""},
		"D8 an empty price is refused": {
			"Variant SKU,Variant Price\nT-S,", []catalog.Product{inShop()}, bulkimport.Held, "row 2 wrong price_missing"},
		"D9 handle and option values": {
			"Handle,Option1 Name,Option1 Value,Variant Price\ntee,Size,m,5.50", []catalog.Product{inShop()}, bulkimport.Update,
			"m options: M > m\nm price: 5.00 EUR > 5.50 EUR"},
		"D9 a blank tracker is not counted": {
			"Handle,Title,Variant Inventory Tracker,Variant Inventory Qty,Variant Price\nmug,Mug,,5,3", nil, bulkimport.Create,
			"title:  > Mug\nstate:  > active\nprice:  > 3.00 EUR\nstock:  > not counted"},
		"D9 a tracker is counted": {
			"Handle,Title,Variant Inventory Tracker,Variant Inventory Qty,Variant Price\nmug,Mug,shopify,5,3", nil, bulkimport.Create,
			"title:  > Mug\nstate:  > active\nprice:  > 3.00 EUR\nstock:  > 5"},
		"a pseudo option is none": {
			"Handle,Title,Option1 Name,Option1 Value,Variant Price\nmug,Mug,Title,Default Title,3", nil, bulkimport.Create,
			"title:  > Mug\nstate:  > active\nprice:  > 3.00 EUR\nstock:  > not counted"},
		"a new variant": {
			"Handle,Option1 Name,Option1 Value,Variant Price\ntee,Size,L,6", []catalog.Product{inShop()}, bulkimport.Update,
			"L variant:  > new\nL options:  > L\nL price:  > 6.00 EUR\nL stock:  > not counted"},
		"left-out option columns are refused": {
			"Handle,Variant Price\ntee,6", []catalog.Product{inShop()}, bulkimport.Held, "row 2 wrong options_missing"},
		"an option without a name": {
			"Handle,Title,Option1 Name,Option1 Value,Variant Price\nmug,Mug,,Red,3", nil, bulkimport.Held, "row 2 wrong option_name_missing"},
		"two rows, one variant": {
			"Handle,Title,Option1 Name,Option1 Value,Variant Price\nmug,Mug,Size,S,3\nmug,,,s,3", nil, bulkimport.Held, "row 3 wrong variant_twice"},
		"a row without its option": {
			"Handle,Title,Option1 Name,Option1 Value,Variant Price\nmug,Mug,Size,S,3\nmug,,,,3", nil, bulkimport.Held, "row 3 wrong option_missing"},
		"a new product without a title": {
			"Handle,Variant Price\nmug,3", nil, bulkimport.Held, "row 2 wrong title_missing"},
		"a new product without a price": {
			"Handle,Title\nmug,Mug", nil, bulkimport.Held, "row 2 wrong price_missing"},
		"product columns that differ": {
			"Handle,Title,Option1 Name,Option1 Value,Variant Price\nmug,Mug,Size,S,3\nmug,Cup,Size,M,3", nil, bulkimport.Create,
			"title:  > Mug\nstate:  > active\noptions:  > Size\nS options:  > S\nS price:  > 3.00 EUR\nS stock:  > not counted\n" +
				"M options:  > M\nM price:  > 3.00 EUR\nM stock:  > not counted\nrow 3 warning differs"},
		"two products at once": {
			"Handle,Variant SKU,Variant Price\ntee,T-S,3", []catalog.Product{inShop(), {Title: "Other"}}, bulkimport.Held, "row 2 wrong sku_elsewhere"},
		"a category by name": {
			"Handle,Title,Product Category,Variant Price\nmug,Mug,Apparel > Shirts,3", nil, bulkimport.Create,
			"title:  > Mug\nstate:  > active\ncategory:  > category:4\nprice:  > 3.00 EUR\nstock:  > not counted"},
		"a category by a tag": {
			"Handle,Title,Tags,Variant Price\nmug,Mug,\"new, Tops\",3", nil, bulkimport.Create,
			"title:  > Mug\ntags:  > new, Tops\nstate:  > active\ncategory:  > category:3\nprice:  > 3.00 EUR\nstock:  > not counted"},
		"an upload moves no product to another category": {
			"Handle,Title,Type\ntee,Tee,Shirts", []catalog.Product{inShop()}, bulkimport.Unchanged, ""},
		"hidden by Published": {
			"Handle,Title,Published\ntee,Tee,FALSE", []catalog.Product{inShop()}, bulkimport.Update, "state: active > draft"},
		"status in any case": {
			"Handle,Title,Status\ntee,Tee,ARCHIVED", []catalog.Product{inShop()}, bulkimport.Update, "state: active > archived"},
		"a picture is added, none taken away": {
			"Handle,Image Src,Image Position\ntee,https://a.example/2.jpg,1", []catalog.Product{inShop()}, bulkimport.Update,
			"pictures: https://a.example/1.jpg > https://a.example/1.jpg\nhttps://a.example/2.jpg"},
		"what is no address of a picture warns": {
			"Handle,Title,Image Src\ntee,Tee,front.jpg", []catalog.Product{inShop()}, bulkimport.Unchanged, "row 2 warning no_address"},
		"D20 the apostrophe before a formula": {
			"Handle,Title\ntee,'-5 °C bag", []catalog.Product{inShop()}, bulkimport.Update, "title: Tee > -5 °C bag"},
		"markup in a description is cleaned": {
			"Handle,Body (HTML)\ntee,<p onclick=x>Soft.</p><script>alert(1)</script>", []catalog.Product{inShop()}, bulkimport.Unchanged, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := plan(t, tt.file, tt.has...)
			if s.Outcome != tt.outcome {
				t.Errorf("outcome %s, want %s", s.Outcome, tt.outcome)
			}
			if diff := cmp.Diff(tt.want, told(s)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPlan_Cells(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"price 12.50":         "",
		"price 12,50":         "",
		"price € 12.50":       "",
		"price 12.50 EUR":     "",
		"price 1.500":         "row 2 wrong price_ambiguous",
		"price 1,500":         "row 2 wrong price_ambiguous",
		"price 12,9o":         "row 2 wrong price_unreadable",
		"price 12.505":        "row 2 wrong price_ambiguous",
		"price -3":            "row 2 wrong price_negative",
		"barcode 4,00638E+12": "row 2 wrong spoilt_number",
		"barcode 0401":        "",
		"sku 27115":           "",
		"sku 1-Feb":           "row 2 warning looks_like_date",
		"sku 1E5":             "row 2 wrong spoilt_number",
		"quantity 5":          "",
		"quantity -3":         "row 2 warning stock_negative",
		"quantity 5.5":        "row 2 wrong number_unreadable",
		"quantity many":       "row 2 wrong number_unreadable",
		"policy DENY":         "",
		"policy TRUE":         "",
		"policy WAHR":         "row 2 wrong foreign_truth",
		"policy perhaps":      "row 2 wrong truth_unreadable",
		"status Gone":         "row 2 wrong status_unknown",
		"grams 99999999":      "row 2 wrong number_out_of_range",
	} {
		t.Run(cell, func(t *testing.T) {
			t.Parallel()
			values := map[string]string{"price": "5.00", "barcode": "", "sku": "", "quantity": "1", "policy": "deny", "status": "active", "grams": "0"}
			field, value, _ := strings.Cut(cell, " ")
			values[field] = value
			s := plan(t, "Handle;Title;Variant Price;Variant Barcode;Variant SKU;Variant Inventory Qty;Variant Inventory Policy;Status;Variant Grams\n"+
				fmt.Sprintf("mug;Mug;%s;%s;%s;%s;%s;%s;%s\n", values["price"], values["barcode"], values["sku"], values["quantity"], values["policy"],
					values["status"], values["grams"]))
			s.Changes = nil
			if got := told(s); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

func TestPlan_StockThatIsNotChangedIsKept(t *testing.T) {
	t.Parallel()
	s := plan(t, "Variant SKU,Variant Price\nT-S,6.00", inShop())
	for _, v := range s.Product.Variants {
		if !v.KeepStock {
			t.Errorf("%v: its stock would be written, though orders may take of it meanwhile", v.Options)
		}
	}
	s = plan(t, "Variant SKU,Variant Inventory Qty\nT-S,9", inShop())
	if v := s.Product.Variants[0]; v.KeepStock || v.Stock.Quantity != 9 {
		t.Errorf("stock %+v", v.Stock)
	}
}

func TestPlan_ANewProductStandsWhereTheVendorsUsuallyDo(t *testing.T) {
	t.Parallel()
	usual := shop
	usual.Usual = 4
	f, rows := all(t, "Handle,Title,Type,Variant Price\nmug,Mug,,3\n")
	if s := bulkimport.Plan(f.Layout, rows, bulkimport.Match{}, usual); len(s.Product.Categories) != 1 || s.Product.Categories[0] != 4 {
		t.Errorf("in %v", s.Product.Categories)
	}
	f, rows = all(t, "Handle,Title,Type,Variant Price\nmug,Mug,Tops,3\n")
	if s := bulkimport.Plan(f.Layout, rows, bulkimport.Match{}, usual); len(s.Product.Categories) != 1 || s.Product.Categories[0] != 3 {
		t.Errorf("what the file says does not come first: %v", s.Product.Categories)
	}
}
