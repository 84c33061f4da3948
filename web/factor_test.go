package web_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"standin/store/account"
	"standin/store/session"
	"standin/web/webtest"
)

// S1: without a code, and with the one used to sign in, nothing starts; each try is a refusal in the record.
func TestS1_NoStartWithoutAFreshCode(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.Client(t)
	code := c.Get("/sign-in").Press("Sign in", url.Values{"email": {agent.Email}, "password": {townPassword}})
	used := s.code(agent)
	code.Press("Go on", url.Values{"code": {used}}).Want(200)
	page := c.Get("/act/" + mara.PublicID).Want(200)
	for i, try := range []struct{ code, cause, says string }{
		{"", account.CodeWrong, "This code is wrong"},
		{used, account.CodeUsed, "You signed in with this code. Wait"},
	} {
		page.Press("Stand in for", url.Values{"reason": {"The code does not work"}, "code": {try.code}}).Want(422).WantText(try.says)
		s.wantNoStart(i+1, try.cause)
	}
}

// S2: the same code in 50 posts at once starts once; all others are told that it was used.
func TestS2_FiftyPostsOfOneCode(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	action, data := c.Get("/act/"+mara.PublicID).Filled("Stand in for", url.Values{"reason": {"The code does not work"}, "code": {s.code(agent)}})
	var started, refused atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		tab := c.Tab()
		wg.Go(func() {
			p := tab.Once(http.MethodPost, action, data)
			switch {
			case p.Status == http.StatusSeeOther && strings.HasPrefix(p.Header.Get("Location"), "/as/"):
				started.Add(1)
			case p.Status == http.StatusUnprocessableEntity && p.Says("You signed in with this code"), p.Status == http.StatusConflict:
				refused.Add(1) // or its sign-in's token had been renewed by the one that won
			default:
				t.Errorf("%d: %s", p.Status, p.Words())
			}
		})
	}
	wg.Wait()
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session`); started.Load() != 1 || refused.Load() != 49 || n != 1 {
		t.Errorf("%d started and %d were refused; %d sessions", started.Load(), refused.Load(), n)
	}
}

// S4, I17: five wrong codes within a quarter of an hour, counted over all sign-ins and addresses; the sixth is refused though right.
// The subject is not locked by it.
func TestS4_FiveWrongCodesOverAllSessions(t *testing.T) {
	t.Parallel()
	s := newTown(t, throughProxy)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	s.resident("Ruth Root", account.Administrator)
	var browsers []*webtest.Client
	for range 3 {
		browsers = append(browsers, s.signIn(agent))
	}
	for i := range 5 {
		c := browsers[i%3]
		c.Head.Set("X-Forwarded-For", []string{"198.51.100.7", "203.0.113.9", "2001:db8::1"}[i%3])
		c.Get("/act/"+mara.PublicID).Press("Stand in for", url.Values{"reason": {"The code does not work"}, "code": {"000000"}}).Want(422).WantText("This code is wrong")
	}
	for _, c := range browsers {
		c.Get("/act/"+mara.PublicID).Press("Stand in for", url.Values{"reason": {"The code does not work"}, "code": {s.code(agent)}}).
			Want(429).WantText("Too many wrong codes. Wait 15 minutes")
	}
	s.wantNoStart(8, "throttled")
	if n := one[int](s, `SELECT count(*) FROM shop.mail WHERE kind = 'acting.alert' AND recipient LIKE '%ruth.root%'`); n != 1 {
		t.Errorf("%d alerts", n)
	}
	s.signIn(mara).Get("/account").Want(200)
}

// S8: a recovery code signs in and starts nothing.
func TestS8_ARecoveryCodeStartsNothing(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	page := c.Get("/account/totp").Press("Replace it", nil).Want(200)
	seed := strings.ReplaceAll(page.Find("code.secret").Text(), " ", "")
	on := page.Press("Turn it on", url.Values{"old_code": {s.code(agent)}, "code": {codeOf(t, s.Site, seed)}}).Want(200)
	recovery := on.Find(".codes li").First().Text()
	c = s.Client(t)
	code := c.Get("/sign-in").Press("Sign in", url.Values{"email": {agent.Email}, "password": {townPassword}})
	if in := code.Press("Go on", url.Values{"code": {recovery}}); in.Path != "/support" {
		t.Fatalf("the recovery code led to %s", in.Path)
	}
	other := on.Find(".codes li").Last().Text()
	c.Get("/act/"+mara.PublicID).Press("Stand in for", url.Values{"reason": {"The code does not work"}, "code": {other}}).Want(422).WantText("This code is wrong")
	s.wantNoStart(1, account.CodeWrong)
}

// S10: a request that is under way while a start and an end renew the token sets no cookie and revives nothing; the old token is dead
// afterwards: a page asks for itself once more and then for a sign-in, a post is a conflict and changes nothing. The sign-in keeps its
// id and its absolute end.
func TestS10_ARequestHeldOpenAcrossStartAndEnd(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	signIn := one[string](s, `SELECT id || ' ' || ends_at FROM web.sign_in WHERE person_id = $1`, int64(agent.ID))
	old, form := c.Cookie("standin"), c.Get("/account").Token()
	slow := s.Client(t)
	slow.SetCookie("standin", old)
	slow.SetCookie("device", c.Cookie("device"))
	body, feed := io.Pipe()
	answered := make(chan *http.Response, 1)
	go func() { answered <- slow.Raw(http.MethodPost, "/theme", body) }()
	if _, err := feed.Write([]byte("csrf=" + form)); err != nil { // it is on its way, and waits for the rest of its form
		t.Fatal(err)
	}
	_, first := s.start(c, agent, mara, nil)
	first.Press("End session", nil).Want(200)
	if _, err := feed.Write([]byte("&theme=dark")); err != nil {
		t.Fatal(err)
	}
	_ = feed.Close()
	res := <-answered
	defer func() { _ = res.Body.Close() }()
	for _, k := range res.Cookies() {
		if k.Name == "standin" {
			t.Errorf("the slow request sets %s", k)
		}
	}
	if c.Cookie("standin") == old {
		t.Error("the token is the same after a start")
	}
	late := s.Client(t)
	late.SetCookie("standin", old)
	late.SetCookie("device", c.Cookie("device"))
	p := late.Once(http.MethodGet, "/account", nil).Want(http.StatusSeeOther)
	if to := p.Header.Get("Location"); to != "/account?reload=1" || strings.Contains(strings.Join(p.Header.Values("Set-Cookie"), ";"), "standin=") {
		t.Errorf("a page with the old token leads to %q and sets %q", to, p.Header.Values("Set-Cookie"))
	}
	if p := late.Get("/account"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("the old token opens %s", p.Path)
	}
	p = late.Once(http.MethodPost, "/account/addresses", url.Values{"csrf": {form}, "name": {"Ada at home"}, "street": {"Elm 3"}, "code": {"123456"}}).Want(http.StatusConflict)
	if strings.Contains(strings.Join(p.Header.Values("Set-Cookie"), ";"), "standin=") || !p.Says("nothing was changed") {
		t.Errorf("a post with the old token sets %q: %s", p.Header.Values("Set-Cookie"), p.Words())
	}
	p.WantText("What you had typed", "Ada at home", "Elm 3")
	if p.Says("123456") {
		t.Error("the page shows a code again")
	}
	c.Get("/account").Want(200)
	if now := one[string](s, `SELECT id || ' ' || ends_at FROM web.sign_in WHERE person_id = $1`, int64(agent.ID)); now != signIn {
		t.Errorf("the sign-in was %s and is %s", signIn, now)
	}
	if n := one[int](s, `SELECT count(*) FROM web.sign_in WHERE person_id = $1 AND ends_at - created_at = $2::bigint * interval '1 second'`,
		int64(agent.ID), int64(session.StaffLife/time.Second)); n != 1 {
		t.Error("the absolute end moved")
	}
}

// S9: by the pages: the same answer for known and unknown addresses, a link that signs nobody in, and the second factor asked for
// afterwards. What the person acted ends.
func TestS9_ForgottenPasswordByThePages(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, agent, _ := s.acting()
	d := s.Client(t)
	answer := func(email string) string {
		p := d.Get("/sign-in").Click("Forgot your password?").Press("Send the link", url.Values{"email": {email}}).Want(200).WantText("Look at your mail")
		return strings.ReplaceAll(p.Words(), email, "EMAIL")
	}
	if known, unknown := answer(agent.Email), answer("nobody@example.com"); known != unknown {
		t.Errorf("told apart:\n%s\n%s", known, unknown)
	}
	for _, email := range strings.Fields(one[string](s, `SELECT string_agg(args->>'email', ' ') FROM river.river_job WHERE kind = 'password.forgotten'`)) {
		if err := s.Rooms.Accounts.MailReset(t.Context(), account.PasswordForgotten{Email: email}); err != nil {
			t.Fatal(err)
		}
	}
	if n := one[int](s, `SELECT count(*) FROM shop.mail WHERE kind = 'password.link'`); n != 1 {
		t.Fatalf("%d links were mailed", n)
	}
	link := one[string](s, `SELECT substring(body_text FROM '(/reset/[A-Za-z0-9_-]+)') FROM shop.mail WHERE kind = 'password.link'`)
	page := d.Get(link).Want(200).WantText("Choose a new password", "second factor, as ever")
	page.Press("Change the password", url.Values{"password": {"short"}}).Want(422).WantText("At least 8 characters")
	done := page.Press("Change the password", url.Values{"password": {"another four good words"}}).Want(200).WantText("Your password is changed", "Welcome back")
	if p := d.Get("/account"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("the link signed somebody in: %s", p.Path)
	}
	d.Get(link).Want(404).WantText("This link is not good any more")
	if end := s.session(); end != "logout" {
		t.Errorf("the acting session is %s", end)
	}
	if p := c.Get(prefix + "/account"); p.Status == 200 && p.Says("Acting for") {
		t.Error("the old sign-in acts on")
	}
	if code := done.Press("Sign in", url.Values{"password": {"another four good words"}}); code.Path != "/sign-in/code" {
		t.Errorf("signing in leads to %s", code.Path)
	}
}
