package cart

import (
	"context"

	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// OverridePrice gives one line of the cart of the one acted for a lower price for each of its pieces, on the actor's own account.
// It needs price.override and a reason; it counts into the same cap and the same budget as GrantDiscount, with the same refusals
// (at the field "amount"). A price on the line already is replaced. It covers the pieces that are on the line now: more of them
// cost what they cost. Faults besides: NotFound for a line of another cart, Invalid for a price that is not lower.
func (cs *Carts) OverridePrice(ctx context.Context, actor account.Actor, line int64, price money.Amount, reason string) (err error) {
	defer fault.Wrap(&err, "Carts.OverridePrice(%d)", line)
	o, err := edits(actor, account.PriceOverride)
	if err != nil {
		return err
	}
	if !actor.Acting() {
		return fault.New(fault.Forbidden, "A price of your own is given while acting for the customer.")
	}
	if reason, err = why(reason); err != nil {
		return err
	}
	return cs.db.Transact(ctx, actor, "cart.override_price", func(tx *store.Tx) error {
		h, err := lockForChange(ctx, tx, actor, o)
		if err != nil {
			return err
		}
		return cs.overridePrice(ctx, tx, actor, h, line, price, reason)
	})
}

func (cs *Carts) overridePrice(ctx context.Context, tx *store.Tx, actor account.Actor, h held, line int64, price money.Amount, reason string) error {
	c, err := cs.Read(ctx, tx, actor, Standard)
	if err != nil {
		return err
	}
	l, ok := c.lineByID(line)
	switch {
	case !ok:
		return fault.New(fault.NotFound, "This line is not in the cart any more.")
	case !l.Item.Sold:
		return fault.New(fault.Conflict, "This is no longer sold.").WithField("amount", "This is no longer sold.")
	case price.Minor < 0 || !price.Less(l.Item.Price):
		return fault.Field("amount", "Type a price below "+l.Item.Price.String()+".")
	}
	c = c.withoutOverride(l.Item.Variant)
	off := l.Item.Price.Sub(price).Times(int64(l.Quantity))
	// The former price is gone before the budget is counted; a refusal brings it back.
	if _, err := tx.Exec(ctx, `DELETE FROM shop.price_override WHERE cart_id = $1 AND variant_id = $2`, h.ID, int64(l.Item.Variant)); err != nil {
		return err
	}
	share, err := bounded(ctx, tx, actor, account.PriceOverride, c, off)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO shop.price_override (cart_id, variant_id, list_price, price, quantity, cap, reason, actor_id, subject_id, session_id, helper)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		h.ID, int64(l.Item.Variant), l.Item.Price.Minor, price.Minor, l.Quantity, share, reason, int64(actor.ID), int64(actor.Subject),
		actor.Session, string(HelperOf(actor)))
	return err
}

func (c Cart) lineByID(id int64) (Line, bool) {
	for _, l := range c.Lines {
		if l.ID == id {
			return l, true
		}
	}
	return Line{}, false
}

// withoutOverride is the cart as if the thing had its own price.
func (c Cart) withoutOverride(v catalog.VariantID) Cart {
	var others []Override
	for _, o := range c.Overrides {
		if o.Variant != v {
			others = append(others, o)
		}
	}
	c.Overrides = others
	c.Totals = Total(c.Lines, c.reductions(), c.Rates)
	return c
}

// DropOverride gives a line the shop's own price again. Who lowered it may, while acting for the cart's owner with
// price.override; fault.NotFound where no price was lowered, fault.Forbidden for somebody else's.
func (cs *Carts) DropOverride(ctx context.Context, actor account.Actor, line int64) (err error) {
	defer fault.Wrap(&err, "Carts.DropOverride(%d)", line)
	return cs.withdraw(ctx, actor, account.PriceOverride, "cart.drop_override", `shop.price_override`,
		`variant_id = (SELECT variant_id FROM shop.cart_line WHERE id = $2 AND cart_id = $1)`, line)
}
