package web_test

import (
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
	"standin/web"
	"standin/web/webtest"
)

// incomplete lists rows of the record that lack what each must say (S55): time, event, outcome, actor; request id, method, path, route,
// address and browser; under a session also subject and reason; and what it was about, by its object, its changed rows or its address.
const incomplete = `
	SELECT coalesce(string_agg(e.id || ' ' || e.action || ' ' || e.outcome || ' ' || coalesce(h.body->'request'->>'path', '-') || ' lacks ' || m.what, E'\n'), '')
	  FROM audit.entry e
	 CROSS JOIN LATERAL (SELECT p.body FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at ORDER BY p.seq LIMIT 1) h
	 CROSS JOIN LATERAL (SELECT concat_ws(', ',
	         CASE WHEN e.at IS NULL THEN 'time' END, CASE WHEN e.action = '' THEN 'event' END, CASE WHEN e.outcome = '' THEN 'outcome' END,
	         CASE WHEN coalesce(e.actor, 0) = 0 THEN 'actor' END,
	         (SELECT string_agg(k, ', ') FROM unnest(ARRAY['id', 'method', 'path', 'route', 'ip', 'agent']) k WHERE coalesce(h.body->'request'->>k, '') = ''),
	         CASE WHEN e.session IS NOT NULL AND coalesce(e.subject, 0) = 0 THEN 'subject' END,
	         CASE WHEN e.session IS NOT NULL AND NOT EXISTS (SELECT FROM shop.impersonation_session s WHERE s.id = e.session AND btrim(s.reason) <> '') THEN 'reason' END,
	         CASE WHEN e.outcome = 'done' AND e.object = '' AND e.action !~ '^(sign_in|audit|export)\.'
	               AND NOT EXISTS (SELECT FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at AND p.body ? 'key') THEN 'object' END) AS what) m
	 WHERE e.kind = 'person' AND e.id > $1 AND m.what <> ''`

// quiet are posts that leave no row when they succeed, and why.
var quietPosts = map[string]string{
	"/theme":               "sets a cookie of the browser",
	"/p/:product":          "chooses what is shown",
	"/account/totp/cancel": "forgets what was not begun",
}

// params are what stands in the addresses of routes; each exists or is like one that does.
func (s *town) params(person account.Person) *strings.Replacer {
	return strings.NewReplacer(":person", person.PublicID, ":product", "teapot", ":line", "1", ":code", "1", ":number", "20001", ":token", "none", ":address", "none",
		":device", "none", ":sign_in", "none", ":session", "none", ":id", "none", ":rule", "1", ":import", "none", ":order", "none", ":approval", "1", ":vendor", "1")
}

// S55: every route that changes something writes a complete row, when it is done and when it is refused; S56: a refusal at the door is
// a row too.
func TestS55_EveryRouteWritesACompleteRow(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	someone, agent, admin := s.shopper("Sam Bauer"), s.resident("Ada Novak", account.SupportAgent), s.resident("Lena Frey", account.Administrator)
	mara := s.shopper("Mara Lind")
	params := s.params(someone)
	inside := s.signIn(agent)
	prefix, _ := s.start(inside, agent, mara, nil)
	visitors := []struct {
		name   string
		c      *webtest.Client
		prefix string
	}{{"acting", inside, prefix}, {"agent", s.signIn(agent), ""}, {"auditor", s.signIn(s.resident("Vera Stone", account.Auditor)), ""},
		{"shopper", s.signIn(someone), ""}, {"administrator", s.signIn(admin), ""}}
	since := one[int64](s, `SELECT max(id) FROM audit.entry`)
	refused, done := 0, 0
	for _, v := range visitors {
		token := v.c.Get(v.prefix + "/account").Token()
		for _, r := range web.RoutesOf(s.Server) {
			if r.Method != "POST" || strings.HasPrefix(r.Path, "/sign-out") || r.Path == "/end" || strings.HasPrefix(r.Path, "/demo") || strings.HasPrefix(r.Path, "/sign-in") {
				continue
			}
			p := v.c.Once("POST", v.prefix+params.Replace(r.Path), s.anything(token))
			row := one[string](s, `SELECT coalesce(string_agg(e.outcome, ' '), '') FROM audit.entry e JOIN audit.payload p ON p.entry = e.id AND p.at = e.at
				WHERE e.id > $2 AND p.body->'request'->>'id' = $1`, p.Header.Get("X-Request-Id"), since)
			switch {
			case p.Status == 503 && strings.HasPrefix(r.Path, "/account/passkeys"):
				// passkeys need an address with a name, and this shop's is a number
			case p.Status >= 500:
				t.Errorf("%s: POST %s answers %d", v.name, r.Path, p.Status)
			case p.Status == 409 && r.Path == "/checkout":
				// a form that is out of date comes back, as a mistyped one does
			case p.Status == 403 || p.Status == 409:
				refused++
				if !strings.Contains(row, "refused") {
					t.Errorf("%s: POST %s answers %d, and the record has %q", v.name, r.Path, p.Status, row)
				}
			case p.Status == 303 && !strings.HasPrefix(p.Header.Get("Location"), "/sign-in") && quietPosts[r.Path] == "":
				done++
				if row == "" {
					t.Errorf("%s: POST %s leads to %s, and the record has nothing", v.name, r.Path, p.Header.Get("Location"))
				}
			}
		}
	}
	inside.Once("POST", prefix+"/cart/lines", url.Values{}) // without a token
	inside.Get(prefix+"/cart").Press("End session", nil)
	if refused < 60 || done < 4 {
		t.Errorf("%d were refused and %d done: the test drives too little", refused, done)
	}
	if csrf := one[int](s, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id WHERE p.body->>'cause' = 'csrf' AND e.session IS NOT NULL`); csrf != 1 {
		t.Errorf("a post without a token left %d rows", csrf)
	}
	if rows := one[string](s, incomplete, since); rows != "" {
		t.Errorf("rows that are not complete:\n%s", rows)
	}
	if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE kind = 'person' AND id > $1`, since); n < 80 {
		t.Errorf("only %d rows were looked at", n)
	}
}

// anything is a form that fits many routes.
func (s *town) anything(token string) url.Values {
	variant := one[string](s, `SELECT min(id)::text FROM shop.variant`)
	return url.Values{"csrf": {token}, "variant": {variant}, "quantity": {"1"}, "reason": {"it must be tried"}, "note": {"a note"}, "text": {"a note"},
		"state": {"ask"}, "theme": {"dark"}, "name": {"Mara Lind"}, "street": {"Quay 1"}, "postcode": {"24103"}, "town": {"Kiel"}, "country": {"DE"}}
}
