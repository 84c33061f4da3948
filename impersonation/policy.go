package impersonation

import (
	"net/netip"
	"strings"
	"time"
	"unicode"

	"standin/store/account"
	"standin/store/fault"
)

// Limits of what is typed at a start.
const (
	ReasonLimit = 500
	TicketLimit = 60
)

// Policy decides who may stand in for whom. It is pure: all it knows comes with the request. What no rule allows is refused.
type Policy struct {
	Zone *time.Location // in which hours of a rule are meant; nil is the machine's
}

// Request is a wish to stand in for somebody, with all that decides about it.
type Request struct {
	Now      time.Time
	Controls Controls // what stands over all rules
	Rules    []Rule
	Actor    account.Person
	Subject  account.Person
	Capacity account.Capacity
	Mode     Mode
	Reason   string
	Ticket   string
	IP       netip.Addr
	Factor   bool      // the sign-in was given a second factor
	Consent  Consent   // the subject's own switch
	Given    []Given   // consents for this very session
	Running  []Running // the actor's running sessions
	End      string    // public id of a running session to end in its place
	Asking   bool      // only asks whether it would be allowed: nothing is typed yet
	Unasked  bool      // lets a missing yes pass: asks what else stands in the way
}

// Grant is a yes: by which rule, on whose consent, and what.
type Grant struct {
	Rule        Rule
	Consent     Given
	Second      Given               // the second person's yes, where one was needed
	Permissions account.Permissions // of rule and mode; the subject's own limits come on top
	Effective   account.Permissions // what it comes to now
	Supersedes  []Running           // sessions that end in its place
	Count       int                 // of running sessions, those left out
}

// ReadOnly tells whether the rule allows no changes.
func (g Grant) ReadOnly() bool { return !g.Rule.MayAct }

// Codes of refusals, as they stand in the record.
const (
	RefusedFeature   = "feature_off"
	RefusedRole      = "role_restricted"
	RefusedActor     = "actor_inactive"
	RefusedSelf      = "self"
	RefusedContact   = "shared_contact"
	RefusedUnlisted  = "not_listed"
	RefusedStaff     = "staff_subject"
	RefusedNever     = "never"
	RefusedCapacity  = "capacity"
	RefusedNoRule    = "no_rule"
	RefusedRelation  = "relation"
	RefusedRank      = "rank"
	RefusedRuleOff   = "rule_off"
	RefusedReadOnly  = "read_only_rule"
	RefusedMode      = "mode"
	RefusedOutside   = "outside_policy"
	RefusedConsent   = "consent"
	RefusedAtOnce    = "at_once"
	RefusedReason    = "reason"
	RefusedTicket    = "ticket"
	refusedStatusPre = "subject_"
)

// Decide allows or refuses a start. What concerns the persons comes first, then the rules, then what was typed. A subject whom
// the actor may not list is fault.NotFound, told like an unknown id; everything else is told with its reason.
func (p Policy) Decide(q Request) (Grant, *fault.Fault) {
	if f := q.persons(); f != nil {
		return Grant{}, f
	}
	grant, f := p.byRules(q)
	if f != nil {
		return Grant{}, f
	}
	grant.Permissions = granted(grant.Rule.Grants(), q.Mode)
	grant.Effective = Effective(grant.Rule.Grants(), subjectMay(q.Subject, q.Capacity), account.StaffPermissions(q.Actor.Staff), q.Mode)
	if q.Asking {
		return grant, nil
	}
	if f := q.typed(grant.Rule); f != nil {
		return Grant{}, f
	}
	return q.atOnce(grant)
}

// typed checks reason and ticket.
func (q Request) typed(r Rule) *fault.Fault {
	reason := strings.TrimSpace(q.Reason)
	switch {
	case q.Mode != ReadOnly && q.Mode != Act:
		return fault.Field("mode", "Choose read-only or changes.").WithCode(RefusedMode)
	case strings.IndexFunc(reason, readable) < 0:
		return fault.Field("reason", "Say why. "+firstName(q.Subject)+" will read it.").WithCode(RefusedReason)
	case len([]rune(reason)) > ReasonLimit:
		return fault.Field("reason", "Say it in at most 500 characters.").WithCode(RefusedReason)
	case r.TicketRequired && strings.TrimSpace(q.Ticket) == "":
		return fault.Field("ticket", "Give the ticket's number.").WithCode(RefusedTicket)
	case len([]rune(q.Ticket)) > TicketLimit:
		return fault.Field("ticket", "A ticket has at most 60 characters.").WithCode(RefusedTicket)
	}
	return nil
}

// readable tells a sign that says something: dots and marks alone are no reason.
func readable(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// atOnce holds the rule's limit. A session for the same subject is always superseded, one that is named by the wish.
func (q Request) atOnce(g Grant) (Grant, *fault.Fault) {
	for _, r := range q.Running {
		if r.Subject == account.SubjectID(q.Subject.ID) || q.End != "" && r.PublicID == q.End {
			g.Supersedes = append(g.Supersedes, r)
		} else {
			g.Count++
		}
	}
	if g.Count >= g.Rule.AtOnce {
		return Grant{}, fault.Newf(fault.Conflict, "You already act for %s at once, and your rule allows no more. End one of them first.",
			people(g.Count)).WithCode(RefusedAtOnce)
	}
	return g, nil
}

func firstName(p account.Person) string {
	first, _, _ := strings.Cut(p.Name, " ")
	return first
}

func people(n int) string {
	if n == 1 {
		return "one person"
	}
	return number(n) + " people"
}

func number(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return "many"
}
