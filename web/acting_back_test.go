package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"standin/store/account"
	"standin/web/webtest"
)

// ends are the fourteen ways in which a session ends, each done as it happens; b is the actor's browser, on a page of the session.
func (m *manor) ends() map[string]func(b *webtest.Browser, prefix string) {
	again := func(change, back string, args ...any) func(*webtest.Browser, string) {
		return func(*webtest.Browser, string) {
			m.write(change, args...)
			m.write(back, args...)
		}
	}
	ada, mara := int64(m.agent.ID), int64(m.mara.ID)
	return map[string]func(b *webtest.Browser, prefix string){
		"user":   func(b *webtest.Browser, _ string) { b.Press("End session") },
		"logout": func(b *webtest.Browser, _ string) { b.Open("/account").Press("Sign out") },
		"expired": func(b *webtest.Browser, prefix string) {
			for range 3 { // busy all along
				m.DB.Shift(m.t, 9*time.Minute)
				b.Open(prefix + "/account")
			}
			m.DB.Shift(m.t, 4*time.Minute)
		},
		"idle": func(*webtest.Browser, string) { m.DB.Shift(m.t, 10*time.Minute+time.Second) },
		"superseded": func(b *webtest.Browser, _ string) {
			m.act(b, m.agent, m.mara)
			b.Press("End session").Back().Back()
		},
		"actor_revoked":   again(`DELETE FROM shop.staff_role WHERE person_id = $1`, `INSERT INTO shop.staff_role (person_id, role) VALUES ($1, 'support_agent')`, ada),
		"subject_changed": again(`UPDATE shop.person SET status = 'blocked' WHERE id = $1`, `UPDATE shop.person SET status = 'active' WHERE id = $1`, mara),
		"subject_ended": func(*webtest.Browser, string) {
			m.signIn(m.mara).Get("/account/helpers").Press("End it now", nil).Want(200)
		},
		"consent_withdrawn": again(`UPDATE shop.consent SET state = 'ask', until = NULL WHERE person_id = $1`,
			`UPDATE shop.consent SET state = 'allowed', until = shop.shop_now() + interval '30 days' WHERE person_id = $1`, mara),
		"policy_changed": again(`UPDATE shop.impersonation_rule SET enabled = false WHERE id = 1 AND $1 > 0`, `UPDATE shop.impersonation_rule SET enabled = true WHERE id = 1 AND $1 > 0`, mara),
		"outside_policy": func(*webtest.Browser, string) { m.DB.Shift(m.t, 6*time.Minute) }, // the rule's hours are over by then
		"feature_off":    again(`UPDATE shop.setting SET value = 'false' WHERE name = 'acting.enabled' AND $1 > 0`, `UPDATE shop.setting SET value = 'true' WHERE name = 'acting.enabled' AND $1 > 0`, mara),
		"killed": func(*webtest.Browser, string) {
			m.write(`SELECT shop.end_sessions(array_agg(id), 'killed') FROM shop.impersonation_session WHERE ended_at IS NULL`)
		},
		"footprint": func(b *webtest.Browser, prefix string) {
			m.write(`UPDATE shop.impersonation_rule SET footprint = footprint`)
			thief := m.Client(m.t)
			for _, name := range []string{"standin", "device"} {
				thief.SetCookie(name, b.Cookie(name))
			}
			thief.Get(prefix + "/account")
		},
	}
}

// I41: after the end by each of the fourteen causes, Back in Chromium shows nothing of the subject.
func TestI41_BackShowsNothingAfterEachOfFourteenEnds(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	b := webtest.Chromium(t, m.URL, "ada")
	ends := m.ends()
	if len(ends) != 14 {
		t.Fatalf("%d causes", len(ends))
	}
	for cause, end := range ends {
		if cause == "outside_policy" {
			clock := one[time.Time](m.town, `SELECT shop.shop_now()`)
			m.write(`UPDATE shop.impersonation_rule SET hours_from = $1::time, hours_until = $2::time WHERE id = 1`,
				clock.Local().Add(-time.Hour).Format("15:04:05"), clock.Local().Add(5*time.Minute).Format("15:04:05"))
		}
		m.enter(b.Forget(), m.agent)
		prefix := m.act(b, m.agent, m.mara)
		b.Open(prefix + "/account").Sees("Mara’s account")
		end(b, prefix)
		if !strings.HasPrefix(b.Path(), "/as/") {
			b.Back()
		} else {
			b.Open("/support").Back()
		}
		for range 4 {
			if strings.HasPrefix(b.Path(), prefix) || strings.HasPrefix(b.Path(), "/sign-in") {
				break
			}
			b.Back()
		}
		if got := onev(m.town, `SELECT end_cause FROM shop.impersonation_session WHERE public_id = $1`, strings.TrimPrefix(prefix, "/as/")); got != cause {
			t.Errorf("%s: it ended by %q", cause, got)
		}
		text := b.Text()
		if path := b.Path(); !strings.HasPrefix(path, prefix) && !strings.HasPrefix(path, "/sign-in") {
			t.Errorf("%s: Back leads to %s", cause, path)
		}
		if strings.Contains(text, "Mara’s account") || strings.Contains(text, "•••") || strings.Contains(text, "Acting for Mara") {
			t.Errorf("%s: Back shows %s", cause, text)
		}
		m.write(`UPDATE shop.impersonation_rule SET hours_from = NULL, hours_until = NULL WHERE id = 1 AND hours_from IS NOT NULL`)
	}
}

// S13: after End, sign-out or expiry nothing that was made before has any effect: no cookie, no form, no open tab.
func TestS13_NothingEarlierHasEffect(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	for name, end := range map[string]func(c *webtest.Client, p *webtest.Page){
		"End":      func(_ *webtest.Client, p *webtest.Page) { p.Press("End session", nil) },
		"sign-out": func(c *webtest.Client, _ *webtest.Page) { c.Get("/account").Press("Sign out", nil) },
		"expiry":   func(*webtest.Client, *webtest.Page) { s.DB.Shift(t, 31*time.Minute) },
	} {
		c := s.signIn(agent)
		prefix, first := s.start(c, agent, mara, nil)
		form := c.Get(prefix + "/p/lamp").Want(200)
		thief := s.Client(t)
		for _, cookie := range []string{"standin", "device"} {
			thief.SetCookie(cookie, c.Cookie(cookie))
		}
		end(c, first)
		s.write(`UPDATE shop.person SET name = name WHERE id = $1`, int64(mara.ID))
		for who, browser := range map[string]*webtest.Client{"the same browser": c, "one with the earlier cookie": thief} {
			before := s.inCart(mara)
			for _, path := range []string{"/cart/lines", "/account/addresses", "/stay", "/step-up"} {
				p := browser.Once("POST", prefix+path, with(home, "csrf", form.Token(), "variant", "1", "quantity", "1", "code", "000000"))
				if p.Status < 300 || p.Header.Get("Location") != "" && !strings.HasPrefix(p.Header.Get("Location"), "/sign-in") {
					t.Errorf("%s, %s: %s answers %d %s", name, who, path, p.Status, p.Header.Get("Location"))
				}
			}
			if p := browser.Get(prefix + "/account"); p.Says("Acting for") || p.Says("Mara’s account") {
				t.Errorf("%s, %s: %s", name, who, p.Words())
			}
			if after := s.inCart(mara); after != before {
				t.Errorf("%s, %s: the cart holds %q", name, who, after)
			}
		}
		if n := one[int](s, `SELECT count(*) FROM shop.address`); n != 0 {
			t.Errorf("%s: %d addresses", name, n)
		}
	}
}

// I31: at the limit and a second every request is over, as page and as JSON, however busy the session was; a second before it is not.
func TestI31_ToTheSecond(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, _ := s.acting()
	for range 3 {
		s.DB.Shift(t, 9*time.Minute)
		c.Get(prefix + "/account").Want(200)
	}
	rest := one[time.Time](s, `SELECT expires_at FROM shop.impersonation_session`).Sub(one[time.Time](s, `SELECT shop.shop_now()`))
	token := c.Get(prefix + "/account").Token()
	s.DB.Shift(t, rest+time.Second)
	for _, path := range []string{"/", "/account", "/cart", "/live", "/nothing"} {
		if p := c.Once("GET", prefix+path, nil); p.Status != 410 || p.Says("Mara’s account") {
			t.Errorf("%s answers %d", path, p.Status)
		}
		c.Head.Set("Accept", "application/json")
		if p := c.Once("GET", prefix+path, nil); p.Status != 410 || !strings.Contains(p.Body, `"error":"session_ended"`) || !strings.Contains(p.Body, `"cause":"expired"`) {
			t.Errorf("%s answers %d %s", path, p.Status, p.Body)
		}
		c.Head.Del("Accept")
	}
	if p := c.Once("POST", prefix+"/cart/lines", url.Values{"csrf": {token}, "variant": {"1"}, "quantity": {"1"}}); p.Status != 409 {
		t.Errorf("a post answers %d", p.Status)
	}
}

// I34: signing out in another tab ends all sessions of the sign-in; the next request in any tab is nobody's.
func TestI34_SignOutInAnotherTab(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara, tom := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind"), s.shopper("Tom Okafor")
	c := s.signIn(agent)
	first, _ := s.start(c, agent, mara, nil)
	second, _ := s.start(c, agent, tom, nil)
	c.Tab().Get("/account").Press("Sign out", nil).Want(200)
	if got := onev(s, `SELECT string_agg(end_cause, ' ') FROM shop.impersonation_session`); got != "logout logout" {
		t.Errorf("they are %s", got)
	}
	for _, path := range []string{first + "/account", second + "/account", "/account"} {
		if p := c.Get(path); !strings.HasPrefix(p.Path, "/sign-in") {
			t.Errorf("%s leads to %s (%d)", path, p.Path, p.Status)
		}
	}
}

// I34: a session never outlives its sign-in: one begun five minutes before the sign-in's own end is over with it, in every tab.
func TestI34_TheSignInsOwnEnd(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	rest := one[time.Time](s, `SELECT ends_at FROM web.sign_in`).Sub(one[time.Time](s, `SELECT shop.shop_now()`))
	s.DB.Shift(t, rest-5*time.Minute)
	s.write(`UPDATE shop.consent SET until = shop.shop_now() + interval '1 day'`)
	prefix, _ := s.start(c, agent, mara, nil)
	if late := one[bool](s, `SELECT s.expires_at > i.ends_at FROM shop.impersonation_session s JOIN web.sign_in i ON i.id = s.sign_in_id`); late {
		t.Error("the session is to end after its sign-in")
	}
	s.DB.Shift(t, 5*time.Minute+time.Second)
	for _, path := range []string{prefix + "/account", "/account"} {
		if p := c.Get(path); !strings.HasPrefix(p.Path, "/sign-in") {
			t.Errorf("%s leads to %s (%d)", path, p.Path, p.Status)
		}
	}
}
