package impersonation_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/storetest"
)

// asking is a shopper who wants to be asked first.
func (w *world) asking(name string) account.Person {
	w.t.Helper()
	return w.person(storetest.Person(w.t, w.DB, name))
}

// prompted asks on the subject's screen.
func (w *world) prompted(actor account.Actor, subject account.Person) impersonation.Asked {
	w.t.Helper()
	return w.ask(actor, w.form(actor, subject), impersonation.ByPrompt)
}

func (w *world) ask(actor account.Actor, form impersonation.StartForm, kind impersonation.ConsentKind) impersonation.Asked {
	w.t.Helper()
	asked, err := w.sessions.Ask(w.t.Context(), actor, form, kind)
	if err != nil {
		w.t.Fatal(err)
	}
	return asked
}

func (w *world) state(a impersonation.Asked) string {
	w.t.Helper()
	return get[string](w, `SELECT state FROM shop.acting_request WHERE id = $1`, a.ID)
}

// entries counts what stands in the record about a request.
func (w *world) entries(a impersonation.Asked, action string) int {
	w.t.Helper()
	return get[int](w, `SELECT count(*) FROM audit.entry WHERE object = 'request:' || $1::text AND action = $2`, a.ID, action)
}

func TestI11_APromptOnTheirOwnScreen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.asking("Mara Lind")
	self := w.signIn(int64(mara.ID))
	f := w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent)
	if !strings.Contains(f.Message, "ask on their screen") || !strings.Contains(f.Message, "PIN") {
		t.Errorf("the refusal does not say what would help: %q", f.Message)
	}
	asked := w.prompted(ada, mara)
	for _, part := range []string{"Support asks to act for you", "The code does not work", "change the cart", "They may not", "30 minutes"} {
		if !strings.Contains(asked.Text, part) {
			t.Errorf("what is shown lacks %q: %s", part, asked.Text)
		}
	}
	if visit, err := w.sessions.Identify(t.Context(), self.SignIn); err != nil || len(visit.Prompts) != 1 || visit.Prompts[0].PublicID != asked.PublicID {
		t.Fatalf("the screen shows %+v, %v", visit.Prompts, err)
	}
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent) // still no yes
	if _, err := w.sessions.AnswerPrompt(t.Context(), self, asked.PublicID, true); err != nil {
		t.Fatal(err)
	}
	form := w.form(ada, mara)
	other := form
	other.Reason = "Something else"
	w.refused(ada, other, fault.Forbidden, impersonation.RefusedConsent)
	s := w.start(ada, form)
	if s.ConsentKind != impersonation.ByPrompt || s.ConsentAt == nil || !strings.Contains(s.ConsentText, asked.Text) || s.Second != 0 {
		t.Errorf("the session keeps %s, %q", s.ConsentKind, s.ConsentText)
	}
	if w.state(asked) != "used" || w.entries(asked, "acting.answer") != 1 {
		t.Errorf("the request is %s", w.state(asked))
	}
	if _, err := w.sessions.End(t.Context(), ada, s.PublicID); err != nil {
		t.Fatal(err)
	}
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent) // once
}

func TestI11_ANoAndAWithdrawnYes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.asking("Mara Lind")
	self := w.signIn(int64(mara.ID))
	no := w.prompted(ada, mara)
	if _, err := w.sessions.AnswerPrompt(t.Context(), self, no.PublicID, false); err != nil {
		t.Fatal(err)
	}
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent)
	if _, err := w.sessions.AnswerPrompt(t.Context(), self, no.PublicID, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("a no became a yes: %v", err)
	}
	early := w.prompted(ada, mara)
	w.must(w.sessions.AnswerPrompt(t.Context(), self, early.PublicID, true))
	if err := w.sessions.Withdraw(t.Context(), self, early.PublicID); err != nil {
		t.Fatal(err)
	}
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent)

	yes := w.prompted(ada, mara)
	w.must(w.sessions.AnswerPrompt(t.Context(), self, yes.PublicID, true))
	s := w.start(ada, w.form(ada, mara))
	a := w.acting(ada, s)
	if err := w.sessions.Withdraw(t.Context(), w.signIn(storetest.Person(t, w.DB, "Tom Okafor")), yes.PublicID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger takes Mara's yes back: %v", err)
	}
	if err := w.sessions.Withdraw(t.Context(), self, yes.PublicID); err != nil {
		t.Fatal(err)
	}
	w.over(ada, s, impersonation.ConsentWithdrawn)
	if err := w.write(a); !fault.Is(err, fault.Conflict) {
		t.Errorf("a write after the withdrawal says %v", err)
	}
	if err := w.sessions.Withdraw(t.Context(), self, yes.PublicID); !fault.Is(err, fault.Conflict) {
		t.Errorf("it is taken back twice: %v", err)
	}
}

// must is for verbs whose result a test does not look at.
func (w *world) must(_ impersonation.Asked, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestI11_PromptsAreTheirsAloneAndNeverWhileActing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, ben, mara := w.agent("Ada Novak"), w.agent("Ben Novak"), w.shopper("Mara Lind")
	inside := w.acting(ben, w.begin(ben, mara))
	w.change(`UPDATE shop.impersonation_rule SET consents = '{prompt}' WHERE id = 1`)
	w.over(ben, w.lastSession(), impersonation.PolicyChanged)
	asked := w.prompted(ada, mara)
	for name, who := range map[string]account.Actor{"who acts for her": inside, "who asked": ada, "a stranger": w.signIn(storetest.Person(t, w.DB, "Tom Okafor"))} {
		if _, err := w.sessions.AnswerPrompt(t.Context(), who, asked.PublicID, true); err == nil {
			t.Errorf("%s may answer", name)
		}
	}
	if err := w.try(`UPDATE shop.acting_request SET state = 'yes', answered_by = $1, answered_at = shop.shop_now()`, ada.ID); err == nil {
		t.Error("the database takes the actor's own yes")
	}
	if w.state(asked) != "waiting" {
		t.Errorf("it is %s", w.state(asked))
	}
}

func (w *world) lastSession() impersonation.Session {
	w.t.Helper()
	s, err := w.sessions.ByPublicID(w.t.Context(), get[string](w, `SELECT public_id FROM shop.impersonation_session ORDER BY id DESC LIMIT 1`))
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func TestI11_WhoSaidNeverIsNotAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.asking("Mara Lind")
	self := w.signIn(int64(mara.ID))
	asked := w.prompted(ada, mara)
	if err := w.sessions.SetConsent(t.Context(), self, impersonation.Said, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if w.state(asked) != "cancelled" {
		t.Errorf("after never the question is %s", w.state(asked))
	}
	if visit, err := w.sessions.Identify(t.Context(), self.SignIn); err != nil || len(visit.Prompts) != 0 {
		t.Errorf("the screen still asks: %v, %v", visit.Prompts, err)
	}
	_, err := w.sessions.Ask(t.Context(), ada, w.form(ada, mara), impersonation.ByPrompt)
	if f := fault.As(err); f == nil || f.Code != impersonation.RefusedNever {
		t.Errorf("asking one who said never: %v", err)
	}
	if _, err := w.sessions.ShowPIN(t.Context(), self); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a PIN for one who said never: %v", err)
	}
	w.change(`UPDATE shop.impersonation_rule SET consents = '{none}' WHERE id = 1`) // never beats every rule
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedNever)
}

func TestI11_ThreePromptsAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staff("Ruth Root", "administrator") // who would be alerted
	ada, ben, mara := w.agent("Ada Novak"), w.agent("Ben Novak"), w.asking("Mara Lind")
	first := w.prompted(ada, mara)
	second := w.prompted(ada, mara)
	if w.state(first) != "cancelled" || w.state(second) != "waiting" {
		t.Errorf("asked anew, the first is %s and the second %s", w.state(first), w.state(second))
	}
	w.prompted(ben, mara)
	_, err := w.sessions.Ask(t.Context(), ben, w.form(ben, mara), impersonation.ByPrompt)
	if f := fault.As(err); f == nil || f.Kind != fault.Throttled || !strings.Contains(f.Message, "three times within the hour") {
		t.Errorf("the fourth question: %v", err)
	}
	if n := get[int](w, `SELECT count(*) FROM shop.mail WHERE kind = 'acting.alert'`); n != 0 {
		t.Errorf("%d alerts accuse somebody of wrong codes", n)
	}
	w.prompted(ada, w.asking("Tom Okafor")) // another person may be asked
	w.Shift(t, time.Hour+time.Second)
	ada = w.signIn(int64(ada.ID))
	w.prompted(ada, mara)
}

func TestI12_AYesIsGoodForFifteenMinutesAndLapsesAreRows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.asking("Mara Lind")
	self := w.signIn(int64(mara.ID))
	asked := w.prompted(ada, mara)
	w.must(w.sessions.AnswerPrompt(t.Context(), self, asked.PublicID, true))
	w.Shift(t, impersonation.AskLife+time.Second)
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent)
	late := w.prompted(ada, mara)
	if w.state(asked) != "lapsed" {
		t.Errorf("the old yes is %s", w.state(asked))
	}
	w.Shift(t, 2*impersonation.AskLife+2*time.Second)
	if _, err := w.sessions.AnswerPrompt(t.Context(), self, late.PublicID, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("a late yes: %v", err)
	}
	if n, err := w.sessions.LapseRequests(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d lapses, %v", n, err)
	}
	if w.state(late) != "lapsed" || w.entries(late, "acting.lapse_request") != 1 {
		t.Errorf("the late one is %s with %d entries", w.state(late), w.entries(late, "acting.lapse_request"))
	}
	if n, err := w.sessions.LapseRequests(t.Context()); n != 0 || err != nil {
		t.Errorf("%d more lapses, %v", n, err)
	}
}

func TestI12_EitherSwitchEndsToTheSecond(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.asking("Mara Lind")
	school := storetest.Organization(t, w.DB, "School")
	boss := w.powerUser(school, "Paul Power")
	bea := w.person(storetest.Member(t, w.DB, school, "Bea Buyer", "buyer"))
	hours := 3 * time.Hour
	now := w.now()
	if err := w.sessions.SetConsent(t.Context(), w.signIn(int64(mara.ID)), impersonation.Allowed, now.Add(hours)); err != nil {
		t.Fatal(err)
	}
	if err := w.sessions.SetOrganizationSwitch(t.Context(), boss, account.OrganizationID(school), now.Add(hours)); err != nil {
		t.Fatal(err)
	}
	inSchool := func() impersonation.StartForm {
		form := w.form(ada, bea)
		form.Capacity = account.ForOrganization(account.OrganizationID(school))
		return form
	}
	w.Shift(t, hours-time.Minute)
	for _, form := range []func() impersonation.StartForm{func() impersonation.StartForm { return w.form(ada, mara) }, inSchool} {
		s := w.start(ada, form())
		if s.ExpiresAt.After(now.Add(hours)) {
			t.Errorf("the session outlives its consent: %v", s.ExpiresAt)
		}
	}
	w.Shift(t, time.Minute+time.Second) // one second after the end
	w.refused(ada, w.form(ada, mara), fault.Forbidden, impersonation.RefusedConsent)
	w.refused(ada, inSchool(), fault.Forbidden, impersonation.RefusedConsent)
}

func TestI11_TheOrganizationsSwitch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, school, club := w.agent("Ada Novak"), storetest.Organization(t, w.DB, "School"), storetest.Organization(t, w.DB, "Club")
	boss := w.powerUser(school, "Paul Power")
	bea := w.person(storetest.Member(t, w.DB, school, "Bea Buyer", "buyer"))
	in := account.OrganizationID(school)
	form := w.form(ada, bea)
	form.Capacity = account.ForOrganization(in)
	w.refused(ada, form, fault.Forbidden, impersonation.RefusedConsent)

	until := w.now().Add(48 * time.Hour)
	if err := w.sessions.SetOrganizationSwitch(t.Context(), w.signIn(int64(bea.ID)), in, until); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a buyer switches it: %v", err)
	}
	if err := w.sessions.SetOrganizationSwitch(t.Context(), boss, account.OrganizationID(club), until); !fault.Is(err, fault.NotFound) {
		t.Errorf("another organization's power user switches it: %v", err)
	}
	if err := w.sessions.SetOrganizationSwitch(t.Context(), boss, in, w.now().Add(-time.Minute)); !fault.Is(err, fault.Invalid) {
		t.Errorf("an end in the past: %v", err)
	}
	if err := w.sessions.SetOrganizationSwitch(t.Context(), boss, in, until); err != nil {
		t.Fatal(err)
	}
	form.Code = w.code(int64(ada.ID))
	s := w.start(ada, form)
	if s.ConsentKind != impersonation.ByOrg || !strings.Contains(s.ConsentText, "School lets support act") {
		t.Errorf("the session keeps %s, %q", s.ConsentKind, s.ConsentText)
	}
	if err := w.sessions.SetOrganizationSwitch(t.Context(), boss, in, time.Time{}); err != nil {
		t.Fatal(err)
	}
	w.over(ada, s, impersonation.ConsentWithdrawn)
	if n := get[int](w, `SELECT count(*) FROM audit.entry WHERE action = 'organization.set_support' AND outcome = 'done' AND actor = $1`, boss.ID); n != 2 {
		t.Errorf("%d changes stand in the record", n)
	}
	form.Code = w.code(int64(ada.ID))
	w.refused(ada, form, fault.Forbidden, impersonation.RefusedConsent)
}

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

func TestI18_AReasonThatSaysSomething(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	for _, reason := range []string{"", "   ", "\t\n", "\u00a0\u2003", "\u200b", "...", strings.Repeat("é", impersonation.ReasonLimit+1)} {
		form := w.form(ada, mara)
		form.Reason = reason
		if f := w.refused(ada, form, fault.Invalid, impersonation.RefusedReason); f.Fields["reason"] == "" {
			t.Errorf("%.10q: nothing is said at the field", reason)
		}
	}
	form := w.form(ada, mara)
	form.Reason = strings.Repeat("é", impersonation.ReasonLimit)
	w.start(ada, form)
	visit, err := w.sessions.Identify(t.Context(), w.signIn(int64(mara.ID)).SignIn)
	if err != nil || len(visit.Helpers) != 1 || visit.Helpers[0].Reason != form.Reason {
		t.Errorf("the notice on her screen says %+v, %v", visit.Helpers, err)
	}
}
