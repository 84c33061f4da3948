package bulkimport

import (
	"fmt"
	"strconv"
	"strings"

	"standin/catalog"
	"standin/catalog/money"
)

// diff lists each field that differs between what the shop holds and what it would hold.
func (p *planning) diff() []Change {
	b, a := p.before, p.after
	row := p.rows[0].row.Number
	p.change(row, "", "title", b.Title, a.Title)
	p.change(row, "", "description", b.Description, a.Description)
	p.change(row, "", "tags", strings.Join(b.Tags, ", "), strings.Join(a.Tags, ", "))
	p.change(row, "", "state", string(b.Status), string(a.Status))
	p.change(row, "", "options", b.Options.String(), a.Options.String())
	p.change(row, "", "category", ids(b.Categories), ids(a.Categories))
	for i, v := range a.Variants {
		if n, touched := p.touched[i]; touched {
			p.diffVariant(n, i, v)
		}
	}
	p.change(row, "", "pictures", pictures(b.Pictures), pictures(a.Pictures))
	return p.changes
}

func (p *planning) diffVariant(row, i int, v catalog.Variant) {
	var was catalog.Variant
	name := label(v)
	if i < len(p.before.Variants) {
		was = p.before.Variants[i]
	} else if p.exists {
		p.change(row, name, "variant", "", "new")
	}
	p.change(row, name, "options", was.Options.String(), v.Options.String())
	p.change(row, name, "SKU", was.SKU, v.SKU)
	p.change(row, name, "price", amount(was.Price), amount(v.Price))
	p.change(row, name, "was", amount(was.CompareAt), amount(v.CompareAt))
	p.change(row, name, "stock", stock(was.Stock, i < len(p.before.Variants)), stock(v.Stock, true))
	p.change(row, name, "weight", grams(was.WeightGrams), grams(v.WeightGrams))
	p.change(row, name, "barcode", was.Barcode, v.Barcode)
	p.change(row, name, "picture", position(was.Picture), position(v.Picture))
}

func amount(a money.Amount) string {
	if a.Currency == "" {
		return ""
	}
	return a.String()
}

func position(n int) string {
	if n == 0 {
		return ""
	}
	return "picture " + strconv.Itoa(n)
}

func grams(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n) + " g"
}

func stock(s catalog.Stock, known bool) string {
	switch {
	case !known:
		return ""
	case !s.Tracked:
		return "not counted"
	case s.Oversell:
		return fmt.Sprintf("%d, sold on without", s.Quantity)
	}
	return strconv.Itoa(s.Quantity)
}

func ids(list []catalog.CategoryID) string {
	out := make([]string, len(list))
	for i, id := range list {
		out[i] = fmt.Sprintf("category:%d", id)
	}
	return strings.Join(out, ", ")
}

func pictures(list []catalog.Picture) string {
	out := make([]string, 0, len(list))
	for _, picture := range list {
		name := picture.SourceURL
		if name == "" {
			name = picture.File + picture.Blob
		}
		if picture.Alt != "" {
			name += " (" + picture.Alt + ")"
		}
		out = append(out, name)
	}
	return strings.Join(out, "\n")
}
