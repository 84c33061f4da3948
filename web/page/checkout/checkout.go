// Package checkoutpage shows what somebody decides on before they place an order: where it goes, how it travels, how it is paid,
// and what it comes to.
package checkoutpage

import (
	"strings"

	"standin/cart"
	"standin/cart/order"
	"standin/cart/payment"
	"standin/store/account"
	cartpage "standin/web/page/cart"
	"standin/web/page/part"
)

// ShowView is the checkout of a cart.
type ShowView struct {
	order.Checkout
	Express   cart.Totals // what it comes to sent express
	Standard  cart.Totals
	Seen      [2]string // of standard and of express
	Base      string    // "/checkout" or "/org/checkout"
	Of        string
	CartURL   string
	Places    []Place
	Form      Form
	Errors    part.Errors
	Changed   *order.Difference // what changed since the reader looked; nil when nothing did
	NoOrder   string            // why it cannot be ordered; empty when it can
	Ask       bool              // an approval would help
	Guest     bool
	MayKeep   bool // a new address may be kept in the book
	ForWhom   string
	TypedOnly bool // there is no address to choose from
}

// Place is an address to choose.
type Place struct {
	ID, Name, Street, Town string
	Waits                  bool // for its owner's yes
}

// Form is what was typed.
type Form struct {
	Address  string // public id, or "new"
	New      account.NewAddress
	Keep     bool
	Email    string
	Shipping cart.Method
	Payment  payment.Key
	PONumber string
	Key      string
}

func (v ShowView) action() string { return cartpage.At(v.Base, v.Of) }

// ways are the ways to pay, as choices.
func (v ShowView) ways() []part.Option {
	var list []part.Option
	for _, w := range v.Ways {
		list = append(list, part.Option{Value: string(w.Key()), Label: w.Title(), Hint: w.Hint(v.Buyer)})
	}
	return list
}

// methods are the ways of shipping, each with what it makes of the total.
func (v ShowView) methods() []part.Option {
	return []part.Option{
		{Value: string(cart.Standard), Label: "Standard, " + fee(v.Standard), Hint: "To pay " + part.Money(v.Standard.Total)},
		{Value: string(cart.Express), Label: "Express, " + fee(v.Express), Hint: "Leaves at once. To pay " + part.Money(v.Express.Total)},
	}
}

func fee(t cart.Totals) string {
	if t.Shipping.IsZero() {
		return "free"
	}
	return part.Money(t.Shipping)
}

func (v ShowView) terms() bool { return v.Buyer.Organization && v.Buyer.TermsDays > 0 }

func countries() []part.Option {
	var list []part.Option
	for _, c := range account.Countries() {
		list = append(list, part.Option{Value: c.Code, Label: c.Name})
	}
	return list
}

// differs writes one line that changed: "Trail boots: € 128.00 each, now € 139.00".
func differs(l order.LineDifference) string {
	var parts []string
	switch {
	case l.Was == 0:
		return l.Title + " is new in the cart: " + part.Count(l.Is) + " at " + part.Money(l.PriceIs)
	case l.Is == 0:
		return l.Title
	case l.Was != l.Is:
		parts = append(parts, part.Count(l.Was)+" before, now "+part.Count(l.Is))
	}
	if l.PriceWas != l.PriceIs {
		parts = append(parts, part.Money(l.PriceWas)+" each before, now "+part.Money(l.PriceIs))
	}
	return l.Title + ": " + strings.Join(parts, "; ")
}
