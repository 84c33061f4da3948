package order

import (
	"context"
	"strings"
	"unicode/utf8"

	"standin/cart"
	"standin/cart/payment"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Placement is what somebody decided on the checkout page.
type Placement struct {
	AddressID      string             // public id in the address book; empty when NewAddress is typed
	NewAddress     account.NewAddress // not for one who acts: an address of theirs waits for its owner's yes
	Email          string             // of a guest
	Shipping       cart.Method
	Payment        payment.Key
	IdempotencyKey string // one for each checkout page; sending it again gives the same order
	Seen           Seen
	PONumber       string
}

// check refuses what cannot be placed by anybody.
func (p *Placement) check(a account.Actor, ways payment.Ways) error {
	p.PONumber = strings.Join(strings.Fields(p.PONumber), " ")
	wrong := fault.New(fault.Invalid, "Look at the marked fields.")
	mark := func(field, says string) { wrong = wrong.WithField(field, says) }
	if !p.Shipping.Known() {
		mark("shipping", "Choose how it shall travel.")
	}
	if _, err := ways.ByKey(p.Payment); err != nil {
		mark("payment", "Choose a way to pay from the list.")
	}
	if utf8.RuneCountInString(p.PONumber) > 40 {
		mark("po_number", "Use at most 40 characters.")
	}
	if p.Payment == payment.Terms && p.PONumber == "" {
		mark("po_number", "Write the number of your purchase order.")
	}
	if !a.SignedIn() {
		if _, err := account.ParseEmail(p.Email); err != nil {
			mark("email", "Write the e-mail address for the confirmation.")
		}
	}
	p.checkAddress(a, mark)
	if len(wrong.Fields) > 0 {
		return wrong
	}
	if n := len(p.IdempotencyKey); n < 16 || n > 80 {
		return fault.New(fault.Conflict, "This page is out of date. Open the checkout again; nothing was ordered.").WithCode("stale")
	}
	return nil
}

func (p *Placement) checkAddress(a account.Actor, mark func(field, says string)) {
	if p.AddressID != "" {
		return
	}
	if a.Acting() {
		mark("address", "Choose an address of the account. A new one waits until its owner confirms it.")
		return
	}
	n, err := p.NewAddress.Check()
	if f := fault.As(err); f != nil {
		for field, says := range f.Fields {
			mark(field, says)
		}
		return
	}
	p.NewAddress = n
}

// deliverTo is the address the order goes to, as it is now.
func (p *Placement) deliverTo(ctx context.Context, tx *store.Tx, a account.Actor) (account.NewAddress, error) {
	if p.AddressID == "" {
		return p.NewAddress, nil
	}
	d, err := account.DeliverTo(ctx, tx, a, a.Capacity, p.AddressID)
	if fault.Is(err, fault.NotFound) {
		err = fault.Field("address", "Choose an address from the list.").Because(err)
	}
	return account.NewAddress{Name: d.Name, Street: d.Street, Postcode: d.Postcode, Town: d.Town, Country: d.Country, Phone: d.Phone}, err
}

// emailOf is where the confirmation goes, and the name to greet: the person's own, or what a guest typed.
func (p *Placement) emailOf(ctx context.Context, tx *store.Tx, a account.Actor) (email, name string, err error) {
	if !a.SignedIn() {
		e, err := account.ParseEmail(p.Email)
		return string(e), p.NewAddress.Name, err
	}
	person, err := account.ByID(ctx, tx, a.Person())
	return person.Email, person.Name, err
}
