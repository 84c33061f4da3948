package catalog

import (
	"context"
	"time"

	"standin/store/account"
	"standin/store/fault"
)

// Maker is a vendor as the public sees it.
type Maker struct {
	ID           account.VendorID `db:"id"`
	Slug         string           `db:"slug"`
	Name         string           `db:"name"`
	About        string           `db:"about"`
	DispatchDays int              `db:"dispatch_days"`
	Since        time.Time        `db:"created_at"`
	Products     int              `db:"products"` // that everybody may see
}

const makersSQL = `
SELECT m.id, m.slug, m.name, m.about, m.dispatch_days, m.created_at,
  (SELECT count(*) FROM shop.product p WHERE p.vendor_id = m.id AND p.status = 'active') AS products
FROM shop.vendor m WHERE m.status = 'active'`

// Makers are all vendors who sell something, by name.
func (ps *Products) Makers(ctx context.Context) (list []Maker, err error) {
	defer fault.Wrap(&err, "Products.Makers")
	err = ps.db.Select(ctx, &list, makersSQL+` AND EXISTS (SELECT FROM shop.product p WHERE p.vendor_id = m.id AND p.status = 'active')
		ORDER BY lower(m.name), m.id`)
	return list, err
}

// Maker is the vendor of an address; fault.NotFound for an unknown or paused one.
func (ps *Products) Maker(ctx context.Context, slug string) (m Maker, err error) {
	defer fault.Wrap(&err, "Products.Maker(%q)", slug)
	err = ps.db.Get(ctx, &m, makersSQL+` AND m.slug = $1`, slug)
	return m, err
}
