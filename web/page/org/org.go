// Package orgpage shows how an organization buys together: its shared cart with a name on each line, what waits for an answer,
// who belongs to it, and what was spent.
package orgpage

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"standin/cart"
	"standin/cart/order"
	"standin/catalog/money"
	"standin/store/account"
	cartpage "standin/web/page/cart"
	"standin/web/page/part"
)

// ShowView is the page of an organization.
type ShowView struct {
	order.Organization
	Cart      cartpage.ShowView
	Me        account.ID
	Acting    bool
	MayManage bool                 // a power user, as themselves
	Others    []account.Membership // where else the reader belongs
	Members   []Member
	NoDoor    string // why nobody can be acted for; empty when it differs, or when somebody can
	Waiting   []order.Approval
	NoOrder   string // why the cart cannot be ordered as it is
	MayAsk    bool   // the reader may ask for approval of the cart as it is
	NoQuick   string
	Rows      string // of the quick order, as typed
	Refused   []cart.QuickLine
	Note      string
	Reason    string
	Answered  string // public id of the request whose answer was refused
	Errors    part.Errors
}

// Member is one of the people, and whether the reader may act for them.
type Member struct {
	order.Member
	Who  part.Who
	Door part.Door // to act for them
}

func (v ShowView) at(path string) string { return cartpage.At(path, v.Cart.Of) }

// standing is the line under the name: "You are power user · limit per order € 1,200".
func (v ShowView) standing() string {
	you := "You are "
	if v.Acting {
		you = "As "
	}
	switch {
	case v.Limit != nil:
		return you + v.Role.Title() + " · limit per order " + part.Money(money.Of(*v.Limit, v.Cart.Cart.Currency))
	case account.MemberPermissions(v.Role).Has(account.OrderPlace):
		return you + v.Role.Title() + " · no limit per order"
	}
	return you + v.Role.Title()
}

// people says how many fill the cart.
func (v ShowView) people() string {
	who := map[account.ID]bool{}
	for _, l := range v.Cart.Cart.Lines {
		who[l.AddedBy.ID] = true
	}
	persons := "1 person"
	if len(who) != 1 {
		persons = strconv.Itoa(len(who)) + " people"
	}
	return persons + ", " + part.Plural(len(v.Cart.Cart.Lines), "line")
}

func (m Member) about(c money.Currency) string {
	text := strings.ToUpper(m.Role.Title()[:1]) + m.Role.Title()[1:]
	if m.Department != "" {
		text += ", " + m.Department
	}
	if limit, ok := m.LimitOf(c); ok {
		text += " · up to " + part.Money(limit) + " an order"
	}
	return text
}

// askLabel names who would answer: "Ask Iris Kahn to approve".
func (v ShowView) askLabel() string {
	deciders := v.Deciders(v.Me)
	if len(deciders) == 1 {
		return "Ask " + deciders[0].Name + " to approve"
	}
	return "Ask for approval"
}

// asks is what somebody waits for: "Rosa asks for € 412.00".
func asks(a order.Approval) string {
	return part.Who{Name: a.Requester.Name}.First() + " asks for " + part.Money(a.Total)
}

func who(b order.By) part.Who {
	return part.Who{ID: b.PublicID, Name: b.Name, Initials: part.Initials(b.Name), Tint: part.TintOf(int64(b.ID))}
}

// holds is what is in a request, in words.
func holds(a order.Approval) string {
	var parts []string
	for i, l := range a.Content.Lines {
		if i == 3 && len(a.Content.Lines) > 4 {
			parts = append(parts, fmt.Sprintf("%d more", len(a.Content.Lines)-3))
			break
		}
		parts = append(parts, fmt.Sprintf("%d × %s", l.Quantity, l.Title))
	}
	text := strings.Join(parts, ", ") + "."
	if a.Note != "" {
		text += " “" + a.Note + "”"
	}
	if a.Actor.ID != a.Requester.ID {
		text += " Asked by " + a.Actor.Name + ", for " + a.Requester.Name + "."
	}
	return text
}

// since is when somebody asked.
func (v ShowView) since(t time.Time) string {
	if v.Cart.Cart.Now.Sub(t) < 20*time.Hour {
		return "since " + part.Clock(t)
	}
	return "since " + part.Day(t)
}

// settled are the reader's own requests that were answered or are void, newest first, three at the most.
func (v ShowView) settled() []order.Approval {
	var list []order.Approval
	for _, a := range v.Approvals {
		if a.Requester.ID == v.Me && a.Status != order.Pending && len(list) < 3 {
			list = append(list, a)
		}
	}
	return list
}

func outcome(a order.Approval) string {
	switch a.Status {
	case order.Approved:
		return "approved by " + a.Decider.Name
	case order.Declined:
		return "declined by " + a.Decider.Name
	case order.Spent:
		return "ordered"
	}
	return "void: the cart changed"
}
