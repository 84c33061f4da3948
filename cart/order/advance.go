package order

import (
	"context"

	"standin/cart"
	"standin/cart/payment"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Advance brings a vendor's part of an order into its next state: packed, shipped, delivered. It needs store.settings at that
// vendor's desk. fault.Conflict with code "illegal_transition" for a state that does not follow, "unpaid" for sending what waits for
// its payment.
func (os *Orders) Advance(ctx context.Context, actor account.Actor, vendor account.VendorID, number string, next State) (err error) {
	defer fault.Wrap(&err, "Orders.Advance(%d, %q, %s)", vendor, number, next)
	if err := actor.VendorDesk(vendor); err != nil {
		return err
	}
	if err := actor.May(account.StoreSettings); err != nil {
		return err
	}
	if next == Cancelled {
		return fault.New(fault.Forbidden, "Only the whole order is cancelled, by whose it is.")
	}
	return os.db.Transact(ctx, actor, "order.advance", func(tx *store.Tx) error {
		return refused(tx, advance(ctx, tx, actor, vendor, number, next))
	})
}

func advance(ctx context.Context, tx *store.Tx, actor account.Actor, vendor account.VendorID, number string, next State) error {
	var part struct {
		ID      int64         `db:"id"`
		Order   int64         `db:"order_id"`
		State   State         `db:"state"`
		Payment payment.State `db:"payment_state"`
	}
	err := tx.Get(ctx, &part, `
		SELECT t.id, t.order_id, t.state, o.payment_state FROM shop.order_part t JOIN shop.orders o ON o.id = t.order_id
		WHERE o.number = $1 AND t.vendor_id = $2 FOR UPDATE OF o, t`, number, int64(vendor))
	if err != nil {
		return err
	}
	if err := part.State.May(next); err != nil {
		return err
	}
	if next == Shipped && part.Payment == payment.Requested {
		return fault.New(fault.Conflict, "This order is not paid yet. It can be packed, and leaves when it is paid.").WithCode("unpaid")
	}
	_, err = tx.Exec(ctx, `
		WITH t AS (UPDATE shop.order_part SET state = $2, changed_at = shop.shop_now() WHERE id = $1)
		INSERT INTO shop.order_event (order_id, part_id, state, person_id, actor_id, session_id, helper)
		VALUES ($3, $1, $2, nullif($4::bigint, 0), nullif($5::bigint, 0), nullif($6::bigint, 0), $7)`,
		part.ID, string(next), part.Order, int64(actor.Person()), actorOf(actor), actor.Session, string(cart.HelperOf(actor)))
	if err != nil {
		return err
	}
	return tx.About(ctx, "order", part.Order)
}
