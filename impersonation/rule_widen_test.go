package impersonation_test

import (
	"testing"

	"standin/impersonation"
	"standin/store/account"
)

// I13: a changed rule ends what it no longer allows, at once; what it allows more of counts for new sessions and ends nothing.
func TestI13_NarrowingEndsAndWideningDoesNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	const from = `networks = '{192.0.2.0/24, 198.51.100.0/24}', hours_from = '08:00', hours_until = '20:00', footprint = 'step_up', ticket_required = false,
		whole_minutes = 30, idle_minutes = 10, at_once = 3, job_end = 'stop'`
	for _, c := range []struct {
		to   string
		ends bool
	}{
		{`networks = '{}'`, false},
		{`networks = '{192.0.2.0/23, 198.51.0.0/16}'`, false},
		{`networks = '{192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24}'`, false},
		{`networks = '{192.0.2.0/24}'`, true},
		{`networks = '{192.0.2.0/25, 198.51.100.0/24}'`, true},
		{`hours_from = NULL, hours_until = NULL`, false},
		{`hours_from = '07:00', hours_until = '21:00'`, false},
		{`hours_from = '06:00', hours_until = '02:00'`, false}, // over midnight, all of the day's hours within
		{`hours_from = '09:00'`, true},
		{`hours_until = '19:59'`, true},
		{`hours_from = '20:00', hours_until = '08:00'`, true}, // the night in place of the day
		{`footprint = 'record'`, false},
		{`footprint = 'end'`, true},
		{`ticket_required = true`, true}, // it has none
		{`whole_minutes = 60, idle_minutes = 15, at_once = 9, job_end = 'finish'`, false},
		{`whole_minutes = 29`, true},
	} {
		w.change(`UPDATE shop.impersonation_rule SET ` + from + `, relation = 'any' WHERE id = 1`)
		s := w.opened(ada, mara)
		w.change(`UPDATE shop.impersonation_rule SET ` + c.to + ` WHERE id = 1`)
		now, err := w.sessions.ByPublicID(t.Context(), s.PublicID)
		if err != nil {
			t.Fatal(err)
		}
		if !now.Open() != c.ends || c.ends && now.EndCause != impersonation.PolicyChanged {
			t.Errorf("%s: it runs: %t, and ended by %q", c.to, now.Open(), now.EndCause)
		}
		w.change(`SELECT shop.end_sessions(array_agg(id), 'killed') FROM shop.impersonation_session WHERE ended_at IS NULL`)
	}
}

// I19: tickets are asked for from now on; a session that has one goes on.
func TestI19_ASessionWithATicketGoesOnWhenTicketsAreAskedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.agent("Ada Novak")
	form, bare := w.form(ada, w.shopper("Mara Lind")), w.form(ada, w.shopper("Tom Okafor"))
	form.Ticket, bare.Ticket = "4812", ""
	with := w.start(ada, form)
	bare.Code = w.code(int64(ada.ID))
	without := w.start(ada, bare)
	w.change(`UPDATE shop.impersonation_rule SET ticket_required = true WHERE id = 1`)
	w.over(ada, without, impersonation.PolicyChanged)
	if st := w.current(ada, with); st.Outcome != impersonation.Open {
		t.Errorf("the session with a ticket is %v, %s", st.Outcome, st.Cause)
	}
}

// opened writes the row of a session under rule 1, whatever its networks and hours say.
func (w *world) opened(actor account.Actor, subject account.Person) impersonation.Session {
	w.t.Helper()
	w.change(`INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions,
			  footprint, reason, consent_kind, consent_text, expires_at, idle_minutes)
			SELECT $1, $2, $3, 'support_agent', 'shopper', r.id, to_jsonb(r), 'act', ARRAY['shop.browse'], 'record', 'asked', 'standing', 'yes',
			       shop.shop_now() + interval '30 minutes', 10 FROM shop.impersonation_rule r WHERE r.id = 1`,
		int64(actor.ID), int64(subject.ID), actor.SignIn)
	s, err := w.sessions.ByPublicID(w.t.Context(), get[string](w, `SELECT public_id FROM shop.impersonation_session ORDER BY id DESC LIMIT 1`))
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}
