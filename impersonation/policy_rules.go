package impersonation

import (
	"slices"
	"strings"
	"time"

	"standin/store/account"
	"standin/store/fault"
)

// weighed is a rule that is for the actor's role and the capacity, with all that must hold for it to allow the wish.
type weighed struct {
	rule       Rule
	consent    Given
	conditions []condition
}

// holds tells how many of the conditions hold from the first on, and the refusal of the first that does not.
func (w weighed) holds() (n int, f *fault.Fault) {
	for i, c := range w.conditions {
		if !c.ok {
			return i, c.refusal
		}
	}
	return len(w.conditions), nil
}

// weigh finds the rule that decides a wish: the first that allows it, else the one that came closest. ok is false when no rule is for
// the role and the capacity at all.
func (p Policy) weigh(q Request) (decides weighed, ok bool) {
	far := -1
	for _, r := range q.Rules {
		if !q.roles(r.ActorRole) || r.Capacity != q.Capacity.Kind {
			continue
		}
		w := p.weighRule(q, q.Controls.over(r))
		n, refusal := w.holds()
		if refusal == nil {
			return w, true
		}
		if n > far {
			decides, far = w, n
		}
	}
	return decides, far >= 0
}

// byRules finds the first rule that allows the wish; when none does, the refusal of the rule that came closest.
func (p Policy) byRules(q Request) (Grant, *fault.Fault) {
	if f := q.inCapacity(); f != nil {
		return Grant{}, f
	}
	w, found := p.weigh(q)
	if !found {
		return Grant{}, refused(RefusedNoRule, "No rule lets you act for %s as %s.", q.Subject.Name, capacityWord(q.Capacity))
	}
	if _, f := w.holds(); f != nil {
		return Grant{}, f
	}
	return Grant{Rule: w.rule, Consent: w.consent}, nil
}

// inCapacity refuses a capacity in which the subject is not, or whose organization is closed.
func (q Request) inCapacity() *fault.Fault {
	if q.Subject.Has(q.Capacity) && q.capacityOpen() {
		return nil
	}
	return refused(RefusedCapacity, "%s cannot be acted for in this capacity.", q.Subject.Name).
		WithField("capacity", "Choose one of the capacities shown.")
}

// capacityOpen tells whether the organization of the capacity is in business.
func (q Request) capacityOpen() bool {
	m, ok := q.Subject.Organization(q.Capacity.Organization)
	return q.Capacity.Kind != account.CapacityOrganization || ok && m.Status == "active"
}

// roles tells whether the actor has the role a rule is for: the staff role, or power user of the capacity's organization.
func (q Request) roles(r Role) bool {
	if r != PowerUser {
		return q.Actor.Staff != account.NoStaff && Role(q.Actor.Staff) == r
	}
	m, ok := q.Actor.Organization(q.Capacity.Organization)
	return q.Capacity.Kind == account.CapacityOrganization && ok && m.Role == account.PowerUser
}

// weighRule weighs one rule that is for the actor's role and the capacity.
func (p Policy) weighRule(q Request, r Rule) weighed {
	consent, consented := q.choose(r)
	name := q.Subject.Name
	w := weighed{rule: r, consent: consent, conditions: []condition{
		{q.Controls.Allow(r.ActorRole), r.ActorRole.Plural() + " may act for others at all", refused(RefusedRole,
			"%s may not act for others in this shop just now.", r.ActorRole.Plural())},
		{r.Enabled, "The rule is switched on", refused(RefusedRuleOff, "The rule for this is switched off.")},
		{q.related(r), "It reaches " + name + ": " + r.whom(), refused(RefusedRelation, "Your rule does not reach %s.", name)},
		{r.ActorRole != PowerUser || q.below(), name + " has the lower rank", refused(RefusedRank,
			"%s has a rank in the organization that is not below yours.", name)},
		{q.Mode != Act || r.MayAct || q.Asking, "It allows " + modeWord(q.Mode), refused(RefusedReadOnly, "Your rule allows reading only. Start read-only.")},
		{r.From(q.IP) && r.At(q.Now.In(p.zone())), "Network and hour are allowed", refused(RefusedOutside,
			"Your rule allows this only from other networks or at other hours.")},
		{consented, consentLine(consent), refused(RefusedConsent, "%s", q.whatHelps(r))},
	}}
	if r.ActorRole != PowerUser {
		w.conditions = slices.Delete(w.conditions, 3, 4) // rank counts between members alone
	}
	return w
}

func modeWord(m Mode) string {
	if m == Act {
		return "changes"
	}
	return "reading"
}

func consentLine(g Given) string {
	if g.Text == "" {
		return "A yes is there, of a kind that the rule takes"
	}
	return strings.TrimSuffix(g.Text, ".")
}

// related tells whether actor and subject belong together as the rule asks.
func (q Request) related(r Rule) bool {
	switch r.Relation {
	case Any:
		return true
	case Assigned:
		return slices.Contains(q.Actor.Assigned.Vendors, q.Capacity.Vendor) && q.Capacity.Kind == account.CapacityVendor ||
			slices.Contains(q.Actor.Assigned.Organizations, q.Capacity.Organization) && q.Capacity.Kind == account.CapacityOrganization
	case SameOrganization, SameDepartment:
		mine, ok := q.Actor.Organization(q.Capacity.Organization)
		theirs, both := q.Subject.Organization(q.Capacity.Organization)
		return ok && both && (r.Relation == SameOrganization || mine.Department == theirs.Department)
	}
	return false
}

// below tells whether the subject's permissions in the organization are a strict subset of the actor's: "lower rank".
func (q Request) below() bool {
	return q.Subject.Permissions(q.Capacity).Below(q.Actor.Permissions(q.Capacity))
}

func (p Policy) zone() *time.Location {
	if p.Zone == nil {
		return time.Local
	}
	return p.Zone
}

func capacityWord(c account.Capacity) string {
	switch c.Kind {
	case account.CapacityVendor:
		return "a vendor's user"
	case account.CapacityOrganization:
		return "an organization's member"
	}
	return "shopper"
}
