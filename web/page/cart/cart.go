// Package cartpage shows a cart: its lines by vendor, what somebody helped with, and why the total is what it is. Checkout and
// organizations show the same parts.
package cartpage

import (
	"fmt"
	"strconv"
	"time"

	"standin/cart"
	"standin/cart/discount"
	"standin/catalog"
	"standin/catalog/money"
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

	Code   string // as typed
	Grant  *GrantForm
	Errors part.Errors
}

// GrantForm is the discount that one who acts may give on their own account.
type GrantForm struct {
	As             string // "Support"
	Room           money.Amount
	Share          int // percent
	Amount, Reason string
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

// group is the lines of one vendor, in the order of the cart.
type group struct {
	name, leaves string
	lines        []lineView
}

// lineView is a line with what it comes to.
type lineView struct {
	cart.Line
	key     string
	problem string
}

func (v ShowView) groups() []group {
	var groups []group
	place := map[account.VendorID]int{}
	for _, l := range v.Cart.Lines {
		at, ok := place[l.Item.Vendor]
		if !ok {
			at = len(groups)
			place[l.Item.Vendor] = at
			groups = append(groups, group{name: l.Item.VendorName, leaves: leaves(v.Cart.Now, v.Cart.Rates.FeeOf(l.Item.Vendor).DispatchDays)})
		}
		groups[at].lines = append(groups[at].lines, v.line(l))
	}
	return groups
}

func (v ShowView) line(l cart.Line) lineView {
	view := lineView{Line: l, key: strconv.FormatInt(l.ID, 10)}
	if p, ok := v.Cart.ProblemOf(l.ID); ok {
		view.problem = p.Sentence()
	}
	return view
}

// leaves says when a parcel goes, in days people name.
func leaves(now time.Time, days int) string {
	switch {
	case days == 0:
		return "leaves today"
	case days == 1:
		return "leaves tomorrow"
	case days < 7:
		return "leaves " + now.In(part.Zone).AddDate(0, 0, days).Weekday().String()
	}
	return fmt.Sprintf("leaves in %d days", days)
}

// each is what one piece costs, with the options before it.
func (l lineView) each() string { return part.Money(l.Item.Price) + " each" }

func (l lineView) options() string {
	if o := l.Item.Options.String(); o != "" {
		return o + ", "
	}
	return ""
}

// changedPrice tells the former price, when the price of one piece changed since the line was set.
func (l lineView) changedPrice() string {
	if l.SeenPrice == l.Item.Price || !l.Item.Sold {
		return ""
	}
	return "It was " + part.Money(l.SeenPrice) + " when you put it in."
}

// did says what somebody acting did to the line, to the one who did it or to the one who was helped.
func (l lineView) did(session int64) string {
	who := helper(*l.Help)
	if l.Help.Session == session {
		who = "You"
	}
	if l.Help.From == 0 {
		return who + " put this in"
	}
	return who + " changed this:"
}

func helper(h cart.Help) string { return h.Helper.Name(h.ActorName) }

// adder is who put a line into a shared cart: "Tom Okafor", or "Support, for Tom Okafor".
func (l lineView) adder() string {
	if l.AddedBy.Helper != cart.NoHelper {
		return l.AddedBy.Helper.Name("") + ", for " + l.AddedBy.Name
	}
	return l.AddedBy.Name
}

func (l lineView) face() part.Who {
	return part.Who{ID: l.AddedBy.PublicID, Name: l.AddedBy.Name, Initials: part.Initials(l.AddedBy.Name), Tint: part.TintOf(int64(l.AddedBy.ID))}
}

func (l lineView) helperFace() part.Who {
	name := l.AddedBy.Helper.Name("")
	return part.Who{Name: name, Initials: part.Initials(name)}
}

// added is the day the line was put in.
func (v ShowView) added(l lineView) string { return day(v.Cart.Now, l.AddedAt) }

func day(now, t time.Time) string {
	n, d := now.In(part.Zone), t.In(part.Zone)
	switch {
	case n.Format(time.DateOnly) == d.Format(time.DateOnly):
		return "today"
	case n.Sub(d) < 6*24*time.Hour:
		return d.Weekday().String()
	}
	return part.Day(t)
}

// HelpNote is what the owner of a cart reads above it after somebody helped.
type HelpNote struct {
	Who, What, When string
	Removed         []cart.Help
}

// help gathers what others did; nothing for one who acts, who knows what they do.
func (v ShowView) help() *HelpNote {
	if v.Session != 0 {
		return nil
	}
	var last cart.Help
	n := HelpNote{Removed: v.Cart.Removed}
	lines := 0
	note := func(h cart.Help) {
		lines++
		if h.At.After(last.At) {
			last = h
		}
	}
	for _, l := range v.Cart.Lines {
		if l.Help != nil {
			note(*l.Help)
		}
	}
	for _, h := range v.Cart.Removed {
		note(h)
	}
	code := ""
	for _, p := range v.Cart.Codes {
		if p.Helper != cart.NoHelper {
			code = p.Code.Code
			if p.At.After(last.At) {
				last = cart.Help{Helper: p.Helper, ActorName: last.ActorName, At: p.At}
			}
		}
	}
	if lines == 0 && code == "" {
		return nil
	}
	n.Who, n.What, n.When = helper(last), did(lines, code), v.when(last.At)
	return &n
}

func did(lines int, code string) string {
	text := ""
	if lines > 0 {
		text = "changed " + words(lines)
	}
	if code == "" {
		return text
	}
	if text != "" {
		text += " and "
	}
	return text + "put " + code + " on your cart"
}

func words(lines int) string {
	if lines == 1 {
		return "one line for you"
	}
	return part.Plural(lines, "line") + " for you"
}

func (v ShowView) when(t time.Time) string { return day(v.Cart.Now, t) + " at " + part.Clock(t) }

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

func (v ShowView) grantHint() string {
	return fmt.Sprintf("Up to %s, that is %s of the subtotal before any discount less what was given. It is marked as yours in the order.",
		part.Money(v.Grant.Room), cart.Percent(int64(v.Grant.Share)*100))
}

func stepAmount(s cart.Step) string {
	if s.Kind == cart.StepCode || s.Kind == cart.StepGrant {
		return "−\u00a0" + part.Money(s.Amount)
	}
	return part.Money(s.Amount)
}
