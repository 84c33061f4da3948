package payment

import (
	"context"
	"time"
)

// cardDays is how long an order by card may wait for its payment.
const cardDays = 7

// Provider takes payments on a page of its own, where the payer types what the shop never sees.
type Provider interface {
	// Begin asks for the payment of an order and tells where the payer goes. Called again with the same order it asks for the same
	// payment, not for another.
	Begin(ctx context.Context, o Order) (Receipt, error)
}

// With are the ways of a shop that has a provider.
func With(p Provider) Ways { return append(Standard(), byCard{p}) }

// byCard is paid by whom the card belongs to, and by nobody else: when somebody acts for the buyer, nothing is asked of the
// provider, and the buyer gets a link to their own order.
type byCard struct{ provider Provider }

func (byCard) Key() Key      { return Card }
func (byCard) Title() string { return "Card" }

func (byCard) Hint(b Buyer) string {
	if b.Acting {
		return "No card is charged now. A link goes out by mail, and the order is paid on its own page."
	}
	return "You pay on the card page, right after the order."
}

func (byCard) Open(Buyer) error { return nil }

func (byCard) Plan(_ Buyer, now time.Time) Plan {
	return Plan{State: Requested, DueAt: now.Add(cardDays * day)}
}

func (c byCard) Collect(ctx context.Context, o Order) (Receipt, error) {
	return c.provider.Begin(ctx, o)
}
