package web_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"standin/store"
	"standin/store/account"
	"standin/store/job"
	"standin/store/storetest"
	"standin/web"
	"standin/web/webtest"
)

// acted is a shop with one session of Ada for Mara, whose demo accounts may sign in by one press.
type acted struct {
	*webtest.Site
	ada, mara int64
	public    string
}

// by is somebody who acts.
type by struct{ actor, subject, session int64 }

func (b by) Attribution() store.Attribution {
	return store.Attribution{Kind: store.Person, Actor: b.actor, Subject: b.subject, Session: b.session,
		Request: store.Request{Method: "POST", Path: "/cart/lines", IP: "198.51.100.7"}}
}

func demoAccount(role, name string) web.DemoAccount {
	return web.DemoAccount{Role: role, Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.com", Password: "pw", About: "About " + name}
}

func startActed(t *testing.T) *acted {
	t.Helper()
	a := &acted{Site: webtest.Start(t, func(c *web.Config) {
		c.Demo = true
		c.DemoAccounts = []web.DemoAccount{demoAccount("support_agent", "Ada Novak"), demoAccount("shopper", "Mara Lind"),
			demoAccount("auditor", "Vera Stone"), demoAccount("administrator", "Lena Frey")}
		c.DemoAccounts[0].TOTPSecret = "JBSWY3DPEHPK3PXP"
		c.DemoFile = web.DemoFile{Name: "range.csv", Content: []byte("Handle\n")}
	})}
	a.ada, a.mara = storetest.Staff(t, a.DB, "Ada Novak", "support_agent"), storetest.Person(t, a.DB, "Mara Lind")
	storetest.Staff(t, a.DB, "Vera Stone", "auditor")
	storetest.Staff(t, a.DB, "Lena Frey", "administrator")
	a.do(t, by{actor: a.ada}, "factor.confirm", func(tx *store.Tx) error { // staff desks are open to who signed in with one
		_, err := tx.Exec(t.Context(), `INSERT INTO shop.totp (person_id, secret, key_id, confirmed_at) SELECT person_id, 'sealed', 'k', shop.shop_now() FROM shop.staff_role`)
		return err
	})
	var session int64
	a.do(t, by{actor: a.ada}, "acting.start", func(tx *store.Tx) error {
		return tx.Get(t.Context(), &session, `
			WITH s AS (INSERT INTO web.sign_in (person_id, ends_at) VALUES ($1, shop.shop_now() + interval '1 day') RETURNING id)
			INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions,
			       footprint, reason, ticket, consent_kind, consent_text, expires_at, idle_minutes, browser, platform, ip)
			SELECT $1, $2, s.id, 'support_agent', 'shopper', r.id, '{}', 'act', '{}', 'end', '<b>Her code</b> does not work', '4812', 'standing',
			       'Support may act for me', shop.shop_now() + interval '30 minutes', 10, 'Firefox', 'Linux', '198.51.100.7'
			  FROM s, (SELECT id FROM shop.impersonation_rule ORDER BY id LIMIT 1) r RETURNING id`, a.ada, a.mara)
	})
	if err := a.DB.Get(t.Context(), &a.public, `SELECT public_id FROM shop.impersonation_session WHERE id = $1`, session); err != nil {
		t.Fatal(err)
	}
	a.do(t, by{a.ada, a.mara, session}, "account.change", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE shop.person SET phone = '+49 30 1' WHERE id = $1`, a.mara)
		return err
	})
	return a
}

func (a *acted) do(t *testing.T, who store.Actor, action string, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := a.DB.Transact(t.Context(), who, action, fn); err != nil {
		t.Fatal(err)
	}
}

// as signs in from the demo desk.
func (a *acted) as(t *testing.T, name string) *webtest.Client {
	t.Helper()
	c := a.Client(t)
	c.Get("/demo").Want(200).Press("Sign in as "+name, nil).Want(200)
	return c
}

// I50, I51, I53: the auditor finds the session, with who, for whom, why, when, from where, and how it ended.
func TestI50_AuditorFindsTheSession(t *testing.T) {
	t.Parallel()
	a := startActed(t)
	vera := a.as(t, "Vera Stone")
	log := vera.Get("/audit").Want(200).WantText("Ada Novak for Mara Lind", "Running now", "changes allowed", "ticket 4812")
	if log.HasButton("End it") || log.Find(`a[href$="/end"]`).Length() != 0 {
		t.Error("an auditor may end sessions")
	}
	lena := a.as(t, "Lena Frey")
	ended := lena.Get("/audit").Click("End it").Want(200).Press("End it now", url.Values{"reason": {"The customer asked"}}).Want(200)
	ended.WantText("has ended", "Ada Novak stood in for Mara Lind", "by an administrator", "198.51.100.7", "Firefox on Linux", "standing", "Account, Mara Lind",
		"phone, before", "+49 30 1")
	log = vera.Get("/audit").Want(200).WantText("“<b>Her code</b> does not work”", "by an administrator")
	log.Click("Ada Novak for Mara Lind").Want(200).WantText("Started.", "Ended")
	vera.Get("/audit?ticket=4812").WantText("Ada Novak for Mara Lind", "ticket 4812")
	vera.Get("/audit?ticket=0").WantText("No session is like that")
	vera.Get("/audit?from=28.5.2026").Want(422).WantText("Write the day like")
	vera.Get("/audit/sessions/nosuch").Want(404)
}

// I64: the session is stepped through, without a script too.
func TestI64_SessionIsSteppedThrough(t *testing.T) {
	t.Parallel()
	a := startActed(t)
	vera := a.as(t, "Vera Stone")
	p := vera.Get("/audit/sessions/" + a.public).Want(200)
	if n := p.Find(".timeline > li").Length(); n != 2 {
		t.Fatalf("%d steps", n)
	}
	p = p.Click("Step through").Want(200)
	if got := p.Find(".timeline .here").Text(); !strings.Contains(got, "Started") || p.Find(".timeline .later").Length() != 1 {
		t.Errorf("stands on %q", got)
	}
	p = p.Click("Next step").Want(200)
	if p.Find(`.timeline .here[aria-current="step"] .beforeafter`).Length() != 1 {
		t.Error("the second step is not the change")
	}
	p.Click("All at once").Want(200)
}

// S56: reading the log is an entry; whoever may not read it is refused.
func TestS56_ReadingTheLogIsRecorded(t *testing.T) {
	t.Parallel()
	a := startActed(t)
	vera := a.as(t, "Vera Stone")
	vera.Get("/audit/sessions/" + a.public).Want(200)
	vera.Get("/audit/entries?action=audit.").Want(200).WantText("Read one session", "Vera Stone")
	vera.Get("/audit/entries?outcome=refused").Want(200).WantText("No entry is like that")
	a.as(t, "Ada Novak").Get("/audit").Want(403)
	vera.Get("/audit/entries?outcome=refused").Want(200).WantText("Refused at the door", "Ada Novak")
	if p := a.Client(t).Get("/audit"); p.Path != "/sign-in?next=%2Faudit" {
		t.Errorf("a stranger is led to %s", p.Path)
	}
}

func TestProof_ShowsTheCheckpoint(t *testing.T) {
	t.Parallel()
	a := startActed(t)
	vera := a.as(t, "Vera Stone")
	vera.Get("/audit/proof").Want(200).WantText("Nothing has been sealed yet")
	vera.Get("/audit/checkpoint").Want(404)
}

func TestDemo_DeskListsAccountsAndCodes(t *testing.T) {
	t.Parallel()
	a := startActed(t)
	p := a.Client(t).Get("/demo").Want(200).WantText("Ada Novak", "About Mara Lind", "range.csv", "No mail yet")
	if code := p.Find(".account code").Text(); len(code) != 7 {
		t.Errorf("code %q", code)
	}
	var list []map[string]string
	if err := json.Unmarshal([]byte(a.Client(t).Get("/demo/accounts.json").Want(200).Body), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 4 || list[0]["role"] != "support_agent" || list[0]["totp_secret"] == "" || list[0]["password"] != "pw" {
		t.Errorf("%v", list)
	}
	if p := a.Client(t).Get("/demo/range.csv").Want(200); p.Header.Get("Content-Disposition") == "" {
		t.Error("the file is shown, not sent")
	}
	a.Client(t).Get("/demo/other.csv").Want(404)
}

func TestDemo_SignsInAsItsOwnPeopleOnly(t *testing.T) {
	t.Parallel()
	a := startActed(t)
	a.as(t, "Mara Lind").Get("/account").Want(200)
	storetest.Person(t, a.DB, "Real Person")
	c := a.Client(t)
	token := c.Get("/demo").Token()
	c.Post("/demo/sign-in", url.Values{"email": {"real.person@example.com"}, "csrf": {token}}).Want(404)
}

func TestDemo_MailboxShowsWhatWouldHaveBeenSent(t *testing.T) {
	t.Parallel()
	a := startActed(t)
	a.do(t, account.System("test"), "test.mail", func(tx *store.Tx) error {
		return job.SendMail(t.Context(), tx, job.Mail{To: "mara@example.com", Kind: "test", Subject: "Your cart is ready",
			Text: "Look at http://localhost:8080/cart. <script>x</script>"})
	})
	p := a.Client(t).Get("/demo").Click("Your cart is ready").Want(200).WantText("to mara@example.com", "<script>x</script>")
	if href, _ := p.Find(".mailtext a").Attr("href"); href != "http://localhost:8080/cart" {
		t.Errorf("link %q", href)
	}
	a.Client(t).Get("/demo/mail").Want(200).WantText("Your cart is ready")
}

// S64: outside the demo there is no desk, whatever the accounts.
func TestS64_NoDemoDeskInProduction(t *testing.T) {
	t.Parallel()
	c := webtest.Start(t, func(c *web.Config) { c.DemoAccounts = []web.DemoAccount{demoAccount("shopper", "Mara Lind")} }).Client(t)
	for _, path := range []string{"/demo", "/demo/accounts.json", "/demo/mail"} {
		c.Get(path).Want(404)
	}
	c.Post("/demo/sign-in", url.Values{"email": {"mara.lind@example.com"}}).Want(404)
}
