package impersonation

import (
	"context"
	"fmt"
	"net/netip"

	"standin/store/account"
	"standin/store/fault"
)

// Check is one line of "what would happen if": a condition, and whether it holds.
type Check struct {
	OK   bool
	Text string
}

// Question is what is asked of the policy: whether one person could act for another now, known by their e-mail.
type Question struct {
	Actor, Subject string
	Capacity       account.CapacityKind // the best of the subject's capacities of this kind counts
	Mode           Mode
	From           netip.Addr // the actor's address; without one, networks of a rule are taken as right
}

// Answer tells what would happen.
type Answer struct {
	Allowed  bool
	Grant    Grant        // when allowed
	Refusal  *fault.Fault // when not
	Rule     int64        // that allows or refuses it; 0 when what the two people are decides, or no rule is for them
	Capacity account.Capacity
	Checks   []Check // each condition, in the order in which they count
}

// Head is the answer in one line: "Allowed, by rule 1."
func (a Answer) Head() string {
	failed := 0
	for _, c := range a.Checks {
		if !c.OK {
			failed++
		}
	}
	switch {
	case a.Allowed:
		return fmt.Sprintf("Allowed, by rule %d.", a.Rule)
	case a.Rule != 0:
		return fmt.Sprintf("Refused by rule %d.", a.Rule)
	case failed == 1:
		return "Refused, for one reason."
	}
	return fmt.Sprintf("Refused, for %s reasons.", number(failed))
}

// WhoMayAct lists the e-mail addresses of those whose role may act for others, at most 200, to choose from. It needs the right to edit
// the policy.
func (s *Sessions) WhoMayAct(ctx context.Context, actor account.Actor) (list []string, err error) {
	defer fault.Wrap(&err, "Sessions.WhoMayAct")
	if err := actor.May(account.PolicyEdit); err != nil {
		return nil, err
	}
	err = s.db.Select(ctx, &list, `
		SELECT p.email FROM shop.person p WHERE p.status = 'active'
		   AND (EXISTS (SELECT FROM shop.staff_role r WHERE r.person_id = p.id AND r.role <> 'auditor')
		        OR EXISTS (SELECT FROM shop.member m WHERE m.person_id = p.id AND m.role = 'power_user' AND m.status = 'active'))
		 ORDER BY p.email LIMIT 200`)
	return list, err
}

// WhatIf tells what the policy says of two people. It starts nothing and records nothing, and needs the right to edit the policy.
// fault.Invalid names the field "actor", "subject", "as" or "mode".
func (s *Sessions) WhatIf(ctx context.Context, actor account.Actor, ask Question) (a Answer, err error) {
	defer fault.Wrap(&err, "Sessions.WhatIf")
	if err := actor.May(account.PolicyEdit); err != nil {
		return a, err
	}
	if err := ask.check(); err != nil {
		return a, err
	}
	who, err := account.ByEmail(ctx, s.db, ask.Actor)
	if err != nil {
		return a, notFoundAt(err, "actor")
	}
	whom, err := account.ByEmail(ctx, s.db, ask.Subject)
	if err != nil {
		return a, notFoundAt(err, "subject")
	}
	f, err := readFacts(ctx, s.db, account.ActorID(who.ID), whom.PublicID)
	if err != nil {
		return a, err
	}
	return s.policy.answer(f, ask), nil
}

func (ask Question) check() error {
	switch ask.Capacity {
	case account.CapacityShopper, account.CapacityOrganization, account.CapacityVendor:
	default:
		return fault.Field("as", "Choose shopper, organization or vendor.")
	}
	if ask.Mode != Act && ask.Mode != ReadOnly {
		return fault.Field("mode", "Choose changes (act) or reading (read_only).")
	}
	return nil
}

func notFoundAt(err error, field string) error {
	if fault.Is(err, fault.NotFound) {
		return fault.Field(field, "Nobody has this e-mail address.")
	}
	return err
}

// answer decides for the best capacity of the kind, and tells each condition. What would be typed is taken as typed.
func (p Policy) answer(f facts, ask Question) (a Answer) {
	q := f.request()
	q.Mode, q.Reason, q.Ticket, q.IP = ask.Mode, "to see what would happen", "0", ask.From
	if !ask.From.IsValid() {
		q.Rules = anywhere(q.Rules)
	}
	q.Capacity = account.Capacity{Kind: ask.Capacity}
	for _, c := range capacities(f.Subject) {
		if c.Kind != ask.Capacity {
			continue
		}
		q.Capacity = c
		if a.Grant, a.Refusal = p.Decide(q); a.Refusal == nil {
			break
		}
	}
	a.Grant, a.Refusal = p.Decide(q)
	a.Allowed, a.Capacity = a.Refusal == nil, q.Capacity
	p.explain(q, &a)
	return a
}

// anywhere takes the networks off the rules.
func anywhere(rules []Rule) []Rule {
	list := append([]Rule{}, rules...)
	for i := range list {
		list[i].Networks = nil
	}
	return list
}

// explain lists the conditions: those of the two people, then those of the rule that decides.
func (p Policy) explain(q Request, a *Answer) {
	for _, c := range q.personConditions() {
		a.Checks = append(a.Checks, Check{c.ok, c.says})
	}
	w, found := p.weigh(q)
	switch {
	case q.inCapacity() != nil:
		a.Checks = append(a.Checks, Check{false, q.Subject.Name + " can be acted for as " + capacityWord(q.Capacity)})
		return
	case !found:
		a.Checks = append(a.Checks, Check{false, "A rule is for those two: " + q.actorWord() + " for " + capacityWord(q.Capacity)})
		return
	}
	if q.persons() == nil {
		a.Rule = w.rule.ID
	}
	says := "Rule %d is for those two"
	if a.Allowed {
		says = "Rule %d allows it"
	}
	a.Checks = append(a.Checks, Check{true, fmt.Sprintf(says, w.rule.ID)})
	for _, c := range w.conditions {
		a.Checks = append(a.Checks, Check{c.ok, c.says})
	}
	room, count := q.room(w.rule)
	a.Checks = append(a.Checks, Check{room, fmt.Sprintf("%d of %d at once", count, w.rule.AtOnce)})
}

// room tells whether the rule's limit leaves room for one more, and how many sessions run beside it.
func (q Request) room(r Rule) (bool, int) {
	g, f := q.atOnce(Grant{Rule: r})
	if f != nil {
		return false, r.AtOnce
	}
	return true, g.Count
}

// actorWord is as what the actor could act: "support agent", or what they are when they hold no such role.
func (q Request) actorWord() string {
	if title := q.Actor.Staff.Title(); title != "" {
		return title
	}
	if len(rolesOf(q.Actor)) > 0 {
		return PowerUser.Title()
	}
	return "customer or member"
}
