package catalogpage

import (
	"standin/catalog"
	"standin/web/page/part"
)

// ListView is a list of products with what narrows it: a category, a search, a maker.
type ListView struct {
	Head   part.Head
	Crumbs []part.Desk
	Title  string
	Intro  string
	Path   string // of the list, without filters: forms go there
	Query  string // what was searched; kept in each form
	Exact  bool
	Shown  string // "22 of 96"
	Sort   string
	Sorts  []part.Option
	Chips  []Chip
	Clear  string // address without any filter
	Facets []catalog.Facet
	From   string // price as typed
	To     string
	Errors part.Errors
	Total  int
	Cards  []CardView
	Place  string // "24 of 96", beside the way on
	Next   string // address of the next page; empty on the last
	Kinds  []catalog.Category
	Kept   [][2]string // names and values of the filters, for the form that changes the order
}

// Chip is a filter that is chosen; its address is the list without it.
type Chip struct{ Label, URL string }

// clearLabel is what the link says that takes all filters away.
func (v ListView) clearLabel() string {
	if len(v.Chips) == 2 {
		return "Clear both"
	}
	return "Clear all"
}

// filtered tells whether the list is narrowed.
func (v ListView) filtered() bool { return len(v.Chips) > 0 }

// field is the name of a facet in the form.
func field(f catalog.Facet) string { return f.Name }

func valueLabel(f catalog.Facet, v catalog.FacetValue) string {
	if f.Name == "stock" {
		return "Ready to leave"
	}
	return v.Label
}
