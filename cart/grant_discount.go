package cart

import (
	"context"
	"strings"

	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// GrantDiscount takes an amount off the cart of the one acted for, on the actor's own account: a staff act, marked as theirs in
// the order and in the record. It needs discount.grant and a reason. The cap of the actor's rule is a share of the undiscounted
// subtotal and covers the sum of all such discounts on the cart: what passes it is refused with fault.Forbidden, code
// "over_cap", and the refusal stands in the record.
func (cs *Carts) GrantDiscount(ctx context.Context, actor account.Actor, amount money.Amount, reason string) (err error) {
	defer fault.Wrap(&err, "Carts.GrantDiscount")
	o, err := edits(actor, account.DiscountGrant)
	if err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case !actor.Acting():
		return fault.New(fault.Forbidden, "A discount of your own is given while acting for the customer.")
	case amount.Minor <= 0:
		return fault.Field("amount", "Type the amount to take off, like 5.00.")
	case reason == "" || len(reason) > 200:
		return fault.Field("reason", "Say why, in 200 characters or less.")
	}
	return cs.db.Transact(ctx, actor, "cart.grant_discount", func(tx *store.Tx) error {
		h, err := lockForChange(ctx, tx, o)
		if err != nil {
			return err
		}
		return cs.grant(ctx, tx, actor, h, amount, reason)
	})
}

func (cs *Carts) grant(ctx context.Context, tx *store.Tx, actor account.Actor, h held, amount money.Amount, reason string) error {
	now, err := cs.Read(ctx, tx, actor, Standard)
	if err != nil {
		return err
	}
	share := int64(actor.Caps[account.DiscountGrant]) * 100 // the actor carries whole percents
	room := now.Room(share)
	if room.Less(amount) {
		return tx.Refuse(fault.Newf(fault.Forbidden, "You may take off %s at the most: %s of the subtotal before any discount, less what was given already.",
			room, Percent(share)).WithField("amount", "At most "+room.String()+".").WithCode("over_cap"))
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO shop.staff_discount (cart_id, amount, cap, reason, actor_id, subject_id, session_id, helper)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		h.ID, amount.Minor, share, reason, int64(actor.ID), int64(actor.Subject), actor.Session, string(HelperOf(actor)))
	return err
}

// Room is what staff may still take off this cart under a cap, a share of the undiscounted subtotal in hundredths of a percent.
func (c Cart) Room(share int64) money.Amount {
	room := c.Totals.Subtotal.Share(share, 10000)
	for _, g := range c.Grants {
		room = room.Sub(money.Of(g.Amount, c.Currency))
	}
	if room.Minor < 0 {
		return money.Of(0, c.Currency)
	}
	return room
}
