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

// decision is everything that was settled before the first row is written.
type decision struct {
	placement Placement
	cart      cart.Cart
	fell      money.Amount
	buy       *Purchase // of an organization
	approved  *Approval
	plan      payment.Plan
	address   account.NewAddress
	email     string
	name      string
}

func (os *Orders) decide(ctx context.Context, tx *store.Tx, actor account.Actor, p Placement) (d decision, err error) {
	d.placement = p
	if d.cart, err = os.carts.Read(ctx, tx, actor, p.Shipping); err != nil {
		return d, err
	}
	if d.cart.Empty() {
		return d, fault.New(fault.Conflict, "There is nothing in the cart any more.").WithCode("empty_cart")
	}
	if d.fell, err = p.Seen.against(d.cart); err != nil {
		return d, err
	}
	if err := unsold(d.cart); err != nil {
		return d, err
	}
	if err := d.member(ctx, tx, actor); err != nil {
		return d, err
	}
	if err := d.pay(os.ways, actor, tx); err != nil {
		return d, err
	}
	if d.address, err = p.deliverTo(ctx, tx, actor); err != nil {
		return d, err
	}
	d.email, d.name, err = p.emailOf(ctx, tx, actor)
	return d, err
}

// unsold names the first line that cannot be ordered.
func unsold(c cart.Cart) error {
	for _, l := range c.Lines {
		if p, ok := c.ProblemOf(l.ID); ok {
			return fault.Newf(fault.Conflict, "%s: %s", l.Item.Title, p.Sentence()).WithCode(string(p.Code))
		}
	}
	return nil
}

func (d *decision) member(ctx context.Context, tx *store.Tx, actor account.Actor) error {
	if actor.Capacity.Kind != account.CapacityOrganization {
		return nil
	}
	p, err := purchase(ctx, tx, actor, forOrder)
	if err != nil {
		return err
	}
	if d.approved, err = approvalFor(ctx, tx, actor.Person(), d.cart, ` FOR UPDATE OF r`); err != nil {
		return err
	}
	d.buy = &p
	return p.Allows(d.cart.Totals.Total, d.approved)
}

func (d *decision) pay(ways payment.Ways, actor account.Actor, tx *store.Tx) error {
	way, err := ways.ByKey(d.placement.Payment)
	if err != nil {
		return err
	}
	b := buyer(actor, d.buy)
	if err := way.Open(b); err != nil {
		return err
	}
	d.plan = way.Plan(b, tx.Now())
	return nil
}
