package catalog

import (
	"context"

	"standin/store"
	"standin/store/fault"
)

// Front is what stands on the shop's first page.
type Front struct {
	Window  []Card // one thing of each of the first departments
	Newest  []Card
	Reduced []Card
	Fresh   int // how many came in the last thirty days
}

// The window holds one ready picture of each department: the dearest thing, which is the one somebody put most into, with a
// name that fits below it. On the
// shelves makers take turns, so that one upload does not fill them.
const frontSQL = `
WITH window_of AS (
  SELECT DISTINCT ON (k.department) k.department, p.id
  FROM unnest($1::bigint[], $2::bigint[]) k(department, below)
    JOIN shop.product_category pc ON pc.category_id = k.below
    JOIN shop.product p ON p.id = pc.product_id AND p.status = 'active' AND p.available
  WHERE EXISTS (SELECT FROM shop.product_picture i WHERE i.product_id = p.id AND i.state = 'ready' AND i.hue = 0)
  ORDER BY k.department, length(p.title) > 26, p.price_from DESC, p.id
), chosen AS (
  SELECT 'window' AS shelf, row_number() OVER (ORDER BY array_position($1::bigint[], department)) AS place, id FROM window_of
  UNION ALL
  (SELECT 'newest', row_number() OVER (ORDER BY n, created_at DESC, id DESC), id
     FROM (SELECT id, created_at, row_number() OVER (PARTITION BY vendor_id ORDER BY created_at DESC, id DESC) AS n
             FROM (SELECT id, vendor_id, created_at FROM shop.product WHERE status = 'active' AND variants > 0
                    ORDER BY created_at DESC, id DESC LIMIT 400) recent) by_maker
    ORDER BY n, created_at DESC, id DESC LIMIT 8)
  UNION ALL
  (SELECT 'reduced', row_number() OVER (ORDER BY n, created_at DESC, id DESC), id
     FROM (SELECT id, created_at, row_number() OVER (PARTITION BY vendor_id ORDER BY created_at DESC, id DESC) AS n
             FROM (SELECT id, vendor_id, created_at FROM shop.product WHERE status = 'active' AND available AND was_from IS NOT NULL
                    ORDER BY created_at DESC, id DESC LIMIT 400) recent) by_maker
    ORDER BY n, created_at DESC, id DESC LIMIT 8)
)
` + cardSQL + `, chosen.shelf AS key,
  (SELECT count(*) FROM shop.product WHERE status = 'active' AND created_at > shop.shop_now() - interval '30 days') AS fresh` + cardTables + `
  JOIN chosen ON chosen.id = p.id
WHERE m.status = 'active' ORDER BY chosen.shelf, chosen.place`

// Front is read in one statement.
func (ps *Products) Front(ctx context.Context) (_ *Front, err error) {
	defer fault.Wrap(&err, "Products.Front")
	tree, err := ps.Categories(ctx)
	if err != nil {
		return nil, err
	}
	var departments, below []int64
	for _, d := range tree.Departments() {
		for _, b := range tree.Below(d.ID) {
			departments, below = append(departments, int64(d.ID)), append(below, int64(b))
		}
	}
	var rows []struct {
		cardRow
		Fresh int `db:"fresh"`
	}
	if err := ps.db.Select(ctx, &rows, frontSQL, store.Array(departments), store.Array(below)); err != nil {
		return nil, err
	}
	f := &Front{}
	for i := range rows {
		f.Fresh = rows[i].Fresh
		shelf := map[string]*[]Card{"window": &f.Window, "newest": &f.Newest, "reduced": &f.Reduced}[rows[i].Key]
		*shelf = append(*shelf, rows[i].card(ps.currency))
	}
	return f, nil
}
