package order

import (
	"context"
	"strings"

	"standin/cart"
	"standin/cart/discount"
	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Cancel calls an order off while none of its parts has left: what was taken goes back on stock, its codes may be used again. It
// needs order.cancel and a reason. While acting it is a staff act: the order keeps who did it. Faults: NotFound for an order
// that is not the actor's, Conflict with code "illegal_transition" when something is on its way.
func (os *Orders) Cancel(ctx context.Context, actor account.Actor, number, reason string) (err error) {
	defer fault.Wrap(&err, "Orders.Cancel(%q)", number)
	if err := cart.May(actor, account.OrderCancel); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" || len(reason) > 200 {
		return fault.Field("reason", "Say why, in 200 characters or less.")
	}
	s, err := scopeOf(actor)
	if err != nil {
		return err
	}
	return os.db.Transact(ctx, actor, "order.cancel", func(tx *store.Tx) error {
		return refused(tx, os.cancel(ctx, tx, actor, s, number, reason))
	})
}

func (os *Orders) cancel(ctx context.Context, tx *store.Tx, actor account.Actor, s scope, number, reason string) error {
	var id int64
	err := tx.Get(ctx, &id, `SELECT o.id FROM shop.orders o WHERE o.number = $5 AND `+visible+` FOR UPDATE OF o`, s.me, s.org, s.all, s.guest, number)
	if err != nil {
		return err
	}
	o, err := one(ctx, tx, `o.id = $1`, id)
	if err != nil {
		return err
	}
	if err := byRole(actor, o); err != nil {
		return err
	}
	if err := o.mayCancel(); err != nil {
		return err
	}
	if err := giveBack(ctx, tx, id); err != nil {
		return err
	}
	if err := discount.Return(ctx, tx, id); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		WITH o AS (UPDATE shop.orders SET cancelled_at = shop.shop_now(), 
		    payment_state = CASE payment_state WHEN 'paid' THEN 'refund_due' ELSE 'cancelled' END WHERE id = $1),
		p AS (UPDATE shop.order_part SET state = 'cancelled', changed_at = shop.shop_now() WHERE order_id = $1 AND state <> 'cancelled')
		INSERT INTO shop.order_event (order_id, state, person_id, actor_id, session_id, helper, reason)
		VALUES ($1, 'cancelled', nullif($2::bigint, 0), nullif($3::bigint, 0), nullif($4::bigint, 0), $5, $6)`,
		id, int64(actor.Person()), actorOf(actor), actor.Session, string(cart.HelperOf(actor)), reason)
	if err != nil {
		return err
	}
	if err := os.tellCancelled(ctx, tx, actor, o, reason); err != nil {
		return err
	}
	return tx.About(ctx, "order", id)
}

// byRole asks the member's role, whatever address an organization's order was opened at.
func byRole(actor account.Actor, o Order) error {
	if o.Organization == 0 || actor.Acting() {
		return nil
	}
	actor.Capacity = account.ForOrganization(o.Organization)
	return cart.May(actor, account.OrderCancel)
}

func (o Order) mayCancel() error {
	if o.State == Cancelled {
		return Cancelled.May(Cancelled)
	}
	for _, p := range o.Parts {
		if p.State == Cancelled {
			continue
		}
		if err := p.State.May(Cancelled); err != nil {
			return err
		}
	}
	return nil
}

// CanCancel tells whether none of it has left yet.
func (o Order) CanCancel() bool { return o.mayCancel() == nil }

// MayCancel says why the actor may not cancel an order they see; nil when they may.
func MayCancel(actor account.Actor, o Order) error {
	if err := cart.May(actor, account.OrderCancel); err != nil {
		return err
	}
	return byRole(actor, o)
}

// giveBack puts on stock what the order took, under the locks of the stock rows.
func giveBack(ctx context.Context, tx *store.Tx, id int64) error {
	var taken []struct {
		Variant  catalog.VariantID `db:"variant_id"`
		Quantity int               `db:"stock_taken"`
	}
	err := tx.Select(ctx, &taken, `SELECT variant_id, stock_taken FROM shop.order_line WHERE order_id = $1 AND stock_taken > 0 ORDER BY variant_id`, id)
	if err != nil || len(taken) == 0 {
		return err
	}
	pieces, ids := make([]catalog.Piece, len(taken)), make([]catalog.VariantID, len(taken))
	for i, t := range taken {
		pieces[i], ids[i] = catalog.Piece(t), t.Variant
	}
	if _, err := catalog.LockStock(ctx, tx, ids); err != nil {
		return err
	}
	return catalog.ReturnStock(ctx, tx, pieces)
}

// actorOf is who really did it, when somebody acted; 0 otherwise.
func actorOf(a account.Actor) int64 {
	if a.Acting() {
		return int64(a.ID)
	}
	return 0
}
