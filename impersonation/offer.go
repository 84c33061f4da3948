package impersonation

import (
	"context"
	"time"

	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
)

// Offer is what a start page shows before anything is typed: the person, as what they may be acted for and by which rule, or why
// not.
type Offer struct {
	Now     time.Time
	Actor   account.Person
	Subject account.Person
	Consent Consent
	Choices []Choice
	Running []Running
	Refusal *fault.Fault // set when no capacity can be chosen
}

// Choice is one capacity of the subject.
type Choice struct {
	Capacity account.Capacity
	Place    string // name of vendor or organization
	Role     string // "shopper", "buyer", "vendor user"
	Grant    Grant
	Refusal  *fault.Fault // why not, when it cannot be chosen
}

// Offer tells what the actor may do for the person of a public id. It changes nothing and records nothing. fault.NotFound for an
// unknown person and for one the actor may not list, alike.
func (s *Sessions) Offer(ctx context.Context, actor account.Actor, subjectPublicID string, seen session.Footprint) (o Offer, err error) {
	defer fault.Wrap(&err, "Sessions.Offer(%q)", subjectPublicID)
	if err := actor.May(account.Impersonate); err != nil {
		return o, err
	}
	f, err := readFacts(ctx, s.db, actor.ID, subjectPublicID)
	if err != nil {
		return o, err
	}
	if f.Subject.ID == 0 || f.Subject.ID != f.Actor.ID && !mayList(f.Actor, f.Subject) {
		return o, unlisted()
	}
	o = Offer{Now: f.Now, Actor: f.Actor, Subject: f.Subject, Consent: f.Consent, Running: f.Running}
	q := f.request()
	q.Asking, q.IP = true, seen.IP
	for _, c := range capacities(f.Subject) {
		o.Choices = append(o.Choices, s.policy.choice(q, c))
	}
	o.Refusal = o.refusal()
	return o, nil
}

// choice decides one capacity: with changes where the rule allows them, else read-only.
func (p Policy) choice(q Request, c account.Capacity) Choice {
	q.Capacity = c
	ch := Choice{Capacity: c, Role: Session{CapacityKind: c.Kind, SubjectRole: roleIn(q.Subject, c)}.Role()}
	if v, ok := q.Subject.Vendor(c.Vendor); ok && c.Kind == account.CapacityVendor {
		ch.Place = v.Name
	}
	if m, ok := q.Subject.Organization(c.Organization); ok && c.Kind == account.CapacityOrganization {
		ch.Place = m.Name
	}
	ch.Grant, ch.Refusal = p.Decide(q)
	if ch.Refusal == nil && !ch.Grant.Rule.MayAct {
		q.Mode = ReadOnly
		ch.Grant, ch.Refusal = p.Decide(q)
	}
	return ch
}

// refusal is the reason that helps most when nothing can be chosen: one of a rule that exists before "no rule".
func (o Offer) refusal() *fault.Fault {
	var first *fault.Fault
	for _, c := range o.Choices {
		switch {
		case c.Refusal == nil:
			return nil
		case first == nil || first.Code == RefusedNoRule:
			first = c.Refusal
		}
	}
	return first
}

// Possible are the choices that are open.
func (o Offer) Possible() (list []Choice) {
	for _, c := range o.Choices {
		if c.Refusal == nil {
			list = append(list, c)
		}
	}
	return list
}

// Choice finds an open choice by its capacity, else the first open one.
func (o Offer) Choice(c account.Capacity) (Choice, bool) {
	open := o.Possible()
	for _, ch := range open {
		if ch.Capacity == c {
			return ch, true
		}
	}
	if len(open) == 0 {
		return Choice{}, false
	}
	return open[0], true
}
