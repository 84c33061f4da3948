package impersonation

import (
	"context"
	"fmt"

	"standin/store/account"
	"standin/store/fault"
)

// Check is one line of "what would happen if": a condition, and whether it holds.
type Check struct {
	OK   bool
	Text string
}

// Answer tells what would happen if one person acted for another.
type Answer struct {
	Allowed bool
	Grant   Grant
	Refusal *fault.Fault
	Checks  []Check
}

// WhatIf tells what the policy says of two people, known by their e-mail, in a capacity. It starts nothing and records nothing, and
// needs the right to edit the policy.
func (s *Sessions) WhatIf(ctx context.Context, actor account.Actor, actorEmail, subjectEmail string, kind account.CapacityKind) (a Answer, err error) {
	defer fault.Wrap(&err, "Sessions.WhatIf")
	if err := actor.May(account.PolicyEdit); err != nil {
		return a, err
	}
	who, err := account.ByEmail(ctx, s.db, actorEmail)
	if err != nil {
		return a, fault.Field("actor", "Nobody has this e-mail address.")
	}
	whom, err := account.ByEmail(ctx, s.db, subjectEmail)
	if err != nil {
		return a, fault.Field("subject", "Nobody has this e-mail address.")
	}
	f, err := readFacts(ctx, s.db, account.ActorID(who.ID), whom.PublicID)
	if err != nil {
		return a, err
	}
	return s.policy.answer(f, kind), nil
}

// answer decides for the best capacity of the kind, and tells each condition.
func (p Policy) answer(f facts, kind account.CapacityKind) (a Answer) {
	q := f.request()
	q.Asking = true
	q.Capacity = account.Capacity{Kind: kind}
	for _, c := range capacities(f.Subject) {
		if c.Kind != kind {
			continue
		}
		q.Capacity = c
		if a.Grant, a.Refusal = p.Decide(q); a.Refusal == nil {
			break
		}
	}
	if a.Refusal == nil && a.Grant.Rule.ID == 0 {
		a.Grant, a.Refusal = p.Decide(q)
	}
	a.Allowed = a.Refusal == nil
	a.Checks = q.checks(a)
	return a
}

// checks are the conditions in the order in which they count; the last is the one that refused, when it is none of the first.
func (q Request) checks(a Answer) []Check {
	role := q.Actor.Staff.Title()
	if role == "" {
		role = "customer or member"
	}
	list := []Check{
		{q.Enabled, "Acting for others is switched on"},
		{q.Actor.Status == account.Active && q.Actor.HasTOTP, fmt.Sprintf("%s is an active %s with a second factor", q.Actor.Name, role)},
		{q.Subject.Staff == account.NoStaff, q.Subject.Name + " holds no staff role"},
		{!q.Consent.Never() && !q.Subject.NeverImpersonate, q.Subject.Name + " has not said never"},
	}
	if a.Allowed {
		list = append(list, Check{true, fmt.Sprintf("Rule %d allows it: %s", a.Grant.Rule.ID, a.Grant.Rule.Sentence())},
			Check{true, a.Grant.Consent.Text},
			Check{len(q.Running) < a.Grant.Rule.AtOnce, fmt.Sprintf("%d of %d at once", len(q.Running), a.Grant.Rule.AtOnce)})
		return list
	}
	for _, c := range list {
		if !c.OK {
			return list
		}
	}
	text := a.Refusal.Message
	if a.Refusal.Code == RefusedUnlisted {
		text = q.Actor.Name + " may not even know that " + q.Subject.Name + " has an account"
	}
	return append(list, Check{false, text})
}
