package impersonation_test

import (
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
