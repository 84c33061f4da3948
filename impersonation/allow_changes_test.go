package impersonation_test

import (
	"context"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/storetest"
)

// looking begins a read-only session.
func (w *world) looking(actor account.Actor, subject account.Person) impersonation.Session {
	w.t.Helper()
	form := w.form(actor, subject)
	form.Mode = impersonation.ReadOnly
	return w.start(actor, form)
}

func TestI37_AFreshCodeRaisesASessionToChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.agent("Ada Novak")
	s := w.looking(ada, w.shopper("Mara Lind"))
	a := w.acting(ada, s)
	if a.Can(account.CartEdit) || a.Can(account.DiscountGrant) {
		t.Fatal("a read-only session may change things")
	}
	row := get[string](w, `SELECT i::text FROM shop.impersonation_session i WHERE i.id = $1`, s.ID)
	for code, want := range map[string]string{"000000": account.CodeWrong, w.sameCodeUsed(int64(ada.ID)): account.CodeUsed} {
		if err := w.sessions.AllowChanges(t.Context(), a, code); fault.As(err) == nil || fault.As(err).Code != want {
			t.Errorf("the code %s says %v; want %s", code, err, want)
		}
	}
	if w.acting(ada, s).Can(account.CartEdit) {
		t.Fatal("a refused code raised it")
	}
	if err := w.sessions.AllowChanges(t.Context(), a, w.code(int64(ada.ID))); err != nil {
		t.Fatal(err)
	}
	st := w.current(ada, s)
	if !st.Actor.Can(account.CartEdit) || !st.Actor.Can(account.DiscountGrant) || st.Actor.Can(account.OrderPlace) || st.Session.Mode != impersonation.Act || st.Session.RaisedAt == nil {
		t.Errorf("raised, it allows %v in mode %s", st.Actor.Allowed().List(), st.Session.Mode)
	}
	if after := get[string](w, `SELECT i::text FROM shop.impersonation_session i WHERE i.id = $1`, s.ID); after != row {
		t.Errorf("the session's row changed:\n%s\n%s", row, after)
	}
	if outcomes := get[string](w, `SELECT string_agg(outcome, ' ' ORDER BY id) FROM audit.entry WHERE action = 'acting.allow_changes' AND session = $1 AND actor = $2`,
		s.ID, int64(ada.ID)); outcomes != "refused refused done" {
		t.Errorf("the record says %q", outcomes)
	}
	if err := w.sessions.AllowChanges(t.Context(), st.Actor, w.code(int64(ada.ID))); fault.As(err) == nil || fault.As(err).Code != impersonation.RefusedRaised {
		t.Errorf("a second time says %v", err)
	}
}

// sameCodeUsed is the present code, used already.
func (w *world) sameCodeUsed(person int64) string {
	w.t.Helper()
	w.change(`UPDATE shop.totp SET last_step = extract(epoch FROM shop.shop_now())::bigint / 30 WHERE person_id = $1`, person)
	return w.sameCode()
}

func TestI37_WhatIsNotRaised(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		before, during string
		want           string
	}{
		"a rule for reading":         {before: `UPDATE shop.impersonation_rule SET may_act = false WHERE id = 1`, want: impersonation.RefusedReadOnly},
		"a rule that came to read":   {during: `UPDATE shop.impersonation_rule SET may_act = false WHERE id = 1`, want: impersonation.RefusedReadOnly},
		"a yes to looking":           {before: "prompt", want: impersonation.RefusedLookingOK},
		"a second person's yes":      {before: "second_person", want: impersonation.RefusedLookingOK},
		"a rule widened since (no)":  {before: `UPDATE shop.impersonation_rule SET may_act = false WHERE id = 1`, during: `UPDATE shop.impersonation_rule SET may_act = true WHERE id = 1`, want: impersonation.RefusedReadOnly},
		"the session ended meantime": {during: `SELECT shop.end_sessions(array_agg(id), 'killed') FROM shop.impersonation_session`, want: "session_ended"},
	} {
		w.change(`UPDATE shop.impersonation_rule SET may_act = true, enabled = true WHERE id = 1`)
		ada, mara := w.agent("Ada "+name), w.shopper("Mara "+name)
		var s impersonation.Session
		if c.before == "prompt" || c.before == "second_person" {
			s = w.asked(ada, mara, c.before)
		} else {
			if c.before != "" {
				w.change(c.before)
			}
			s = w.looking(ada, mara)
		}
		a := w.acting(ada, s)
		if c.during != "" {
			w.change(c.during)
		}
		err := w.sessions.AllowChanges(t.Context(), a, w.code(int64(ada.ID)))
		if f := fault.As(err); f == nil || f.Code != c.want {
			t.Errorf("%s: %v; want %s", name, err, c.want)
		}
		if n := get[int](w, `SELECT count(*) FROM shop.impersonation_step_up WHERE session_id = $1`, s.ID); n != 0 {
			t.Errorf("%s: raised all the same", name)
		}
	}
}

// asked begins a read-only session on a yes that was given for looking.
func (w *world) asked(actor account.Actor, subject account.Person, kind string) (s impersonation.Session) {
	w.t.Helper()
	w.change(`INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions,
			  footprint, reason, consent_kind, consent_text, expires_at, idle_minutes, second_person)
			SELECT $1, $2, $3, 'support_agent', 'shopper', r.id, to_jsonb(r), 'read_only', ARRAY['shop.browse'], 'record', 'asked', $4, 'yes',
			       shop.shop_now() + interval '30 minutes', 10, CASE WHEN $4 = 'second_person' THEN $5::bigint END
			  FROM shop.impersonation_rule r WHERE r.id = 1`,
		int64(actor.ID), int64(subject.ID), actor.SignIn, kind, storetest.Staff(w.t, w.DB, "Second "+kind, "administrator"))
	id := get[string](w, `SELECT public_id FROM shop.impersonation_session ORDER BY id DESC LIMIT 1`)
	s, err := w.sessions.ByPublicID(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func TestI37_ARaisedSessionEndsWhenItsRuleNarrows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, change := range map[string]string{
		"no changes any more": `UPDATE shop.impersonation_rule SET may_act = false WHERE id = 1`,
		"fewer":               `UPDATE shop.impersonation_rule SET permissions = array_remove(permissions, 'cart.edit') WHERE id = 1`,
	} {
		ada := w.agent("Ada " + name)
		raised, plain := w.looking(ada, w.shopper("Mara "+name)), w.looking(ada, w.shopper("Tom "+name))
		a := w.acting(ada, raised)
		if err := w.sessions.AllowChanges(t.Context(), a, w.code(int64(ada.ID))); err != nil {
			t.Fatal(err)
		}
		w.change(change)
		row, err := w.sessions.ByPublicID(t.Context(), raised.PublicID)
		if err != nil || row.EndCause != impersonation.PolicyChanged {
			t.Errorf("%s: the row says %q, %v", name, row.EndCause, err)
		}
		if err := w.write(a); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: a write says %v", name, err)
		}
		if st := w.current(ada, plain); st.Outcome != impersonation.Open {
			t.Errorf("%s: the session that only looks is %v, %s", name, st.Outcome, st.Cause)
		}
		w.change(`SELECT shop.end_sessions(array_agg(id), 'killed') FROM shop.impersonation_session`)
		w.change(`UPDATE shop.impersonation_rule SET may_act = true, permissions = permissions || '{cart.edit}' WHERE id = 1`)
	}
}

// The database itself refuses what the verb would not ask for, and the second look of each request finds a narrowed rule that no
// trigger saw.
func TestI37_TheDatabaseHoldsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.agent("Ada Novak")
	s := w.looking(ada, w.shopper("Mara Lind"))
	insert := `INSERT INTO shop.impersonation_step_up (session_id, kind, permissions) SELECT $1, 'act', array_append(r.permissions, 'password.change')
		FROM shop.impersonation_rule r WHERE r.id = 1`
	if err := w.try(insert, s.ID); err == nil {
		t.Error("more than the rule grants was let in")
	}
	if err := w.sessions.AllowChanges(t.Context(), w.acting(ada, s), w.code(int64(ada.ID))); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{`ALTER TABLE shop.impersonation_rule DISABLE TRIGGER USER`, `UPDATE shop.impersonation_rule SET may_act = false WHERE id = 1`,
		`ALTER TABLE shop.impersonation_rule ENABLE TRIGGER USER`} {
		if _, err := w.Owner.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	w.over(ada, s, impersonation.PolicyChanged)
}

func TestI32_ContinueMovesTheIdleEndOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.agent("Ada Novak")
	s := w.begin(ada, w.shopper("Mara Lind"))
	a := w.acting(ada, s)
	for range 3 { // nine idle minutes, three times: it would be over without a sign of life
		w.Shift(t, 9*time.Minute)
		if cause, err := w.sessions.Stay(t.Context(), a); cause != "" || err != nil {
			t.Fatalf("%q, %v", cause, err)
		}
	}
	st := w.current(ada, s)
	if st.Outcome != impersonation.Open || !st.Session.ExpiresAt.Equal(s.ExpiresAt) {
		t.Fatalf("%v; it ends at %v, it was to end at %v", st.Outcome, st.Session.ExpiresAt, s.ExpiresAt)
	}
	w.Shift(t, 3*time.Minute+time.Second)
	if cause, err := w.sessions.Stay(t.Context(), a); cause != impersonation.Expired || err != nil {
		t.Errorf("after the absolute end: %q, %v", cause, err)
	}
	w.over(ada, s, impersonation.Expired)
	if n := get[int](w, `SELECT count(*) FROM audit.entry WHERE action = 'acting.stay' AND session = $1 AND NOT passive`, s.ID); n != 3 {
		t.Errorf("%d signs of life in the record", n)
	}
}

// Raising races with narrowing the rule: whichever comes first, no session is left that allows more than the rule does.
func TestI37_RaisingRacesWithTheRule(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	raised := 0
	for range 60 {
		w.change(`UPDATE shop.impersonation_rule SET may_act = true WHERE id = 1`)
		s := w.looking(ada, mara)
		a, code := w.acting(ada, s), w.code(int64(ada.ID))
		done := make(chan error, 1)
		go func() { done <- w.sessions.AllowChanges(context.WithoutCancel(t.Context()), a, code) }()
		w.change(`UPDATE shop.impersonation_rule SET may_act = false WHERE id = 1`)
		if err := <-done; err == nil {
			raised++
		}
		if n := get[int](w, `SELECT count(*) FROM shop.impersonation_step_up u JOIN shop.impersonation_session i ON i.id = u.session_id
			WHERE u.kind = 'act' AND i.ended_at IS NULL`); n != 0 {
			t.Fatal("a raised session outlived its rule")
		}
		w.change(`SELECT shop.end_sessions(array_agg(id), 'killed') FROM shop.impersonation_session`)
	}
	t.Logf("%d of 60 were raised first", raised)
}
