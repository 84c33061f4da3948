package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"standin/store/account"
)

// S56: what was let in and what was refused is in the record: who one is, what one may, forged forms, another browser, time that ran
// out; and that somebody read it.
func TestS56_LetInAndRefusedAreRecorded(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, auditor, mara, tom := s.resident("Ada Novak", account.SupportAgent), s.resident("Vera Stone", account.Auditor), s.shopper("Mara Lind"), s.shopper("Tom Okafor")
	last := one[int64](s, `SELECT max(id) FROM audit.entry`)
	new := func(what, want string) {
		t.Helper()
		rows := one[string](s, `SELECT coalesce(string_agg(e.action || ' ' || e.outcome || coalesce(' ' || (SELECT max(p.body->>'cause') FROM audit.payload p WHERE p.entry = e.id), ''), ', ' ORDER BY e.id), '')
			FROM audit.entry e WHERE e.id > $1`, last)
		if !strings.Contains(rows, want) {
			t.Errorf("%s: the record has %q, want %q among it", what, rows, want)
		}
		last = one[int64](s, `SELECT max(id) FROM audit.entry`)
	}
	s.Client(t).Get("/sign-in").Press("Sign in", url.Values{"email": {agent.Email}, "password": {"not this one"}})
	new("a wrong password", "sign_in.refused refused")
	c := s.signIn(agent)
	new("a sign-in", "sign_in.begin done")
	c.Get("/admin/people").Want(403)
	new("a page of others", "route.refused refused")
	c.Once("POST", "/cart/lines", url.Values{"csrf": {"forged"}})
	new("a form from elsewhere", "route.refused refused csrf")
	start := c.Get("/act/" + mara.PublicID)
	start.Press("Stand in for", url.Values{"reason": {"The code does not work"}, "code": {"000000"}}).Want(422)
	new("a wrong code", "acting.start refused")
	prefix, first := s.start(c, agent, mara, nil)
	new("a start", "acting.start done")
	c.Get(prefix + "/checkout").Want(403)
	new("what the rule does not allow", "route.refused refused")
	c.Once("POST", "/cart/lines", url.Values{"csrf": {first.Token()}})
	new("a form of the other side", "route.refused refused other_side")
	s.DB.Shift(t, 31*time.Minute)
	c.Get(prefix + "/cart")
	new("time that ran out", "acting.end done")
	if end := s.session(); end != "idle" && end != "expired" {
		t.Errorf("it ended by %s", end)
	}
	prefix, _ = s.start(c, agent, tom, nil)
	c.Agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15"
	c.Get(prefix + "/cart")
	new("another browser", "acting.footprint refused")
	if end := s.session(); end != "footprint" {
		t.Errorf("it ended by %s", end)
	}
	vera := s.signIn(auditor)
	vera.Get("/audit?who=Ada").Want(200)
	new("the log was read", "audit.read_sessions done")
	vera.Get("/audit/entries").Want(200)
	new("entries were read", "audit.read_entries done")
	vera.Get("/audit/export?who=Ada").Want(200)
	new("the log was exported", "export.sessions done")
	vera.Get("/audit").Press("Sign out", nil)
	new("a sign-out", "sign_in.end done")
}
