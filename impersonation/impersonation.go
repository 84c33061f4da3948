// Package impersonation lets one person stand in for another: who may, with whose consent, for how long, and what was done. It
// hands out the account.Actor that other rooms receive; it changes nothing of what they keep, and knows nothing of HTTP.
package impersonation

import (
	"strconv"
	"strings"

	"standin/store"
	"standin/store/account"
)

// Sessions opens, checks and ends impersonation sessions, and keeps the rules and consents they stand on.
type Sessions struct {
	db       *store.DB
	accounts *account.Accounts
	policy   Policy
	money    func(minor int64) string // how the shop writes amounts
}

// New gives the room over a database. accounts takes the codes.
func New(db *store.DB, accounts *account.Accounts) *Sessions {
	return &Sessions{db: db, accounts: accounts, money: func(minor int64) string { return strconv.FormatInt(minor, 10) }}
}

// Say has amounts written as the shop writes them; without it they stand as minor units. It gives s.
func (s *Sessions) Say(money func(minor int64) string) *Sessions {
	s.money = money
	return s
}

// Mode is what the actor chose at the start.
type Mode string

// The modes.
const (
	ReadOnly Mode = "read_only"
	Act      Mode = "act"
)

// Role is as what somebody acts for others: a staff role, or power user of an organization.
type Role string

// PowerUser is the role of a member who manages the organization; the others are staff roles.
const PowerUser Role = "power_user"

// Title is the role as people say it.
func (r Role) Title() string {
	if r == PowerUser {
		return "power user"
	}
	return account.StaffRole(r).Title()
}

// Plural is the role as a sentence about all of them begins: "Support agents".
func (r Role) Plural() string {
	title := r.Title() + "s"
	return strings.ToUpper(title[:1]) + title[1:]
}

// Service is the role as the one who was helped reads it: a name of service, never a person's address.
func (r Role) Service() string {
	switch r {
	case PowerUser:
		return "Your organization"
	case Role(account.SalesRep):
		return "Your sales contact"
	case Role(account.Administrator):
		return "The shop"
	}
	return "Support"
}

// own is the actor as themselves: who starts, ends and asks, also when the request came from under the prefix.
func own(a account.Actor) account.Actor {
	a.Subject, a.Session = 0, 0
	return a
}
