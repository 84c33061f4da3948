package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
	"standin/web/webtest"
)

// I23: there are no API keys. Any Authorization header is 401 wherever it comes in, whoever sends it, and nothing happens.
func TestI23_AnyAuthorizationHeaderIsRefused(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	y := m.shopping("act")
	token := y.c.Get(y.prefix + "/").Token()
	outside := y.c.Get("/act/" + m.tom.PublicID).Token()
	before, entries := m.tables(), one[int](m.town, `SELECT count(*) FROM audit.entry`)
	for _, header := range []string{"Bearer x", "Basic YTpi", "Token x", "x"} {
		y.c.Head.Set("Authorization", header)
		for _, r := range m.Server.Routes() {
			for _, base := range []string{"", y.prefix} {
				form := url.Values{"csrf": {token}, "code": {"000000"}, "reason": {"with a key"}, "capacity": {"shopper"}, "mode": {"act"}}
				if base == "" {
					form.Set("csrf", outside)
				}
				if r.Method == "GET" {
					form = nil
				}
				if p := y.c.Once(r.Method, base+y.fill(r.Path), form); p.Status != http.StatusUnauthorized || len(p.Header.Values("Set-Cookie")) > 0 {
					t.Fatalf("%s %s with %q answers %d", r.Method, base+r.Path, header, p.Status)
				}
			}
		}
		if p := y.c.Once("POST", "/act/"+m.tom.PublicID, url.Values{"csrf": {outside}}); p.Status != http.StatusUnauthorized {
			t.Errorf("a start with %q answers %d", header, p.Status)
		}
	}
	y.c.Head.Del("Authorization")
	if n := one[int](m.town, `SELECT count(*) FROM audit.entry`) - entries; n != 0 || len(differ(before, m.tables())) > 0 {
		t.Errorf("%d entries, and %v", n, differ(before, m.tables()))
	}
	y.c.Get(y.prefix + "/account").Want(200)
}

// S20: a link, a redirect, a prefetch or a sign-in starts and ends nothing.
func TestS20_NoGETStartsOrEnds(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, agent, mara := s.acting()
	tom := s.shopper("Tom Okafor")
	id := strings.TrimPrefix(prefix, "/as/")
	query := "?" + url.Values{"capacity": {"shopper"}, "mode": {"act"}, "reason": {"because"}, "code": {s.code(agent)}, "csrf": {c.Get("/account").Token()}}.Encode()
	before := s.tables()
	for _, purpose := range []string{"", "prefetch"} {
		c.Head.Set("Sec-Purpose", purpose)
		for path, want := range map[string]int{"/act/" + tom.PublicID + query: 200, prefix + "/end": 405, "/end": 405, prefix + "/step-up": 405, prefix + "/stay": 405,
			"/sessions/" + id + "/end": 405, prefix + "/sign-out": 405, prefix + "/act/" + mara.PublicID + query: 404, "/demo/sign-in": 404} {
			for _, method := range []string{"GET", "HEAD"} {
				if method == "HEAD" && want == 200 {
					continue
				}
				if p := c.Once(method, path, nil); p.Status != want && (method == "GET" || p.Status < 400) {
					t.Errorf("%s %s answers %d; want %d", method, path, p.Status, want)
				}
			}
		}
	}
	c.Head.Del("Sec-Purpose")
	if changed := differ(before, s.tables()); len(changed) > 0 {
		t.Errorf("written: %v", changed)
	}
	other := s.signIn(agent) // signing in starts nothing either, wherever it leads
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session`); n != 1 || s.session() != "running" {
		t.Errorf("%d sessions, the first is %s", n, s.session())
	}
	if p := other.Get(prefix + "/account"); p.Says("Acting for") {
		t.Error("another sign-in of the actor acts")
	}
}

// S31: start, end, step-up, "Continue" and a sample of what changes something need a token of this side, and the browser's word that
// they come from here.
func TestS31_PostsComeFromHere(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara, tom := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind"), s.shopper("Tom Okafor")
	c := s.signIn(agent)
	prefix, first := s.start(c, agent, mara, url.Values{"mode": {"read_only"}})
	inside, outside, id := first.Token(), c.Get("/act/"+tom.PublicID).Token(), strings.TrimPrefix(prefix, "/as/")
	posts := []struct {
		path          string
		token, across string // of this side, and of the other
		form          url.Values
	}{
		{"/act/" + tom.PublicID, outside, inside, url.Values{"capacity": {"shopper"}, "mode": {"act"}, "reason": {"because"}, "code": {s.code(agent)}}},
		{"/sessions/" + id + "/end", outside, inside, nil},
		{"/cart/lines", outside, inside, url.Values{"variant": {"1"}, "quantity": {"1"}}},
		{"/account/consent", outside, inside, url.Values{"state": {"never"}}},
		{prefix + "/end", inside, outside, nil},
		{prefix + "/stay", inside, outside, nil},
		{prefix + "/step-up", inside, outside, url.Values{"code": {"000000"}}},
		{prefix + "/step-up/changes", inside, outside, url.Values{"code": {s.code(agent)}}},
		{prefix + "/sign-out", inside, outside, nil},
		{prefix + "/cart/lines", inside, outside, url.Values{"variant": {"1"}, "quantity": {"1"}}},
		{prefix + "/account/addresses", inside, outside, home},
	}
	before := s.tables()
	for _, p := range posts {
		for name, c31 := range map[string]struct {
			site, origin, token string
			want                int
		}{
			"cross-site":           {"cross-site", "", p.token, 403},
			"same-site":            {"same-site", "", p.token, 403},
			"another origin":       {"-", "https://evil.example", p.token, 403},
			"no origin at all":     {"-", "null", p.token, 403},
			"no token":             {"same-origin", "", "", 403},
			"a token made up":      {"same-origin", "", "AAAA" + p.token[4:], 403},
			"no word and no token": {"-", "", "", 403},
			"the other side":       {"same-origin", "", p.across, 409},
		} {
			if got := s.sent(c, p.path, c31.site, c31.origin, with(p.form, "csrf", c31.token)); got != c31.want {
				t.Errorf("%s, %s: %d; want %d", p.path, name, got, c31.want)
			}
		}
	}
	if changed := differ(before, s.tables()); len(changed) > 0 {
		t.Errorf("written: %v", changed)
	}
	if s.session() != "running" {
		t.Fatalf("the session is %s", s.session())
	}
	// The same posts are let in with the token of their side.
	c.Post(prefix+"/stay", url.Values{"csrf": {inside}}).Want(200)
	c.Get(prefix+"/step-up/changes").Press("Allow changes", url.Values{"code": {s.code(agent)}}).Want(200)
	c.Post(prefix+"/end", url.Values{"csrf": {inside}}).Want(200)
}

// sent posts with what the browser says of where it comes from; "-" for a browser that says nothing.
func (s *town) sent(c *webtest.Client, path, site, origin string, form url.Values) int {
	s.t.Helper()
	head := c.Head.Clone()
	defer func() { c.Head = head }()
	c.Head = http.Header{"Sec-Fetch-Site": {site}}
	if site == "-" {
		c.Head = http.Header{"Sec-Fetch-Site": nil}
	}
	if origin != "" {
		c.Head.Set("Origin", origin)
	}
	return c.Once("POST", path, form).Status
}

// S28: from where a request comes is what its socket says, or a listed proxy; what a browser writes into its headers has no effect.
func TestS28_ForgedAddressesHaveNoEffect(t *testing.T) {
	t.Parallel()
	s := newTown(t) // no proxy is listed
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	for _, name := range forwarded {
		c.Head.Set(name, "203.0.113.66")
	}
	c.Head.Set("Forwarded", "for=203.0.113.66")
	prefix, _ := s.start(c, agent, mara, nil)
	c.Get(prefix + "/account").Want(200)
	c.Head.Set("X-Forwarded-For", "198.51.100.99, 203.0.113.66") // another network would ask for a code
	c.Get(prefix+"/p/lamp").Want(200).Press("Add to cart", nil).Want(200)
	for what, ip := range map[string]string{
		"session": onev(s, `SELECT host(ip) FROM shop.impersonation_session`),
		"entries": onev(s, `SELECT string_agg(DISTINCT p.body#>>'{request,ip}', ' ') FROM audit.entry e JOIN audit.payload p ON p.entry = e.id
			WHERE e.session IS NOT NULL AND p.body#>>'{request,ip}' <> ''`),
	} {
		if ip != "127.0.0.1" {
			t.Errorf("the %s says %s", what, ip)
		}
	}
	if n := one[int](s, `SELECT count(*) FROM audit.payload WHERE body::text LIKE '%203.0.113.66%' OR body::text LIKE '%198.51.100.99%'`); n != 0 {
		t.Errorf("%d rows hold a forged address", n)
	}
}

var forwarded = []string{"X-Forwarded-For", "X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP", "X-Appengine-Remote-Addr"}

// S38: nobody downloads somebody else's personal data, by whatever rule and role; the refusal is a row. Oneself may, and that is one.
func TestS38_NoPersonalExportWhileActing(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	for _, y := range []*stay{m.shopping("act"), m.selling("act"), m.schooling("act")} {
		if p := y.c.Get(y.prefix + "/account/download").Want(403).WantText("Nobody may download personal data for somebody else"); len(bare(p)) > 0 {
			t.Errorf("%s: the refusal holds %v", y.name, bare(p))
		}
	}
	if n := one[int](m.town, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id
		WHERE e.outcome = 'refused' AND e.session IS NOT NULL AND p.body->>'route' = '/account/download'`); n != 3 {
		t.Errorf("%d refusals in the record", n)
	}
	file := m.signIn(m.mara).Get("/account").Want(200).Click("Your data").Want(200)
	for _, mine := range []string{canaryMail, canaryStreet, m.orders, m.mara.PublicID} {
		if !strings.Contains(file.Body, mine) {
			t.Errorf("the own file lacks %s: %s", mine, file.Body)
		}
	}
	rows := onev(m.town, `SELECT p.body->>'rows' || ' of ' || (p.body->>'filter') FROM audit.entry e JOIN audit.payload p ON p.entry = e.id
		WHERE e.action = 'export.personal' AND e.session IS NULL AND e.actor = $1`, int64(m.mara.ID))
	if rows != "3 of all of one's own" {
		t.Errorf("the record says %q", rows)
	}
}

// S36: no token, e-mail address or code stands in an address of any page or link.
func TestS36_NothingSecretInAddresses(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	y := m.shopping("act")
	token := y.c.Get(y.prefix + "/").Token()
	y.everywhere(func(p *webtest.Page) {
		p.Find("[href], [src], [action], [formaction]").Each(func(_ int, e *goquerySelection) {
			for _, name := range []string{"href", "src", "action", "formaction"} {
				to, _ := url.QueryUnescape(e.AttrOr(name, ""))
				if strings.HasPrefix(to, "mailto:") {
					continue
				}
				for _, secret := range append([]string{token, "@example.com", y.c.Cookie("standin"), y.c.Cookie("device")}, canaries...) {
					if strings.Contains(to, secret) {
						t.Errorf("%s leads to %s", p.Path, to)
					}
				}
				if strings.Contains(to, "code=") || strings.Contains(to, "csrf=") || strings.Contains(to, "password=") {
					t.Errorf("%s leads to %s", p.Path, to)
				}
			}
		})
	})
	for _, r := range m.Server.Routes() {
		if r.Method == "GET" && strings.Contains(r.Path, "token") && !strings.HasPrefix(r.Path, "/invitation/") && !strings.HasPrefix(r.Path, "/setup/") && !strings.Contains(r.Path, "reset") {
			t.Errorf("%s has a token in its address", r.Path)
		}
	}
}

// I48: what the subject owes (a new password, a second factor) falls on nobody who acts for them.
func TestI48_TheSubjectsDutiesStayTheirs(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	s.write(`UPDATE shop.person SET must_change_password = true WHERE id = $1`, int64(mara.ID))
	s.write(`INSERT INTO shop.totp (person_id, secret, key_id, confirmed_at) SELECT $1, secret, key_id, confirmed_at FROM shop.totp WHERE person_id = $2`, int64(mara.ID), int64(agent.ID))
	c := s.signIn(agent)
	prefix, first := s.start(c, agent, mara, nil)
	first.Want(200).WantText("Acting for Mara Lind")
	for _, path := range []string{"/", "/account", "/cart", "/orders", "/account/addresses"} {
		p := c.Once("GET", prefix+path, nil)
		if p.Status != 200 || p.Says("Code from your phone") || p.Find(`main input[type=password], main input[name=code]`).Length() > 0 {
			t.Errorf("%s answers %d %s: %s", path, p.Status, p.Header.Get("Location"), p.Words())
		}
	}
	c.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200)
	if still := one[bool](s, `SELECT must_change_password AND EXISTS (SELECT FROM shop.totp t WHERE t.person_id = p.id AND t.last_step = 0) FROM shop.person p WHERE id = $1`, int64(mara.ID)); !still {
		t.Error("the subject's duty is gone, or their factor was used")
	}
}

// I45: nothing is noted of the subject's taste, whereabouts or habits while somebody acts: every table that holds anything of them is
// the same but for what was done, and no mail goes out but the notice that belongs to the session.
func TestI45_NoTracesOfBrowsing(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	y := m.shopping("act")
	y.c.Get(y.prefix + "/").Want(200)
	before := m.tables()
	for range 2 {
		for _, path := range []string{"/", "/p/lamp", "/p/trail-boots", "/search?q=boots", "/new", "/reduced", "/makers/harbour-goods", "/c/" + y.known()["category"], "/cart", "/orders", "/account"} {
			y.c.Get(y.prefix + path).Want(200)
		}
	}
	if changed := differ(before, m.tables()); len(changed) > 0 {
		t.Errorf("browsing for somebody wrote to %v", changed)
	}
	y.c.Get(y.prefix+"/p/teapot").Press("Add to cart", nil).Want(200)
	touched := differ(before, m.tables())
	for _, table := range touched {
		if !strings.HasPrefix(table, "shop.cart") && !strings.HasPrefix(table, "web.acting_state") {
			t.Errorf("putting one thing into the cart wrote to %s", table)
		}
	}
	if len(touched) == 0 {
		t.Error("nothing was written at all")
	}
	own := m.signIn(m.mara)
	if home := own.Get("/").Want(200); home.Says("Recently") || home.Says("Welcome back") {
		t.Error("the subject is told what somebody else looked at")
	}
}
