package cart

import (
	"context"

	"standin/store"
)

const (
	openCart   = `EXISTS (SELECT FROM shop.cart c WHERE c.id = coalesce(r.cart_id, k.cart_id) AND c.status = 'open')`
	wasOrdered = "The cart was ordered since."
)

// Reversible are the changes of carts that can be taken back, as long as the cart is not ordered. What staff gave goes; what they
// withdrew themselves does not come back, or they could give it twice.
var Reversible = []store.Reversible{
	{Table: "shop.cart_line", Key: []string{"id"}, Columns: []string{"quantity", "note"}, Inserts: true, Deletes: true, Open: openCart, Closed: wasOrdered,
		Taken: `EXISTS (SELECT FROM shop.cart_line o WHERE o.cart_id = k.cart_id AND o.variant_id = k.variant_id)`},
	{Table: "shop.cart_discount", Key: []string{"cart_id", "code_id"}, Inserts: true, Deletes: true, Open: openCart, Closed: wasOrdered},
	{Table: "shop.staff_discount", Key: []string{"id"}, Inserts: true, Open: openCart, Closed: wasOrdered},
	{Table: "shop.price_override", Key: []string{"id"}, Inserts: true, Open: openCart, Closed: wasOrdered},
}

// LockFor locks the open carts that a session changed, in the order of their ids, for one who takes its changes back: as every
// other change of a cart begins.
func LockFor(ctx context.Context, tx *store.Tx, session int64) error {
	_, err := tx.Exec(ctx, `
		SELECT c.id FROM shop.cart c JOIN shop.cart_touch t ON t.cart_id = c.id WHERE t.session_id = $1 AND c.status = 'open'
		 ORDER BY c.id FOR UPDATE OF c`, session)
	return err
}

// Answered notes that the owner has answered what a session changed in their carts: all of it, or only the line of one row of
// shop.cart_line, whose mark goes.
func Answered(ctx context.Context, tx *store.Tx, session int64, all bool, variants []int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM shop.cart_help WHERE session_id = $1 AND ($2 OR variant_id = ANY ($3::bigint[]))`,
		session, all, store.Int64s(variants))
	if err != nil || !all {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE shop.cart_touch SET answered_at = shop.shop_now() WHERE session_id = $1 AND answered_at IS NULL`, session)
	return err
}
