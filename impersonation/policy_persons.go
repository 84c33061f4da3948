package impersonation

import (
	"slices"
	"strings"

	"standin/store/account"
	"standin/store/fault"
)

// persons refuses for what actor and subject are, whatever the rules say.
func (q Request) persons() *fault.Fault {
	switch {
	case !q.Enabled:
		return fault.New(fault.Forbidden, "Acting for others is switched off in this shop. An administrator can switch it on under Policy.").WithCode(RefusedFeature)
	case q.Actor.Status != account.Active:
		return fault.New(fault.Forbidden, "Your account may not act for others.").WithCode(RefusedActor)
	case account.ID(q.Actor.ID) == q.Subject.ID && q.Subject.ID != 0:
		return fault.New(fault.Forbidden, "This is your own account. You are yourself already.").WithCode(RefusedSelf)
	case q.Subject.ID == 0 || !mayList(q.Actor, q.Subject):
		return unlisted()
	}
	if f := q.factor(); f != nil {
		return f
	}
	return q.subject()
}

// factor refuses an actor who could never give a code, before anything is typed.
func (q Request) factor() *fault.Fault {
	if !q.Actor.HasTOTP {
		return fault.New(fault.Forbidden, "You need a second factor to act for others. Set one up under Account, Second factor.").WithCode(account.NoFactor)
	}
	if until := q.Actor.FactorBarredUntil; until != nil && q.Now.Before(*until) {
		return fault.Newf(fault.Forbidden, "Your second factor is new. You may act for others from %s, or when another administrator confirms it.",
			until.Format(dayForm+" 15:04")).WithCode(account.FactorBarred)
	}
	return nil
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

// subject refuses for what the subject is: staff, the actor by another account, not active, or flagged never.
func (q Request) subject() *fault.Fault {
	s := q.Subject
	switch {
	case s.Staff != account.NoStaff:
		return fault.Newf(fault.Forbidden, "%s works for the shop. Nobody acts for staff.", s.Name).WithCode(RefusedStaff)
	case sameContact(q.Actor, s):
		return fault.Newf(fault.Forbidden, "%s has the same e-mail or phone as you. Ask somebody else to help.", s.Name).WithCode(RefusedContact)
	case s.NeverImpersonate || q.Consent.Never():
		return fault.Newf(fault.Forbidden, "%s said never. Only they can change that, in their account.", s.Name).WithCode(RefusedNever)
	}
	return q.status()
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
