package cartpage

import (
	"fmt"
	"strconv"
	"time"

	"standin/cart"
	"standin/store/account"
	"standin/web/page/part"
)

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
