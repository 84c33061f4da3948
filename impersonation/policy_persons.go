package impersonation

import (
	"slices"
	"strings"

	"standin/store/account"
	"standin/store/fault"
)

// condition is one thing that must hold: in words for who asks what would happen, and the refusal of who tries.
type condition struct {
	ok      bool
	says    string
	refusal *fault.Fault
}

func refused(code, format string, args ...any) *fault.Fault {
	return fault.Newf(fault.Forbidden, format, args...).WithCode(code)
}

// persons refuses for what actor and subject are, whatever the rules say. The first condition that fails is told.
func (q Request) persons() *fault.Fault {
	for _, c := range q.personConditions() {
		if !c.ok {
			return c.refusal
		}
	}
	return nil
}

// personConditions are what must hold of the two people, in the order in which they count.
func (q Request) personConditions() []condition {
	self := account.ID(q.Actor.ID) == q.Subject.ID && q.Subject.ID != 0
	return append([]condition{
		{q.Controls.Enabled, "Acting for others is switched on", refused(RefusedFeature,
			"Acting for others is switched off in this shop. An administrator can switch it on under Policy.")},
		{q.Actor.Status == account.Active, q.Actor.Name + " has an active account", refused(RefusedActor, "Your account may not act for others.")},
		{!self, "They are two people", refused(RefusedSelf, "This is your own account. You are yourself already.")},
		{self || q.Subject.ID != 0 && mayList(q.Actor, q.Subject), q.Actor.Name + " may know that " + q.Subject.Name + " has an account", unlisted()},
	}, append(q.actorConditions(), q.subjectConditions()...)...)
}

// actorConditions are what else must hold of the actor: a role that may act just now, and a factor that could give a code.
func (q Request) actorConditions() []condition {
	until := q.Actor.FactorBarredUntil
	barred := until != nil && q.Now.Before(*until)
	bar := refused(account.FactorBarred, "Your second factor is new.")
	if barred {
		bar = refused(account.FactorBarred, "Your second factor is new. You may act for others from %s, or when another administrator confirms it.",
			until.Format(dayForm+" 15:04"))
	}
	return []condition{
		{slices.ContainsFunc(rolesOf(q.Actor), q.Controls.Allow), q.Actor.Name + " has a role that may act for others", refused(RefusedRole,
			"Your role may not act for others in this shop just now. An administrator can change that under Settings.")},
		{q.Actor.HasFactor(), q.Actor.Name + " has a second factor", refused(account.NoFactor,
			"You need a second factor to act for others. Set one up under Account, Second factor.")},
		{!barred, "The factor of " + q.Actor.Name + " is no newer than allowed", bar},
	}
}

func unlisted() *fault.Fault {
	return fault.New(fault.NotFound, "There is nothing at this address.").WithCode(RefusedUnlisted)
}

// mayList tells whether the actor may know that the subject exists at all, and so be told why a start is refused.
func mayList(actor, subject account.Person) bool {
	switch actor.Staff {
	case account.SupportAgent, account.Administrator:
		return true
	case account.SalesRep:
		if inPortfolio(actor.Assigned, subject) {
			return true
		}
	}
	for _, m := range actor.Organizations {
		if _, ok := subject.Organization(m.Organization); ok && m.Role == account.PowerUser {
			return true
		}
	}
	return false
}

func inPortfolio(p account.Portfolio, subject account.Person) bool {
	for _, v := range subject.Vendors {
		if slices.Contains(p.Vendors, v.Vendor) {
			return true
		}
	}
	for _, m := range subject.Organizations {
		if slices.Contains(p.Organizations, m.Organization) {
			return true
		}
	}
	return false
}

// subjectConditions are what must hold of the subject: no staff, not the actor by another account, not flagged never, and active.
func (q Request) subjectConditions() []condition {
	s, status := q.Subject, q.status()
	return []condition{
		{s.Staff == account.NoStaff, s.Name + " holds no staff role", refused(RefusedStaff, "%s works for the shop. Nobody acts for staff.", s.Name)},
		{!sameContact(q.Actor, s), "They share no e-mail and no phone", refused(RefusedContact,
			"%s has the same e-mail or phone as you. Ask somebody else to help.", s.Name)},
		{!s.NeverImpersonate, s.Name + " is not flagged as never to be acted for", refused(RefusedNever,
			"Nobody may act for %s. An administrator can lift that on the person's page.", s.Name)},
		{!q.Consent.Never(), s.Name + " has not said never", refused(RefusedNever, "%s said never. Only they can change that, in their account.", s.Name)},
		{status == nil, "The account of " + s.Name + " is in order", status},
	}
}

// status refuses each inactive state with a reason of its own. A vendor's invited user may be helped with the catalog.
func (q Request) status() *fault.Fault {
	reasons := map[account.Status]string{
		account.Unconfirmed: "%s has not confirmed the e-mail address yet.",
		account.Blocked:     "The account of %s is blocked.",
		account.Locked:      "The account of %s is locked.",
		account.Invited:     "%s has not accepted the invitation yet.",
		account.Deleted:     "The account of %s was deleted.",
	}
	reason, bad := reasons[q.Subject.Status]
	if !bad || q.Subject.Status == account.Invited && q.Capacity.Kind == account.CapacityVendor {
		return nil
	}
	return fault.Newf(fault.Forbidden, reason, q.Subject.Name).WithCode(refusedStatusPre + string(q.Subject.Status))
}

func sameContact(a, b account.Person) bool {
	return strings.EqualFold(a.Email, b.Email) || phoneDigits(a.Phone) != "" && phoneDigits(a.Phone) == phoneDigits(b.Phone)
}

func phoneDigits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}
