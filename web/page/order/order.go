// Package orderpage shows orders: a list of them, and one as it was placed with where it stands.
package orderpage

import (
	"standin/cart"
	"standin/cart/order"
	"standin/cart/payment"
	"standin/catalog"
	"standin/store/account"
	catalogpage "standin/web/page/catalog"
	"standin/web/page/part"
)

// ShowView is one order as its reader may see it.
type ShowView struct {
	order.Order
	Base     string // "/orders", "/org/orders" or "/support/orders"
	Of       string
	Fresh    bool   // it was placed a moment ago
	First    string // first name to thank
	Street   string // masked where the reader may not see it
	Phone    string
	Email    string
	Acting   bool   // the reader acts for whose order it is
	ByReader bool   // in the very session in which it was placed
	NoCancel string // why it cannot be cancelled by the reader; empty when it can
	NoPay    string // why it cannot be paid by the reader; empty when it can
	Reason   string // typed
	Errors   part.Errors
	Desk     bool      // the support desk reads it
	Door     part.Door // at the desk: to act for who placed it
	LogURL   string    // of the impersonation session in which it was placed, for who may read the log
}

// ListView is a page of orders.
type ListView struct {
	Title  string
	Base   string
	Of     string
	Shared bool // an organization's: each row names who placed it
	Orders []order.Head
	Next   string
}

// step is one of the states a parcel goes through.
type step struct {
	title string
	class string
}

var way = []order.State{order.Placed, order.Packed, order.Shipped, order.Delivered}

func steps(at order.State) []step {
	var list []step
	reached := true
	for _, s := range way {
		st := step{title: s.Title()}
		switch {
		case s == at:
			st.class, reached = "now", false
		case reached:
			st.class = "done"
		}
		list = append(list, st)
	}
	return list
}

func picture(s order.Shown) catalogpage.Picture {
	return catalogpage.PictureOf(s.Picture, s.Tint, catalog.Category{}, "")
}

func (v ShowView) behalf() string {
	switch {
	case v.ByReader:
		return "Placed by you, on behalf of " + v.PlacedBy.Name + "."
	case v.Desk:
		return "Placed by " + v.Actor.Name + " on behalf of " + v.PlacedBy.Name + "."
	}
	return "Placed on your behalf by " + lowerFirst(v.OnBehalf()) + "."
}

// lowerFirst lets a name of service stand inside a sentence; "Support" is one of its own.
func lowerFirst(name string) string {
	switch name {
	case cart.Sales.Name(""), cart.Administrator.Name(""), cart.Colleague.Name(""):
		return string(name[0]+'a'-'A') + name[1:]
	}
	return name
}

// placedBy is in whose name the order was placed.
func (v ShowView) placedBy() string {
	switch {
	case v.PlacedBy.ID == 0:
		return "a guest"
	case v.OrgName != "":
		return v.PlacedBy.Name + " for " + v.OrgName
	}
	return v.PlacedBy.Name
}

func (v ShowView) pair() (subject, actor part.Who) {
	helper := v.Helper.Name(v.Actor.Name)
	return part.Who{Name: v.PlacedBy.Name, Initials: part.Initials(v.PlacedBy.Name), Tint: part.TintOf(int64(v.PlacedBy.ID))},
		part.Who{Name: helper, Initials: part.Initials(helper)}
}

// lowered is the price that staff gave a line; nil when it has the shop's own.
func (v ShowView) lowered(l order.Line) *order.Discount {
	for i := range v.Discounts {
		if v.Discounts[i].Variant == l.Variant {
			return &v.Discounts[i]
		}
	}
	return nil
}

func (v ShowView) paid() string {
	title := map[payment.Key]string{payment.Terms: "Purchase order", payment.Card: "Card"}[v.Payment]
	if title == "" {
		title = "Invoice"
	}
	switch {
	case v.PaymentState == payment.Requested && v.DueAt != nil:
		return title + ", payment requested, by " + part.Date(*v.DueAt)
	case v.PaymentState == payment.RefundDue:
		return title + ", paid; it goes back the way it came"
	case v.PaymentState == "cancelled":
		return title + ", nothing to pay"
	case v.PaymentState == "paid":
		return title + ", paid"
	case v.DueAt != nil:
		return title + ", due on " + part.Date(*v.DueAt)
	}
	return title
}

func (v ShowView) cancelled() string {
	for _, e := range v.Events {
		if e.State == order.Cancelled {
			who := ""
			if e.Helper != cart.NoHelper {
				who = " by " + lowerFirst(e.Helper.Name(e.Actor.Name))
			}
			return "Cancelled" + who + " on " + part.Moment(e.At) + ": " + e.Reason
		}
	}
	return ""
}

// thanks is the heading of an order that was placed a moment ago.
func (v ShowView) thanks() string {
	if v.First == "" {
		return "Thank you."
	}
	return "Thank you, " + v.First + "."
}

func town(a account.NewAddress) string { return a.Postcode + " " + a.Town }

func titles(h order.Head) string {
	text := ""
	for i, t := range h.Titles {
		if i == 2 {
			return text + " and more"
		}
		if i > 0 {
			text += ", "
		}
		text += t
	}
	return text
}
