// Package supportpage holds the support desk: the search, the people one was with, and a customer from all sides.
package supportpage

import (
	"standin/catalog/money"
	actingpage "standin/web/page/acting"
	catalogpage "standin/web/page/catalog"
	"standin/web/page/helped"
	"standin/web/page/part"
)

// DeskView is the desk.
type DeskView struct {
	Query    string
	Ticket   string // carried over from the call before
	After    string // the session before, whose note goes along, too
	Searched bool
	Found    []Person
	Last     *LastCall
	Running  []part.Running
	Limit    string // "1 of 3"
	Details  []string
	Recent   []Person
	Requests actingpage.RequestsView
	NoDoor   string // why nobody of them can be acted for, when it is the same for all
	Errors   part.Errors
}

func (v DeskView) found() string {
	if len(v.Found) == 1 {
		return "1 person found"
	}
	return part.Count(len(v.Found)) + " people found"
}

// along says what goes to the next call; empty for nothing.
func (v DeskView) along() string {
	switch {
	case v.After != "" && v.Ticket != "":
		return "Ticket " + v.Ticket + " and your note go along"
	case v.After != "":
		return "Your note goes along"
	case v.Ticket != "":
		return "Ticket " + v.Ticket + " goes along"
	}
	return ""
}

// Person is one line of a list of people.
type Person struct {
	Who    part.Who
	Places string
	About  string // what the last call was about
	When   string
	Never  bool
	Door   part.Door
}

// places is where the person belongs; most customers buy for themselves.
func places(p Person) string {
	if p.Places == "" {
		return "–"
	}
	return p.Places
}

// opened tells whether the list says when each was opened.
func opened(list []Person) bool { return len(list) > 0 && list[0].When != "" }

// LastCall is the session that ended last, for who calls again.
type LastCall struct {
	Name, When, Ticket, URL string
}

func (l LastCall) words() string {
	if l.Ticket == "" {
		return "Act again with your note"
	}
	return "Act again with ticket " + l.Ticket + " and your note"
}

// CustomerView is a customer from all sides.
type CustomerView struct {
	Who       part.Who
	OpenedAt  string
	Since     string // "Customer since March 2024 · 9 orders"
	Act       ActCard
	Facts     []Fact
	Switch    string
	SwitchYes bool
	Cart      []CartLine
	CartTotal string
	CartNote  string
	Orders    []Order
	Timeline  []Event
	Note      string
	Errors    part.Errors
}

// ActCard says in words what the rule allows and what it will ask.
type ActCard struct {
	Choices []part.Option
	Says    []Say
	Refusal string
}

// Say is one sentence of the card, begun in bold.
type Say struct{ Head, Text string }

// Fact is a field of the customer; a masked one may be shown, which is recorded.
type Fact struct {
	Name   string
	Value  string
	Masked bool
	Shown  string // when it was shown, if it was
	Field  string // what the form asks for
}

// CartLine is a line of the cart now.
type CartLine struct {
	Picture catalogpage.Picture
	Text    string
	Price   money.Amount
}

// Order is one of the last orders.
type Order struct {
	Number, When, State string
	Total               money.Amount
}

// Event is one line of what happened.
type Event struct {
	When string
	Text string
	URL  string
	Mark bool

	Changes string // where staff see what a session changed, and may take it back
}

// ChangesView is what a session changed, for staff at the desk.
type ChangesView struct {
	Who     part.Who // the customer
	Title   string
	Why     string
	Rest    []helpedpage.Line
	Changes helpedpage.ChangesView
}

// SessionsView lists the actor's own sessions.
type SessionsView struct {
	Rows []SessionRow
	Next string
}

// SessionRow is one session.
type SessionRow struct {
	Who                    part.Who
	As, When, How, Why, ID string
	Running                bool
}

// MoreView asks for a code before more customers are opened.
type MoreView struct {
	ID      string // of the customer
	Text    string
	Seconds int
	Errors  part.Errors
}

func firstValue(options []part.Option) string {
	if len(options) == 0 {
		return ""
	}
	return options[0].Value
}

// OrdersView lists orders at the desk.
type OrdersView struct {
	Orders []Order
	Next   string
}
