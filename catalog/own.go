package catalog

import (
	"context"
	"strconv"
	"strings"

	"standin/catalog/money"
	"standin/store/account"
	"standin/store/fault"
)

// OwnFilter says which of its products a vendor looks at.
type OwnFilter struct {
	Text   string // part of a title or handle, or a SKU
	Status Status // empty for all that are not archived
	Low    bool   // only what is sold out or nearly so
	After  string // OwnList.Next of the page before
}

// OwnProduct is a product in its vendor's list.
type OwnProduct struct {
	ID       ProductID
	Slug     string
	Handle   string
	Title    string
	Status   Status
	From, To money.Amount
	Variants int
	Counted  int // variants whose pieces are counted
	Left     int // pieces of those
	Pictures int // that can be shown
	Waiting  int // that are still to be fetched
	Tint     string
	Picture  Picture
}

// OwnList is one page of a vendor's products, the newest first.
type OwnList struct {
	Products []OwnProduct
	Next     string
}

// LowStock is the number of pieces at which a vendor is told to look after one.
const LowStock = 3

// ownPage is how many products a vendor's page lists.
const ownPage = 50

type ownRow struct {
	ID       ProductID `db:"id"`
	Slug     string    `db:"slug"`
	Handle   string    `db:"handle"`
	Title    string    `db:"title"`
	Status   Status    `db:"status"`
	From     int64     `db:"price_from"`
	To       int64     `db:"price_to"`
	Variants int       `db:"variants"`
	Counted  int       `db:"counted"`
	Left     int       `db:"pieces"`
	Ready    int       `db:"ready"`
	Waiting  int       `db:"waiting"`
	Tint     string    `db:"tint"`
	pictureRow
}

const ownSQL = `
SELECT p.id, p.slug, p.handle, p.title, p.status, p.price_from, p.price_to, p.variants, k.counted, k.pieces, q.ready, q.waiting, p.tint, ` +
	pictureColumns + `
FROM shop.product p
  CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE s.tracked) AS counted, coalesce(sum(s.quantity) FILTER (WHERE s.tracked), 0) AS pieces,
      coalesce(bool_or(s.tracked AND s.quantity <= $6), false) AS low
    FROM shop.variant v JOIN shop.stock s ON s.variant_id = v.id WHERE v.product_id = p.id AND NOT v.archived) k
  CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE state = 'ready') AS ready, count(*) FILTER (WHERE state = 'pending') AS waiting
    FROM shop.product_picture WHERE product_id = p.id) q
  LEFT JOIN LATERAL (SELECT * FROM shop.product_picture i WHERE i.product_id = p.id ORDER BY i.position LIMIT 1) i ON true
WHERE p.vendor_id = $1 AND ($2 = 0 OR p.id < $2) AND (CASE WHEN $3 = '' THEN p.status <> 'archived' ELSE p.status = $3 END)
  AND ($4 = '' OR strpos(lower(p.title), $4) > 0 OR strpos(p.handle, $4) > 0
       OR EXISTS (SELECT FROM shop.variant v WHERE v.product_id = p.id AND v.sku_key = shop.sku_key($4) AND v.sku_key <> ''))
  AND (NOT $5 OR k.low)
ORDER BY p.id DESC LIMIT $7`

// Own lists a vendor's products whatever their state, for the people at that vendor's desk. It needs catalog.view there.
func (ps *Products) Own(ctx context.Context, actor account.Actor, vendor account.VendorID, f OwnFilter) (list OwnList, err error) {
	defer fault.Wrap(&err, "Products.Own(%d)", vendor)
	if err := atDesk(actor, vendor, account.CatalogView); err != nil {
		return list, err
	}
	var before int64
	if f.After != "" {
		if before, err = strconv.ParseInt(f.After, 36, 64); err != nil || before < 1 {
			return list, fault.New(fault.NotFound, "There is no such page.")
		}
	}
	var rows []ownRow
	err = ps.db.Select(ctx, &rows, ownSQL, vendor, before, f.Status, strings.ToLower(strings.TrimSpace(f.Text)), f.Low, LowStock, ownPage+1)
	if err != nil {
		return list, err
	}
	if len(rows) > ownPage {
		rows = rows[:ownPage]
		list.Next = strconv.FormatInt(int64(rows[ownPage-1].ID), 36)
	}
	for i := range rows {
		list.Products = append(list.Products, rows[i].product(ps.currency))
	}
	return list, nil
}

func (r *ownRow) product(c money.Currency) OwnProduct {
	return OwnProduct{ID: r.ID, Slug: r.Slug, Handle: r.Handle, Title: r.Title, Status: r.Status, From: money.Of(r.From, c), To: money.Of(r.To, c),
		Variants: r.Variants, Counted: r.Counted, Left: r.Left, Pictures: r.Ready, Waiting: r.Waiting, Tint: r.Tint, Picture: r.picture()}
}

// OwnNumbers are what a vendor's dashboard counts.
type OwnNumbers struct {
	Active   int `db:"active"`
	Draft    int `db:"draft"`
	Archived int `db:"archived"`
	SoldOut  int `db:"sold_out"` // variants of active products, counted and at the end
	Low      int `db:"low"`      // and those with LowStock pieces or fewer
	Waiting  int `db:"waiting"`  // pictures still to be fetched
}

const ownNumbersSQL = `
SELECT count(*) FILTER (WHERE p.status = 'active') AS active, count(*) FILTER (WHERE p.status = 'draft') AS draft,
  count(*) FILTER (WHERE p.status = 'archived') AS archived,
  (SELECT count(*) FROM shop.stock s JOIN shop.variant v ON v.id = s.variant_id JOIN shop.product a ON a.id = v.product_id
    WHERE a.vendor_id = $1 AND a.status = 'active' AND NOT v.archived AND s.tracked AND s.quantity <= 0) AS sold_out,
  (SELECT count(*) FROM shop.stock s JOIN shop.variant v ON v.id = s.variant_id JOIN shop.product a ON a.id = v.product_id
    WHERE a.vendor_id = $1 AND a.status = 'active' AND NOT v.archived AND s.tracked AND s.quantity BETWEEN 1 AND $2) AS low,
  (SELECT count(*) FROM shop.product_picture i JOIN shop.product a ON a.id = i.product_id WHERE a.vendor_id = $1 AND i.state = 'pending') AS waiting
FROM shop.product p WHERE p.vendor_id = $1`

// OwnNumbers counts a vendor's products for its dashboard. It needs dashboard.view at that vendor's desk.
func (ps *Products) OwnNumbers(ctx context.Context, actor account.Actor, vendor account.VendorID) (n OwnNumbers, err error) {
	defer fault.Wrap(&err, "Products.OwnNumbers(%d)", vendor)
	if err := atDesk(actor, vendor, account.DashboardView); err != nil {
		return n, err
	}
	err = ps.db.Get(ctx, &n, ownNumbersSQL, vendor, LowStock)
	return n, err
}
