package impersonation

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"standin/store/account"
	"standin/store/session"
)

// cell is one place of the written matrix: who, for whom, as what.
type cell struct{ actor, subject, capacity string }

// written is the matrix of the rules a new shop starts with (DESIGN §2), by hand: the rule that lets each pair act, and nothing else is
// allowed. Subjects in an organization stand in the one of the power user and of the rep's portfolio; "other" ones stand elsewhere.
var written = map[cell]int64{
	{"support_agent", "shopper", "shopper"}: 1, {"support_agent", "vendor", "shopper"}: 1, {"support_agent", "other_vendor", "shopper"}: 1,
	{"support_agent", "viewer", "shopper"}: 1, {"support_agent", "buyer", "shopper"}: 1, {"support_agent", "approver", "shopper"}: 1,
	{"support_agent", "power_user", "shopper"}: 1, {"support_agent", "other_buyer", "shopper"}: 1,
	{"support_agent", "viewer", "organization"}: 2, {"support_agent", "buyer", "organization"}: 2, {"support_agent", "approver", "organization"}: 2,
	{"support_agent", "power_user", "organization"}: 2,

	{"sales_rep", "vendor", "vendor"}: 3, {"sales_rep", "viewer", "organization"}: 4, {"sales_rep", "buyer", "organization"}: 4,
	{"sales_rep", "approver", "organization"}: 4, {"sales_rep", "power_user", "organization"}: 4,

	{"power_user", "viewer", "organization"}: 5, {"power_user", "buyer", "organization"}: 5, {"power_user", "approver", "organization"}: 5,

	{"administrator", "shopper", "shopper"}: 6, {"administrator", "vendor", "shopper"}: 6, {"administrator", "other_vendor", "shopper"}: 6,
	{"administrator", "viewer", "shopper"}: 6, {"administrator", "buyer", "shopper"}: 6, {"administrator", "approver", "shopper"}: 6,
	{"administrator", "power_user", "shopper"}: 6, {"administrator", "other_buyer", "shopper"}: 6,
	{"administrator", "viewer", "organization"}: 7, {"administrator", "buyer", "organization"}: 7, {"administrator", "approver", "organization"}: 7,
	{"administrator", "power_user", "organization"}: 7, {"administrator", "other_buyer", "organization"}: 7,
	{"administrator", "vendor", "vendor"}: 8, {"administrator", "other_vendor", "vendor"}: 8,
}

var (
	matrixActors   = []string{"support_agent", "sales_rep", "power_user", "administrator", "auditor", "buyer", "shopper"}
	matrixSubjects = []string{"shopper", "vendor", "other_vendor", "viewer", "buyer", "approver", "power_user", "other_buyer", "support_agent", "sales_rep",
		"auditor", "administrator"}
	matrixCapacities = map[string]account.Capacity{"shopper": account.Shopper, "vendor": account.ForVendor(3), "other_vendor": account.ForVendor(4),
		"organization": account.ForOrganization(7), "other_organization": account.ForOrganization(8)}
)

// S21: every cell of actor × subject × capacity × mode × consent, exhaustively: allowed by the written rule, else refused.
func TestS21_EveryCellOfTheWrittenMatrix(t *testing.T) {
	t.Parallel()
	cells, allowed := 0, 0
	for _, actor := range matrixActors {
		for _, subject := range matrixSubjects {
			for name, capacity := range matrixCapacities {
				for _, mode := range []Mode{ReadOnly, Act} {
					for _, consented := range []bool{true, false} {
						cells++
						q := wish(actor, subject)
						q.Capacity, q.Mode = capacity, mode
						if !consented {
							q.Consent, q.Given = Consent{State: Ask}, nil
							for i := range q.Subject.Organizations {
								q.Subject.Organizations[i].SupportUntil = nil
							}
						}
						rule := written[cell{actor, subject, kindIn(q.Subject, capacity)}]
						want := rule != 0 && (mode == ReadOnly || actor != "administrator") && (consented || rule == 3 || rule == 4 || rule == 5)
						g, f := Policy{}.Decide(q)
						if (f == nil) != want || f == nil && g.Rule.ID != rule {
							t.Errorf("%s for %s in capacity %s, %s, consent %t: %s by rule %d; the matrix says %t by %d", actor, subject, name, mode, consented,
								codeOf(f), g.Rule.ID, want, rule)
						}
						if f == nil {
							allowed++
						}
					}
				}
			}
		}
	}
	if cells != 7*12*5*2*2 || allowed == 0 {
		t.Errorf("%d cells, %d allowed", cells, allowed)
	}
}

// kindIn is the capacity's kind when the subject is in it.
func kindIn(p account.Person, c account.Capacity) string {
	if !p.Has(c) {
		return "none"
	}
	return string(c.Kind)
}

// S23: over all pairs, staff are nobody's subjects, nobody acts for themselves or for one of the same or a higher rank.
func TestS23_AllPairs(t *testing.T) {
	t.Parallel()
	open := func(r Rule) Rule { // a rule that tries to allow all it can
		r.Permissions, r.MayAct, r.Consents, r.Enabled = account.Everything().List(), true, []ConsentKind{NoConsent}, true
		return r
	}
	var rules []Rule
	for _, role := range Roles() {
		for _, kind := range []account.CapacityKind{account.CapacityShopper, account.CapacityVendor, account.CapacityOrganization} {
			for _, rel := range []Relation{Any, SameOrganization} {
				rules = append(rules, open(Rule{ID: int64(len(rules) + 1), ActorRole: role, Capacity: kind, Relation: rel, WholeMinutes: 60, IdleMinutes: 15, AtOnce: 10}))
			}
		}
	}
	ranks := []account.MemberRole{account.Viewer, account.Buyer, account.Approver, account.PowerUser}
	for _, actor := range matrixActors {
		for _, staff := range []account.StaffRole{account.SupportAgent, account.SalesRep, account.Auditor, account.Administrator} {
			for _, c := range matrixCapacities {
				q := wish(actor, "shopper")
				q.Rules, q.Mode, q.Capacity = rules, ReadOnly, c
				q.Subject.Staff = staff
				q.Subject.Vendors = []account.VendorMembership{{Vendor: 3}, {Vendor: 4}}
				q.Subject.Organizations = []account.Membership{{Organization: 7, Role: account.Viewer, Status: "active"}, {Organization: 8, Role: account.Viewer, Status: "active"}}
				if _, f := (Policy{}).Decide(q); f == nil || f.Code != RefusedStaff && f.Code != RefusedUnlisted {
					t.Errorf("%s for a %s as %v: %s", actor, staff, c, codeOf(f))
				}
			}
		}
		for name, c := range matrixCapacities {
			q := wish(actor, "shopper")
			q.Rules, q.Capacity = rules, c
			q.Subject = q.Actor
			if _, f := (Policy{}).Decide(q); f == nil || f.Code != RefusedSelf {
				t.Errorf("%s for themselves as %s: %s", actor, name, codeOf(f))
			}
		}
	}
	for i, mine := range ranks {
		for j, theirs := range ranks {
			q := wish("power_user", "buyer")
			q.Rules = rules
			q.Actor.Organizations[0].Role, q.Subject.Organizations[0].Role = mine, theirs
			_, f := Policy{}.Decide(q)
			if may := mine == account.PowerUser && j < i; (f == nil) != may {
				t.Errorf("%s for %s: %s", mine, theirs, codeOf(f))
			}
		}
	}
}

// S22, I5: whatever the rules and the controls say, a yes gives no more than the subject has, the rule grants and the mode leaves, the
// staff acts of the actor apart; nothing of the never list; and lasts no longer than the limits.
func TestS22_PolicyNeverExceeds(t *testing.T) {
	t.Parallel()
	every := account.Everything().List()
	consents := []ConsentKind{BySwitch, ByPrompt, ByPIN, ByOrg, SecondPerson, NoConsent}
	type pair struct {
		actor, subject string
		by             Rule
	}
	var known []pair // whom the first rules allow: else a yes is rare
	for _, actor := range matrixActors {
		for _, subject := range matrixSubjects {
			if g, f := (Policy{}).Decide(wish(actor, subject)); f == nil {
				known = append(known, pair{actor, subject, g.Rule})
			}
		}
	}
	yes := 0
	rapid.Check(t, func(t *rapid.T) {
		q := wish(rapid.SampledFrom(matrixActors).Draw(t, "actor"), rapid.SampledFrom(matrixSubjects).Draw(t, "subject"))
		meant := rapid.Bool().Draw(t, "a pair that may")
		like := rapid.SampledFrom(known).Draw(t, "like")
		if meant {
			q = wish(like.actor, like.subject)
		}
		q.Mode = rapid.SampledFrom([]Mode{ReadOnly, Act}).Draw(t, "mode")
		q.Rules = nil
		for i := range rapid.IntRange(1, 6).Draw(t, "rules") {
			q.Rules = append(q.Rules, Rule{ID: int64(i + 1), Enabled: rapid.Bool().Draw(t, "enabled"), MayAct: rapid.Bool().Draw(t, "may act"),
				ActorRole:    rapid.SampledFrom(Roles()).Draw(t, "role"),
				Capacity:     rapid.SampledFrom([]account.CapacityKind{"shopper", "vendor", "organization"}).Draw(t, "capacity"),
				Relation:     rapid.SampledFrom([]Relation{Any, Assigned, SameOrganization, SameDepartment}).Draw(t, "relation"),
				Permissions:  rapid.SliceOfDistinct(rapid.SampledFrom(every), rapid.ID[account.Permission]).Draw(t, "permissions"),
				WholeMinutes: rapid.IntRange(1, 60).Draw(t, "whole"), IdleMinutes: rapid.IntRange(1, 15).Draw(t, "idle"), AtOnce: 1,
				Consents:  rapid.SliceOfN(rapid.SampledFrom(consents), 1, 3).Draw(t, "consents"),
				Footprint: rapid.SampledFrom([]FootprintMode{FootprintEnd, FootprintStepUp, FootprintRecord}).Draw(t, "footprint")})
		}
		if r := &q.Rules[0]; meant {
			r.ActorRole, r.Capacity, r.Relation, r.Enabled, r.Consents = like.by.ActorRole, like.by.Capacity, like.by.Relation, true, []ConsentKind{NoConsent}
		}
		q.Controls = Controls{Enabled: rapid.IntRange(0, 3).Draw(t, "on") > 0, Roles: Roles(),
			FactorAtStart: rapid.Bool().Draw(t, "factor"), Footprint: rapid.SampledFrom([]FootprintMode{FootprintEnd, FootprintStepUp, FootprintRecord}).Draw(t, "floor"),
			Parts: session.Parts(), WholeMinutes: rapid.IntRange(1, 60).Draw(t, "cap"), IdleMinutes: rapid.IntRange(1, 15).Draw(t, "idle cap")}
		if rapid.Bool().Draw(t, "some roles only") {
			q.Controls.Roles = rapid.SliceOfDistinct(rapid.SampledFrom(Roles()), rapid.ID[Role]).Draw(t, "roles")
		}
		g, f := Policy{}.Decide(q)
		if f != nil {
			return
		}
		yes++
		as := q.Rules[g.Rule.ID-1]
		own := account.StaffActs.And(account.StaffPermissions(q.Actor.Staff)).And(as.Grants())
		switch {
		case !q.Controls.Enabled || !q.Controls.Allow(as.ActorRole) || !as.Enabled:
			t.Fatal("allowed though switched off")
		case !g.Effective.Within(subjectMay(q.Subject, q.Capacity).Or(own)):
			t.Fatalf("%v is more than the subject has", g.Effective.List())
		case !g.Effective.Within(as.Grants()):
			t.Fatalf("%v is more than the rule grants", g.Effective.List())
		case len(g.Effective.And(account.Never)) > 0 || len(g.Permissions.And(account.Never)) > 0:
			t.Fatalf("%v touches the never list", g.Effective.List())
		case q.Mode == ReadOnly && !g.Effective.Within(account.ViewOnly):
			t.Fatalf("%v in read-only mode", g.Effective.List())
		case q.Mode == Act && !as.MayAct:
			t.Fatal("changes by a reading rule")
		case g.Rule.WholeMinutes > min(as.WholeMinutes, q.Controls.WholeMinutes) || g.Rule.IdleMinutes > min(as.IdleMinutes, q.Controls.IdleMinutes):
			t.Fatalf("%d/%d minutes by a rule of %d/%d under %d/%d", g.Rule.WholeMinutes, g.Rule.IdleMinutes, as.WholeMinutes, as.IdleMinutes, q.Controls.WholeMinutes, q.Controls.IdleMinutes)
		case stricter(g.Rule.Footprint, q.Controls.Footprint) != g.Rule.Footprint || stricter(g.Rule.Footprint, as.Footprint) != g.Rule.Footprint:
			t.Fatalf("footprint %s by a rule of %s over a floor of %s", g.Rule.Footprint, as.Footprint, q.Controls.Footprint)
		case q.Subject.Staff != "" || q.Subject.ID == account.ID(q.Actor.ID):
			t.Fatal("for staff or oneself")
		}
	})
	t.Logf("%d draws were allowed", yes)
	if yes == 0 {
		t.Error("no draw was allowed: the property was not looked at")
	}
}

// What is asked is answered by the rule that decides, and as it is decided.
func TestAnswer_AgreesWithDecide(t *testing.T) {
	t.Parallel()
	for _, actor := range matrixActors {
		for _, subject := range matrixSubjects {
			for _, kind := range []account.CapacityKind{"shopper", "vendor", "organization"} {
				for _, mode := range []Mode{ReadOnly, Act} {
					q := wish(actor, subject)
					f := facts{Now: noon, Controls: q.Controls, Rules: q.Rules, Actor: q.Actor, Subject: q.Subject, Consent: q.Consent}
					a := Policy{Zone: time.UTC}.answer(f, Question{Capacity: kind, Mode: mode})
					if a.Allowed != !slices.ContainsFunc(a.Checks, func(c Check) bool { return !c.OK }) {
						t.Errorf("%s for %s as %s: allowed %t, and its lines say %+v", actor, subject, kind, a.Allowed, a.Checks)
					}
					if a.Allowed && a.Rule != a.Grant.Rule.ID || !a.Allowed && a.Refusal == nil {
						t.Errorf("%s for %s as %s: %+v", actor, subject, kind, a)
					}
				}
			}
		}
	}
}
