package catalog

import (
	"context"

	"standin/store"
)

// A product counts once in a category, however many of its kinds hold it.
const treeSQL = `
WITH RECURSIVE up AS (
  SELECT id AS category_id, id AS above FROM shop.category
  UNION ALL
  SELECT up.category_id, c.parent_id FROM up JOIN shop.category c ON c.id = up.above WHERE c.parent_id IS NOT NULL
), counted AS (
  SELECT up.above AS id, count(DISTINCT pc.product_id) AS count, count(DISTINCT pc.product_id) FILTER (WHERE up.above = up.category_id) AS own
    FROM up JOIN shop.product_category pc ON pc.category_id = up.category_id
    JOIN shop.product p ON p.id = pc.product_id AND p.status = 'active'
   GROUP BY up.above
)
SELECT c.id, coalesce(c.parent_id, 0) AS parent_id, c.slug, c.name, c.intro, c.position, c.picture, c.tint,
  coalesce(n.count, 0) AS count, coalesce(n.own, 0) AS own
FROM shop.category c LEFT JOIN counted n USING (id)
ORDER BY c.position, c.id`

const totalsSQL = `
SELECT count(*) AS products, count(DISTINCT vendor_id) AS vendors FROM shop.product WHERE status = 'active'`

func readTree(ctx context.Context, q store.Querier) (*Tree, error) {
	var list []Category
	if err := q.Select(ctx, &list, treeSQL); err != nil {
		return nil, err
	}
	t := newTree(list)
	var totals struct{ Products, Vendors int }
	if err := q.Get(ctx, &totals, totalsSQL); err != nil {
		return nil, err
	}
	t.Products, t.Vendors = totals.Products, totals.Vendors
	return t, nil
}
