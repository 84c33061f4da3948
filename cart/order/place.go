package order

import (
	"context"

	"standin/cart"
	"standin/cart/payment"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Receipt is what came of placing an order.
type Receipt struct {
	Number string
	Total  money.Amount
	Fell   money.Amount // by how much the total fell since the shopper looked
	Again  bool         // the same request came before; nothing new happened
	GoTo   string       // where the payer is sent to pay; empty for nowhere
}

// Place turns the actor's cart into an order, in one transaction: the cart is read again under its lock, stock is taken in the
// order of variants, codes are redeemed under their limits, the confirmation is queued. The same key gives the same order,
// however often and however close together it is sent. It needs order.place; a member of an organization may order within
// their limit, or what was approved.
//
// Faults, none of which changes anything: Invalid at the fields; Conflict with code "total_rose" or "cart_changed" (the cause is
// a *Difference), "out_of_stock", a discount's reason, or "po_number_used"; Forbidden, with "needs_approval" where one would help.
func (os *Orders) Place(ctx context.Context, actor account.Actor, p Placement) (r Receipt, err error) {
	defer fault.Wrap(&err, "Orders.Place")
	if err := mayPlace(actor); err != nil {
		return r, err
	}
	if err := p.check(actor, os.ways); err != nil {
		return r, err
	}
	err = os.db.Transact(ctx, actor, "order.place", func(tx *store.Tx) (err error) {
		r, err = os.place(ctx, tx, actor, p)
		return refused(tx, err)
	})
	if err != nil {
		return Receipt{}, err
	}
	return os.collect(ctx, actor, p, r)
}

// mayPlace: what a member of an organization may order depends on the cart, too, and is decided when it is known.
func mayPlace(a account.Actor) error {
	if a.Capacity.Kind == account.CapacityOrganization && !a.Acting() {
		return a.OrganizationDesk(a.Capacity.Organization)
	}
	return cart.May(a, account.OrderPlace)
}

// refused keeps a refusal in the record; every other error undoes everything and leaves nothing.
func refused(tx *store.Tx, err error) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	switch f.Kind {
	case fault.Conflict, fault.Forbidden, fault.Invalid:
		return tx.Refuse(f)
	}
	return err
}

// collect asks the way to pay for what it needs from a provider: after the commit, outside of every transaction, and never for one
// who acts. The order stands when the provider does not answer: it is paid from its own page.
func (os *Orders) collect(ctx context.Context, actor account.Actor, p Placement, r Receipt) (Receipt, error) {
	if actor.Acting() {
		return r, nil
	}
	way, err := os.ways.ByKey(p.Payment)
	if err != nil {
		return r, err
	}
	if paid, err := way.Collect(ctx, payment.Order{Number: r.Number, Total: r.Total, Email: p.Email}); err == nil {
		r.GoTo = paid.GoTo
	}
	return r, nil
}

func (os *Orders) place(ctx context.Context, tx *store.Tx, actor account.Actor, p Placement) (r Receipt, err error) {
	_, locked := cart.LockOpen(ctx, tx, actor)
	if locked != nil && !fault.Is(locked, fault.NotFound) {
		return r, locked
	}
	// Whoever waited for the lock looks only now: the order of the other may be there.
	if r, err = repeated(ctx, tx, actor, p.IdempotencyKey); !fault.Is(err, fault.NotFound) {
		return r, err
	}
	if locked != nil {
		return r, fault.New(fault.Conflict, "There is nothing in the cart any more.").WithCode("empty_cart")
	}
	d, err := os.decide(ctx, tx, actor, p)
	if err != nil {
		return r, err
	}
	return os.carryOut(ctx, tx, actor, d)
}

// repeated gives the order that this key placed before; fault.NotFound when it is new. Another's key is no way to their order.
func repeated(ctx context.Context, tx *store.Tx, a account.Actor, key string) (r Receipt, err error) {
	s, err := scopeOf(a)
	if fault.Is(err, fault.NotFound) && a.Kind != store.Guest {
		return r, err
	}
	var found struct {
		ID       int64          `db:"id"`
		Number   string         `db:"number"`
		Total    int64          `db:"total"`
		Currency money.Currency `db:"currency"`
		Mine     bool           `db:"mine"`
	}
	err = tx.Get(ctx, &found, `SELECT o.id, o.number, o.total, o.currency, `+visible+` AS mine FROM shop.orders o WHERE o.idempotency_key = $5`,
		s.me, s.org, s.all, s.guest, key)
	if err != nil {
		return r, err
	}
	if !found.Mine {
		return r, fault.New(fault.Conflict, "This page is out of date. Open the checkout again; nothing was ordered.").WithCode("stale")
	}
	return Receipt{Number: found.Number, Total: money.Of(found.Total, found.Currency), Again: true}, tx.About(ctx, "order", found.ID)
}
