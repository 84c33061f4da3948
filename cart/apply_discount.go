package cart

import (
	"context"

	"standin/cart/discount"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// ApplyDiscount lays a code on the actor's cart. It needs discount.apply. A code that does not count now is refused with its
// reason at the field "code" (the cause is a *discount.Refusal), and the refusal is kept in the record. A code that is fine but
// saves less than one already there is laid on the cart all the same: the trace says so, and it counts when it becomes the better.
func (cs *Carts) ApplyDiscount(ctx context.Context, actor account.Actor, code string) (err error) {
	defer fault.Wrap(&err, "Carts.ApplyDiscount")
	o, err := edits(actor, account.DiscountApply)
	if err != nil {
		return err
	}
	return cs.db.Transact(ctx, actor, "cart.apply_discount", func(tx *store.Tx) error {
		h, err := lockForChange(ctx, tx, actor, o)
		if err != nil {
			return err
		}
		c, err := cs.usable(ctx, tx, actor, o, code)
		if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
			return tx.Refuse(f)
		}
		if err != nil {
			return err
		}
		return layCode(ctx, tx, actor, h, c)
	})
}

// usable finds the code and asks whether it would count on the cart as it stands.
func (cs *Carts) usable(ctx context.Context, tx *store.Tx, actor account.Actor, o owner, typed string) (c discount.Code, err error) {
	var buyer string
	if err := tx.Get(ctx, &buyer, buyerSQL[o.kind], o.id); err != nil {
		return c, err
	}
	c, err = discount.ByCode(ctx, tx, typed, buyer)
	if err != nil {
		return c, err
	}
	now, err := cs.Read(ctx, tx, actor, Standard)
	if err != nil {
		return c, err
	}
	if len(now.Codes) >= MaxCodes {
		return c, fault.Field("code", "There are five codes on this cart. Remove one to try another.")
	}
	b := newBill(now.Lines, now.Currency)
	gross, left := b.covered(c.Vendor, b.left)
	_, err = c.AmountFor(discount.Base{Now: now.Now, Covered: gross, Left: left})
	return c, err
}

func layCode(ctx context.Context, tx *store.Tx, actor account.Actor, h held, c discount.Code) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO shop.cart_discount (cart_id, code_id, added_by, added_session, added_helper) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`,
		h.ID, int64(c.ID), nullable(actor.Person()), nullable(actor.Session), string(HelperOf(actor)))
	return err
}

var buyerSQL = each(func(o owner) string {
	if o.kind == guestOwns.kind {
		return `SELECT '' WHERE $1::bigint IS NOT NULL`
	}
	return `SELECT ` + o.buyer + ` FROM (SELECT $1::bigint) one`
})

// DropDiscount takes a code off the actor's cart again. It needs discount.apply; a code that is not there is fault.NotFound.
func (cs *Carts) DropDiscount(ctx context.Context, actor account.Actor, id discount.CodeID) (err error) {
	defer fault.Wrap(&err, "Carts.DropDiscount(%d)", id)
	o, err := edits(actor, account.DiscountApply)
	if err != nil {
		return err
	}
	return cs.db.Transact(ctx, actor, "cart.drop_discount", func(tx *store.Tx) error {
		h, err := lockForChange(ctx, tx, actor, o)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `DELETE FROM shop.cart_discount WHERE cart_id = $1 AND code_id = $2`, h.ID, int64(id))
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, "This code is not on the cart any more.")
		}
		return err
	})
}
