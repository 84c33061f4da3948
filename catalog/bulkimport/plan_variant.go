package bulkimport

import (
	"strings"

	"standin/catalog"
	"standin/catalog/money"
)

// variants sets the variants that the rows name; those they do not name stay as they are.
func (p *planning) variants() {
	for _, r := range p.rows {
		if r.row.Kind == VariantRow {
			p.variant(r)
		}
	}
	if !p.exists && len(p.after.Variants) == 0 && !p.held() {
		p.rows[0].wrong(Price, "price_missing", "A new product needs at least one row with a price.")
	}
}

func (p *planning) variant(r reading) {
	options, ok := p.options(r)
	if !ok {
		return
	}
	i, ok := p.find(r, options)
	if !ok {
		return
	}
	if first, twice := p.touched[i]; twice {
		r.wrong(p.keyField(), "variant_twice", "Rows %d and %d are both the variant “%s”. Give each its own option values, or take one away.",
			first, r.row.Number, label(p.after.Variants[i]))
		return
	}
	p.touched[i] = r.row.Number
	v := &p.after.Variants[i]
	for j, value := range options {
		if value != "" || p.after.Options[j] == "" {
			v.Options[j] = value
		}
	}
	p.offer(r, v)
	p.stock(r, v)
}

func (p *planning) keyField() Field {
	if p.layout.Has(Option1Value) {
		return Option1Value
	}
	return SKU
}

// options reads the row's option values. A column that is not there keeps the values of the variant the SKU names.
func (p *planning) options(r reading) (catalog.Options, bool) {
	var o catalog.Options
	for i, f := range []Field{Option1Value, Option2Value, Option3Value} {
		if p.after.Options[i] == "" {
			if v := r.get(f); v != "" && !isDefaultTitle(v) {
				r.wrong(f, "option_name_missing", "The option value “%s” has no name. Fill “%s” on the product's first row.", clip(v, 40), p.layout.Name(f-1))
				return o, false
			}
			continue
		}
		if !r.has(f) {
			continue
		}
		if o[i] = catalog.CleanLine(r.get(f)); o[i] == "" {
			r.wrong(f, "option_missing", "The row has no value for the option “%s”.", clip(p.after.Options[i], 40))
			return o, false
		}
	}
	return o, true
}

// find gives the place of the variant that a row speaks of: by its SKU, else by its options; a new one is appended.
func (p *planning) find(r reading, o catalog.Options) (int, bool) {
	if sku := catalog.CleanLine(r.get(SKU)); sku != "" {
		for i, v := range p.after.Variants {
			if v.SKU == sku {
				return i, true
			}
		}
	}
	if !p.whole(o) {
		r.wrong(SKU, "options_missing", "“%s” has variants by %s in the shop, which this file leaves out. Add those columns, or the SKU of each variant.",
			clip(p.after.Title, 60), strings.Join(p.after.Options.List(), " and "))
		return 0, false
	}
	for i, v := range p.after.Variants {
		if sameOptions(v.Options, o) {
			return i, true
		}
	}
	if !r.has(Price) || r.get(Price) == "" {
		r.wrong(Price, "price_missing", "A new variant needs a price.")
		return 0, false
	}
	p.after.Variants = append(p.after.Variants, catalog.Variant{Options: o})
	return len(p.after.Variants) - 1, true
}

// whole tells whether there is a value for each option of the product.
func (p *planning) whole(o catalog.Options) bool {
	for i, name := range p.after.Options {
		if name != "" && o[i] == "" {
			return false
		}
	}
	return true
}

func sameOptions(a, b catalog.Options) bool {
	for i := range a {
		if !strings.EqualFold(a[i], b[i]) {
			return false
		}
	}
	return true
}

// offer sets price, SKU and the like, each only if the file has its column.
func (p *planning) offer(r reading, v *catalog.Variant) {
	if r.has(Price) {
		if r.get(Price) == "" {
			r.wrong(Price, "price_missing", "The row has no price. A price cannot be cleared.")
		}
		v.Price = r.amount(Price, p.shop.Currency)
	}
	if r.has(CompareAt) {
		v.CompareAt = r.amount(CompareAt, p.shop.Currency)
		if v.CompareAt.IsZero() {
			v.CompareAt = money.Amount{}
		}
	}
	if r.has(SKU) {
		v.SKU = catalog.CleanLine(r.code(SKU))
	}
	if r.has(Barcode) {
		v.Barcode = catalog.CleanLine(r.code(Barcode))
	}
	if r.has(Grams) {
		v.WeightGrams = r.number(Grams, 10_000_000)
	}
}

// stock follows the inventory columns. A blank tracker means that pieces are not counted; without that column a quantity says
// that they are.
func (p *planning) stock(r reading, v *catalog.Variant) {
	if r.has(Policy) {
		v.Stock.Oversell, _ = r.truth(Policy)
	}
	quantity := r.has(Quantity) && r.get(Quantity) != ""
	switch {
	case r.has(Tracker):
		v.Stock.Tracked = r.get(Tracker) != ""
	case r.has(Quantity):
		v.Stock.Tracked = quantity
	default:
		return
	}
	if v.Stock.Tracked && r.has(Quantity) {
		v.Stock.Quantity = r.number(Quantity, 1_000_000_000)
	}
}

// ownPictures ties variants to the pictures their rows name, once it is known where those stand.
func (p *planning) ownPictures() {
	for i, number := range p.touched {
		for _, r := range p.rows {
			if r.row.Number == number && r.has(VariantImageURL) {
				p.after.Variants[i].Picture = p.place(r.get(VariantImageURL))
			}
		}
	}
}

// place is the position of the picture from an address, 0 when there is none.
func (p *planning) place(url string) int {
	for i, picture := range p.after.Pictures {
		if url != "" && picture.SourceURL == url {
			return i + 1
		}
	}
	return 0
}

// keepStocks leaves the stock of every variant alone that the file does not change: orders may take of it meanwhile.
func (p *planning) keepStocks() {
	for i := range p.after.Variants {
		v := &p.after.Variants[i]
		v.KeepStock = i < len(p.before.Variants) && v.Stock == p.before.Variants[i].Stock
	}
}

// label names a variant in sentences and tables.
func label(v catalog.Variant) string {
	if o := strings.Join(v.Options.List(), " / "); o != "" {
		return o
	}
	return v.SKU
}
