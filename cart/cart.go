// Package cart holds what somebody means to buy: lines, the codes that lie on them, what it all comes to and why. It does not
// place orders (cart/order does) and does not decide what a single code is worth (cart/discount does).
package cart

import (
	"time"

	"standin/cart/discount"
	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Limits of a cart; the schema keeps the first.
const (
	MaxQuantity = 999 // of one line
	MaxLines    = 500
	MaxCodes    = 5
)

// Carts is the room. Which cart a verb means follows from the actor's capacity: a shopper's own, an organization's shared one,
// or a guest's; a vendor has none.
type Carts struct {
	db       *store.DB
	products *catalog.Products
}

// New opens the room on a database, with the catalog that prices its lines.
func New(db *store.DB, products *catalog.Products) *Carts { return &Carts{db: db, products: products} }

// Cart is a cart as it stands now, priced. The zero ID is a cart that nothing was put into yet.
type Cart struct {
	ID        int64
	Capacity  account.Capacity
	Currency  money.Currency
	Now       time.Time // the database's clock when it was read
	Lines     []Line
	Codes     []Placed
	Grants    []Grant
	Overrides []Override
	Removed   []Help  // what others took out for the owner, and the owner has not answered
	Touched   []Touch // sessions that changed it and were not answered yet, the oldest first
	Rates     Rates
	Totals    Totals
	Problems  []Problem
}

// Line is one variant in a cart.
type Line struct {
	ID        int64
	Item      catalog.Item
	Quantity  int
	SeenPrice money.Amount // the price when the line was last put in or set
	Note      string
	AddedBy   Adder
	AddedAt   time.Time
	Help      *Help // what somebody acting last did to it; nil when nobody did
}

// Gross is the price of the line before any discount; a thing that is no longer sold counts for nothing.
func (l Line) Gross() money.Amount {
	if !l.Item.Sold {
		return money.Of(0, l.Item.Price.Currency)
	}
	return l.Item.Price.Times(int64(l.Quantity))
}

// Adder is who put a line in. Helper is set when somebody else did it for them.
type Adder struct {
	ID       account.ID `json:"id"` // 0 for a guest
	PublicID string     `json:"public_id"`
	Name     string     `json:"name"`
	Helper   Helper     `json:"helper"`
}

// Placed is a code that lies on a cart, and who put it there.
type Placed struct {
	Code    discount.Code `json:"code"`
	Helper  Helper        `json:"helper"`  // empty when the owner did
	Session int64         `json:"session"` // the impersonation session, 0 for none
	At      time.Time     `json:"at"`
}

// Grant is a discount that staff gave on their own account while acting. CapShare, in hundredths of a percent of the
// undiscounted subtotal, goes on bounding the sum of all grants when the cart shrinks.
type Grant struct {
	ID       int64     `json:"id"`
	Amount   int64     `json:"amount"`  // minor units
	Percent  int64     `json:"percent"` // hundredths of a percent, where it was typed so; 0 otherwise
	CapShare int64     `json:"cap"`
	Reason   string    `json:"reason"`
	Actor    int64     `json:"actor"`
	Subject  int64     `json:"subject"`
	Helper   Helper    `json:"helper"`
	Session  int64     `json:"session"`
	At       time.Time `json:"at"`
	EndsAt   time.Time `json:"ends_at"` // the first moment at which it does not count any more
}

// Help is what an impersonation session did to a line: the quantity before it began and the one it left.
type Help struct {
	Variant   catalog.VariantID `json:"variant"`
	Title     string            `json:"title"`
	Session   int64             `json:"session"`
	Helper    Helper            `json:"helper"`
	ActorName string            `json:"actor_name"` // shown only of a power user, who is a colleague
	From      int               `json:"from"`
	To        int               `json:"to"`
	At        time.Time         `json:"at"`
}

// Touch is an impersonation session that changed a cart and whose changes were not kept or taken back yet.
type Touch struct {
	Session  int64      `json:"session"`
	PublicID string     `json:"public_id"`
	Subject  account.ID `json:"subject"` // for whom; only they answer
	Helper   Helper     `json:"helper"`
	Running  bool       `json:"running"`
	At       time.Time  `json:"at"`
}

// Helper says as what somebody acted, so that people are told of a service and never of a staff address.
type Helper string

// The helpers.
const (
	NoHelper      Helper = ""
	Support       Helper = "support_agent"
	Sales         Helper = "sales_rep"
	Administrator Helper = "administrator"
	Colleague     Helper = "power_user"
)

// HelperOf is as what the actor acts; empty when not acting.
func HelperOf(a account.Actor) Helper {
	switch {
	case !a.Acting():
		return NoHelper
	case a.Role == account.NoStaff:
		return Colleague
	}
	return Helper(a.Role)
}

// Name is the helper as the person who was helped reads it; colleague is used for a power user of their own organization.
func (h Helper) Name(colleague string) string {
	switch h {
	case Support:
		return "Support"
	case Sales:
		return "Your sales contact"
	case Administrator:
		return "The shop"
	case Colleague:
		if colleague != "" {
			return colleague
		}
		return "Your organization"
	}
	return ""
}

// Pieces is how many things lie in the cart.
func (c Cart) Pieces() int {
	n := 0
	for _, l := range c.Lines {
		n += l.Quantity
	}
	return n
}

// Empty tells whether there is nothing in it.
func (c Cart) Empty() bool { return len(c.Lines) == 0 }

// quantity refuses a number of things that no line can hold.
func quantity(n int) error {
	if n < 1 || n > MaxQuantity {
		return fault.Field("quantity", "Choose a quantity from 1 to 999.")
	}
	return nil
}
