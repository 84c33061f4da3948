package bulkimport

import (
	"fmt"
	"strings"

	"standin/catalog"
)

// grouping tells which rows belong to one product, from the top of the file to its end. It remembers the handles, and nothing
// else of what it has seen.
type grouping struct {
	layout *Layout
	last   string          // key of the row before
	title  string          // title of the row before
	taken  map[string]bool // handles so far
	woo    *wooKeys
}

func newGrouping(l *Layout) *grouping {
	return &grouping{layout: l, taken: map[string]bool{}, woo: newWooKeys()}
}

// place sets the row's key, handle and kind. A row that belongs nowhere gets a problem and a key of its own.
func (g *grouping) place(row *Row) {
	if g.layout.Format == WooCommerce {
		g.placeWoo(row)
	} else {
		g.placeShopify(row)
	}
	if row.Key == "" {
		row.Key = fmt.Sprintf("row:%d", row.Number)
		if row.Wrong == nil {
			row.Wrong = &Problem{Row: row.Number, Code: "no_key", Severity: Wrong,
				Message: "The row names no product: it has neither handle nor SKU nor title, and no product stands above it."}
		}
	}
	g.last, g.title = row.Key, g.layout.cell(row.Cells, Title)
	if g.title == "" && row.Kind != PictureRow {
		g.title = row.Handle
	}
	row.Kind = g.kind(row)
}

// placeShopify: the handle decides. Without one, a row with neither title nor handle belongs to the product above it, one with
// the title of the row above and an option of its own does too, and any other title begins a new product.
func (g *grouping) placeShopify(row *Row) {
	title := g.layout.cell(row.Cells, Title)
	if h := handleOf(g.layout.cell(row.Cells, Handle)); h != "" {
		row.Key, row.Handle = "handle:"+h, h
		g.taken[h] = true
		return
	}
	sku := g.layout.cell(row.Cells, SKU)
	switch {
	case title == "" && sku != "" && !g.layout.Has(Handle) && !g.layout.Has(Title):
		row.Key = "sku:" + sku
	case title == "":
		row.Key = g.last
	case title == g.title && g.layout.cell(row.Cells, Option1Value) != "" && g.last != "":
		row.Key = g.last
	default:
		row.Handle = g.newHandle(title)
		row.Key = "handle:" + row.Handle
	}
}

// newHandle makes a handle of a title, another one for each product of the same title.
func (g *grouping) newHandle(title string) string {
	base := catalog.Slugify(title)
	if base == "" {
		base = "product"
	}
	h := base
	for n := 2; g.taken[h]; n++ {
		h = fmt.Sprintf("%s-%d", base, n)
	}
	g.taken[h] = true
	return h
}

func (g *grouping) kind(row *Row) Kind {
	has := func(fields ...Field) bool {
		for _, f := range fields {
			if g.layout.cell(row.Cells, f) != "" {
				return true
			}
		}
		return false
	}
	switch {
	case has(Option1Value, Option2Value, Option3Value, SKU, Price, CompareAt, Barcode, Quantity):
		return VariantRow
	case has(Title, Description, Category, Type, Tags, Published, Status):
		return ProductRow
	case has(ImageURL):
		return PictureRow
	}
	return BlankRow
}

// handleOf is a handle as it is compared: without blanks around it, also those of no width, and without case.
func handleOf(cell string) string { return strings.ToLower(clean(cell)) }
