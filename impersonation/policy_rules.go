package impersonation

import (
	"slices"
	"time"

	"standin/store/account"
	"standin/store/fault"
)

// byRules finds the first rule that allows the wish; when none does, the refusal of the rule that came closest.
func (p Policy) byRules(q Request) (Grant, *fault.Fault) {
	if !q.Subject.Has(q.Capacity) || !q.capacityOpen() {
		return Grant{}, fault.Newf(fault.Forbidden, "%s cannot be acted for in this capacity.", q.Subject.Name).
			WithField("capacity", "Choose one of the capacities shown.").WithCode(RefusedCapacity)
	}
	var closest *fault.Fault
	far := -1
	for _, r := range q.Rules {
		if !q.roles(r.ActorRole) || r.Capacity != q.Capacity.Kind {
			continue
		}
		consent, step, f := p.tryRule(q, r)
		if f == nil {
			return Grant{Rule: r, Consent: consent}, nil
		}
		if step > far {
			closest, far = f, step
		}
	}
	if closest == nil {
		closest = fault.Newf(fault.Forbidden, "No rule lets you act for %s as %s.", q.Subject.Name, capacityWord(q.Capacity)).WithCode(RefusedNoRule)
	}
	return Grant{}, closest
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

// tryRule checks one rule that is for the actor's role and the capacity. step says how far the wish came.
func (p Policy) tryRule(q Request, r Rule) (consent Given, step int, f *fault.Fault) {
	consent, consented := q.choose(r)
	checks := []struct {
		ok   bool
		code string
		text string
	}{
		{r.Enabled, RefusedRuleOff, "The rule for this is switched off."},
		{q.related(r), RefusedRelation, "Your rule does not reach " + q.Subject.Name + "."},
		{r.ActorRole != PowerUser || q.below(), RefusedRank, q.Subject.Name + " has a rank in the organization that is not below yours."},
		{q.Mode != Act || r.MayAct || q.Asking, RefusedReadOnly, "Your rule allows reading only. Start read-only."},
		{r.From(q.IP) && r.At(q.Now.In(p.zone())), RefusedOutside, "Your rule allows this only from other networks or at other hours."},
		{consented, RefusedConsent, whatHelps(r, q.Subject)},
	}
	for i, c := range checks {
		if !c.ok {
			return Given{}, i, fault.New(fault.Forbidden, c.text).WithCode(c.code)
		}
	}
	return consent, len(checks), nil
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
