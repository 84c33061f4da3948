package impersonation_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

func (w *world) rule(root account.Actor, id int64) impersonation.Rule {
	w.t.Helper()
	r, err := w.sessions.Rule(w.t.Context(), root, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) save(root account.Actor, r impersonation.Rule) []impersonation.Ending {
	w.t.Helper()
	ended, err := w.sessions.SaveRule(w.t.Context(), root, r, w.code(int64(root.ID)))
	if err != nil {
		w.t.Fatal(err)
	}
	return ended
}

func without(list []account.Permission, p account.Permission) []account.Permission {
	return slices.DeleteFunc(slices.Clone(list), func(q account.Permission) bool { return p == q })
}

func TestSaveRule_EachFieldStaysAndCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, root, mara := w.agent("Ada Novak"), w.staff("Ruth Root", "administrator"), w.shopper("Mara Lind")
	r := w.rule(root, 1)
	r.Permissions = append(without(without(r.Permissions, account.DiscountGrant), account.PriceOverride), account.OrderPlace)
	r.WholeMinutes, r.IdleMinutes, r.AtOnce, r.TicketRequired = 25, 7, 2, true
	r.Consents = []impersonation.ConsentKind{impersonation.BySwitch}
	r.Footprint, r.JobEnd = impersonation.FootprintEnd, "finish"
	r.Networks = []netip.Prefix{netip.MustParsePrefix("203.0.113.9/24")}
	r.HoursFrom, r.HoursUntil = "00:00", "23:59:59"
	w.save(root, r)
	now := w.rule(root, 1)
	if now.Version != r.Version+1 || now.WholeMinutes != 25 || now.IdleMinutes != 7 || now.AtOnce != 2 || !now.TicketRequired || len(now.Consents) != 1 ||
		now.Footprint != impersonation.FootprintEnd || now.JobEnd != "finish" || now.HoursFrom != "00:00:00" || now.HoursUntil != "23:59:59" ||
		now.Networks[0] != netip.MustParsePrefix("203.0.113.0/24") || len(now.Caps) != 0 || !now.Grants().Has(account.OrderPlace) || now.Grants().Has(account.DiscountGrant) {
		t.Errorf("it reads %+v", now)
	}
	form := w.form(ada, mara)
	form.Ticket = ""
	w.refused(ada, form, fault.Invalid, impersonation.RefusedTicket)
	s := w.begin(ada, mara)
	if a := w.acting(ada, s); !a.Can(account.OrderPlace) || a.Can(account.DiscountGrant) || s.ExpiresAt.Sub(s.StartedAt) != 25*time.Minute {
		t.Errorf("the next start: %v, %v", a.Allowed().List(), s.ExpiresAt.Sub(s.StartedAt))
	}
}

func TestSaveRule_RefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	root := w.staff("Ruth Root", "administrator")
	code, before := w.code(int64(root.ID)), w.rule(root, 1).Version
	for field, change := range map[string]func(r *impersonation.Rule){
		"whole_minutes":      func(r *impersonation.Rule) { r.WholeMinutes = 61 },
		"idle_minutes":       func(r *impersonation.Rule) { r.IdleMinutes = 16 },
		"at_once":            func(r *impersonation.Rule) { r.AtOnce = 0 },
		"permissions":        func(r *impersonation.Rule) { r.Permissions = append(r.Permissions, account.PasswordChange) },
		"cap.discount.grant": func(r *impersonation.Rule) { delete(r.Caps, account.DiscountGrant) },
		"cap.price.override": func(r *impersonation.Rule) { r.Caps[account.PriceOverride] = 101 },
		"consents":           func(r *impersonation.Rule) { r.Consents = nil },
		"relation":           func(r *impersonation.Rule) { r.Relation = impersonation.SameOrganization },
		"footprint":          func(r *impersonation.Rule) { r.Footprint = "maybe" },
		"job_end":            func(r *impersonation.Rule) { r.JobEnd = "later" },
		"hours_from":         func(r *impersonation.Rule) { r.HoursFrom, r.HoursUntil = "eight", "17:00" },
		"hours_until":        func(r *impersonation.Rule) { r.HoursFrom = "08:00" },
	} {
		r := w.rule(root, 1)
		change(&r)
		_, err := w.sessions.SaveRule(t.Context(), root, r, code)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Fields[field] == "" || len(f.Fields) != 1 {
			t.Errorf("%s: %v %+v", field, err, f)
		}
	}
	if v := w.rule(root, 1).Version; v != before {
		t.Errorf("refused changes made version %d of %d", v, before)
	}
	w.save(root, w.rule(root, 1)) // none of them has used the code up: its own step is still free
}

func TestSaveRule_ConcurrentEditIsNoticed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	root := w.staff("Ruth Root", "administrator")
	mine, theirs := w.rule(root, 1), w.rule(root, 1)
	theirs.AtOnce = 2
	w.save(root, theirs)
	mine.AtOnce = 5
	code := w.code(int64(root.ID))
	if _, err := w.sessions.SaveRule(t.Context(), root, mine, code); fault.KindOf(err) != fault.Conflict {
		t.Fatalf("over somebody else's change: %v", err)
	}
	if now := w.rule(root, 1); now.AtOnce != 2 {
		t.Errorf("it came through: %d at once", now.AtOnce)
	}
	mine.Version = w.rule(root, 1).Version
	if _, err := w.sessions.SaveRule(t.Context(), root, mine, code); err != nil {
		t.Errorf("knowing of it, with the code that was not used: %v", err)
	}
}

// A preview tells exactly what the change then ends, and leaves nothing: no change, no end, no entry.
func TestPreviewRule_TellsWhatSavingEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, ben, root := w.agent("Ada Novak"), w.agent("Ben Novak"), w.staff("Ruth Root", "administrator")
	mara := w.shopper("Mara Lind")
	w.begin(ada, mara)
	reading := w.form(ben, w.shopper("Tom Okafor"))
	reading.Mode = impersonation.ReadOnly
	w.start(ben, reading)
	entries, before := get[int](w, `SELECT count(*) FROM audit.entry`), w.rule(root, 1).Version
	for name, c := range map[string]struct {
		change func(r *impersonation.Rule)
		want   string
	}{
		"nothing":           {func(*impersonation.Rule) {}, ""},
		"wider":             {func(r *impersonation.Rule) { r.WholeMinutes, r.AtOnce = 60, 10 }, ""},
		"no changes":        {func(r *impersonation.Rule) { r.MayAct = false }, "Ada Novak for Mara Lind;"},
		"less to change":    {func(r *impersonation.Rule) { r.Permissions = without(r.Permissions, account.CartEdit) }, "Ada Novak for Mara Lind;"},
		"shorter":           {func(r *impersonation.Rule) { r.WholeMinutes = 20 }, "Ada Novak for Mara Lind;Ben Novak for Tom Okafor;"},
		"consent not taken": {func(r *impersonation.Rule) { r.Consents = []impersonation.ConsentKind{impersonation.ByPIN} }, "Ada Novak for Mara Lind;Ben Novak for Tom Okafor;"},
	} {
		r := w.rule(root, 1)
		c.change(&r)
		ended, err := w.sessions.PreviewRule(t.Context(), root, r)
		if err != nil || told(ended) != c.want {
			t.Errorf("%s: %q, %v; want %q", name, told(ended), err, c.want)
		}
	}
	if n := get[int](w, `SELECT count(*) FROM shop.impersonation_session WHERE ended_at IS NULL`); n != 2 {
		t.Errorf("after looking %d sessions run", n)
	}
	if now := w.rule(root, 1); now.Version != before || get[int](w, `SELECT count(*) FROM audit.entry`) != entries {
		t.Error("looking left something behind")
	}
	r := w.rule(root, 1)
	r.MayAct = false
	if ended := w.save(root, r); told(ended) != "Ada Novak for Mara Lind;" {
		t.Errorf("saving ended %q", told(ended))
	}
	if _, err := w.sessions.PreviewRule(t.Context(), ada, r); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a support agent looks: %v", err)
	}
}

func told(list []impersonation.Ending) (s string) {
	for _, e := range list {
		s += e.Actor + " for " + e.Subject + ";"
	}
	return s
}

func TestAddAndRemoveRule(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, root, mara := w.agent("Ada Novak"), w.staff("Ruth Root", "administrator"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	ended, err := w.sessions.RemoveRule(t.Context(), root, 1, w.code(int64(root.ID)))
	if err != nil || told(ended) != "Ada Novak for Mara Lind;" {
		t.Fatalf("%q, %v", told(ended), err)
	}
	w.over(ada, s, impersonation.PolicyChanged)
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedNoRule)
	if _, err := w.sessions.Rule(t.Context(), root, 1); !fault.Is(err, fault.NotFound) {
		t.Errorf("a removed rule: %v", err)
	}
	for _, statement := range []string{`UPDATE shop.impersonation_rule SET removed_at = NULL, enabled = true WHERE id = 1`, `DELETE FROM shop.impersonation_rule WHERE id = 1`} {
		if w.try(statement) == nil {
			t.Errorf("the shop's own role: %s", statement)
		}
	}
	r := impersonation.Rule{ActorRole: "support_agent", Capacity: account.CapacityShopper, Relation: impersonation.Any, MayAct: true, WholeMinutes: 10,
		IdleMinutes: 5, AtOnce: 1, Consents: []impersonation.ConsentKind{impersonation.BySwitch}, Footprint: impersonation.FootprintStepUp, Enabled: true,
		Permissions: []account.Permission{account.CartView, account.CartEdit}}
	id, err := w.sessions.AddRule(t.Context(), root, r, w.code(int64(root.ID)))
	if err != nil {
		t.Fatal(err)
	}
	if s := w.begin(ada, mara); s.RuleID != id || len(w.acting(ada, s).Allowed()) != 3 {
		t.Errorf("the start by the new rule: %+v", s)
	}
	if _, err := w.sessions.AddRule(t.Context(), root, r, w.code(int64(root.ID))); fault.KindOf(err) != fault.Conflict || fault.As(err).Fields["relation"] == "" {
		t.Errorf("a second rule in the same place: %v", err)
	}
	if n := get[int](w, `SELECT count(*) FROM audit.entry WHERE action IN ('policy.add_rule', 'policy.remove_rule') AND outcome = 'done' AND object <> ''`); n != 2 {
		t.Errorf("the record tells %d of the two changes", n)
	}
}

// The database itself holds the shape of a rule, whoever writes it.
func TestRule_ShapeIsHeldByTheDatabase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, p := range account.Never.List() {
		err := w.try(`UPDATE shop.impersonation_rule SET permissions = permissions || $1::text WHERE id = 1`, string(p))
		if store.Constraint(err) != "impersonation_rule_never" {
			t.Errorf("%s in a rule: %v", p, err)
		}
		_, err = w.Owner.ExecContext(t.Context(), `UPDATE shop.impersonation_rule SET permissions = permissions || $1::text WHERE id = 1`, string(p))
		if err == nil {
			t.Errorf("%s in a rule, written by the superuser", p)
		}
	}
	if n := get[int](w, `SELECT cardinality(shop.never_granted())`); n != len(account.Never) {
		t.Errorf("the database's list has %d permissions, the program's %d", n, len(account.Never))
	}
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	s := w.begin(ada, mara)
	copied := `INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions, footprint,
		reason, consent_kind, consent_text, expires_at, idle_minutes) SELECT subject_id, actor_id, sign_in_id, actor_role, capacity, rule_id, rule, mode,
		permissions || '{%s}', footprint, reason, consent_kind, consent_text, expires_at, idle_minutes FROM shop.impersonation_session WHERE id = $1`
	if err := w.try(fmt.Sprintf(copied, "mfa.change"), s.ID); store.Constraint(err) != "impersonation_session_never" {
		t.Errorf("a session with more than anybody may: %v", err)
	}
	for set, constraint := range map[string]string{
		`caps = '{"discount.grant": 101}'`:                                     "impersonation_rule_caps",
		`caps = '{"discount.grant": "all"}'`:                                   "impersonation_rule_caps",
		`caps = '[]'`:                                                          "impersonation_rule_caps",
		`relation = 'assigned'`:                                                "impersonation_rule_relation",
		`relation = 'same_organization', capacity = 'organization'`:            "impersonation_rule_same",
		`consents = '{organization}'`:                                          "impersonation_rule_consents",
		`consents = '{}'`:                                                      "impersonation_rule_consents_check",
		`removed_at = shop.shop_now()`:                                         "impersonation_rule_removed",
		`actor_role = 'auditor'`:                                               "impersonation_rule_actor_role_check",
		`hours_from = '08:00'`:                                                 "impersonation_rule_check1",
		`idle_minutes = 15, whole_minutes = 14`:                                "impersonation_rule_check",
		`actor_role = 'power_user', capacity = 'organization'`:                 "impersonation_rule_check2",
		`capacity = 'organization', relation = 'any', consents = '{standing}'`: "impersonation_rule_place",
	} {
		if err := w.try(`UPDATE shop.impersonation_rule SET ` + set + ` WHERE id = 1`); store.Constraint(err) != constraint {
			t.Errorf("%s: %q, %v; want %s", set, store.Constraint(err), err, constraint)
		}
	}
}

// S12: no rule can exceed 60 minutes whole and 15 idle, by no way.
func TestS12_NoRulePastItsLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	root := w.staff("Ruth Root", "administrator")
	for set, field := range map[string]string{"whole_minutes = 61": "whole_minutes", "idle_minutes = 16": "idle_minutes",
		"idle_minutes = 0": "idle_minutes"} {
		if err := w.try(`UPDATE shop.impersonation_rule SET ` + set + ` WHERE id = 3`); store.Constraint(err) != "impersonation_rule_"+field+"_check" {
			t.Errorf("%s: %v", set, err)
		}
	}
	r := w.rule(root, 3)
	r.WholeMinutes, r.IdleMinutes = 61, 16
	if _, err := w.sessions.SaveRule(t.Context(), root, r, w.code(int64(root.ID))); fault.As(err).Fields["whole_minutes"] == "" || fault.As(err).Fields["idle_minutes"] == "" {
		t.Errorf("the form: %v", err)
	}
	r.ID, r.Version = 0, 0
	if _, err := w.sessions.AddRule(t.Context(), root, r, w.code(int64(root.ID))); !fault.Is(err, fault.Invalid) {
		t.Errorf("a new rule: %v", err)
	}
}
