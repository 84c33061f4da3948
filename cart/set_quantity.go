package cart

import (
	"context"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// SetQuantity gives a line of the actor's cart another quantity; 0 takes it out. It needs cart.edit. Faults: NotFound for a line
// that is not in this cart, Invalid at "quantity", Conflict when there is not enough of the thing.
func (cs *Carts) SetQuantity(ctx context.Context, actor account.Actor, line int64, n int) (err error) {
	defer fault.Wrap(&err, "Carts.SetQuantity(%d, %d)", line, n)
	if n == 0 {
		return cs.RemoveLine(ctx, actor, line)
	}
	o, err := edits(actor, account.CartEdit)
	if err != nil {
		return err
	}
	if err := quantity(n); err != nil {
		return err
	}
	return cs.db.Transact(ctx, actor, "cart.set_quantity", func(tx *store.Tx) error {
		h, err := lockForChange(ctx, tx, actor, o)
		if err != nil {
			return err
		}
		return cs.setLine(ctx, tx, actor, h, line, n)
	})
}

func (cs *Carts) setLine(ctx context.Context, tx *store.Tx, actor account.Actor, h held, line int64, n int) error {
	was, err := lineOf(ctx, tx, h, line)
	if err != nil {
		return err
	}
	item, err := cs.products.VariantByID(ctx, tx, was.Variant)
	if err != nil {
		return err
	}
	if n > was.Quantity {
		if err := soldOut(Line{Item: item, Quantity: n}); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `UPDATE shop.cart_line SET quantity = $2, seen_price = $3, updated_at = shop.shop_now() WHERE id = $1`,
		line, n, item.Price.Minor)
	if err != nil {
		return err
	}
	return noteHelp(ctx, tx, actor, h, change{was.Variant, was.Quantity, n})
}

// lineWas is a line before it is changed.
type lineWas struct {
	Variant  catalog.VariantID `db:"variant_id"`
	Quantity int               `db:"quantity"`
}

// lineOf reads a line of a held cart; another cart's line answers as unknown.
func lineOf(ctx context.Context, tx *store.Tx, h held, line int64) (w lineWas, err error) {
	err = tx.Get(ctx, &w, `SELECT variant_id, quantity FROM shop.cart_line WHERE id = $1 AND cart_id = $2`, line, h.ID)
	if fault.Is(err, fault.NotFound) {
		return w, fault.New(fault.NotFound, "This line is not in the cart any more.").Because(err)
	}
	return w, err
}

// lockForChange locks the owner's cart, names it in the record, and notes who changes it for somebody.
func lockForChange(ctx context.Context, tx *store.Tx, actor account.Actor, o owner) (held, error) {
	h, err := lock(ctx, tx, o)
	if err != nil {
		return h, err
	}
	if err := touch(ctx, tx, actor, h); err != nil {
		return h, err
	}
	return h, tx.About(ctx, "cart", h.ID)
}
