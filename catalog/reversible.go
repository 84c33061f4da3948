package catalog

import (
	"context"

	"standin/store"
)

// Reversible are the changes of products and stores that can be taken back. A stock from which an order took since is left alone.
var Reversible = []store.Reversible{
	{Table: "shop.product", Key: []string{"id"}, Columns: []string{"title", "description_html", "tags", "status"}},
	{Table: "shop.variant", Key: []string{"id"}, Columns: []string{"sku", "barcode", "price_minor", "compare_at_minor", "weight_grams", "archived"}},
	{Table: "shop.stock", Key: []string{"variant_id"}, Columns: []string{"quantity", "tracked", "oversell"}},
	{Table: "shop.vendor", Key: []string{"id"}, Columns: []string{"about", "dispatch_days"}},
	{Table: "shop.vendor_shipping", Key: []string{"vendor_id"}, Columns: []string{"flat", "free_from"}, Inserts: true, Deletes: true},
}

// Restored derives anew what lists and search know of products whose rows were put back, by their own ids and those of variants.
func Restored(ctx context.Context, tx *store.Tx, products, variants []int64) error {
	var all []int64
	err := tx.Select(ctx, &all, `
		SELECT id FROM shop.product WHERE id = ANY ($1::bigint[])
		UNION SELECT product_id FROM shop.variant WHERE id = ANY ($2::bigint[]) ORDER BY 1`, store.Int64s(products), store.Int64s(variants))
	if err != nil || len(all) == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE shop.product SET updated_at = shop.shop_now() WHERE id = ANY ($1)`, store.Array(all)); err != nil {
		return err
	}
	return refresh(ctx, tx, all)
}
