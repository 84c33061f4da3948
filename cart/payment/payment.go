// Package payment knows the ways to pay behind one interface. A way decides who may use it and when money is due; it never sees
// a cart, and what asks a provider happens outside every transaction.
package payment

import (
	"context"
	"time"

	"standin/catalog/money"
	"standin/store/fault"
)

// Key names a way to pay in forms and orders.
type Key string

// The ways there are.
const (
	Invoice Key = "invoice" // pay the invoice that comes with the parcel
	Terms   Key = "terms"   // an organization's purchase order, paid by its terms
	Card    Key = "card"    // paid on the page of a provider
)

// State is how the payment of an order stands.
type State string

// The states.
const (
	Due       State = "due"
	Requested State = "requested" // waits for the buyer, who pays on their own order page
	Paid      State = "paid"
	RefundDue State = "refund_due" // cancelled after it was paid
	Cancelled State = "cancelled"
)

// Buyer is what a way to pay knows of who buys.
type Buyer struct {
	SignedIn     bool
	Acting       bool // somebody places the order for them
	Organization bool
	TermsDays    int // of the organization; 0 for no terms
}

// Plan is what a way to pay makes of an order: nothing has been paid yet.
type Plan struct {
	State State
	DueAt time.Time
}

// Order is what is to be paid.
type Order struct {
	Number string
	Total  money.Amount
	Email  string
}

// Receipt is what a provider answered. The invoice has none: its Reference is empty.
type Receipt struct {
	Reference string
	State     State
	GoTo      string // where the payer is sent to pay; empty for nowhere
}

// Way is one way to pay.
type Way interface {
	// Key is the name of the way.
	Key() Key
	// Title and Hint are what the buyer reads.
	Title() string
	Hint(b Buyer) string
	// Open tells whether the buyer may use it: nil, or fault.Forbidden with the sentence that says why not.
	Open(b Buyer) error
	// Plan is made inside the order's transaction; it asks nobody.
	Plan(b Buyer, now time.Time) Plan
	// Collect runs after the order is committed, and may ask a provider. It may be called again with the same order and must
	// then answer the same.
	Collect(ctx context.Context, o Order) (Receipt, error)
}

// Ways is a shop's list, in the order in which they are offered.
type Ways []Way

// Standard are the ways of a shop without a provider.
func Standard() Ways { return Ways{onInvoice{}, onTerms{}} }

// ByKey finds a way; fault.Invalid at the field "payment" for one that is not offered.
func (ws Ways) ByKey(k Key) (Way, error) {
	for _, w := range ws {
		if w.Key() == k {
			return w, nil
		}
	}
	return nil, fault.Field("payment", "Choose a way to pay from the list.")
}

// For are the ways open to a buyer.
func (ws Ways) For(b Buyer) Ways {
	var open Ways
	for _, w := range ws {
		if w.Open(b) == nil {
			open = append(open, w)
		}
	}
	return open
}
