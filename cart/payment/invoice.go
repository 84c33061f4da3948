package payment

import (
	"context"
	"fmt"
	"time"

	"standin/store/fault"
)

// invoiceDays is how long the invoice of a shopper may wait.
const invoiceDays = 14

const day = 24 * time.Hour

// onInvoice is for shoppers and guests: the goods come with an invoice.
type onInvoice struct{}

func (onInvoice) Key() Key          { return Invoice }
func (onInvoice) Title() string     { return "Invoice" }
func (onInvoice) Hint(Buyer) string { return "Pay within 14 days of the order." }

func (onInvoice) Open(b Buyer) error {
	if b.Organization && b.TermsDays > 0 {
		return closed("Your organization buys on its terms.")
	}
	return nil
}

func (onInvoice) Plan(_ Buyer, now time.Time) Plan {
	return Plan{State: Due, DueAt: now.Add(invoiceDays * day)}
}

func (onInvoice) Collect(context.Context, Order) (Receipt, error) { return Receipt{State: Due}, nil }

// onTerms is for organizations that have terms: a purchase order, and no card.
type onTerms struct{}

func (onTerms) Key() Key      { return Terms }
func (onTerms) Title() string { return "Purchase order" }

func (onTerms) Hint(b Buyer) string {
	return fmt.Sprintf("Net %d: due %d days after the order.", b.TermsDays, b.TermsDays)
}

func (onTerms) Open(b Buyer) error {
	switch {
	case !b.Organization:
		return closed("Only an organization with terms can buy on a purchase order.")
	case b.TermsDays <= 0:
		return closed("Your organization has no terms with the shop yet.")
	}
	return nil
}

func (onTerms) Plan(b Buyer, now time.Time) Plan {
	return Plan{State: Due, DueAt: now.Add(time.Duration(b.TermsDays) * day)}
}

func (onTerms) Collect(context.Context, Order) (Receipt, error) { return Receipt{State: Due}, nil }

func closed(why string) error {
	return fault.New(fault.Forbidden, why).WithField("payment", why).WithCode("payment_closed")
}
