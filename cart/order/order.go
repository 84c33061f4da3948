// Package order turns a cart into an order and leads it through its life: one part per vendor, each with its own parcel and
// state. It also knows how organizations buy together; it does not know how a total comes about (cart does).
package order

import (
	"slices"
	"strings"
	"time"

	"standin/cart"
	"standin/cart/payment"
	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Orders is the room.
type Orders struct {
	db        *store.DB
	carts     *cart.Carts
	ways      payment.Ways
	publicURL string // of the shop, for mails
}

// New opens the room on a database, over the carts that become orders and with the ways to pay; mails lead to publicURL.
func New(db *store.DB, carts *cart.Carts, ways payment.Ways, publicURL string) *Orders {
	return &Orders{db: db, carts: carts, ways: ways, publicURL: strings.TrimSuffix(publicURL, "/")}
}

// Offering gives the same room with other ways to pay.
func (os *Orders) Offering(ways payment.Ways) *Orders {
	return &Orders{db: os.db, carts: os.carts, ways: ways, publicURL: os.publicURL}
}

// State is where a part of an order, or the order as a whole, stands.
type State string

// The states. PartlyShipped is only of an order as a whole.
const (
	Placed        State = "placed"
	Packed        State = "packed"
	PartlyShipped State = "partly_shipped"
	Shipped       State = "shipped"
	Delivered     State = "delivered"
	Cancelled     State = "cancelled"
)

// Title is the state as people read it.
func (s State) Title() string {
	return map[State]string{Placed: "Placed", Packed: "Packed", PartlyShipped: "Partly on its way", Shipped: "On its way",
		Delivered: "Delivered", Cancelled: "Cancelled"}[s]
}

// nexts are the changes of state a part may make; there are no others.
var nexts = map[State][]State{
	Placed:  {Packed, Shipped, Cancelled},
	Packed:  {Shipped, Cancelled},
	Shipped: {Delivered},
}

// May tells whether a part in state s may come into state next: nil, or fault.Conflict that says why not.
func (s State) May(next State) error {
	if slices.Contains(nexts[s], next) {
		return nil
	}
	return fault.Newf(fault.Conflict, "What is %s cannot be %s any more.", lower(s), lower(next)).WithCode("illegal_transition")
}

func lower(s State) string {
	return map[State]string{Placed: "placed", Packed: "packed", Shipped: "on its way", Delivered: "delivered", Cancelled: "cancelled"}[s]
}

// Derive is the state of an order whose parts are in these states. Cancelled parts do not hold the others back.
func Derive(parts []State) State {
	live := slices.DeleteFunc(slices.Clone(parts), func(s State) bool { return s == Cancelled })
	count := func(in ...State) (n int) {
		for _, s := range live {
			if slices.Contains(in, s) {
				n++
			}
		}
		return n
	}
	switch all := len(live); {
	case all == 0:
		return Cancelled
	case count(Delivered) == all:
		return Delivered
	case count(Shipped, Delivered) == all:
		return Shipped
	case count(Shipped, Delivered) > 0:
		return PartlyShipped
	case count(Packed) == all:
		return Packed
	}
	return Placed
}

// Order is an order as it was placed, with where it stands.
type Order struct {
	Head
	Parts     []Part
	Discounts []Discount
	Events    []Event
}

// Head is an order without its lines, as a list shows it.
type Head struct {
	ID           int64
	Number       string
	Person       account.ID // whose order it is; 0 for a guest's and for an organization's
	Organization account.OrganizationID
	OrgName      string
	PlacedBy     By // in whose name
	Actor        By // who really placed it, when somebody acted; only for staff to see
	Session      int64
	SessionID    string // public id of the impersonation session
	Helper       cart.Helper
	Email        string
	Currency     money.Currency
	Subtotal     money.Amount
	Discount     money.Amount
	Shipping     money.Amount
	Tax          money.Amount
	Total        money.Amount
	TaxRate      int64
	Method       cart.Method
	Payment      payment.Key
	PaymentState payment.State
	DueAt        *time.Time
	PONumber     string
	Address      account.NewAddress
	PlacedAt     time.Time
	CancelledAt  *time.Time
	State        State
	Things       int
	Titles       []string // of the first lines
	Pictures     []Shown  // of the first lines
}

// By is a person in an order.
type By struct {
	ID       account.ID `json:"id"`
	PublicID string     `json:"public_id"`
	Name     string     `json:"name"`
}

// OnBehalf is "Support" or "your sales contact" when somebody placed the order for its owner; "" when the owner did.
func (h Head) OnBehalf() string { return h.Helper.Name(h.Actor.Name) }

// Part is what one vendor sends.
type Part struct {
	ID         int64
	Vendor     account.VendorID
	VendorName string
	Goods      money.Amount // after discounts
	Shipping   money.Amount
	Tax        money.Amount
	State      State
	ChangedAt  time.Time
	Lines      []Line
}

// Line is a line as it was bought; nothing that happens to the product changes it.
type Line struct {
	ID          int64
	Variant     catalog.VariantID
	ProductSlug string
	Title       string
	Options     string
	SKU         string
	Picture     Shown
	UnitPrice   money.Amount
	Quantity    int
	Discount    money.Amount
	Total       money.Amount
	Tax         money.Amount
	AddedBy     string // who put it into a shared cart
}

// Discount is one discount as it counted.
type Discount struct {
	Label         string
	Amount        money.Amount
	Helper        cart.Helper // of staff who gave it on their own account
	Reason        string
	By            By                // who really gave it; only for staff to see
	Variant       catalog.VariantID // of a price that staff lowered; 0 otherwise
	Before, After money.Amount      // of one piece, then
}

// Event is one change of state.
type Event struct {
	Part   int64 // 0 for the order as a whole
	State  State
	Person By // in whose name
	Actor  By // who really did it, when somebody acted
	Helper cart.Helper
	Reason string
	At     time.Time
}
