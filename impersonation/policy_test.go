package impersonation

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"pgregory.net/rapid"

	"standin/store/account"
	"standin/store/fault"
)

var noon = time.Date(2026, 5, 28, 12, 0, 0, 0, time.UTC)

// defaults are the rules a new shop starts with, as the migration writes them.
var defaults = []Rule{
	{ID: 1, ActorRole: "support_agent", Capacity: "shopper", Relation: Any, Permissions: append(pages(), "cart.edit", "discount.apply", "discount.grant",
		"address.edit", "order.cancel", "personal.view"), Caps: map[account.Permission]int{"discount.grant": 10}, MayAct: true, WholeMinutes: 30, IdleMinutes: 10,
		AtOnce: 3, Consents: []ConsentKind{BySwitch, ByPrompt, ByPIN}, Footprint: FootprintStepUp, JobEnd: "stop", Enabled: true},
	{ID: 2, ActorRole: "support_agent", Capacity: "organization", Relation: Any, Permissions: append(pages(), "cart.edit", "discount.apply"), MayAct: true,
		WholeMinutes: 30, IdleMinutes: 10, AtOnce: 3, Consents: []ConsentKind{ByOrg, ByPrompt, ByPIN}, Footprint: FootprintStepUp, JobEnd: "stop", Enabled: true},
	{ID: 3, ActorRole: "sales_rep", Capacity: "vendor", Relation: Assigned, Permissions: []account.Permission{"shop.browse", "dashboard.view", "catalog.view",
		"store.view", "orders.view", "catalog.edit", "catalog.import", "store.settings"}, MayAct: true, WholeMinutes: 60, IdleMinutes: 15, AtOnce: 3,
		Consents: []ConsentKind{NoConsent}, Footprint: FootprintStepUp, JobEnd: "finish", Enabled: true},
	{ID: 4, ActorRole: "sales_rep", Capacity: "organization", Relation: Assigned, Permissions: append(pages(), "cart.edit", "discount.grant", "order.place", "quote.send"),
		Caps: map[account.Permission]int{"discount.grant": 15}, MayAct: true, WholeMinutes: 45, IdleMinutes: 10, AtOnce: 3, Consents: []ConsentKind{NoConsent},
		Footprint: FootprintStepUp, JobEnd: "stop", Enabled: true},
	{ID: 5, ActorRole: PowerUser, Capacity: "organization", Relation: SameOrganization, Permissions: append(pages(), "cart.edit", "approval.request"), MayAct: true,
		WholeMinutes: 30, IdleMinutes: 10, AtOnce: 1, Consents: []ConsentKind{NoConsent}, Footprint: FootprintStepUp, JobEnd: "stop", Enabled: true},
	{ID: 6, ActorRole: "administrator", Capacity: "shopper", Relation: Any, Permissions: pages(), WholeMinutes: 15, IdleMinutes: 5, AtOnce: 1,
		Consents: []ConsentKind{SecondPerson}, Footprint: FootprintStepUp, JobEnd: "stop", Enabled: true},
	{ID: 7, ActorRole: "administrator", Capacity: "organization", Relation: Any, Permissions: pages(), WholeMinutes: 15, IdleMinutes: 5, AtOnce: 1,
		Consents: []ConsentKind{SecondPerson}, Footprint: FootprintStepUp, JobEnd: "stop", Enabled: true},
	{ID: 8, ActorRole: "administrator", Capacity: "vendor", Relation: Any, Permissions: pages(), WholeMinutes: 15, IdleMinutes: 5, AtOnce: 1,
		Consents: []ConsentKind{SecondPerson}, Footprint: FootprintStepUp, JobEnd: "stop", Enabled: true},
}

func pages() []account.Permission {
	return []account.Permission{"shop.browse", "cart.view", "orders.view", "dashboard.view", "profile.view", "help.view", "catalog.view", "store.view",
		"organization.view"}
}

// The people of the matrix: what there is of actors and subjects, and how they may belong together.
func actorOf(role string) account.Person {
	p := account.Person{ID: 1, PublicID: "actor", Name: "Ada Novak", Email: "ada@example.com", Status: account.Active, HasTOTP: true}
	switch role {
	case "power_user", "buyer":
		p.Organizations = []account.Membership{{Organization: 7, Role: account.MemberRole(role), Department: "A", Status: "active"}}
	case "shopper":
	default:
		p.Staff = account.StaffRole(role)
	}
	if role == "sales_rep" {
		p.Assigned = account.Portfolio{Vendors: []account.VendorID{3}, Organizations: []account.OrganizationID{7}}
	}
	return p
}

func subjectOf(kind string) (p account.Person, c account.Capacity) {
	p = account.Person{ID: 2, PublicID: "subject", Name: "Mara Lind", Email: "mara@example.com", Status: account.Active}
	switch kind {
	case "vendor":
		p.Vendors = []account.VendorMembership{{Vendor: 3, Role: "owner"}}
		return p, account.ForVendor(3)
	case "other_vendor":
		p.Vendors = []account.VendorMembership{{Vendor: 4, Role: "owner"}}
		return p, account.ForVendor(4)
	case "viewer", "buyer", "approver", "power_user":
		p.Organizations = []account.Membership{{Organization: 7, Role: account.MemberRole(kind), Department: "A", Status: "active", SupportUntil: after(time.Hour)}}
		return p, account.ForOrganization(7)
	case "other_buyer":
		p.Organizations = []account.Membership{{Organization: 8, Role: account.Buyer, Status: "active"}}
		return p, account.ForOrganization(8)
	case "support_agent", "administrator", "auditor", "sales_rep":
		p.Staff = account.StaffRole(kind)
	}
	return p, account.Shopper
}

func after(d time.Duration) *time.Time { t := noon.Add(d); return &t }

// on are the controls of a new shop with the feature switched on.
func on() Controls {
	c := newControls()
	c.Enabled = true
	return c
}

// wish is a request with nothing wrong in it.
func wish(actor, subject string) Request {
	q := Request{Now: noon, Controls: on(), Rules: defaults, Actor: actorOf(actor), Mode: Act, Reason: "because", Ticket: "1",
		IP: netip.MustParseAddr("203.0.113.7"), Consent: Consent{State: Allowed, Until: after(time.Hour)}}
	q.Subject, q.Capacity = subjectOf(subject)
	if actor == "administrator" {
		q.Mode, q.Given = ReadOnly, []Given{{Kind: SecondPerson, Text: "Ruth Root said yes"}}
	}
	return q
}

// The written matrix: who may act for whom, and the code with which everything else is refused.
func TestDecide_Matrix(t *testing.T) {
	t.Parallel()
	subjects := []string{"shopper", "vendor", "other_vendor", "viewer", "buyer", "approver", "power_user", "other_buyer", "support_agent", "administrator", "auditor"}
	matrix := map[string][]string{
		"support_agent": {"", RefusedNoRule, RefusedNoRule, "", "", "", "", RefusedConsent, RefusedStaff, RefusedStaff, RefusedStaff},
		"sales_rep": {
			RefusedUnlisted, "", RefusedUnlisted, "", "", "", "", RefusedUnlisted, RefusedUnlisted, RefusedUnlisted, RefusedUnlisted,
		},
		"power_user": {
			RefusedUnlisted, RefusedUnlisted, RefusedUnlisted, "", "", "", RefusedRank, RefusedUnlisted, RefusedUnlisted, RefusedUnlisted, RefusedUnlisted,
		},
		"administrator": {"", "", "", "", "", "", "", "", RefusedStaff, RefusedStaff, RefusedStaff},
		"auditor":       {11: ""},
		"buyer":         {11: ""},
		"shopper":       {11: ""},
	}
	for actor, want := range matrix {
		for i, subject := range subjects {
			code := want[i]
			if len(want) > len(subjects) {
				code = RefusedUnlisted
			}
			_, f := Policy{}.Decide(wish(actor, subject))
			if got := codeOf(f); got != code {
				t.Errorf("%s for %s: %q; want %q", actor, subject, got, code)
			}
		}
	}
}

func codeOf(f *fault.Fault) string {
	if f == nil {
		return ""
	}
	return f.Code
}

func TestDecide_Refusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(q *Request)
		code   string
	}{
		"feature off":                      {func(q *Request) { q.Controls.Enabled = false }, RefusedFeature},
		"actor locked":                     {func(q *Request) { q.Actor.Status = account.Locked }, RefusedActor},
		"no factor":                        {func(q *Request) { q.Actor.HasTOTP = false }, account.NoFactor},
		"factor enrolled by recovery code": {func(q *Request) { q.Actor.FactorBarredUntil = after(time.Second) }, account.FactorBarred},
		"oneself":                          {func(q *Request) { q.Subject.ID = q.Actor.ID }, RefusedSelf},
		"nobody":                           {func(q *Request) { q.Subject = account.Person{} }, RefusedUnlisted},
		"same phone":                       {func(q *Request) { q.Actor.Phone, q.Subject.Phone = "+49 431 5", "+49-4315" }, RefusedContact},
		"flagged never":                    {func(q *Request) { q.Subject.NeverImpersonate = true }, RefusedNever},
		"said never":                       {func(q *Request) { q.Consent = Consent{State: Said} }, RefusedNever},
		"another capacity":                 {func(q *Request) { q.Capacity = account.ForVendor(99) }, RefusedCapacity},
		"an invented capacity":             {func(q *Request) { q.Capacity = account.Capacity{Kind: "king"} }, RefusedCapacity},
		"rule off":                         {func(q *Request) { q.Rules = with(func(r *Rule) { r.Enabled = false }) }, RefusedRuleOff},
		"changes by a reading rule":        {func(q *Request) { q.Rules = with(func(r *Rule) { r.MayAct = false }) }, RefusedReadOnly},
		"an invented mode":                 {func(q *Request) { q.Mode = "everything" }, RefusedMode},
		"another network": {func(q *Request) {
			q.Rules = with(func(r *Rule) { r.Networks = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} })
		}, RefusedOutside},
		"another hour":                  {func(q *Request) { q.Rules = with(func(r *Rule) { r.HoursFrom, r.HoursUntil = "13:00:00", "17:00:00" }) }, RefusedOutside},
		"asks first":                    {func(q *Request) { q.Consent = Consent{State: Ask} }, RefusedConsent},
		"consent over":                  {func(q *Request) { q.Consent.Until = after(-time.Second) }, RefusedConsent},
		"no reason":                     {func(q *Request) { q.Reason = " \n" }, RefusedReason},
		"no ticket where one is needed": {func(q *Request) { q.Rules, q.Ticket = with(func(r *Rule) { r.TicketRequired = true }), " " }, RefusedTicket},
		"three running":                 {func(q *Request) { q.Running = running(11, 12, 13) }, RefusedAtOnce},
	} {
		q := wish("support_agent", "shopper")
		c.change(&q)
		if _, f := (Policy{Zone: time.UTC}).Decide(q); f == nil || f.Code != c.code || f.Message == "" {
			t.Errorf("%s: %+v; want %s", name, f, c.code)
		}
	}
}

func with(change func(r *Rule)) []Rule {
	rules := append([]Rule{}, defaults...)
	change(&rules[0])
	return rules
}

func running(ids ...account.SubjectID) (list []Running) {
	for _, id := range ids {
		list = append(list, Running{ID: int64(id), PublicID: fmt.Sprint("s", id), Subject: id})
	}
	return list
}

func TestDecide_Supersedes(t *testing.T) {
	t.Parallel()
	q := wish("support_agent", "shopper")
	q.Running, q.End = running(11, 12, 13), "s12"
	if g, f := (Policy{}).Decide(q); f != nil || len(g.Supersedes) != 1 || g.Supersedes[0].ID != 12 {
		t.Errorf("naming one at the limit: %v, %+v", f, g.Supersedes)
	}
	q.Running, q.End = running(11, 12, 2), ""
	if g, f := (Policy{}).Decide(q); f != nil || len(g.Supersedes) != 1 || g.Supersedes[0].Subject != 2 {
		t.Errorf("the same subject again: %v, %+v", f, g.Supersedes)
	}
}

// S22 of security.md: rights while acting are ((subject ∩ rule ∩ mode) ∪ (the rule's staff acts ∩ the actor's own)) − never.
func TestS22_NeverMoreThanAllOfThemAllow(t *testing.T) {
	t.Parallel()
	every := account.Everything().List()
	set := rapid.Custom(func(t *rapid.T) account.Permissions {
		return account.Of(rapid.SliceOfDistinct(rapid.SampledFrom(every), rapid.ID[account.Permission]).Draw(t, "permissions")...)
	})
	rapid.Check(t, func(t *rapid.T) {
		rule, subject, actor := set.Draw(t, "rule"), set.Draw(t, "subject"), set.Draw(t, "actor")
		mode := rapid.SampledFrom([]Mode{ReadOnly, Act, "", "everything"}).Draw(t, "mode")
		for p := range Effective(rule, subject, actor, mode) {
			switch {
			case account.Never.Has(p):
				t.Fatalf("%s is on the never list", p)
			case !rule.Has(p):
				t.Fatalf("%s is not in the rule", p)
			case !subject.Has(p) && (!account.StaffActs.Has(p) || !actor.Has(p)):
				t.Fatalf("neither the subject nor, as a staff act, the actor may %s", p)
			case mode != Act && !account.ViewOnly.Has(p):
				t.Fatalf("%s in mode %q", p, mode)
			}
		}
	})
}

// S21, S23: over the whole matrix, nobody acts for staff, for themselves or for one of the same rank, and no grant exceeds.
func TestS21_WholeMatrixHoldsTheRules(t *testing.T) {
	t.Parallel()
	actors := []string{"support_agent", "sales_rep", "power_user", "administrator", "auditor", "buyer", "shopper"}
	subjects := []string{"shopper", "vendor", "other_vendor", "viewer", "buyer", "approver", "power_user", "other_buyer", "support_agent", "administrator"}
	rapid.Check(t, func(t *rapid.T) {
		q := wish(rapid.SampledFrom(actors).Draw(t, "actor"), rapid.SampledFrom(subjects).Draw(t, "subject"))
		q.Mode = rapid.SampledFrom([]Mode{ReadOnly, Act}).Draw(t, "mode")
		q.Consent.State = rapid.SampledFrom([]State{Ask, Allowed, Said}).Draw(t, "consent")
		q.Subject.Status = rapid.SampledFrom([]account.Status{account.Active, account.Invited, account.Blocked}).Draw(t, "status")
		q.Rules = append([]Rule{}, defaults...)
		for i := range q.Rules {
			q.Rules[i].Permissions = account.Everything().List() // a rule that tries to grant everything
		}
		g, f := Policy{}.Decide(q)
		if f != nil {
			return
		}
		may := subjectMay(q.Subject, q.Capacity)
		own := account.StaffActs.And(account.StaffPermissions(q.Actor.Staff))
		switch {
		case q.Subject.Staff != "" || q.Subject.ID == q.Actor.ID || q.Consent.Never() || q.Subject.Status == account.Blocked:
			t.Fatalf("%+v was allowed", q.Subject)
		case g.Rule.ActorRole == PowerUser && !may.Below(q.Actor.Permissions(q.Capacity)):
			t.Fatal("a power user may act for one who is not below")
		case !g.Effective.Within(may.Or(own)) || len(g.Effective.And(account.Never)) > 0:
			t.Fatalf("the grant %v exceeds", g.Effective.List())
		}
	})
}

func TestRule_At(t *testing.T) {
	t.Parallel()
	night := Rule{HoursFrom: "22:00:00", HoursUntil: "06:00:00"}
	for clock, want := range map[string]bool{"21:59": false, "22:00": true, "03:00": true, "05:59": true, "06:00": false, "12:00": false} {
		at, _ := time.Parse("15:04", clock)
		if night.At(at) != want {
			t.Errorf("at %s the night rule says %t", clock, !want)
		}
	}
}
