package order

import (
	"context"
	"fmt"
	"net/mail"

	"standin/cart"
	"standin/cart/payment"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
)

// Pay leads whose order it is to where they pay it, and gives that address. It needs order.pay, which nobody has while acting: no
// card is charged by somebody else. It writes nothing; Settle does, when the provider says so. Faults: NotFound for an order that
// is not the actor's, Conflict with code "nothing_to_pay" for one that waits for no payment.
func (os *Orders) Pay(ctx context.Context, actor account.Actor, number string) (goTo string, err error) {
	defer fault.Wrap(&err, "Orders.Pay(%q)", number)
	if actor.Acting() {
		return "", fault.New(fault.Forbidden, "Nobody may pay for somebody else.").WithCode("not_while_acting")
	}
	if err := actor.May(account.OrderPay); err != nil {
		return "", err
	}
	o, err := os.ByNumber(ctx, actor, number)
	if err != nil {
		return "", err
	}
	if err := MayPay(actor, o); err != nil {
		return "", err
	}
	way, err := os.ways.ByKey(o.Payment)
	if err != nil {
		return "", err
	}
	r, err := way.Collect(ctx, payment.Order{Number: o.Number, Total: o.Total, Email: o.Email})
	return r.GoTo, err
}

// MayPay says why the actor cannot pay an order they see; nil when they can.
func MayPay(actor account.Actor, o Order) error {
	if o.PaymentState != payment.Requested {
		return fault.New(fault.Conflict, "There is nothing to pay on this order.").WithCode("nothing_to_pay")
	}
	if err := actor.May(account.OrderPay); err != nil || o.Organization == 0 {
		return err
	}
	actor.Capacity = account.ForOrganization(o.Organization)
	return cart.May(actor, account.OrderPlace)
}

// Bill is what a provider is to collect for an order, and how its payment stands. Only a provider may ask.
func (os *Orders) Bill(ctx context.Context, actor account.Actor, number string) (b payment.Order, state payment.State, err error) {
	defer fault.Wrap(&err, "Orders.Bill(%q)", number)
	if err := provider(actor); err != nil {
		return b, "", err
	}
	o, err := one(ctx, os.db, `o.number = $1`, number)
	return payment.Order{Number: o.Number, Total: o.Total, Email: o.Email}, o.PaymentState, err
}

// Settle notes that a provider was paid for an order. Only a provider may. Said twice with the same reference it does nothing the
// second time. Faults: NotFound; Conflict with code "amount_differs" for another sum than the order's, "not_requested" for an order
// that waits for no payment; both stand in the record.
func (os *Orders) Settle(ctx context.Context, actor account.Actor, number, reference string, paid money.Amount) (err error) {
	defer fault.Wrap(&err, "Orders.Settle(%q)", number)
	if err := provider(actor); err != nil {
		return err
	}
	if reference == "" {
		return fault.New(fault.Invalid, "A payment has a reference.")
	}
	return os.db.Transact(ctx, actor, "order.settle", func(tx *store.Tx) error {
		return refused(tx, os.settle(ctx, tx, number, reference, paid))
	})
}

func provider(actor account.Actor) error {
	if actor.Kind != store.Provider {
		return fault.New(fault.Forbidden, "Only a provider of payments may do this.")
	}
	return nil
}

func (os *Orders) settle(ctx context.Context, tx *store.Tx, number, reference string, paid money.Amount) error {
	var row struct {
		ID        int64          `db:"id"`
		State     payment.State  `db:"payment_state"`
		Reference string         `db:"reference"`
		Total     int64          `db:"total"`
		Currency  money.Currency `db:"currency"`
		Email     string         `db:"email"`
		Name      string         `db:"name"`
		Person    int64          `db:"person"`
	}
	err := tx.Get(ctx, &row, `
		SELECT o.id, o.payment_state, coalesce(o.payment_reference, '') AS reference, o.total, o.currency, o.email,
		       coalesce(p.name, o.recipient) AS name, coalesce(p.id, 0) AS person
		  FROM shop.orders o LEFT JOIN shop.person p ON p.id = o.placed_by WHERE o.number = $1 FOR UPDATE OF o`, number)
	if err != nil {
		return err
	}
	if err := tx.About(ctx, "order", row.ID); err != nil {
		return err
	}
	switch total := money.Of(row.Total, row.Currency); {
	case row.State == payment.Paid && row.Reference == reference:
		return nil
	case row.State != payment.Requested:
		return fault.New(fault.Conflict, "This order does not wait for a payment.").WithCode("not_requested")
	case paid != total:
		return fault.Newf(fault.Conflict, "The order is over %s, and %s was paid.", total, paid).WithCode("amount_differs")
	}
	_, err = tx.Exec(ctx, `UPDATE shop.orders SET payment_state = 'paid', payment_reference = $2 WHERE id = $1`, row.ID, reference)
	if err != nil {
		return err
	}
	return job.SendMail(ctx, tx, job.Mail{To: (&mail.Address{Name: row.Name, Address: row.Email}).String(), Person: row.Person, Kind: "order.paid",
		Subject: "Your order " + number + " is paid",
		Text:    fmt.Sprintf("Hello %s,\n\n%s for order %s has arrived. Thank you.\n\n%s/orders/%s\n", row.Name, paid, number, os.publicURL, number)})
}

// askToPay sends the buyer the link to their own order, when somebody else placed it and it is to be paid by card. The link leads
// to where only they get to.
func (os *Orders) askToPay(ctx context.Context, tx *store.Tx, actor account.Actor, d decision, number string) error {
	if !actor.Acting() || d.plan.State != payment.Requested {
		return nil
	}
	text := fmt.Sprintf("Hello %s,\n\n%s placed order %s on your behalf. It comes to %s and is not paid: nobody can pay for you.\n\n"+
		"Pay it on your own order page, by %s:\n%s/orders/%s#pay\n\nIf you do not want it, cancel it there. Nothing is sent before it is paid.\n",
		d.name, cart.HelperOf(actor).Name(""), number, d.cart.Totals.Total, d.plan.DueAt.UTC().Format("2 January 2006"), os.publicURL, number)
	return job.SendMail(ctx, tx, job.Mail{To: (&mail.Address{Name: d.name, Address: d.email}).String(), Person: int64(actor.Person()),
		Kind: "order.payment", Subject: "Please pay your order " + number, Text: text})
}
