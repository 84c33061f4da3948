package web_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"standin/store/account"
	"standin/store/audit"
	"standin/web"
	"standin/web/webtest"
)

// outbox keeps what a log wrote.
type outbox struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *outbox) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *outbox) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// overheard serves the same town once more, with all that it logs kept.
func (s *town) overheard(handler func(w io.Writer, o *slog.HandlerOptions) slog.Handler, change ...func(*web.Config)) *outbox {
	s.t.Helper()
	kept := &outbox{}
	front := httptest.NewUnstartedServer(nil)
	config := web.Config{PublicURL: "http://" + front.Listener.Addr().String(), CSRFKey: s.Keys.CSRF(), Currency: "EUR"}
	for _, f := range change {
		f(&config)
	}
	rooms := web.NewRooms(s.DB.DB, s.Keys, config.Currency, config.PublicURL)
	server, err := web.New(config, rooms, slog.New(handler(kept, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: audit.PlainAttr})))
	if err != nil {
		s.t.Fatal(err)
	}
	front.Config.Handler = server
	front.Start()
	s.t.Cleanup(front.Close)
	s.Site = &webtest.Site{DB: s.DB, Rooms: rooms, Server: server, Keys: s.Keys, URL: config.PublicURL}
	return kept
}

func textLog(w io.Writer, o *slog.HandlerOptions) slog.Handler { return slog.NewTextHandler(w, o) }
func jsonLog(w io.Writer, o *slog.HandlerOptions) slog.Handler { return slog.NewJSONHandler(w, o) }

// written is all that leaves the shop's pages: the log, every payload of the record, and what is exported of it.
func (s *town) written(log *outbox) map[string]string {
	s.t.Helper()
	all := map[string]string{"the log": log.String(),
		"the record": one[string](s, `SELECT string_agg(p.body::text, E'\n') || string_agg(DISTINCT e.object, E'\n') FROM audit.payload p JOIN audit.entry e ON e.id = p.entry`)}
	for _, format := range []audit.ExportFormat{audit.CSV, audit.JSONLines, audit.OCSF} {
		var b bytes.Buffer
		if _, err := s.Rooms.Record.ExportEntries(s.t.Context(), account.Operator("test"), audit.EntryFilter{}, audit.ExportOptions{Format: format}, &b); err != nil {
			s.t.Fatal(err)
		}
		all["the export as "+string(format)] = b.String()
	}
	return all
}

// S57: what opens an account or a page stands nowhere that is kept: passwords (right and wrong), codes, cookies, form tokens,
// secrets of second factors, links of invitations.
func TestS57_SecretsStandNowhere(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	log := s.overheard(textLog)
	agent, admin, mara := s.resident("Ada Novak", account.SupportAgent), s.resident("Lena Frey", account.Administrator), s.shopper("Mara Lind")
	secrets := map[string]string{"a right password": townPassword, "a wrong password": "canary-wrong-7731", "a secret of TOTP": townSecret}

	s.Client(t).Get("/sign-in").Press("Sign in", url.Values{"email": {agent.Email}, "password": {secrets["a wrong password"]}})
	c := s.signIn(agent)
	start := c.Get("/act/" + mara.PublicID).Want(200)
	secrets["a form token"] = start.Token()
	secrets["a wrong code"], secrets["a code"] = "731731", s.code(agent)
	start.Press("Stand in for", url.Values{"reason": {"The code does not work"}, "code": {secrets["a wrong code"]}})
	first := start.Press("Stand in for", url.Values{"reason": {"The code does not work"}, "code": {secrets["a code"]}}).Want(200)
	prefix := first.Path[:strings.Index(first.Path[4:], "/")+4]
	c.Once("POST", prefix+"/account/password", url.Values{"csrf": {first.Token()}, "old": {secrets["a wrong password"]}, "new": {"canary-new-7731"}})
	secrets["a new password"] = "canary-new-7731"
	for _, k := range c.Cookies() {
		secrets["the cookie "+k.Name] = k.Value
	}

	a := s.signIn(admin)
	secrets["the administrator's code"] = s.code(admin)
	a.Get("/admin/invitations").Press("Send invitation", url.Values{"email": {"new.agent@example.com"}, "role": {"support_agent"}, "code": {secrets["the administrator's code"]}}).Want(200)
	link := regexp.MustCompile(`/invitation/([A-Za-z0-9_-]+)`).FindStringSubmatch(one[string](s, `SELECT body_text FROM shop.mail WHERE recipient LIKE '%new.agent@example.com%'`))
	if link == nil {
		t.Fatal("the mail holds no link")
	}
	secrets["the link of an invitation"] = link[1]
	g := s.Client(t)
	g.Get(link[0]).Want(200).Press("Accept", url.Values{"name": {"New Agent"}, "password": {"short"}, "code": {"000000"}})
	g.Get(link[0] + "/totp.png")
	g.Get("/as/inventedinvented" + link[0])

	if len(secrets) < 9 {
		t.Fatalf("only %d secrets: %v", len(secrets), secrets)
	}
	s.wantNowhere(log, secrets)
	if !strings.Contains(log.String(), "/invitation/:token") {
		t.Error("the log does not say that an invitation was opened")
	}
}

// wantNowhere looks for secrets in all that is written.
func (s *town) wantNowhere(log *outbox, secrets map[string]string) {
	s.t.Helper()
	for where, text := range s.written(log) {
		if len(text) < 2000 {
			s.t.Errorf("%s holds %d bytes: too little to tell", where, len(text))
		}
		for what, secret := range secrets {
			if len(secret) < 6 {
				s.t.Errorf("%s is %q: too little to look for", what, secret)
			}
			if found := regexp.MustCompile(`(^|[^.\w])` + regexp.QuoteMeta(secret) + `($|\W)`).FindStringIndex(text); found != nil {
				s.t.Errorf("%s holds %s: …%.80s…", where, what, text[max(0, found[0]-60):found[1]])
			}
		}
	}
}

// S57: neither do support PINs, shown and mailed, right and wrong, nor the challenges of passkeys and the answers to them. The mail with
// a PIN holds it until it has left the house; the record never does.
func TestS57_PINsAndChallengesStandNowhere(t *testing.T) {
	t.Parallel()
	s := newTown(t, webtest.ByName)
	log := s.overheard(textLog, webtest.ByName)
	agent, mara, tom := s.resident("Ada Novak", account.SupportAgent), s.asks("Mara Lind"), s.asks("Tom Okafor")
	c, own := s.signIn(agent), s.signIn(mara)
	secrets := map[string]string{"a wrong PIN": "7731 7731", "a wrong PIN in one": "77317731"}
	secrets["a PIN"] = own.Get("/account/helpers").Press("Show a PIN", nil).Want(200).Find(".pin code").Text()
	secrets["a PIN in one"] = strings.ReplaceAll(secrets["a PIN"], " ", "")
	start := c.Get("/act/" + mara.PublicID).Want(200)
	typed := url.Values{"reason": {"The code does not work"}, "code": {s.code(agent)}}
	start.Press("Stand in for", typedTo(typed, "pin", secrets["a wrong PIN"])).Want(422)
	start.Press("Stand in for", typedTo(typed, "pin", secrets["a PIN"])).Want(200).Press("End session", nil)
	c.Get("/act/"+tom.PublicID).Press("Mail a PIN", url.Values{"reason": {"Locked out"}}).Want(200)
	secrets["a mailed PIN"] = regexp.MustCompile(`[0-9]{4} [0-9]{4}`).FindString(one[string](s, `SELECT body_text FROM shop.mail WHERE kind = 'support.pin'`))

	page := c.Get("/account/passkeys").Want(200)
	fresh := c.Post("/account/passkeys/new", url.Values{"csrf": {page.Token()}}).Want(200)
	if found := regexp.MustCompile(`"challenge":"([^"]+)"`).FindStringSubmatch(fresh.Body); found != nil {
		secrets["the challenge of a new passkey"] = found[1]
	}
	s.withPasskey(c, agent)
	_, form := c.Get("/act/"+mara.PublicID).Filled("Stand in for", url.Values{"reason": {"The code does not work"}})
	secrets["the answer of a passkey"] = form.Get("code")
	if len(secrets) != 7 {
		t.Fatalf("%d secrets: %v", len(secrets), secrets)
	}
	c.Post("/act/"+mara.PublicID, form)
	s.wantNowhere(log, secrets)
}

// S58: nothing that somebody writes makes a line of its own in the log, in either of its forms, or tells a terminal what to do.
func TestS58_NothingForgesALineOfTheLog(t *testing.T) {
	t.Parallel()
	const forged = "x\r\ntime=2026-01-01T00:00:00Z level=INFO msg=forged\r\n{\"level\":\"INFO\",\"msg\":\"forged\"}\x1b[2K\x1b[1A\x1b]0;owned\a\u009b31m"
	for name, tt := range map[string]struct {
		handler func(io.Writer, *slog.HandlerOptions) slog.Handler
		begins  string
	}{"text": {textLog, "time="}, "JSON": {jsonLog, `{"time":`}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTown(t)
			log := s.overheard(tt.handler)
			agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
			c := s.signIn(agent)
			prefix, _ := s.start(c, agent, mara, url.Values{"reason": {forged}, "ticket": {forged[:40]}})
			c.Agent = "Agent \u009b31m" + c.Agent // what is below a space no server takes in a header
			for _, path := range []string{"/p/" + url.PathEscape(forged), "/search?q=" + url.QueryEscape(forged), "/account/password", "/orders/" + url.PathEscape(forged)} {
				c.Once("GET", prefix+path, nil)
				c.Once("POST", prefix+path, url.Values{"csrf": {forged}})
				s.Client(t).Once("GET", path, nil)
			}
			c.Once("POST", "/support/customers/"+mara.PublicID+"/notes", url.Values{"csrf": {forged}, "text": {forged}})
			lines := strings.Split(strings.TrimSuffix(log.String(), "\n"), "\n")
			for _, l := range lines {
				if !strings.HasPrefix(l, tt.begins) || strings.HasPrefix(l, tt.begins+"2026-01-01T00:00:00Z level=INFO msg=forged") {
					t.Errorf("a line of its own: %q", l)
				}
			}
			if i := strings.IndexAny(log.String(), "\x1b\a\r\u009b"); i >= 0 {
				t.Errorf("a terminal would obey %q", log.String()[max(0, i-40):i+10])
			}
			if len(lines) < 12 || !strings.Contains(log.String(), "forged") {
				t.Errorf("%d lines, and what was sent is not among them", len(lines))
			}
		})
	}
}
