package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"standin/store/account"
	"standin/store/storetest"
	"standin/web/webtest"
)

// withPasskey gives the person of a client a passkey, as their browser would, and lets the client answer with it from then on.
func (s *town) withPasskey(c *webtest.Client, p account.Person) {
	s.t.Helper()
	page := c.Get("/account/passkeys").Want(200)
	key := storetest.NewAuthenticator(s.t, s.URL)
	fresh := c.Post("/account/passkeys/new", url.Values{"csrf": {page.Token()}}).Want(200)
	proof := url.Values{"name": {"Work laptop"}, "passkey": {key.Make([]byte(fresh.Body))}, "password": {townPassword}}
	if p.HasTOTP {
		proof.Set("code", s.code(p))
	}
	page.Press("Add a passkey", proof).Want(200)
	c.Passkey = key
}

// keyed is a support agent with a passkey at their browser, and a shopper to act for.
func keyed(t *testing.T) (s *town, c *webtest.Client, agent, shopper account.Person) {
	t.Helper()
	s = newTown(t, webtest.ByName)
	agent, shopper = s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c = s.signIn(agent)
	s.withPasskey(c, agent)
	return s, c, s.person(agent.ID), shopper
}

// wantNoStart wants no session, and as many refused starts in the record as given, the last with the cause.
func (s *town) wantNoStart(refused int, cause string) {
	s.t.Helper()
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session`); n != 0 {
		s.t.Errorf("%d sessions began", n)
	}
	if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE action = 'acting.start' AND outcome = 'refused'`); n != refused {
		s.t.Errorf("%d refused starts in the record, want %d", n, refused)
	}
	got := one[string](s, `SELECT coalesce((SELECT p.body->>'cause' FROM audit.entry e JOIN audit.payload p ON p.entry = e.id
		WHERE e.action = 'acting.start' AND p.body ? 'cause' ORDER BY e.id DESC LIMIT 1), '')`)
	if got != cause {
		s.t.Errorf("the record says %q, want %q", got, cause)
	}
}

// S1, S5: the start asks for the passkey; it takes the answer to its own question and nothing else.
func TestS1_APasskeyStartsWhatItWasAskedFor(t *testing.T) {
	t.Parallel()
	s, c, agent, mara := keyed(t)
	tom := s.shopper("Tom Okafor")
	page := c.Get("/act/" + mara.PublicID).Want(200).WantText("asks for your passkey")
	reason := url.Values{"reason": {"The code does not work"}}
	with := func(code string) url.Values { return url.Values{"reason": reason["reason"], "code": {code}} }

	page.Press("Stand in for", with(s.code(agent))).Want(422).WantText("asked for here in place of a code")
	s.wantNoStart(1, account.PasskeyNeeded)
	_, forTom := c.Get("/act/"+tom.PublicID).Filled("Stand in for", reason)
	page.Press("Stand in for", with(forTom.Get("code"))).Want(409).WantText("asked for something else")
	s.wantNoStart(2, account.PasskeyElsewhere)
	_, reading := page.Filled("Stand in for", url.Values{"reason": reason["reason"], "mode": {"read_only"}})
	page.Press("Stand in for", with(reading.Get("code"))).Want(409)
	s.wantNoStart(3, account.PasskeyElsewhere)
	_, other := page.Filled("Stand in for", url.Values{"reason": {"Another reason"}})
	page.Press("Stand in for", with(other.Get("code"))).Want(409).WantText("asked for something else")
	s.wantNoStart(4, account.PasskeyElsewhere)

	action, data := page.Filled("Stand in for", url.Values{"reason": {"One line\nand one more"}})
	first := c.Do(http.MethodPost, action, data).Want(200)
	if !strings.HasPrefix(first.Path, "/as/") {
		t.Fatalf("the start led to %s: %s", first.Path, first.Words())
	}
	first.Press("End session", nil).Want(200)
	replay := c.Do(http.MethodPost, action, withToken(c, data))
	replay.Want(409).WantText("used already")
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session`); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// withToken is the form with a token of now: the sign-in's has not changed, but the page's would be the same.
func withToken(c *webtest.Client, data url.Values) url.Values {
	data.Set("csrf", c.Get("/account").Token())
	return data
}

// S6: late, and in another sign-in of the same person: no answer.
func TestS6_ALateOrCarriedOffAnswer(t *testing.T) {
	t.Parallel()
	s, c, agent, mara := keyed(t)
	reason := url.Values{"reason": {"The code does not work"}}
	action, late := c.Get("/act/"+mara.PublicID).Filled("Stand in for", reason)
	s.DB.Shift(t, 2*time.Minute+time.Second)
	c.Do(http.MethodPost, action, late).Want(409).WantText("longer than two minutes")
	s.wantNoStart(1, account.PasskeyLate)
	action, stolen := c.Get("/act/"+mara.PublicID).Filled("Stand in for", reason)
	thief := s.signInWithPasskey(agent, c.Passkey)
	thief.Do(http.MethodPost, action, withToken(thief, stolen)).Want(409).WantText("asked for something else")
	s.wantNoStart(2, account.PasskeyElsewhere)
}

// signInWithPasskey signs somebody in with a browser of their own, by a passkey.
func (s *town) signInWithPasskey(p account.Person, key *storetest.Authenticator) *webtest.Client {
	s.t.Helper()
	c := s.Client(s.t)
	c.Passkey = key
	code := c.Get("/sign-in").Press("Sign in", url.Values{"email": {p.Email}, "password": {townPassword}}).Want(200).WantText("Your passkey")
	if in := code.Press("Go on with your passkey", nil).Want(200); in.Path == "/sign-in/code" {
		s.t.Fatalf("%s is not signed in: %s", p.Name, in.Words())
	}
	return c
}

// A passkey signs in; an answer that was asked for in another browser does not.
func TestS6_AnAnswerSignsInOnlyWhereItWasAsked(t *testing.T) {
	t.Parallel()
	s, c, agent, _ := keyed(t)
	s.signInWithPasskey(agent, c.Passkey).Get("/account").Want(200)
	here, there := s.Client(t), s.Client(t)
	here.Passkey = c.Passkey
	var pages []*webtest.Page
	for _, b := range []*webtest.Client{here, there} {
		pages = append(pages, b.Get("/sign-in").Press("Sign in", url.Values{"email": {agent.Email}, "password": {townPassword}}).Want(200))
	}
	action, data := pages[0].Filled("Go on with your passkey", nil)
	data.Set("csrf", pages[1].Token())
	there.Do(http.MethodPost, action, data).Want(409).WantText("asked for something else")
	s.Client(t).Question("/passkey/question", "/sign-in/code", url.Values{}).Want(200).WantText("Welcome back")
}

// I14: the subject's own factor is never accepted in place of the actor's, be it a code of their app or an answer of their passkey.
func TestI14_TheSubjectsOwnFactorIsNeverAccepted(t *testing.T) {
	t.Parallel()
	s, c, _, mara := keyed(t)
	plain := s.signIn(s.resident("Ben Novak", account.SupportAgent))
	theirs := s.signIn(mara)
	page := theirs.Get("/account/totp").Press("Set up", nil).Want(200)
	seed := strings.ReplaceAll(page.Find("code.secret").Text(), " ", "")
	page.Press("Turn it on", url.Values{"password": {townPassword}, "code": {codeOf(t, s.Site, seed)}}).Want(200)
	s.DB.Shift(t, account.Step)
	start := plain.Get("/act/" + mara.PublicID).Want(200)
	reason := []string{"The code does not work"}
	start.Press("Stand in for", url.Values{"reason": reason, "code": {codeOf(t, s.Site, seed)}}).Want(422).WantText("This code is wrong")
	s.wantNoStart(1, account.CodeWrong)

	key := storetest.NewAuthenticator(t, s.URL)
	fresh := theirs.Post("/account/passkeys/new", url.Values{"csrf": {theirs.Get("/account").Token()}}).Want(200)
	theirs.Get("/account/passkeys").Press("Add a passkey", url.Values{"name": {"Phone"}, "passkey": {key.Make([]byte(fresh.Body))},
		"code": {codeOf(t, s.Site, seed)}}).Want(200).WantText("Phone")
	theirs.Passkey = key
	action, data := c.Get("/act/"+mara.PublicID).Filled("Stand in for", url.Values{"reason": reason})
	asked := theirs.Answer("/passkey/question", action, withToken(theirs, url.Values{"capacity": data["capacity"], "mode": data["mode"],
		"reason": reason, "return": data["return"]}))
	data.Set("code", asked)
	c.Do(http.MethodPost, action, withToken(c, data)).Want(409)
	s.wantNoStart(2, account.PasskeyElsewhere)
	plain.Do(http.MethodPost, action, withToken(plain, data)).Want(422)
	s.wantNoStart(3, account.CodeWrong)
}

// S5: what is asked under the acting prefix takes the passkey's answer there and refuses the code: changes in a read-only session, and
// another network, where nothing else is let through.
func TestS5_StepUpsWhileActingTakeThePasskey(t *testing.T) {
	t.Parallel()
	s := newTown(t, webtest.ByName, throughProxy)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	s.withPasskey(c, agent)
	first := c.Get("/act/"+mara.PublicID).Press("Stand in for", url.Values{"reason": {"The code does not work"}, "mode": {"read_only"}}).Want(200)
	id, _, _ := strings.Cut(strings.TrimPrefix(first.Path, "/as/"), "/")
	prefix := "/as/" + id
	ask := c.Get(prefix + "/step-up/changes").Want(200)
	ask.Press("Allow changes", url.Values{"code": {s.code(agent)}}).Want(422).WantText("asked for here in place of a code")
	ask.Press("Allow changes", nil).Want(200).WantText("You may change things now")
	c.Head.Set("X-Forwarded-For", "198.51.100.77")
	network := c.Get(prefix + "/account").Want(403).WantText("another network")
	network.Press("Go on", url.Values{"code": {s.code(agent)}}).Want(422).WantText("asked for here in place of a code")
	network.Press("Go on", nil).Want(200).WantText("Acting for Mara Lind")
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_step_up`); n != 2 {
		t.Errorf("%d step-ups", n)
	}
}

// S5: what else asks for a fresh factor takes the passkey's answer and refuses the code: settings, policy, people, invitations.
func TestS5_EveryStepUpTakesThePasskey(t *testing.T) {
	t.Parallel()
	s := newTown(t, webtest.ByName)
	boss, mara := s.resident("Ruth Root", account.Administrator), s.shopper("Mara Lind")
	c := s.signIn(boss)
	s.withPasskey(c, boss)
	for _, step := range []struct {
		path, button string
		values       url.Values
		says         string
	}{
		{"/admin/settings", "Save", url.Values{"name": {"Harbour"}}, "The settings are saved"},
		{"/admin/policy", "Switch rule 1 off", nil, "Rule 1 is off"},
		{"/admin/people/" + mara.PublicID, "Lock", nil, "is locked"},
		{"/admin/invitations", "Send invitation", url.Values{"email": {"new@example.com"}, "role": {"auditor"}}, "new@example.com"},
	} {
		page := c.Get(step.path).Want(200)
		refused := url.Values{"code": {s.code(boss)}}
		for k, v := range step.values {
			refused[k] = v
		}
		page.Press(step.button, refused).Want(422).WantText("asked for here in place of a code")
		before := c.Cookie("standin")
		page.Press(step.button, step.values).Want(200).WantText(step.says)
		if c.Cookie("standin") == before {
			t.Errorf("%s: the token is the same after the step-up", step.path)
		}
	}
}
