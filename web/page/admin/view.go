// Package adminpage is the administrator's desk: what stands and runs, the people and what is done to their accounts, and the
// shop's settings. Who may stand in for whom has a package of its own, policypage.
package adminpage

import (
	"time"

	actingpage "standin/web/page/acting"
	"standin/web/page/part"
)

// OverviewView is what an administrator sees first.
type OverviewView struct {
	Enabled  bool // acting for others is on
	Running  []Running
	Counts   []Count
	Waiting  []Count // what asks for somebody's attention; only what there is
	Record   Record
	Refusals []Refusal
	Requests actingpage.RequestsView
}

// Count is a number with its name, and the list it counts.
type Count struct {
	N         int
	Name, URL string
}

// Running is a session in which somebody acts for somebody.
type Running struct {
	Subject, Actor part.Who
	Detail         string // "sales rep · shopper, read-only"
	Left           time.Duration
	URL            string
}

// Record is how far the record is sealed.
type Record struct {
	Sealed, Entries int64
	At              time.Time // of the newest checkpoint; zero when there is none yet
	Signed          bool      // its signature and its root hold
}

// Refusal is one thing that was refused lately.
type Refusal struct {
	At          time.Time
	Who, What   string
	Why, For    string
	SessionURL  string
	SessionName string
}

// PeopleView is the list of accounts.
type PeopleView struct {
	Query, Group string
	List         []Row
	Next         string // address of the next page; empty on the last
	Errors       part.Errors
}

// Row is one line of the list.
type Row struct {
	Who           part.Who
	Email, Places string
	Role          string // of staff; empty for others
	State         string // empty while the account is open
	Since         time.Time
}

// PersonView is one account with what may be done to it.
type PersonView struct {
	Who         part.Who
	Email       string
	Phone       string
	Since       time.Time
	Role        string // value of the staff role
	RoleName    string
	State       string // in words
	Open        bool   // signs in
	Locked      bool   // locked or blocked: may be opened again
	Never       bool   // nobody may ever act for them
	Sensitive   bool   // acting for them needs a second person
	Factor      string // how the second factor stands, in words
	Barred      bool   // the factor waits for another administrator's yes
	MayReset    bool   // staff with a factor
	SignIns     int
	Places      []Place
	ActURL      string // to act for them; empty where nobody may
	Self        bool   // the administrator's own account
	Seconds     int    // to the next code
	Errors      part.Errors
	ChosenRole  string // what was chosen in a form that came back
	SessionsURL string
}

// Place is somebody's place at a vendor or in an organization.
type Place struct{ Name, As, State string }

// InviteView asks whom to invite to the staff.
type InviteView struct {
	Email, Role string
	Seconds     int
	Errors      part.Errors
}

// InvitedView shows the link, once.
type InvitedView struct{ Email, Title, Link string }

// SettingsView is what is set for the whole shop.
type SettingsView struct {
	Name, SupportEmail string
	Enabled            bool // acting for others
	Tickets            []Ticket
	Controls           ControlsView
	Seconds            int
	Errors             part.Errors
	At                 string // which form the errors belong to: "shop", "tickets", "controls" or "sign-in"
}

// ControlsView is what stands over all rules of acting for others.
type ControlsView struct {
	Roles, Parts, SignIn []Switch
	Factor               bool // a fresh code at each start
	Footprint            string
	Whole, Idle          string // as typed
	Stamp                string // of what the form showed
	Looked               bool   // somebody asked what saving it would end
	Ends                 []string
}

// Switch is one thing that is on or off.
type Switch struct {
	Value, Name string
	On          bool
}

// Ticket tells whether those of a role must name a ticket when they act for others.
type Ticket struct {
	Role, Name string
	Required   bool // by each of the role's rules
}

func (v SettingsView) errorsAt(form string) part.Errors {
	if v.At == form {
		return v.Errors
	}
	return nil
}

// roles are the staff roles to choose from; the empty one is nobody's.
func roles(none string) []part.Option {
	list := []part.Option{{Value: "support_agent", Label: "Support agent"}, {Value: "sales_rep", Label: "Sales rep"},
		{Value: "auditor", Label: "Auditor"}, {Value: "administrator", Label: "Administrator"}}
	if none != "" {
		list = append([]part.Option{{Value: "none", Label: none}}, list...)
	}
	return list
}

func chosen(v PersonView) string {
	switch {
	case v.ChosenRole != "":
		return v.ChosenRole
	case v.Role == "":
		return "none"
	}
	return v.Role
}

func word(yes bool, is, isNot string) string {
	if yes {
		return is
	}
	return isNot
}

// BudgetsView is what staff may give away on their own account.
type BudgetsView struct {
	Budgets []Budget
	Seconds int
	Errors  part.Errors
}

// Budget is one role's.
type Budget struct{ Role, Name, Amount string }
