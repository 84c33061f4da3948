package catalog

import (
	"context"
	"database/sql"

	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Item is a variant with all that a cart line, an order line or a shelf needs to know of it.
type Item struct {
	Variant    VariantID
	Product    ProductID
	Vendor     account.VendorID
	VendorName string
	VendorSlug string
	Slug       string // of the product's page
	Title      string
	SKU        string
	Names      Options // of the options
	Options    Options
	Price      money.Amount
	CompareAt  money.Amount // zero for none
	Weight     int          // grams
	Stock      Stock
	Sold       bool // the product is active, its vendor too, and the variant is not archived
	Categories []CategoryID
	Tint       string
	Picture    Picture // the variant's own, else the product's first; the zero Picture for none
}

// itemRow is how an Item lies in the database.
type itemRow struct {
	Variant    VariantID        `db:"variant_id"`
	Product    ProductID        `db:"product_id"`
	Vendor     account.VendorID `db:"vendor_id"`
	VendorName string           `db:"vendor_name"`
	VendorSlug string           `db:"vendor_slug"`
	Slug       string           `db:"slug"`
	Title      string           `db:"title"`
	SKU        string           `db:"sku"`
	Name1      string           `db:"option1_name"`
	Name2      string           `db:"option2_name"`
	Name3      string           `db:"option3_name"`
	Option1    string           `db:"option1"`
	Option2    string           `db:"option2"`
	Option3    string           `db:"option3"`
	Price      int64            `db:"price_minor"`
	CompareAt  sql.NullInt64    `db:"compare_at_minor"`
	Weight     int              `db:"weight_grams"`
	Tracked    bool             `db:"tracked"`
	Quantity   int              `db:"quantity"`
	Oversell   bool             `db:"oversell"`
	Sold       bool             `db:"sold"`
	Categories store.Int64s     `db:"categories"`
	Tint       string           `db:"tint"`
	Hue        sql.NullInt64    `db:"variant_hue"`
	pictureRow
}

const itemSQL = `
SELECT v.id AS variant_id, v.product_id, v.vendor_id, m.name AS vendor_name, m.slug AS vendor_slug, p.slug, p.title,
  coalesce(v.sku, '') AS sku, p.option1_name, p.option2_name, p.option3_name, v.option1, v.option2, v.option3,
  v.price_minor, v.compare_at_minor, v.weight_grams, s.tracked, s.quantity, s.oversell,
  p.status = 'active' AND m.status = 'active' AND NOT v.archived AS sold,
  ARRAY(SELECT pc.category_id FROM shop.product_category pc WHERE pc.product_id = p.id ORDER BY pc.position, pc.category_id) AS categories,
  p.tint,
  CASE WHEN EXISTS (SELECT FROM shop.variant w WHERE w.product_id = p.id AND w.hue <> 0) THEN v.hue ELSE i.hue END AS variant_hue, ` + pictureColumns + `
FROM shop.variant v JOIN shop.product p ON p.id = v.product_id JOIN shop.vendor m ON m.id = v.vendor_id
  JOIN shop.stock s ON s.variant_id = v.id
  LEFT JOIN LATERAL (SELECT * FROM shop.product_picture i WHERE i.product_id = p.id
                     ORDER BY i.id = v.picture_id DESC NULLS LAST, i.position LIMIT 1) i ON true
WHERE v.id = ANY ($1)`

func (r *itemRow) item(c money.Currency) Item {
	it := Item{Variant: r.Variant, Product: r.Product, Vendor: r.Vendor, VendorName: r.VendorName, VendorSlug: r.VendorSlug,
		Slug: r.Slug, Title: r.Title, SKU: r.SKU, Names: Options{r.Name1, r.Name2, r.Name3},
		Options: Options{r.Option1, r.Option2, r.Option3}, Price: money.Of(r.Price, c), Weight: r.Weight,
		Stock: Stock{Tracked: r.Tracked, Quantity: r.Quantity, Oversell: r.Oversell}, Sold: r.Sold, Tint: r.Tint, Picture: r.picture()}
	if r.CompareAt.Valid {
		it.CompareAt = money.Of(r.CompareAt.Int64, c)
	}
	it.Picture.Hue = int(r.Hue.Int64)
	for _, id := range r.Categories {
		it.Categories = append(it.Categories, CategoryID(id))
	}
	return it
}

// VariantByID is one variant as it stands, for the public: fault.NotFound when it is unknown or its product is a draft or
// archived. That it is sold out does not hide it.
func (ps *Products) VariantByID(ctx context.Context, q store.Querier, id VariantID) (_ Item, err error) {
	defer fault.Wrap(&err, "Products.VariantByID(%d)", id)
	items, err := ps.VariantsByID(ctx, q, []VariantID{id})
	if err != nil {
		return Item{}, err
	}
	it, ok := items[id]
	if !ok || !it.Sold {
		return Item{}, fault.New(fault.NotFound, "This thing is no longer sold.")
	}
	return it, nil
}

// VariantsByID is many variants at once, in one statement, whether still sold or not; unknown ones are missing from the result.
func (ps *Products) VariantsByID(ctx context.Context, q store.Querier, ids []VariantID) (_ map[VariantID]Item, err error) {
	defer fault.Wrap(&err, "Products.VariantsByID")
	var rows []itemRow
	if err := q.Select(ctx, &rows, itemSQL, store.Array(int64s(ids))); err != nil {
		return nil, err
	}
	items := make(map[VariantID]Item, len(rows))
	for i := range rows {
		it := rows[i].item(ps.currency)
		items[it.Variant] = it
	}
	return items, nil
}

// VariantOf is the variant of a product that has exactly these options; fault.Invalid when it is not made, or no longer.
func (ps *Products) VariantOf(ctx context.Context, q store.Querier, product ProductID, o Options) (id VariantID, err error) {
	defer fault.Wrap(&err, "Products.VariantOf(%d, %q)", product, o)
	err = q.Get(ctx, &id, `
		SELECT id FROM shop.variant WHERE product_id = $1 AND option1 = $2 AND option2 = $3 AND option3 = $4 AND NOT archived`,
		product, o[0], o[1], o[2])
	if fault.Is(err, fault.NotFound) {
		err = fault.Field("variant", "It is not made in "+o.String()+". Choose another combination.")
	}
	return id, err
}
