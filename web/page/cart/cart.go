// Package cartpage shows a cart: its lines by vendor, what somebody helped with, and why the total is what it is. Checkout and
// organizations show the same parts.
package cartpage

import (
	"strconv"

	"standin/cart"
	"standin/cart/discount"
	"standin/catalog"
	"standin/store/account"
	catalogpage "standin/web/page/catalog"
	"standin/web/page/part"
)

// ShowView is a cart as its reader may see and change it.
type ShowView struct {
	Cart    cart.Cart
	Title   string // "Your cart"
	Base    string // "/cart" or "/org/cart"
	Of      string // public id of the organization, where the reader has to say which; else empty
	Session int64  // the impersonation session the reader is in; 0 for none

	Pictures map[catalog.VariantID]catalogpage.Picture

	// Why something is closed; empty when it is open.
	NoEdit, NoCode, NoOrder string

	Waiting []Waiting // what sessions changed and the reader has not answered

	Code   string // as typed
	Me     int64  // the actor who may give on their own account; 0 for nobody
	Grant  *GrantForm
	Price  *PriceForm
	Errors part.Errors
}

// Shared tells whether several people fill the cart.
func (v ShowView) Shared() bool { return v.Cart.Capacity.Kind == account.CapacityOrganization }

// path is an address below the cart's.
func (v ShowView) path(tail string) string { return At(v.Base+tail, v.Of) }

// checkout is where the cart is ordered.
func (v ShowView) checkout() string {
	if v.Base == "/cart" {
		return "/checkout"
	}
	return At("/org/checkout", v.Of)
}

// At adds to a path which organization is meant, where that has to be said.
func At(path, of string) string {
	if of == "" {
		return path
	}
	return path + "?of=" + of
}

// Say is how the shop's pages write amounts and days in sentences of the rooms.
var Say = discount.Say{Money: part.Money, Day: part.Day}

// codeHint says of the codes on the cart what a person asks right after typing one: is it on, and if not, why.
func (v ShowView) codeHint() string {
	for i := len(v.Cart.Totals.Trace) - 1; i >= 0; i-- {
		s := v.Cart.Totals.Trace[i]
		if s.Kind == cart.StepOut && s.Code != nil {
			if s.Winner != "" {
				return s.Code.Code + " is fine, but " + s.Winner + " saves you more. We kept the better one."
			}
			return s.Why(Say)
		}
	}
	return ""
}

// chip is a code that lies on the cart.
type chip struct {
	id, code, off string
}

func (v ShowView) chips() []chip {
	var list []chip
	for _, p := range v.Cart.Codes {
		c := chip{id: strconv.FormatInt(int64(p.Code.ID), 10), code: p.Code.Code}
		for _, u := range v.Cart.Totals.Used {
			if u.Code != nil && u.Code.ID == p.Code.ID {
				c.off = "−" + part.Money(u.Amount)
			}
		}
		list = append(list, c)
	}
	return list
}

func stepAmount(s cart.Step) string {
	if s.Kind == cart.StepCode || s.Kind == cart.StepGrant || s.Kind == cart.StepOverride {
		return "−\u00a0" + part.Money(s.Amount)
	}
	return part.Money(s.Amount)
}
