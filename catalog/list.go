package catalog

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"standin/catalog/money"
	"standin/store/account"
	"standin/store/fault"
)

// Sort is an order of a list. Each has the id as its tiebreaker, so that the same list comes in the same order every time.
type Sort string

// The orders. Best is by how well a product fits the text, and newest where there is no text.
const (
	Best      Sort = ""
	Newest    Sort = "newest"
	PriceUp   Sort = "price"
	PriceDown Sort = "price-down"
	ByName    Sort = "name"
)

// Filter says which products to list. The zero Filter is all that is sold.
type Filter struct {
	Category CategoryID       // this one and all below; 0 for the whole shop
	Vendor   account.VendorID // one maker's page; 0 for all
	Text     string           // what was searched
	Kinds    []string         // facet: slugs of the categories right below Category
	Vendors  []string         // facet: slugs of makers
	Options  map[string][]string
	From, To money.Amount // facet: price; zero for open
	InStock  bool
	Reduced  bool // only what has a former price
	Exact    bool // no other words are tried for Text
	Sort     Sort
	After    string // Listing.Next of the page before
	Limit    int    // 24 when 0, 100 at the most
}

// pageSize is how many products a page shows when nobody says.
const pageSize = 24

// Listing is one page of a list.
type Listing struct {
	Cards  []Card
	Total  int
	Next   string // cursor of the next page; empty on the last
	Facets []Facet
	Low    money.Amount // cheapest and dearest of all that the text and the category hold
	High   money.Amount
	Meant  string // the text that was searched instead, because the one given found too little
}

// Card is a product on a shelf.
type Card struct {
	ID         ProductID
	Slug       string
	Title      string
	VendorName string
	VendorSlug string
	Price      money.Amount // of the cheapest variant
	Was        money.Amount // its former price; zero for none
	Various    bool         // there are dearer variants
	Available  bool
	Left       int // pieces in all, where every variant is counted; -1 otherwise
	Option     string
	Values     int // how many values Option has; 0 for a product without options
	CreatedAt  time.Time
	Tint       string
	Category   CategoryID // its own
	Picture    Picture
}

// Facet is one kind of filter with its values, and how many hits each would have with all other filters as they are.
type Facet struct {
	Name   string // of the form field: "kind", "maker", "stock", or "o." and the option
	Label  string
	Values []FacetValue
}

// FacetValue is one value of a facet.
type FacetValue struct {
	Value, Label string
	Count        int
	Chosen       bool
}

// List is one page of the products that everybody may see, with the filters that would narrow it: two statements. A text that
// finds fewer than three is tried once more with similar words (Listing.Meant). fault.Invalid for a cursor that is none.
func (ps *Products) List(ctx context.Context, f Filter) (_ *Listing, err error) {
	defer fault.Wrap(&err, "Products.List(%+v)", f)
	tree, err := ps.Categories(ctx)
	if err != nil {
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > 100 {
		f.Limit = pageSize
	}
	l, err := ps.list(ctx, tree, f)
	if err != nil || f.Text == "" || f.Exact || l.Total >= enough || f.After != "" {
		return l, err
	}
	return ps.listSimilar(ctx, tree, f, l)
}

// enough is how many hits a text must have for nothing else to be tried.
const enough = 3

// listSimilar tries the text with the words corrected that nothing here is called; what it finds is shown only when it is more.
func (ps *Products) listSimilar(ctx context.Context, tree *Tree, f Filter, exact *Listing) (*Listing, error) {
	meant, err := ps.similarText(ctx, f.Text)
	if err != nil || meant == "" {
		return exact, err
	}
	f.Text = meant
	l, err := ps.list(ctx, tree, f)
	if err != nil || l.Total <= exact.Total {
		return exact, err
	}
	l.Meant = meant
	return l, nil
}

func (ps *Products) list(ctx context.Context, tree *Tree, f Filter) (*Listing, error) {
	l := &Listing{}
	if err := ps.readFacets(ctx, tree, f, l); err != nil {
		return nil, err
	}
	if l.Total == 0 {
		return l, nil
	}
	q, err := pageQuery(tree, f)
	if err != nil {
		return nil, err
	}
	rows := make([]cardRow, 0, f.Limit+1)
	if err := ps.db.Select(ctx, &rows, q.text(), q.args...); err != nil {
		return nil, err
	}
	if len(rows) > f.Limit {
		rows = rows[:f.Limit]
		last := rows[f.Limit-1]
		l.Next = cursor{f.order(), last.Key, last.ID}.String()
	}
	for i := range rows {
		l.Cards = append(l.Cards, rows[i].card(ps.currency))
	}
	return l, nil
}

// order is the sort with Best made plain.
func (f Filter) order() Sort {
	if f.Sort == Best && f.Text == "" {
		return Newest
	}
	return f.Sort
}

// Without is f less one value of a facet.
func (f Filter) Without(facet, value string) Filter {
	drop := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(v string) bool { return v == value })
	}
	switch facet {
	case "kind":
		f.Kinds = drop(f.Kinds)
	case "maker":
		f.Vendors = drop(f.Vendors)
	case "stock":
		f.InStock = false
	default:
		name := strings.TrimPrefix(facet, "o.")
		f.Options = maps.Clone(f.Options)
		f.Options[name] = drop(f.Options[name])
	}
	return f
}
