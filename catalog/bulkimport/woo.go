package bulkimport

import (
	"fmt"
	"strconv"
	"strings"
)

// wooNames are the names by which a WooCommerce export is known, lower case. Its units follow the shop it comes from.
var wooNames = map[string]bool{"id": true, "type": true, "sku": true, "name": true, "published": true, "short description": true,
	"description": true, "in stock?": true, "stock": true, "backorders allowed?": true, "sale price": true, "regular price": true,
	"categories": true, "tags": true, "images": true, "parent": true, "weight (kg)": true, "weight (g)": true, "weight (lbs)": true,
	"weight (oz)": true, "gtin, upc, ean, or isbn": true}

// gramsOf is the weight of one unit a header may name.
var gramsOf = map[string]float64{"weight (kg)": 1000, "weight (g)": 1, "weight (lbs)": 453.59237, "weight (oz)": 28.349523125}

// wooLayout is where a WooCommerce file keeps what: its columns do not match the fields one to one.
type wooLayout struct {
	at     map[string]int // lower-case name to index
	weight float64        // grams of one unit
}

// isWoo tells a WooCommerce header by names that no other format has.
func isWoo(header []string) bool {
	seen := map[string]bool{}
	for _, name := range header {
		seen[key(name)] = true
	}
	return seen["regular price"] && seen["name"] && (seen["sku"] || seen["id"])
}

// wooFields says which field a column is shown as; what several columns make up together is named by its first.
var wooFields = map[string]Field{"sku": SKU, "name": Title, "description": Description, "published": Published, "stock": Quantity,
	"backorders allowed?": Policy, "sale price": Price, "regular price": CompareAt, "categories": Category, "tags": Tags, "images": ImageURL,
	"gtin, upc, ean, or isbn": Barcode, "attribute 1 name": Option1Name, "attribute 1 value(s)": Option1Value, "attribute 2 name": Option2Name,
	"attribute 2 value(s)": Option2Value, "attribute 3 name": Option3Name, "attribute 3 value(s)": Option3Value, "parent": Handle,
	"weight (kg)": Grams, "weight (g)": Grams, "weight (lbs)": Grams, "weight (oz)": Grams, "type": Type}

func recogniseWoo(header []string) (*Layout, error) {
	l := &Layout{Format: WooCommerce, woo: &wooLayout{at: map[string]int{}}}
	for i, name := range header {
		k := key(name)
		if err := l.add(i, name, wooFields[k]); err != nil {
			return nil, err
		}
		l.woo.at[k] = i
		if g, ok := gramsOf[k]; ok {
			l.woo.weight = g
		}
	}
	l.at[Price] = l.woo.at["regular price"] + 1 // a file may leave the sale price out
	if l.Has(Quantity) {
		l.at[Tracker] = l.at[Quantity]
	}
	return l, nil
}

func (w *wooLayout) get(cells []string, name string) string {
	i, ok := w.at[name]
	if !ok || i >= len(cells) {
		return ""
	}
	return clean(cells[i])
}

// value gives a field of a WooCommerce row in the manner of the other formats.
func (w *wooLayout) value(cells []string, f Field) string {
	kind := w.get(cells, "type")
	variation, variable := strings.Contains(kind, "variation"), strings.Contains(kind, "variable")
	switch f {
	case Title, Description, Tags, Category, Published:
		if variation {
			return ""
		}
		return w.product(cells, f)
	case Option1Value, Option2Value, Option3Value:
		if !variation {
			return ""
		}
		return w.get(cells, fmt.Sprintf("attribute %d value(s)", (f-Option1Value)/2+1))
	case Option1Name, Option2Name, Option3Name:
		if !variation && !variable {
			return ""
		}
		return w.get(cells, fmt.Sprintf("attribute %d name", (f-Option1Name)/2+1))
	case ImageURL:
		url, _, _ := strings.Cut(w.get(cells, "images"), ",")
		return clean(url)
	}
	if variable {
		return "" // what can be bought are its variations
	}
	return w.offer(cells, f)
}

func (w *wooLayout) product(cells []string, f Field) string {
	switch f {
	case Title:
		return w.get(cells, "name")
	case Description:
		if d := w.get(cells, "description"); d != "" {
			return d
		}
		return w.get(cells, "short description")
	case Tags:
		return w.get(cells, "tags")
	case Category:
		first, _, _ := strings.Cut(strings.ReplaceAll(w.get(cells, "categories"), `\,`, "‚"), ",")
		return clean(strings.ReplaceAll(first, "‚", ","))
	}
	return strconv.FormatBool(w.get(cells, "published") == "1")
}

// offer gives what belongs to a variant: its price is the sale price where there is one, and the regular one then is the former.
func (w *wooLayout) offer(cells []string, f Field) string {
	sale, regular := w.get(cells, "sale price"), w.get(cells, "regular price")
	switch f {
	case SKU:
		return w.get(cells, "sku")
	case Barcode:
		return w.get(cells, "gtin, upc, ean, or isbn")
	case Price:
		if sale != "" {
			return sale
		}
		return regular
	case CompareAt:
		if sale != "" {
			return regular
		}
	case Quantity, Tracker:
		return w.get(cells, "stock")
	case Policy:
		if b := w.get(cells, "backorders allowed?"); b != "" && b != "0" {
			return "continue"
		}
		return "deny"
	case Grams:
		return w.grams(cells)
	}
	return ""
}

func (w *wooLayout) grams(cells []string) string {
	for name := range gramsOf {
		text := w.get(cells, name)
		if text == "" {
			continue
		}
		n, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		if err != nil {
			return text // the reader of numbers will say what is wrong
		}
		return strconv.Itoa(int(n*w.weight + 0.5))
	}
	return ""
}
