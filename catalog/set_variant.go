package catalog

import (
	"context"

	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// SetPrice gives one variant of a vendor a price, and a former price to show beside it (zero for none). Who works at the vendor
// may; fault.NotFound for an id that is not this vendor's, Invalid for an amount that cannot be.
func (ps *Products) SetPrice(ctx context.Context, actor account.Actor, vendor account.VendorID, id VariantID, price, was money.Amount) (err error) {
	defer fault.Wrap(&err, "Products.SetPrice(%d, %d)", vendor, id)
	if price.Currency != ps.currency || price.Minor < 0 || price.Minor > money.Limit || was.Minor < 0 || was.Minor > money.Limit {
		return fault.Field("price", "A price is not less than nothing, and not more than the shop can hold.")
	}
	return ps.changeVariant(ctx, actor, "catalog.set_price", vendor, id, `
		UPDATE shop.variant SET price_minor = $3, compare_at_minor = nullif($4::bigint, 0) WHERE id = $1 AND vendor_id = $2
		RETURNING product_id`, price.Minor, was.Minor)
}

// SetStock says how many there are of one variant of a vendor. Who works at the vendor may; fault.NotFound for an id that is not
// this vendor's, Invalid for a number that cannot be.
func (ps *Products) SetStock(ctx context.Context, actor account.Actor, vendor account.VendorID, id VariantID, s Stock) (err error) {
	defer fault.Wrap(&err, "Products.SetStock(%d, %d)", vendor, id)
	if s.Quantity > 1_000_000_000 || s.Quantity < 0 && s.Tracked && !s.Oversell {
		return fault.Field("quantity", "A stock is a whole number from 0 on.")
	}
	return ps.changeVariant(ctx, actor, "catalog.set_stock", vendor, id, `
		UPDATE shop.stock s SET tracked = $3, quantity = $4, oversell = $5 FROM shop.variant v
		WHERE s.variant_id = $1 AND v.id = s.variant_id AND v.vendor_id = $2 RETURNING v.product_id`, s.Tracked, s.Quantity, s.Oversell)
}

// changeVariant runs an update of one variant that returns its product, and derives that anew.
func (ps *Products) changeVariant(ctx context.Context, actor account.Actor, action string, vendor account.VendorID, id VariantID, update string,
	values ...any) error {
	if err := mayEdit(actor, vendor); err != nil {
		return err
	}
	return ps.db.Transact(ctx, actor, action, func(tx *store.Tx) error {
		var product int64
		if err := tx.Get(ctx, &product, update, append([]any{id, vendor}, values...)...); err != nil {
			return err
		}
		if err := refresh(ctx, tx, []int64{product}); err != nil {
			return err
		}
		return tx.About(ctx, "variant", int64(id))
	})
}
