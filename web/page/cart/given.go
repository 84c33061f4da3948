package cartpage

import (
	"fmt"
	"strconv"

	"standin/cart"
	"standin/catalog/money"
	"standin/web/page/part"
)

// Limits bound what one who acts may give on their own account.
type Limits struct {
	As     string       // "Support"
	Room   money.Amount // left of the cap on this cart
	Share  int          // the cap, in percent
	Budget cart.Budget  // of the last 24 hours
}

// GrantForm is the discount that one who acts may give on their own account.
type GrantForm struct {
	Limits
	Amount, Reason string // typed
}

// PriceForm is the price that one who acts may give a line.
type PriceForm struct {
	Limits
	Line          int64 // at which something was typed; 0 for none
	Price, Reason string
}

// hint says what may still be given: "Up to 12.80: 10 % of the subtotal … 187.20 of your 200.00 is left for 24 hours."
func (l Limits) hint() string {
	return fmt.Sprintf("Up to %s: %s of the subtotal before any discount, less what was given. Of your %s in 24 hours %s are left. It is marked as yours, and good for 14 days.",
		part.Money(money.Min(l.Room, l.Budget.Left())), cart.Percent(int64(l.Share)*100), part.Money(l.Budget.Most), part.Money(l.Budget.Left()))
}

// given is a discount of staff on the cart, as a chip.
type given struct {
	id, label, off string
	mine           bool // the reader gave it, and may withdraw it
}

func (v ShowView) givens() []given {
	var list []given
	for _, g := range v.Cart.Grants {
		gv := given{id: strconv.FormatInt(g.ID, 10), label: cart.Step{Grant: &g}.Label(), mine: v.Me != 0 && v.Me == g.Actor && v.Grant != nil}
		for _, u := range v.Cart.Totals.Used {
			if u.Grant != nil && u.Grant.ID == g.ID {
				gv.off = "−" + part.Money(u.Amount)
			}
		}
		list = append(list, gv)
	}
	return list
}

// lowered is a price that staff gave a line, as its reader sees it.
type lowered struct {
	was, is, by, why string
	mine             bool
}

func (v ShowView) lowered(l lineView) *lowered {
	o := v.Cart.OverrideOf(l.Item.Variant)
	if o == nil {
		return nil
	}
	p := &lowered{was: part.Money(l.Item.Price), is: part.Money(l.PriceWith(o)), by: o.Helper.Name(""), why: o.Reason,
		mine: v.Price != nil && v.Me == o.Actor}
	if o.Quantity < l.Quantity {
		p.why += ". It holds for " + part.Count(o.Quantity) + " of them"
	}
	return p
}

// priceForm is what the form of a line holds: what was typed, where it came back.
func (v ShowView) typedPrice(l lineView) (price, reason string, again bool) {
	if v.Price.Line == l.ID {
		return v.Price.Price, v.Price.Reason, true
	}
	return "", "", false
}
