package catalog

import (
	"context"
	"time"

	"standin/store/fault"
)

// PerSitemap is how many products one file of the sitemap names: a little under the 50,000 that readers take.
const PerSitemap = 45_000

// Address is a product's page, and when it last changed.
type Address struct {
	Slug    string    `db:"slug"`
	Changed time.Time `db:"updated_at"`
}

// Addresses are the pages of the products that everybody may see, PerSitemap of them; file counts from 1.
func (ps *Products) Addresses(ctx context.Context, file int) (list []Address, err error) {
	defer fault.Wrap(&err, "Products.Addresses(%d)", file)
	err = ps.db.Select(ctx, &list, `
		SELECT p.slug, p.updated_at FROM shop.product p JOIN shop.vendor m ON m.id = p.vendor_id
		WHERE p.status = 'active' AND m.status = 'active' AND p.variants > 0 ORDER BY p.id OFFSET $1 LIMIT $2`, (file-1)*PerSitemap, PerSitemap)
	return list, err
}
