package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"standin/store/account"
	"standin/web"
	"standin/web/webtest"
)

// hold lets the page's next form be filled in by the passkey and then kept back in window.held, so that a test can send it when and
// where it likes.
const hold = `HTMLFormElement.prototype.requestSubmit = function (by) {
  window.held = new URLSearchParams(new FormData(this, by)).toString();
  window.heldFor = this.getAttribute("action");
}`

// held presses the button and gives what would have been sent, and where to.
func held(b *webtest.Browser, button string) (body, to string) {
	b.Eval(hold, nil)
	b.Press(button)
	b.Until("the passkey's answer", `!!window.held`)
	b.Eval(`window.held`, &body).Eval(`window.heldFor`, &to)
	return body, to
}

// sends posts a body as a form of the page would, with the page's token, and gives the status and where it led.
func sends(b *webtest.Browser, to, body string) (answer string) {
	b.Eval(fmt.Sprintf(`window.answer = null; (async () => {
  const body = new URLSearchParams(%q);
  body.set("csrf", document.querySelector('[name="csrf"]').value);
  const r = await fetch(%q, { method: "POST", body, headers: { Accept: "text/html" } });
  window.answer = r.status + " " + new URL(r.url).pathname;
})()`, body, to), nil)
	b.Until("an answer", `!!window.answer`)
	b.Eval(`window.answer`, &answer)
	return answer
}

// S1, S5, S6 with a real browser and an authenticator in it: enrol, sign in, start with one touch; a replay, an answer for another
// subject, a late one and one carried into another sign-in are refused.
func TestS5_AWholeDayWithAPasskey(t *testing.T) {
	t.Parallel()
	s := newTown(t, webtest.ByName)
	agent, mara, tom := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind"), s.shopper("Tom Okafor")
	b := s.browse(agent)
	b.Authenticator()
	b.Open("/account/passkeys").Fill("What to call it", "Work laptop").Fill("Code from your phone", s.code(agent)).Press("Add a passkey")
	b.Sees("“Work laptop” is added", "not used yet")
	b.Fill("What to call it", "The same once more").Press("Add a passkey").Sees("This device holds a passkey for your account already")

	b.Open("/account").Press("Sign out")
	b.Open("/sign-in").Fill("E-mail", agent.Email).Fill("Password", townPassword).Press("Sign in")
	b.Press("Go on with your passkey").Sees("Ada")
	if path := b.Path(); path != "/support" {
		t.Fatalf("signing in led to %s", path)
	}

	b.Open("/act/"+mara.PublicID).Fill("Why", "The code does not work").Press("Stand in for")
	b.Until("the session", `location.pathname.startsWith("/as/")`)
	b.Sees("Acting for Mara Lind").Press("End session")

	b.Open("/act/"+mara.PublicID).Fill("Why", "The code does not work")
	body, to := held(b, "Stand in for")
	if got := sends(b, "/act/"+tom.PublicID, body); got != "409 /act/"+tom.PublicID {
		t.Errorf("the answer sent for another subject: %s", got)
	}
	if got := sends(b, to, body); got != "409 "+to {
		t.Errorf("the answer that was tried elsewhere: %s", got)
	}
	b.Open("/act/"+mara.PublicID).Fill("Why", "The code does not work")
	body, to = held(b, "Stand in for")
	if got := sends(b, to, body); !strings.HasPrefix(got, "200 /as/") {
		t.Errorf("the answer sent where it belongs: %s", got)
	}
	if got := sends(b, to, body); got != "409 "+to {
		t.Errorf("the same answer once more: %s", got)
	}

	b.Open("/act/"+tom.PublicID).Fill("Why", "The code does not work")
	body, to = held(b, "Stand in for")
	s.DB.Shift(t, 2*time.Minute+time.Second)
	if got := sends(b, to, body); got != "409 "+to {
		t.Errorf("a late answer: %s", got)
	}
	b.Open("/act/"+tom.PublicID).Fill("Why", "The code does not work")
	body, to = held(b, "Stand in for")
	other := webtest.Chromium(t, s.URL, "other")
	s.enter(other, agent)
	other.Open("/account")
	if got := sends(other, to, body); got != "409 "+to {
		t.Errorf("the answer in another sign-in: %s", got)
	}
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session WHERE subject_id = $1`, int64(tom.ID)); n != 0 {
		t.Errorf("%d sessions for Tom", n)
	}
	causes := one[string](s, `SELECT string_agg(p.body->>'cause', ' ' ORDER BY e.id) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id
		WHERE e.action = 'acting.start' AND e.outcome = 'refused' AND p.body ? 'cause'`)
	if want := "passkey_elsewhere passkey_used passkey_used passkey_late passkey_elsewhere"; causes != want {
		t.Errorf("the record says %q, want %q", causes, want)
	}
}

// Without an authenticator at hand, and without a script, the person is told what to do.
func TestPasskey_SaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	s, c, agent, mara := keyed(t)
	page := c.Get("/act/" + mara.PublicID).Want(200)
	if text := page.Find("noscript").Text(); !strings.Contains(text, "needs JavaScript") {
		t.Errorf("without a script: %q", text)
	}
	c.Passkey = nil
	page.Press("Stand in for", map[string][]string{"reason": {"The code does not work"}}).Want(422).WantText("asked for here in place of a code")
	b := s.browse(agent)
	b.Authenticator()
	b.Open("/act/"+mara.PublicID).Fill("Why", "The code does not work").Press("Stand in for").Sees("No passkey was used")
	elsewhere := newTown(t, webtest.ByName, func(c *web.Config) { c.Demo = true })
	ruth := elsewhere.resident("Ruth Root", account.Administrator)
	d := elsewhere.signIn(ruth)
	elsewhere.withPasskey(d, ruth)
	elsewhere.URL = strings.Replace(elsewhere.URL, "localhost", "127.0.0.1", 1)
	d = elsewhere.Client(t)
	d.Get("/sign-in").Press("Sign in", map[string][]string{"email": {ruth.Email}, "password": {townPassword}}).WantText("Passkeys belong to http://localhost:")
}

// F12, F13: axe over the pages about factors, with what lies behind a summary opened, from 320 px to a desk's width.
func TestF12_AxeOnPagesOfFactors(t *testing.T) {
	t.Parallel()
	s, _, agent, mara := keyed(t)
	l := s.look(t)
	l.at("/forgot")
	l.b.Fill("E-mail", mara.Email).Press("Send the link").Sees("Look at your mail")
	l.here("the link is sent")
	if err := s.Rooms.Accounts.MailReset(t.Context(), account.PasswordForgotten{Email: mara.Email}); err != nil {
		t.Fatal(err)
	}
	l.at(one[string](s, `SELECT substring(body_text FROM '(/reset/[A-Za-z0-9_-]+)') FROM shop.mail WHERE kind = 'password.link'`))
	l.b.Open("/sign-in").Fill("E-mail", agent.Email).Fill("Password", townPassword).Press("Sign in").Sees("Your passkey")
	l.here("asked for the passkey")
	l.b.Fill("Code from your phone", s.code(agent)).Press("Go on")
	l.at("/account", "/account/totp", "/act/"+mara.PublicID, "/account/passkeys")
	l.b.Eval(`for (const d of document.querySelectorAll("main details")) d.open = true`, nil)
	l.here("passkeys, opened")
}
