package order

import (
	"context"
	"fmt"
	"net/mail"
	"strings"

	"standin/cart"
	"standin/cart/payment"
	"standin/store"
	"standin/store/account"
	"standin/store/job"
)

// confirm queues the confirmation, in the transaction of the order: no order without its mail, no mail without its order.
func (os *Orders) confirm(ctx context.Context, tx *store.Tx, actor account.Actor, d decision, number string) error {
	return job.SendMail(ctx, tx, job.Mail{
		To: (&mail.Address{Name: d.name, Address: d.email}).String(), Person: int64(actor.Person()), Kind: "order.placed",
		Subject: "Your order " + number,
		Text:    d.confirmation(actor, number, os.publicURL),
	})
}

// confirmation is the text of the mail.
func (d *decision) confirmation(actor account.Actor, number, publicURL string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	t := d.cart.Totals
	line("Hello %s,\n\nthank you for order %s.", d.name, number)
	if actor.Acting() {
		line("It was placed on your behalf; who helped you, and with what, stands in your account.")
	}
	line("")
	for i, l := range d.cart.Lines {
		line("%d × %s: %s", l.Quantity, titled(l.Item.Title, l.Item.Options.String()), t.Lines[i].Gross)
	}
	line("\nGoods: %s", t.Subtotal)
	if !t.Discount.IsZero() {
		line("Discount: -%s", t.Discount)
	}
	for _, u := range t.Used {
		if u.Grant != nil || u.Override != nil {
			step := cart.Step{Kind: cart.StepGrant, Grant: u.Grant, Override: u.Override}
			line("  in it: %s, -%s", step.Label(), u.Amount)
		}
	}
	line("Shipping: %s", t.Shipping)
	line("Total: %s, with %s VAT", t.Total, t.Tax)
	if d.placement.PONumber != "" && d.buy != nil {
		line("Your number: %s", d.placement.PONumber)
	}
	if d.plan.State == payment.Requested {
		line("To be paid by card on the order's page, by %s", d.plan.DueAt.UTC().Format("2 January 2006"))
	} else {
		line("Due: %s", d.plan.DueAt.UTC().Format("2 January 2006"))
	}
	line("\nGoes to: %s, %s, %s %s, %s", d.address.Name, d.address.Street, d.address.Postcode, d.address.Town, account.CountryName(d.address.Country))
	line("\nYour order: %s/orders/%s", publicURL, number)
	return b.String()
}

func titled(title, options string) string {
	if options == "" {
		return title
	}
	return title + " (" + options + ")"
}

// tellCancelled tells whoever got the confirmation that the order is off, and by whom when it was not them.
func (os *Orders) tellCancelled(ctx context.Context, tx *store.Tx, actor account.Actor, o Order, reason string) error {
	by := ""
	if h := cart.HelperOf(actor); h != cart.NoHelper {
		by = " on your behalf (" + h.Name("") + ")"
	}
	owed := "There is nothing to pay."
	if o.PaymentState == payment.Paid {
		owed = "What was paid goes back the way it came."
	}
	return job.SendMail(ctx, tx, job.Mail{To: o.Email, Person: int64(actor.Person()), Kind: "order.cancelled",
		Subject: "Your order " + o.Number + " is cancelled",
		Text: fmt.Sprintf("Hello,\n\norder %s over %s was cancelled%s.\n\nWhy: %s\n\n%s\n\n%s/orders/%s\n",
			o.Number, o.Total, by, reason, owed, os.publicURL, o.Number)})
}
