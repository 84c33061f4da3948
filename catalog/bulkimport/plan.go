package bulkimport

import (
	"fmt"

	"standin/catalog"
	"standin/catalog/money"
	"standin/store/fault"
)

// Outcome is what a file does to one product.
type Outcome string

// The outcomes. A product is Held back when one of its rows is wrong; nothing of it is written then.
const (
	Create    Outcome = "create"
	Update    Outcome = "update"
	Unchanged Outcome = "unchanged"
	Held      Outcome = "held"
)

// Change is one field that differs: what the shop holds, and what the file says.
type Change struct {
	Row     int    `json:"row"`
	Variant string `json:"variant"` // its options or SKU; empty for a field of the product
	Field   string `json:"field"`   // as people call it: "price", "stock"
	Before  string `json:"before"`
	After   string `json:"after"`
}

// Step is what a file does to one product, as it is shown and then done.
type Step struct {
	Outcome  Outcome
	Product  catalog.Product // whole, as it is to be saved; of no use unless Create or Update
	Changes  []Change
	Problems []Problem
}

// Shop is what a plan needs to know of the shop beside the product itself.
type Shop struct {
	Currency   money.Currency
	Categories map[string]catalog.CategoryID // by name, lower case
	Usual      catalog.CategoryID            // of the vendor's products; 0 for none
}

// Match is what the shop already has of a product in the file. More than one product is a contradiction the file must solve.
type Match struct {
	Products []catalog.Product
}

// Plan compares one product of a file with what the shop holds of it. It is a pure rule: the same rows and the same product
// give the same step, so that what was shown and what is done can be compared.
func Plan(l *Layout, rows []Row, m Match, shop Shop) Step {
	p := &planning{layout: l, shop: shop}
	p.index(rows)
	if len(m.Products) > 1 {
		p.contradiction(m.Products)
	}
	if len(m.Products) > 0 {
		p.before, p.exists = m.Products[0], true
	}
	p.after = p.before
	p.after.Variants = append([]catalog.Variant(nil), p.before.Variants...)
	p.product()
	p.variants()
	p.pictures()
	p.keepStocks()
	return p.step()
}

// planning is the work on one product.
type planning struct {
	layout        *Layout
	shop          Shop
	rows          []reading
	before, after catalog.Product
	exists        bool
	touched       map[int]int // index in after.Variants to the row that wrote it
	changes       []Change
	problems      []Problem
}

func (p *planning) index(rows []Row) {
	p.touched = map[int]int{}
	for i := range rows {
		if rows[i].Wrong != nil {
			p.problems = append(p.problems, *rows[i].Wrong)
		}
		p.rows = append(p.rows, reading{Layout: p.layout, row: &rows[i], problems: &p.problems})
	}
}

func (p *planning) contradiction(found []catalog.Product) {
	p.rows[0].wrong(SKU, "sku_elsewhere", "The SKUs and the handle of this product belong to different products of yours: “%s” and “%s”. "+
		"Correct the SKU, or leave the handle empty to keep the product that has it.", clip(found[0].Title, 60), clip(found[1].Title, 60))
}

func (p *planning) step() Step {
	s := Step{Product: p.after, Problems: p.problems, Outcome: Unchanged}
	if !p.held() {
		s.Changes = p.diff()
		p.check()
		s.Product, s.Problems = p.after, p.problems
	}
	switch {
	case p.held():
		s.Outcome, s.Changes = Held, nil
	case !p.exists:
		s.Outcome = Create
	case len(s.Changes) > 0:
		s.Outcome = Update
	}
	return s
}

// check asks the catalog whether it would take the product, so that nothing is promised that cannot be kept.
func (p *planning) check() {
	err := p.after.Check(p.shop.Currency)
	f := fault.As(err)
	if f == nil {
		return
	}
	for field, message := range f.Fields {
		p.problems = append(p.problems, Problem{Row: p.rowOf(field), Code: "not_fit", Message: message, Severity: Wrong})
		return
	}
	p.problems = append(p.problems, Problem{Row: p.rows[0].row.Number, Code: "not_fit", Message: f.Message, Severity: Wrong})
}

// rowOf finds the row that a field of the catalog's fault came from, such as "variant.2.price".
func (p *planning) rowOf(field string) int {
	var i int
	if _, err := fmt.Sscanf(field, "variant.%d.", &i); err == nil {
		if row, ok := p.touched[i]; ok {
			return row
		}
	}
	return p.rows[0].row.Number
}

func (p *planning) held() bool {
	for _, problem := range p.problems {
		if problem.Holds() {
			return true
		}
	}
	return false
}

// change notes a difference of the product.
func (p *planning) change(row int, variant, field, before, after string) {
	if before != after {
		p.changes = append(p.changes, Change{Row: row, Variant: variant, Field: field, Before: before, After: after})
	}
}
