package catalog

import (
	"context"
	"slices"
	"sort"
	"strconv"
	"strings"

	"standin/catalog/money"
	"standin/store"
)

// The number beside a value is how many there would be if it were chosen too: a product counts for a facet when it misses no
// other one. So each hit carries how many facets it misses, and the name of one. Options are counted by groups of products that
// come in the same ones.
const facetsTail = `
), hit AS MATERIALIZED (SELECT id, vendor_id, price_from, available, option_values, cardinality(missed) AS misses, missed[1] AS one FROM found)
SELECT 'total' AS facet, '' AS value, count(*) FILTER (WHERE misses = 0) AS n, '' AS label FROM hit
UNION ALL
SELECT 'price', coalesce(min(price_from), 0)::text, coalesce(max(price_from), 0), '' FROM hit
UNION ALL
SELECT 'stock', '1', count(*) FILTER (WHERE available AND (misses = 0 OR misses = 1 AND one = 'stock')), '' FROM hit
UNION ALL
SELECT 'maker', m.slug, g.n, m.name
FROM (SELECT vendor_id, count(*) FILTER (WHERE misses = 0 OR misses = 1 AND one = 'maker') AS n FROM hit GROUP BY vendor_id) g
  JOIN shop.vendor m ON m.id = g.vendor_id
UNION ALL
SELECT 'kind', k.kind::text, count(DISTINCT hit.id) FILTER (WHERE misses = 0 OR misses = 1 AND one = 'kind'), ''
FROM unnest(KINDS::bigint[], BELOW::bigint[]) k(kind, below) JOIN shop.product_category pc ON pc.category_id = k.below
  JOIN hit ON hit.id = pc.product_id GROUP BY k.kind
UNION ALL
SELECT 'o.' || split_part(ov, '=', 1), substr(ov, strpos(ov, '=') + 1),
  coalesce(sum(g.n) FILTER (WHERE misses = 0 OR misses = 1 AND one = 'o.' || split_part(ov, '=', 1)), 0)::bigint, ''
FROM (SELECT option_values, misses, one, count(*) AS n FROM hit WHERE misses < 2 GROUP BY option_values, misses, one) g,
  unnest(g.option_values) ov GROUP BY ov`

func facetsQuery(tree *Tree, f Filter) *query {
	q := &query{}
	var missed []string
	for _, c := range q.facets(tree, f) {
		missed = append(missed, `CASE WHEN NOT (`+c.condition+`) THEN `+q.arg(c.name)+`::text END`)
	}
	q.head = `WITH found AS (
SELECT p.id, p.vendor_id, p.price_from, p.available, p.option_values, array_remove(ARRAY[` + strings.Join(missed, ", ") + `]::text[], NULL) AS missed
FROM shop.product p JOIN shop.vendor m ON m.id = p.vendor_id`
	q.base(tree, f)
	var kinds, below []int64
	for _, kind := range tree.Children(f.Category) {
		for _, b := range tree.Below(kind.ID) {
			kinds, below = append(kinds, int64(kind.ID)), append(below, int64(b))
		}
	}
	q.tail = strings.NewReplacer("KINDS", q.arg(store.Array(kinds)), "BELOW", q.arg(store.Array(below))).Replace(facetsTail)
	return q
}

type facetRow struct {
	Facet string `db:"facet"`
	Value string `db:"value"`
	N     int64  `db:"n"`
	Label string `db:"label"`
}

// readFacets fills the total, the span of prices and the facets of l.
func (ps *Products) readFacets(ctx context.Context, tree *Tree, f Filter, l *Listing) error {
	q := facetsQuery(tree, f)
	var rows []facetRow
	if err := ps.db.Select(ctx, &rows, q.text(), q.args...); err != nil {
		return err
	}
	values := map[string][]FacetValue{}
	for _, r := range rows {
		v := FacetValue{Value: r.Value, Label: r.Label, Count: int(r.N)}
		switch r.Facet {
		case "total":
			l.Total = int(r.N)
			continue
		case "price":
			low, _ := strconv.ParseInt(r.Value, 10, 64) // the database wrote it
			l.Low, l.High = money.Of(low, ps.currency), money.Of(r.N, ps.currency)
			continue
		case "kind":
			id, _ := strconv.ParseInt(r.Value, 10, 64)
			c, _ := tree.ByID(CategoryID(id))
			v.Value, v.Label = c.Slug, c.Name
		}
		if v.Label == "" {
			v.Label = v.Value
		}
		v.Chosen = f.chosen(r.Facet, v.Value)
		values[r.Facet] = append(values[r.Facet], v)
	}
	l.Facets = arrange(values)
	return nil
}

func (f Filter) chosen(facet, value string) bool {
	switch facet {
	case "kind":
		return slices.Contains(f.Kinds, value)
	case "maker":
		return slices.Contains(f.Vendors, value)
	case "stock":
		return f.InStock
	}
	return slices.Contains(f.Options[strings.TrimPrefix(facet, "o.")], value)
}

// How much of the facets a page can bear.
const (
	maxFacetValues  = 12
	maxOptionFacets = 4
)

// arrange puts facets and their values in the order of the page: kinds, makers, the commonest options, stock. A facet that could
// not narrow anything is left out, unless one of its values is chosen.
func arrange(values map[string][]FacetValue) []Facet {
	var options []Facet
	for name, vs := range values {
		if strings.HasPrefix(name, "o.") {
			options = append(options, Facet{Name: name, Label: strings.TrimPrefix(name, "o."), Values: vs})
		}
	}
	sort.Slice(options, func(i, j int) bool {
		a, b := options[i].weight(), options[j].weight()
		return a > b || a == b && options[i].Name < options[j].Name
	})
	facets := []Facet{{Name: "kind", Label: "Kind", Values: values["kind"]}, {Name: "maker", Label: "Maker", Values: values["maker"]}}
	facets = append(facets, options[:min(len(options), maxOptionFacets)]...)
	facets = append(facets, Facet{Name: "stock", Label: "Stock", Values: values["stock"]})
	out := facets[:0]
	for _, f := range facets {
		if f.Name != "stock" && len(f.Values) < 2 && !f.anyChosen() || len(f.Values) == 0 {
			continue
		}
		f.sort()
		out = append(out, f)
	}
	return out
}

// weight is how many hits the facet speaks of; a chosen one always comes first.
func (f Facet) weight() (n int) {
	for _, v := range f.Values {
		n += v.Count
		if v.Chosen {
			n += 1 << 30
		}
	}
	return n
}

func (f Facet) anyChosen() bool {
	return slices.ContainsFunc(f.Values, func(v FacetValue) bool { return v.Chosen })
}

// sort keeps the commonest values and all chosen ones, and puts those in the order people look for them.
func (f *Facet) sort() {
	sort.SliceStable(f.Values, func(i, j int) bool {
		a, b := f.Values[i], f.Values[j]
		if a.Chosen != b.Chosen {
			return a.Chosen
		}
		return a.Count > b.Count || a.Count == b.Count && a.Label < b.Label
	})
	if len(f.Values) > maxFacetValues {
		f.Values = f.Values[:maxFacetValues]
	}
	if strings.HasPrefix(f.Name, "o.") {
		sort.SliceStable(f.Values, func(i, j int) bool { return before(f.Values[i].Label, f.Values[j].Label) })
	}
}

// sizes in the order of a rail, not of the alphabet.
var sizes = []string{"XXS", "XS", "S", "SMALL", "M", "MEDIUM", "L", "LARGE", "XL", "XXL", "2XL", "XXXL", "3XL", "4XL"}

// before orders values of options: numbers by size, letters of clothing by size, everything else by name.
func before(a, b string) bool {
	x, errX := strconv.ParseFloat(strings.ReplaceAll(a, ",", "."), 64)
	y, errY := strconv.ParseFloat(strings.ReplaceAll(b, ",", "."), 64)
	if errX == nil && errY == nil {
		return x < y
	}
	i, j := slices.Index(sizes, strings.ToUpper(a)), slices.Index(sizes, strings.ToUpper(b))
	if i >= 0 && j >= 0 {
		return i < j
	}
	return a < b
}
