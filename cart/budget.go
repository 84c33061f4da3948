package cart

import (
	"context"

	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Budget is what one member of staff may give away on their own account within 24 hours, and has given: discounts and lowered
// prices on all carts together, as they were counted when given. What is withdrawn is free again.
type Budget struct {
	Most  money.Amount
	Given money.Amount
}

// Left is what may still be given.
func (b Budget) Left() money.Amount {
	if b.Most.Less(b.Given) {
		return money.Of(0, b.Most.Currency)
	}
	return b.Most.Sub(b.Given)
}

// Budget reads what the actor may still give today. It changes nothing.
func (cs *Carts) Budget(ctx context.Context, actor account.Actor) (b Budget, err error) {
	defer fault.Wrap(&err, "Carts.Budget")
	return budget(ctx, cs.db, actor, cs.products.Currency())
}

func budget(ctx context.Context, q store.Querier, actor account.Actor, c money.Currency) (b Budget, err error) {
	var row struct {
		Most  int64 `db:"most"`
		Given int64 `db:"given"`
	}
	err = q.Get(ctx, &row, `
		SELECT coalesce((SELECT (s.value #>> '{}')::bigint FROM shop.setting s WHERE s.name = $2), $3) AS most,
		  (SELECT coalesce(sum(d.amount), 0) FROM shop.staff_discount d
		    WHERE d.actor_id = $1 AND d.created_at > shop.shop_now() - interval '24 hours')
		  + (SELECT coalesce(sum((w.list_price - w.price) * w.quantity), 0) FROM shop.price_override w
		    WHERE w.actor_id = $1 AND w.created_at > shop.shop_now() - interval '24 hours') AS given`,
		int64(actor.ID), account.BudgetSetting+string(actor.Role), account.UsualBudgets[actor.Role])
	return Budget{Most: money.Of(row.Most, c), Given: money.Of(row.Given, c)}, err
}

// bounded refuses what passes the cap of the actor's act on this cart, or the actor's budget, and gives the cap as a share in
// hundredths of a percent. The cart is locked already; the actor's budget is locked here, so that two grants at the same time on
// two carts do not both find the same money.
func bounded(ctx context.Context, tx *store.Tx, actor account.Actor, p account.Permission, c Cart, off money.Amount) (share int64, err error) {
	share = int64(actor.Caps[p]) * 100 // the actor carries whole percents
	if room := c.Room(share); room.Less(off) {
		return share, tx.Refuse(fault.Newf(fault.Forbidden, "You may take off %s at the most: %s of the subtotal before any discount, less what was given already.",
			room, Percent(share)).WithField("amount", "At most "+room.String()+".").WithCode("over_cap"))
	}
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('cart.budget', $1))`, int64(actor.ID)); err != nil {
		return share, err
	}
	b, err := budget(ctx, tx, actor, c.Currency)
	if err != nil {
		return share, err
	}
	if b.Left().Less(off) {
		return share, tx.Refuse(fault.Newf(fault.Forbidden, "You have given %s of the %s that you may give in 24 hours.", b.Given, b.Most).
			WithField("amount", "At most "+b.Left().String()+" of your budget is left.").WithCode("over_budget"))
	}
	return share, nil
}
