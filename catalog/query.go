package catalog

import (
	"fmt"
	"strings"

	"standin/store"
)

// query puts a statement together out of fixed pieces; values are always arguments. What comes out depends only on which
// filters are set, so the database holds a few statements, not one for each search.
type query struct {
	head  string
	where []string
	tail  string
	args  []any
}

// arg adds a value and gives its place, "$3".
func (q *query) arg(value any) string {
	q.args = append(q.args, value)
	return fmt.Sprintf("$%d", len(q.args))
}

// and adds a condition; each ? in it stands for the next value.
func (q *query) and(condition string, values ...any) {
	q.where = append(q.where, q.fill(condition, values...))
}

func (q *query) fill(piece string, values ...any) string {
	for _, v := range values {
		piece = strings.Replace(piece, "?", q.arg(v), 1)
	}
	return piece
}

func (q *query) text() string {
	return q.head + "\nWHERE " + strings.Join(q.where, "\n  AND ") + q.tail
}

// base adds what every list asks: sold, in the category, of the maker, fitting the text.
func (q *query) base(tree *Tree, f Filter) {
	q.and(`p.status = 'active' AND m.status = 'active' AND p.variants > 0`)
	if f.Category != 0 {
		q.and(`EXISTS (SELECT FROM shop.product_category pc WHERE pc.product_id = p.id AND pc.category_id = ANY (?))`,
			store.Array(int64s(tree.Below(f.Category))))
	}
	if f.Vendor != 0 {
		q.and(`p.vendor_id = ?`, int64(f.Vendor))
	}
	if f.Reduced {
		q.and(`p.was_from IS NOT NULL`)
	}
	if f.Text != "" {
		t := parseText(f.Text)
		q.and(`(p.search @@ to_tsquery('english', ?) OR p.id IN (
		   SELECT v.product_id FROM shop.variant v WHERE v.sku_key LIKE shop.sku_key(?) || ? AND NOT v.archived))`, t.query, t.sku, t.more)
	}
}

// facetCondition is one chosen facet: its name, and what a product must be.
type facetCondition struct{ name, condition string }

// facets are the conditions of the chosen facets: values of one are alternatives, and all of them must hold.
func (q *query) facets(tree *Tree, f Filter) []facetCondition {
	var list []facetCondition
	add := func(name, condition string, values ...any) {
		list = append(list, facetCondition{name, q.fill(condition, values...)})
	}
	if len(f.Kinds) > 0 {
		var below []CategoryID
		for _, slug := range f.Kinds {
			if c, ok := tree.BySlug(slug); ok {
				below = append(below, tree.Below(c.ID)...)
			}
		}
		add("kind", `EXISTS (SELECT FROM shop.product_category pc WHERE pc.product_id = p.id AND pc.category_id = ANY (?))`, store.Array(int64s(below)))
	}
	if len(f.Vendors) > 0 {
		add("maker", `m.slug = ANY (?)`, store.Array(f.Vendors))
	}
	if !f.From.IsZero() {
		add("price", `p.price_to >= ?`, f.From.Minor)
	}
	if !f.To.IsZero() {
		add("price", `p.price_from <= ?`, f.To.Minor)
	}
	if f.InStock {
		add("stock", `p.available`)
	}
	for _, name := range sortedNames(f.Options) {
		wanted := make([]string, len(f.Options[name]))
		for i, v := range f.Options[name] {
			wanted[i] = name + "=" + v
		}
		add("o."+name, `p.option_values && ?::text[]`, store.Array(wanted))
	}
	return list
}

const cardSQL = `
SELECT p.id, p.slug, p.title, p.tint, p.price_from, p.was_from, p.price_to, p.available, p.option1_name, p.option_values, p.created_at,
  m.name AS vendor_name, m.slug AS vendor_slug,
  (SELECT CASE WHEN bool_and(s.tracked AND NOT s.oversell) THEN sum(s.quantity) ELSE -1 END
     FROM shop.variant v JOIN shop.stock s ON s.variant_id = v.id WHERE v.product_id = p.id AND NOT v.archived) AS pieces,
  coalesce((SELECT pc.category_id FROM shop.product_category pc WHERE pc.product_id = p.id ORDER BY pc.position, pc.category_id LIMIT 1), 0) AS category_id,
  ` + pictureColumns

const cardTables = `
FROM shop.product p JOIN shop.vendor m ON m.id = p.vendor_id
  LEFT JOIN LATERAL (SELECT * FROM shop.product_picture i WHERE i.product_id = p.id ORDER BY i.state <> 'ready', i.position LIMIT 1) i ON true`

// pageQuery is the statement of one page of a list: first which products, then what their cards show, so that pictures and stock
// are looked up for one page's products and not for all that fit.
func pageQuery(tree *Tree, f Filter) (*query, error) {
	q := &query{}
	order := q.ordering(f)
	q.head = `WITH page AS (
SELECT p.id, (` + order.key + `)::text AS key FROM shop.product p JOIN shop.vendor m ON m.id = p.vendor_id`
	q.base(tree, f)
	for _, c := range q.facets(tree, f) {
		q.where = append(q.where, c.condition)
	}
	if f.After != "" {
		after, err := parseCursor(f.After, f.order())
		if err != nil {
			return nil, err
		}
		q.and(`(`+order.by+`, p.id) `+order.beyond+` (`+order.value+`, ?)`, after.key, int64(after.id))
	}
	direction := ""
	if order.beyond == "<" {
		direction = " DESC"
	}
	sorted := fmt.Sprintf("\nORDER BY %s%s, p.id%s", order.by, direction, direction)
	q.tail = sorted + " LIMIT " + q.arg(f.Limit+1) + ")" + cardSQL + ", page.key" + cardTables + "\n  JOIN page ON page.id = p.id" + sorted
	return q, nil
}

// ordering is how a list is sorted: by what, how the key is written into a cursor and read back, and which way is onwards.
type ordering struct{ by, key, value, beyond string }

func (q *query) ordering(f Filter) ordering {
	switch f.order() {
	case PriceUp:
		return ordering{`p.price_from`, `p.price_from`, `?::bigint`, ">"}
	case PriceDown:
		return ordering{`p.price_from`, `p.price_from`, `?::bigint`, "<"}
	case ByName:
		return ordering{`lower(p.title) COLLATE "C"`, `lower(p.title)`, `?::text`, ">"}
	case Best:
		score := q.score(f.Text)
		return ordering{score, score, `?::bigint`, "<"}
	}
	return ordering{`p.created_at`, `(extract(epoch FROM p.created_at) * 1000000)::bigint`, `timestamptz 'epoch' + ?::bigint * interval '1 microsecond'`, "<"}
}

// score says how well a product fits: one of this very SKU first, then SKUs that begin so, then by the words.
func (q *query) score(text string) string {
	t := parseText(text)
	return q.fill(`(ts_rank(p.search, to_tsquery('english', ?)) * 1000000)::bigint
	  + coalesce((SELECT max(CASE WHEN v.sku_key = shop.sku_key(?) THEN 2000000000 ELSE 1000000 END) FROM shop.variant v
	      WHERE v.product_id = p.id AND NOT v.archived AND v.sku_key LIKE shop.sku_key(?) || ?), 0)`, t.query, t.sku, t.sku, t.more)
}
