package impersonation

import (
	"standin/store/account"
	"standin/store/session"
)

// judge decides whether a session still lets its actor act: it is open and in time, the feature and the rule stand, actor and
// subject are who they were, consent holds, and the request looks like those before. The database closes most of these in the
// transaction that brings them about; this is the second look, at each request.
func (p Policy) judge(st Standing, seen session.Footprint) (Outcome, Cause) {
	s := *st.Session
	if !s.Open() {
		return Over, s.EndCause
	}
	if cause, lapsed := s.Lapsed(st.Now); lapsed {
		return Over, cause
	}
	for _, check := range []struct {
		void  bool
		cause Cause
	}{
		{!st.Controls.Enabled, FeatureOff},
		{!st.Controls.Allow(s.ActorRole), PolicyChanged},
		{!actorStands(st.Person, s), ActorRevoked},
		{!subjectStands(st.Subject, s), SubjectChanged},
		{!consentStands(st, s), ConsentWithdrawn},
		{!st.RuleStays, PolicyChanged},
		{!s.Rule.From(seen.IP) || !s.Rule.At(st.Now.In(p.zone())), OutsidePolicy},
	} {
		if check.void {
			return Over, check.cause
		}
	}
	return compare(s, seen)
}

// compare holds a request against the footprint of the start.
func compare(s Session, seen session.Footprint) (Outcome, Cause) {
	differs := s.Seen.Compare(seen).Only(s.Rule.Compares())
	switch {
	case s.Footprint == FootprintRecord || differs.None():
		return Open, ""
	case differs.Elsewhere() || s.Footprint == FootprintEnd:
		return Over, ByFootprint
	}
	return NeedCode, ""
}

// actorStands tells whether the actor still has the role, and what the role reaches.
func actorStands(a account.Person, s Session) bool {
	if a.Status != account.Active {
		return false
	}
	if s.ActorRole == PowerUser {
		m, ok := a.Organization(s.Organization)
		return ok && m.Role == account.PowerUser
	}
	q := Request{Actor: a, Capacity: s.Capacity()}
	return Role(a.Staff) == s.ActorRole && (s.Rule.Relation != Assigned || q.related(s.Rule))
}

// subjectStands tells whether the subject is active, in the capacity, in the same role there, and not staff.
func subjectStands(p account.Person, s Session) bool {
	ok := p.Status == account.Active || p.Status == account.Invited && s.CapacityKind == account.CapacityVendor
	return ok && p.Staff == account.NoStaff && !p.NeverImpersonate && (!p.Sensitive || s.Second != 0) && p.Has(s.Capacity()) && roleIn(p, s.Capacity()) == s.SubjectRole
}

func consentStands(st Standing, s Session) bool {
	if st.Consent.Never() {
		return false
	}
	switch s.ConsentKind {
	case BySwitch:
		return st.Consent.Stands(st.Now)
	case ByOrg:
		m, ok := st.Subject.Organization(s.Organization)
		return ok && m.SupportUntil != nil && st.Now.Before(*m.SupportUntil)
	}
	return true
}
