package web_test

import (
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
	"standin/web/webtest"
)

const otherAgent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"

// behind is an agent who signed in through the proxy from one network and acts for Mara.
func (s *town) behind(t *testing.T) (c *webtest.Client, prefix string, agent, mara account.Person) {
	t.Helper()
	agent, mara = s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c = s.Client(t)
	c.Head.Set("X-Forwarded-For", "203.0.113.7")
	c.Get("/sign-in").Press("Sign in", url.Values{"email": {agent.Email}, "password": {townPassword}}).Press("Go on", url.Values{"code": {s.code(agent)}})
	prefix, _ = s.start(c, agent, mara, nil)
	return c, prefix, agent, mara
}

// S27: the same cookies from another browser, another device, another network, or all of it at once; the rule says what a network does.
func TestS27_CookiesReplayedElsewhere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		footprint           string
		agent, device, from string
		status              int
		end                 string
		whole               bool // the sign-in ends with it
	}{
		"another browser":             {"step_up", otherAgent, "", "203.0.113.7", 200, "footprint", true},
		"another device":              {"step_up", "", "another", "203.0.113.7", 200, "footprint", true},
		"another network":             {"step_up", "", "", "198.51.100.9", 403, "running", false},
		"another network, rule ends":  {"end", "", "", "198.51.100.9", 410, "footprint", false},
		"another network, recorded":   {"record", "", "", "198.51.100.9", 200, "running", false},
		"another browser and network": {"step_up", otherAgent, "another", "198.51.100.9", 200, "footprint", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTown(t, throughProxy)
			s.write(`UPDATE shop.impersonation_rule SET footprint = $1`, c.footprint)
			own, prefix, _, mara := s.behind(t)
			form := own.Get(prefix + "/p/lamp").Want(200)
			thief := s.Client(t)
			thief.Head.Set("X-Forwarded-For", c.from)
			thief.SetCookie("standin", own.Cookie("standin"))
			thief.SetCookie("device", own.Cookie("device"))
			if c.agent != "" {
				thief.Agent = c.agent
			}
			if c.device != "" {
				thief.SetCookie("device", c.device)
			}
			thief.Once("POST", prefix+"/cart/lines", url.Values{"csrf": {form.Token()}, "variant": {"1"}, "quantity": {"1"}})
			if got, let := s.inCart(mara), c.footprint == "record"; (got != "") != let {
				t.Errorf("the post came to %q", got)
			}
			p := thief.Get(prefix + "/account")
			if p.Status != c.status || p.Says("Mara’s account") != (c.end == "running" && c.status == 200) {
				t.Errorf("it answers %d: %.200s", p.Status, p.Words())
			}
			if end := s.session(); end != c.end {
				t.Errorf("the session is %s; want %s", end, c.end)
			}
			if ended := one[bool](s, `SELECT ended_at IS NOT NULL FROM web.sign_in WHERE person_id <> $1`, int64(mara.ID)); ended != c.whole {
				t.Errorf("the sign-in ended: %v", ended)
			}
		})
	}
}

// I47: a file that comes from another network is not kept; the page says so, and opens again to choose it.
func TestI47_AnUploadFromAnotherNetworkIsAskedForAgain(t *testing.T) {
	t.Parallel()
	s := newTown(t, throughProxy)
	rep := s.resident("Rita Rep", account.SalesRep)
	vera, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	c := s.Client(t)
	c.Head.Set("X-Forwarded-For", "203.0.113.7")
	c.Get("/sign-in").Press("Sign in", url.Values{"email": {rep.Email}, "password": {townPassword}}).Press("Go on", url.Values{"code": {s.code(rep)}})
	prefix, _ := s.start(c, rep, vera, nil)
	form := c.Get(prefix + "/vendor/imports").Want(200)
	c.Head.Set("X-Forwarded-For", "198.51.100.9")
	asked := form.Upload("Look at it", "file", "short.csv", []byte(shortFile)).Want(403).WantText("Your file was not taken. Choose it once more afterwards.")
	again := asked.Press("Go on", url.Values{"code": {s.code(rep)}}).Want(200)
	if again.Path != prefix+"/vendor/imports" || one[int](s, `SELECT count(*) FROM shop.import_run`) != 0 {
		t.Errorf("it leads to %s", again.Path)
	}
	again.Upload("Look at it", "file", "short.csv", []byte(shortFile)).Want(200)
	if n := one[int](s, `SELECT count(*) FROM shop.import_run`); n != 1 {
		t.Errorf("%d uploads", n)
	}
}

// S19 and I38: what nobody may do for somebody else is refused by form and by JSON, in every capacity and for every role that acts, and
// nothing of it is written.
func TestS19_TheNeverListInEveryCapacity(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	for _, y := range []*stay{m.shopping("act"), m.selling("act"), m.schooling("act")} {
		token, tried := y.c.Get(y.prefix+"/").Token(), 0
		before := m.tables()
		for _, r := range m.Server.Routes() {
			if !r.Closed && !account.Never.Has(r.Need) || r.Absent {
				continue
			}
			tried++
			for _, accept := range []string{"", "application/json"} {
				y.c.Head.Set("Accept", accept)
				p := y.c.Once(r.Method, y.prefix+y.fill(r.Path), url.Values{"csrf": {token}})
				if p.Status != 403 || accept != "" && !strings.Contains(p.Body, `"error":"not_while_acting"`) {
					t.Errorf("%s: %s %s answers %d %.100s", y.name, r.Method, r.Path, p.Status, p.Body)
				}
			}
		}
		y.c.Head.Del("Accept")
		if changed := differ(before, m.tables()); len(changed) > 0 || tried < 12 {
			t.Errorf("%s: %d routes, written %v", y.name, tried, changed)
		}
	}
	shop := m.shopping("act")
	shop.c.Get(shop.prefix+"/account").Want(200).WantText("Nobody may change the password for somebody else", "Nobody may change consent for somebody else",
		"Nobody may manage sign-ins and devices for somebody else", "Nobody may download personal data for somebody else")
}
