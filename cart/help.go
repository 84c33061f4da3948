package cart

import (
	"context"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
)

// change is what happened to the quantity of a variant in a cart.
type change struct {
	variant  catalog.VariantID
	from, to int
}

// touch notes that a session changed the cart, so that its owner is asked about each change.
func touch(ctx context.Context, tx *store.Tx, actor account.Actor, h held) error {
	if !actor.Acting() {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO shop.cart_touch AS t (cart_id, session_id, actor_id, subject_id, helper) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (cart_id, session_id) DO UPDATE SET changed_at = excluded.changed_at, answered_at = NULL`,
		h.ID, actor.Session, int64(actor.ID), int64(actor.Subject), string(HelperOf(actor)))
	return err
}

// noteHelp notes what somebody acting did to a line, so that its owner sees it: the first quantity and the last of the session.
// When the owner touches the line themselves, what was noted of it is answered and goes.
func noteHelp(ctx context.Context, tx *store.Tx, actor account.Actor, h held, c change) error {
	switch {
	case actor.Acting():
		_, err := tx.Exec(ctx, `
			INSERT INTO shop.cart_help (cart_id, variant_id, session_id, actor_id, subject_id, helper, quantity_from, quantity_to)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (cart_id, variant_id, session_id) DO UPDATE SET quantity_to = excluded.quantity_to, changed_at = excluded.changed_at`,
			h.ID, int64(c.variant), actor.Session, int64(actor.ID), int64(actor.Subject), string(HelperOf(actor)), c.from, c.to)
		return err
	case h.Helped:
		_, err := tx.Exec(ctx, `DELETE FROM shop.cart_help WHERE cart_id = $1 AND variant_id = $2`, h.ID, int64(c.variant))
		return err
	}
	return nil
}
