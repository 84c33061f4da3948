package order

import (
	"context"
	"crypto/rand"

	"standin/cart"
	"standin/cart/payment"
	"standin/store/account"
	"standin/store/fault"
)

// Checkout is what somebody decides on before they place an order.
type Checkout struct {
	Cart      cart.Cart // priced for the way of shipping that was chosen
	Addresses []account.Address
	Ways      payment.Ways // those that are open
	Buyer     payment.Buyer
	Purchase  *Purchase // of an organization; nil for a shopper
	Key       string    // for Placement.IdempotencyKey; new for each page
	Seen      Seen      // for Placement.Seen
	Closed    error     // why this cart cannot be ordered now by this actor: fault.Forbidden or Conflict; nil when it can
}

// Checkout reads what a checkout page shows, priced for a way of shipping. It changes nothing. It needs cart.view; whether the
// order could be placed is in Closed.
func (os *Orders) Checkout(ctx context.Context, actor account.Actor, by cart.Method) (c Checkout, err error) {
	defer fault.Wrap(&err, "Orders.Checkout")
	if err := cart.May(actor, account.CartView); err != nil {
		return c, err
	}
	if !by.Known() {
		by = cart.Standard
	}
	if c.Cart, err = os.carts.Read(ctx, os.db, actor, by); err != nil {
		return c, err
	}
	if actor.SignedIn() {
		if c.Addresses, err = account.Addresses(ctx, os.db, actor, actor.Capacity); err != nil {
			return c, err
		}
	}
	if c.Purchase, c.Closed, err = os.standing(ctx, actor, c.Cart); err != nil {
		return c, err
	}
	c.Buyer = buyer(actor, c.Purchase)
	c.Ways = os.ways.For(c.Buyer)
	c.Key, c.Seen = rand.Text(), SeenOf(c.Cart)
	return c, nil
}

// standing tells what the organization lets the member buy, and why the cart cannot be ordered now, if it cannot.
func (os *Orders) standing(ctx context.Context, actor account.Actor, c cart.Cart) (p *Purchase, closed, err error) {
	if actor.Capacity.Kind != account.CapacityOrganization {
		return nil, first(cart.May(actor, account.OrderPlace), unsold(c)), nil
	}
	member, err := purchase(ctx, os.db, actor, "")
	if err != nil {
		return nil, nil, err
	}
	approved, err := approvalFor(ctx, os.db, actor.Person(), c, "")
	if err != nil {
		return nil, nil, err
	}
	return &member, first(mayPlace(actor), unsold(c), member.Allows(c.Totals.Total, approved)), nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
