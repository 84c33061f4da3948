package impersonation

import (
	"context"
	"slices"
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
	Code    bool         // a start asks for a fresh code
	Open    *Asked       // the newest open question: what is started is what was asked
	Last    *Asked       // the newest question that came to nothing, within a quarter of an hour
	Refusal *fault.Fault // set when no capacity can be chosen
}

// Choice is one capacity of the subject.
type Choice struct {
	Capacity account.Capacity
	Place    string // name of vendor or organization
	Role     string // "shopper", "buyer", "vendor user"
	Invited  bool   // the subject has not accepted the invitation yet: the catalog only
	Grant    Grant
	Lacks    string       // the sentence on the yes that is missing; empty when nothing is
	Ways     []Way        // the kinds of consent its rule takes
	Refusal  *fault.Fault // why not, when it cannot be chosen
}

// Offer tells what the actor may do for the person of a public id. It changes nothing and records nothing. fault.NotFound for an
// unknown person and for one the actor may not list, alike.
func (s *Sessions) Offer(ctx context.Context, actor account.Actor, subjectPublicID string, seen session.Footprint) (o Offer, err error) {
	defer fault.Wrap(&err, "Sessions.Offer(%q)", subjectPublicID)
	if err := actor.May(account.Impersonate); err != nil && !actor.Can(account.SupportDesk) { // who works at the desk is told why not
		return o, err
	}
	f, err := readFacts(ctx, s.db, actor.ID, subjectPublicID)
	if err != nil {
		return o, err
	}
	if !f.listed() {
		return o, unlisted()
	}
	return s.policy.offer(f, actor.SignIn, seen), nil
}

// listed tells whether the actor may know of the subject at all.
func (f facts) listed() bool {
	return f.Subject.ID != 0 && (f.Subject.ID == f.Actor.ID || mayList(f.Actor, f.Subject))
}

func (p Policy) offer(f facts, signIn int64, seen session.Footprint) Offer {
	o := Offer{Now: f.Now, Actor: f.Actor, Subject: f.Subject, Consent: f.Consent, Running: f.Running, Code: f.Controls.FactorAtStart}
	asked := f.Asked.of(signIn)
	o.Open, o.Last = asked.newest(f.Now)
	q := f.request()
	q.Asking, q.IP, q.Given = true, seen.IP, asked.answers(signIn, f.Now)
	for _, c := range capacities(f.Subject) {
		o.Choices = append(o.Choices, p.choice(q, c, asked, o.Open))
	}
	o.Refusal = o.refusal()
	return o
}

// choice decides one capacity: with changes where the rule allows them, else read-only; and what was asked, where it waits for a yes.
func (p Policy) choice(q Request, c account.Capacity, asked AskedList, open *Asked) Choice {
	q.Capacity = c
	ch := Choice{Capacity: c, Invited: q.Subject.Status == account.Invited, Role: Session{CapacityKind: c.Kind, SubjectRole: roleIn(q.Subject, c)}.Role()}
	if v, ok := q.Subject.Vendor(c.Vendor); ok && c.Kind == account.CapacityVendor {
		ch.Place = v.Name
	}
	if m, ok := q.Subject.Organization(c.Organization); ok && c.Kind == account.CapacityOrganization {
		ch.Place = m.Name
	}
	if open != nil && open.Capacity() == c {
		q.Mode, q.Reason = open.Mode, open.Reason
	}
	ch.Grant, ch.Lacks, ch.Refusal = p.consented(q)
	if ch.Refusal == nil && !ch.Grant.Rule.MayAct && q.Mode == Act {
		q.Mode = ReadOnly
		ch.Grant, ch.Lacks, ch.Refusal = p.consented(q)
	}
	if ch.Refusal == nil {
		ch.Ways = q.ways(ch.Grant.Rule, asked)
	}
	return ch
}

// consented decides, and lets a missing yes pass: it says then what is missing.
func (p Policy) consented(q Request) (g Grant, lacks string, refusal *fault.Fault) {
	g, refusal = p.Decide(q)
	if refusal == nil || refusal.Code != RefusedConsent {
		return g, "", refusal
	}
	lacks = refusal.Message
	q.Unasked = true
	g, refusal = p.Decide(q)
	return g, lacks, refusal
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

// Choice finds an open choice by its capacity, else the first open one that lacks nothing, else the first open one.
func (o Offer) Choice(c account.Capacity) (Choice, bool) {
	open := o.Possible()
	for _, fits := range []func(Choice) bool{
		func(ch Choice) bool { return ch.Capacity == c },
		func(ch Choice) bool { return ch.Lacks == "" },
		func(Choice) bool { return true },
	} {
		if i := slices.IndexFunc(open, fits); i >= 0 {
			return open[i], true
		}
	}
	return Choice{}, false
}
