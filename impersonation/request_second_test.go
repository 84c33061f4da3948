package impersonation_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
)

func TestI60_TheSecondPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	root, ada, mara := w.staff("Ruth Root", "administrator"), w.agent("Ada Novak"), w.asking("Mara Lind")
	form := func() impersonation.StartForm {
		f := w.form(root, mara)
		f.Mode = impersonation.ReadOnly
		return f
	}
	w.refused(root, form(), fault.Forbidden, impersonation.RefusedConsent)
	asked := w.ask(root, form(), impersonation.SecondPerson)
	w.refused(root, form(), fault.Forbidden, impersonation.RefusedConsent) // no code helps before the yes

	// Never the actor's own yes, nor the subject's, nor one's who may not act or may not know the subject.
	for name, who := range map[string]account.Actor{"the actor": root, "the subject": w.signIn(int64(mara.ID)),
		"an auditor": w.staff("Eve Audit", "auditor"), "a sales rep elsewhere": w.staff("Rita Rep", "sales_rep")} {
		if _, err := w.sessions.AnswerSecond(t.Context(), who, asked.PublicID, true, w.code(int64(who.ID))); err == nil {
			t.Errorf("%s answers for a second person", name)
		}
		if list, err := w.sessions.WaitingRequests(t.Context(), who); err != nil || len(list) != 0 {
			t.Errorf("%s sees %v, %v", name, list, err)
		}
	}
	if list, err := w.sessions.WaitingRequests(t.Context(), ada); err != nil || len(list) != 1 || list[0].Reason != "The code does not work" {
		t.Fatalf("Ada sees %+v, %v", list, err)
	}
	// The yes needs the answerer's own fresh code.
	for _, code := range []string{"", "000000"} {
		if _, err := w.sessions.AnswerSecond(t.Context(), ada, asked.PublicID, true, code); !fault.Is(err, fault.Invalid) {
			t.Errorf("with code %q: %v", code, err)
		}
	}
	w.must(w.sessions.AnswerSecond(t.Context(), ada, asked.PublicID, true, w.code(int64(ada.ID))))
	if _, err := w.sessions.AnswerSecond(t.Context(), ada, asked.PublicID, false, ""); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second answer: %v", err)
	}
	wrong := form()
	wrong.Code = "000000"
	w.refused(root, wrong, fault.Invalid, account.CodeWrong)
	s := w.start(root, form())
	if s.ConsentKind != impersonation.SecondPerson || s.Second != account.ID(ada.ID) || !strings.Contains(s.ConsentText, "Ada Novak agreed") {
		t.Errorf("the session keeps %s, %d, %q", s.ConsentKind, s.Second, s.ConsentText)
	}
	w.acting(root, s)
	if _, err := w.sessions.End(t.Context(), root, s.PublicID); err != nil {
		t.Fatal(err)
	}
	w.refused(root, form(), fault.Forbidden, impersonation.RefusedConsent) // once

	no := w.ask(root, form(), impersonation.SecondPerson)
	w.must(w.sessions.AnswerSecond(t.Context(), ada, no.PublicID, false, ""))
	w.refused(root, form(), fault.Forbidden, impersonation.RefusedConsent)
	if w.entries(no, "acting.answer") != 1 || w.state(no) != "no" {
		t.Errorf("the refusal is %s with %d entries", w.state(no), w.entries(no, "acting.answer"))
	}
	lapsed := w.ask(root, form(), impersonation.SecondPerson)
	w.Shift(t, impersonation.AskLife+time.Second)
	if _, err := w.sessions.AnswerSecond(t.Context(), ada, lapsed.PublicID, true, w.code(int64(ada.ID))); !fault.Is(err, fault.Conflict) {
		t.Errorf("a yes after 15 minutes: %v", err)
	}
	if n, err := w.sessions.LapseRequests(t.Context()); n != 1 || err != nil || w.entries(lapsed, "acting.lapse_request") != 1 {
		t.Errorf("%d lapses, %v", n, err)
	}
}

func TestI60_TwoStartsOnOneYesGiveOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	root, ada, mara := w.staff("Ruth Root", "administrator"), w.agent("Ada Novak"), w.asking("Mara Lind")
	form := w.form(root, mara)
	form.Mode = impersonation.ReadOnly
	asked := w.ask(root, form, impersonation.SecondPerson)
	w.must(w.sessions.AnswerSecond(t.Context(), ada, asked.PublicID, true, w.code(int64(ada.ID))))
	w.change(`UPDATE shop.totp SET last_step = 0`)
	earlier := form
	earlier.Code, _ = account.Code(account.SecretText(secret), w.now().Add(-30*time.Second))
	form.Code = w.sameCode()
	results := make(chan error, 2)
	for _, f := range []impersonation.StartForm{form, earlier} {
		go func() {
			_, err := w.sessions.Start(context.WithoutCancel(t.Context()), root, f)
			results <- err
		}()
	}
	failed := 0
	for range 2 {
		if err := <-results; err != nil {
			failed++
		}
	}
	if n := get[int](w, `SELECT count(*) FROM shop.impersonation_session`); n != 1 || failed != 1 {
		t.Errorf("%d sessions, %d refusals", n, failed)
	}
}

func TestI60_WhatVoidsARequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		change string
		by     func(root, ada account.Actor, mara account.Person) int64
	}{
		"the actor is locked":     {`UPDATE shop.person SET status = 'locked' WHERE id = $1`, func(r, _ account.Actor, _ account.Person) int64 { return int64(r.ID) }},
		"the actor is demoted":    {`DELETE FROM shop.staff_role WHERE person_id = $1`, func(r, _ account.Actor, _ account.Person) int64 { return int64(r.ID) }},
		"the actor signs out":     {`UPDATE web.sign_in SET ended_at = shop.shop_now(), end_cause = 'user' WHERE person_id = $1`, func(r, _ account.Actor, _ account.Person) int64 { return int64(r.ID) }},
		"who said yes is demoted": {`UPDATE shop.staff_role SET role = 'auditor' WHERE person_id = $1`, func(_, a account.Actor, _ account.Person) int64 { return int64(a.ID) }},
		"the subject is blocked":  {`UPDATE shop.person SET status = 'blocked' WHERE id = $1`, func(_, _ account.Actor, m account.Person) int64 { return int64(m.ID) }},
		"the subject says never":  {`INSERT INTO shop.consent (person_id, state) VALUES ($1, 'never')`, func(_, _ account.Actor, m account.Person) int64 { return int64(m.ID) }},
		"the subject is flagged":  {`UPDATE shop.person SET never_impersonate = true WHERE id = $1`, func(_, _ account.Actor, m account.Person) int64 { return int64(m.ID) }},
		"the rule promises otherwise": {`UPDATE shop.impersonation_rule SET whole_minutes = whole_minutes + 1 WHERE actor_role = 'administrator' AND $1 > 0`,
			func(r, _ account.Actor, _ account.Person) int64 { return int64(r.ID) }},
	} {
		root, ada, mara := w.staff("Ruth "+name, "administrator"), w.agent("Ada "+name), w.asking("Mara "+name)
		form := w.form(root, mara)
		form.Mode = impersonation.ReadOnly
		asked := w.ask(root, form, impersonation.SecondPerson)
		w.must(w.sessions.AnswerSecond(t.Context(), ada, asked.PublicID, true, w.code(int64(ada.ID))))
		w.change(c.change, c.by(root, ada, mara))
		if got := w.state(asked); got != "cancelled" {
			t.Errorf("%s: the request is %s", name, got)
		}
	}
}

func TestI60_ARequestMovesForwardsOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.asking("Mara Lind")
	self := w.signIn(int64(mara.ID))
	asked := w.prompted(ada, mara)
	w.must(w.sessions.AnswerPrompt(t.Context(), self, asked.PublicID, false))
	for _, statement := range []string{
		`UPDATE shop.acting_request SET state = 'waiting', answered_by = NULL, answered_at = NULL WHERE id = $1`,
		`UPDATE shop.acting_request SET state = 'yes' WHERE id = $1`,
		`UPDATE shop.acting_request SET reason = 'another' WHERE id = $1`,
		`UPDATE shop.acting_request SET expires_at = expires_at - interval '1 minute' WHERE id = $1`,
		`DELETE FROM shop.acting_request WHERE id = $1`,
	} {
		if err := w.try(statement, asked.ID); err == nil {
			t.Errorf("the shop's own role may: %s", statement)
		}
	}
}

func TestS30_ASensitiveAccountNeedsASecondPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, ben, root := w.agent("Ada Novak"), w.agent("Ben Novak"), w.staff("Ruth Root", "administrator")
	mara := w.shopper("Mara Lind") // she has allowed it, which is not enough
	running := w.begin(ben, mara)
	if err := w.accounts.FlagSensitive(t.Context(), ada, w.code(int64(ada.ID)), mara.ID, true); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an agent marks her: %v", err)
	}
	if err := w.accounts.FlagSensitive(t.Context(), root, w.code(int64(root.ID)), mara.ID, true); err != nil {
		t.Fatal(err)
	}
	w.over(ben, running, impersonation.SubjectChanged)
	f := w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent)
	if !strings.Contains(f.Message, "sensitive") {
		t.Errorf("it says %q", f.Message)
	}
	asked := w.ask(ada, w.form(ada, mara), impersonation.SecondPerson)
	if _, err := w.sessions.AnswerSecond(t.Context(), ada, asked.PublicID, true, w.code(int64(ada.ID))); !fault.Is(err, fault.NotFound) {
		t.Errorf("her own yes: %v", err)
	}
	w.must(w.sessions.AnswerSecond(t.Context(), ben, asked.PublicID, true, w.code(int64(ben.ID))))
	s := w.start(ada, w.form(ada, mara))
	if s.Second != account.ID(ben.ID) || s.ConsentKind != impersonation.BySwitch || !strings.Contains(s.ConsentText, "Ben Novak agreed") {
		t.Errorf("the session keeps %d, %s, %q", s.Second, s.ConsentKind, s.ConsentText)
	}
	w.acting(ada, s)
	if _, err := w.sessions.End(t.Context(), ada, s.PublicID); err != nil {
		t.Fatal(err)
	}
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent) // once

	// A yes to looking is none to changes, also when it came on top of her own consent.
	looking := w.form(ada, mara)
	looking.Mode = impersonation.ReadOnly
	toLook := w.ask(ada, looking, impersonation.SecondPerson)
	w.must(w.sessions.AnswerSecond(t.Context(), ben, toLook.PublicID, true, w.code(int64(ben.ID))))
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent)
	looking.Code = w.code(int64(ada.ID))
	read := w.start(ada, looking)
	if err := w.sessions.AllowChanges(t.Context(), w.acting(ada, read), w.code(int64(ada.ID))); !fault.Is(err, fault.Forbidden) {
		t.Errorf("raised to changes without the second person: %v", err)
	}
	w.end(ada, read)

	late := w.ask(ada, w.form(ada, mara), impersonation.SecondPerson)
	w.must(w.sessions.AnswerSecond(t.Context(), ben, late.PublicID, true, w.code(int64(ben.ID))))
	w.Shift(t, impersonation.AskLife+time.Second)
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent) // 15 minutes
}

func TestS30_TheirOwnYesAndTheSecondPersonsTogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, ben, mara := w.agent("Ada Novak"), w.agent("Ben Novak"), w.asking("Mara Lind")
	w.change(`UPDATE shop.person SET sensitive = true WHERE id = $1`, mara.ID)
	second := w.ask(ada, w.form(ada, mara), impersonation.SecondPerson)
	w.must(w.sessions.AnswerSecond(t.Context(), ben, second.PublicID, true, w.code(int64(ben.ID))))
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent) // a colleague's yes is not hers
	first := w.prompted(ada, mara)
	w.must(w.sessions.AnswerPrompt(t.Context(), w.signIn(int64(mara.ID)), first.PublicID, true))
	s := w.start(ada, w.form(ada, mara))
	if s.ConsentKind != impersonation.ByPrompt || s.Second != account.ID(ben.ID) || w.state(first) != "used" || w.state(second) != "used" {
		t.Errorf("%s, %d, %s, %s", s.ConsentKind, s.Second, w.state(first), w.state(second))
	}
}
