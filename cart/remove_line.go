package cart

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// RemoveLine takes a line out of the actor's cart. It needs cart.edit; a line that is not in this cart is fault.NotFound.
func (cs *Carts) RemoveLine(ctx context.Context, actor account.Actor, line int64) (err error) {
	defer fault.Wrap(&err, "Carts.RemoveLine(%d)", line)
	o, err := edits(actor, account.CartEdit)
	if err != nil {
		return err
	}
	return cs.db.Transact(ctx, actor, "cart.remove_line", func(tx *store.Tx) error {
		h, err := lockForChange(ctx, tx, actor, o)
		if err != nil {
			return err
		}
		was, err := lineOf(ctx, tx, h, line)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM shop.cart_line WHERE id = $1`, line); err != nil {
			return err
		}
		return noteHelp(ctx, tx, actor, h, change{was.Variant, was.Quantity, 0})
	})
}
