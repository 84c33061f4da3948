package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"standin/store/account"
	"standin/store/session"
	"standin/web"
	"standin/web/webtest"
)

const (
	password = "four words make one"
	secret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
)

// resident makes somebody with the password above; staff have a second factor with the secret above.
func resident(t *testing.T, s *webtest.Site, name, email string, role account.StaffRole) account.Person {
	t.Helper()
	r := account.Resident{Staff: role, NewPerson: account.NewPerson{Name: name, Email: email, Password: password}}
	if role != account.NoStaff {
		r.Secret = secret
	}
	id, err := s.Rooms.Accounts.AddResident(t.Context(), account.Operator("test"), r)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Rooms.Accounts.ByID(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// codeOf is the present code of a secret, by the database's clock.
func codeOf(t *testing.T, s *webtest.Site, of string) string {
	t.Helper()
	now, err := account.Now(t.Context(), s.DB.DB)
	if err != nil {
		t.Fatal(err)
	}
	code, err := account.Code(of, now)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func signIn(t *testing.T, c *webtest.Client, email string) *webtest.Page {
	t.Helper()
	return c.Get("/sign-in").Want(200).Press("Sign in", url.Values{"email": {email}, "password": {password}})
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Mara Lind", "mara@example.com", account.NoStaff)
	c := s.Client(t)
	p := c.Get("/sign-in").Press("Sign in", url.Values{"email": {"mara@example.com"}, "password": {"wrong password"}}).Want(422)
	p.WantText("E-mail address and password do not match")
	if p.Find("input[name=email]").AttrOr("value", "") != "mara@example.com" || p.Find("input[name=password]").AttrOr("value", "") != "" {
		t.Error("the address is lost, or the password comes back")
	}
	signIn(t, c, "mara@example.com").Want(200).WantText("Mara’s account")
	if p := c.Get("/sign-in"); p.Path != "/account" {
		t.Errorf("signed in, the sign-in page leads to %s", p.Path)
	}
	out := c.Get("/account").Press("Sign out", nil)
	if out.Path != "/" {
		t.Errorf("signing out leads to %s", out.Path)
	}
	if p := c.Get("/account"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("signed out, the account is at %s", p.Path)
	}
}

func TestSignIn_StaffGiveACode(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Ada Boss", "ada@example.com", account.SupportAgent)
	c := s.Client(t)
	if p := c.Get("/sign-in/code"); p.Path != "/sign-in" {
		t.Errorf("the code's page without a password leads to %s", p.Path)
	}
	code := c.Get("/sign-in?next=/account").Press("Sign in", url.Values{"email": {"ada@example.com"}, "password": {password}}).Want(200)
	if code.Path != "/sign-in/code" {
		t.Fatalf("after the password: %s", code.Path)
	}
	if p := c.Get("/account"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Error("the password alone signs in")
	}
	code.Press("Go on", url.Values{"code": {"000000"}}).Want(422).WantText("This code is wrong")
	in := code.Press("Go on", url.Values{"code": {codeOf(t, s, secret)}}).Want(200)
	if in.Path != "/account" || !in.Says("support agent") {
		t.Errorf("signed in at %s: %s", in.Path, in.Words())
	}
}

func TestSignIn_TheCodeMayNotTakeForEver(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Ada Boss", "ada@example.com", account.SupportAgent)
	c := s.Client(t)
	code := signIn(t, c, "ada@example.com")
	s.DB.Shift(t, 11*time.Minute)
	p := code.Press("Go on", url.Values{"code": {codeOf(t, s, secret)}})
	if !strings.HasPrefix(p.Path, "/sign-in") || p.Path == "/sign-in/code" {
		t.Errorf("eleven minutes later: %s", p.Path)
	}
}

// Where somebody wanted to go is kept through both steps, and never leads off the site.
func TestSignIn_Next(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Mara Lind", "mara@example.com", account.NoStaff)
	for next, want := range map[string]string{
		"/account/devices": "/account/devices", "https://evil.example/": "/account", "//evil.example": "/account", "/\\evil.example": "/account",
		"/as/abc/account": "/account", "javascript:alert(1)": "/account",
	} {
		c := s.Client(t)
		p := c.Get("/sign-in?next="+url.QueryEscape(next)).Press("Sign in", url.Values{"email": {"mara@example.com"}, "password": {password}})
		if p.Path != want || !strings.HasPrefix(s.URL, "http://127.0.0.1") {
			t.Errorf("%q leads to %s", next, p.Path)
		}
	}
	c := s.Client(t)
	p := c.Get("/account/devices").Press("Sign in", url.Values{"email": {"mara@example.com"}, "password": {password}})
	if p.Path != "/account/devices" {
		t.Errorf("asked to sign in on the way to the devices, one lands at %s", p.Path)
	}
}

// S53 over HTTP: the two answers are the same but for what was typed and the form's token.
func TestS53_TheSameAnswerForUnknownAndWrong(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Mara Lind", "mara@example.com", account.NoStaff)
	answer := func(email string) string {
		c := s.Client(t)
		p := c.Get("/sign-in").Press("Sign in", url.Values{"email": {email}, "password": {"wrong password"}}).Want(422)
		body := strings.ReplaceAll(p.Body, email, "EMAIL")
		if token := p.Token(); token != "" {
			body = strings.ReplaceAll(body, token, "TOKEN")
		}
		return body
	}
	if known, unknown := answer("mara@example.com"), answer("nobody@example.com"); known != unknown {
		t.Errorf("told apart:\n%s\n\n%s", known, unknown)
	}
}

// S10: the token changes at the password and at the code; an earlier one is dead; the sign-in's end does not move with it.
func TestS10_TheTokenChangesAtEachStep(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Ada Boss", "ada@example.com", account.SupportAgent)
	c := s.Client(t)
	code := signIn(t, c, "ada@example.com")
	afterPassword := c.Cookie("standin")
	code.Press("Go on", url.Values{"code": {codeOf(t, s, secret)}})
	afterCode := c.Cookie("standin")
	if afterPassword == "" || afterCode == "" || afterPassword == afterCode {
		t.Fatalf("tokens %q and %q", afterPassword, afterCode)
	}
	thief := s.Client(t)
	thief.SetCookie("standin", afterPassword)
	if p := thief.Get("/account"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("the token of the password's step opens %s", p.Path)
	}
	var ends []time.Time
	if err := s.DB.Select(t.Context(), &ends, `SELECT ends_at - created_at + 'epoch'::timestamptz FROM web.sign_in`); err != nil || len(ends) != 1 {
		t.Fatalf("%v, %v", ends, err)
	}
	if got := ends[0].Sub(time.Unix(0, 0)); got != session.StaffLife {
		t.Errorf("the sign-in stands for %v", got)
	}
}

// S10: a token of before signing out is answered like a stranger's on a page, and with a conflict on a post; no cookie is set.
func TestS10_ARetiredTokenIsDead(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Mara Lind", "mara@example.com", account.NoStaff)
	c := s.Client(t)
	account := signIn(t, c, "mara@example.com")
	token, form := c.Cookie("standin"), account.Token()
	account.Press("Sign out", nil)
	late := s.Client(t)
	late.SetCookie("standin", token)
	if p := late.Once(http.MethodGet, "/account", nil); p.Status != http.StatusSeeOther || strings.Contains(p.Header.Get("Set-Cookie"), "standin=") {
		t.Errorf("a page: %d, sets %q", p.Status, p.Header.Values("Set-Cookie"))
	}
	p := late.Once(http.MethodPost, "/account/addresses", url.Values{"csrf": {form}, "name": {"x"}})
	if p.Status != http.StatusConflict || strings.Contains(strings.Join(p.Header.Values("Set-Cookie"), ";"), "standin=") {
		t.Errorf("a post: %d, sets %q", p.Status, p.Header.Values("Set-Cookie"))
	}
}

// S35: signing out tells the browser to forget.
func TestS35_SignOutClearsTheBrowser(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Mara Lind", "mara@example.com", account.NoStaff)
	c := s.Client(t)
	p := signIn(t, c, "mara@example.com")
	out := c.Once(http.MethodPost, "/sign-out", url.Values{"csrf": {p.Token()}}).Want(303)
	if got := out.Header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
		t.Errorf("Clear-Site-Data is %q", got)
	}
	if c.Once(http.MethodGet, "/sign-out", nil).Status != http.StatusMethodNotAllowed {
		t.Error("a link signs out")
	}
}

// S32: over http cookies have a plain name; over https they are __Host- and Secure. All are HttpOnly, Lax, and for the whole site.
func TestS32_Cookies(t *testing.T) {
	t.Parallel()
	for scheme, secure := range map[string]bool{"http": false, "https": true} {
		s := webtest.Start(t, func(c *web.Config) { c.PublicURL = strings.Replace(c.PublicURL, "http", scheme, 1) })
		resident(t, s, "Mara Lind", "mara@example.com", account.NoStaff)
		p := s.Client(t).Once(http.MethodPost, "/sign-in", url.Values{"email": {"mara@example.com"}, "password": {password}}).Want(303)
		cookies := (&http.Response{Header: p.Header}).Cookies()
		if len(cookies) < 2 {
			t.Fatalf("%s: cookies %v", scheme, cookies)
		}
		for _, c := range cookies {
			if c.Secure != secure || strings.HasPrefix(c.Name, "__Host-") != secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode ||
				c.Path != "/" || c.Domain != "" {
				t.Errorf("%s: %s", scheme, c)
			}
		}
	}
}

// A cookie that was carried off to another browser is worth nothing, and ends the sign-in it came from.
func TestS27_ACookieElsewhereEndsTheSignIn(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Mara Lind", "mara@example.com", account.NoStaff)
	c, thief := s.Client(t), s.Client(t)
	signIn(t, c, "mara@example.com")
	thief.SetCookie("standin", c.Cookie("standin"))
	if p := thief.Get("/account"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("without the device cookie it opens %s", p.Path)
	}
	if p := c.Get("/account"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Error("the sign-in outlived the theft")
	}
}

func TestSignUp(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	c := s.Client(t)
	form := url.Values{"name": {"Robin Hale"}, "email": {"Robin@example.com"}, "password": {"password1"}}
	p := c.Get("/sign-up?next=/account/devices").Press("Make the account", form).Want(422)
	p.WantText("among the first that others try")
	if p.Find("input[name=name]").AttrOr("value", "") != "Robin Hale" {
		t.Error("what was typed is lost")
	}
	form.Set("password", password)
	if p := p.Press("Make the account", form); p.Path != "/account/devices" {
		t.Errorf("signed up at %s (%d)", p.Path, p.Status)
	}
	p = s.Client(t).Get("/sign-up").Press("Make the account", form).Want(409)
	p.WantText("There is an account with this address already")
}

// S25: fields the form does not have are of no effect.
func TestS25_ExtraFieldsAreIgnored(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	c := s.Client(t)
	c.Get("/sign-up").Press("Make the account", url.Values{"name": {"Robin Hale"}, "email": {"robin@example.com"}, "password": {password},
		"role": {"administrator"}, "staff": {"administrator"}, "status": {"locked"}, "id": {"1"}, "hash": {"x"}, "Hash": {"x"}, "demo": {"true"}}).Want(200)
	p, err := s.Rooms.Accounts.ByEmail(t.Context(), "robin@example.com")
	if err != nil || p.Staff != account.NoStaff || p.Status != account.Active || p.Demo {
		t.Errorf("%+v, %v", p, err)
	}
}

// The link of shop setup leads to an administrator with a second factor, once.
func TestS71_TheFirstAdministratorComesByTheLink(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	token, err := s.Rooms.Accounts.InviteFirst(t.Context(), account.Operator("test"))
	if err != nil {
		t.Fatal(err)
	}
	c := s.Client(t)
	c.Get("/invitation/" + token).Want(404)
	p := c.Get("/setup/" + token).Want(200)
	p.WantText("administrator of the shop")
	picture := c.Get(p.Find(".qr img").AttrOr("src", "")).Want(200)
	if picture.Header.Get("Content-Type") != "image/png" || picture.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the picture: %v", picture.Header)
	}
	typed := url.Values{"name": {"Ada Boss"}, "email": {"ada@example.com"}, "password": {password}, "code": {"000000"}}
	p = p.Press("Accept", typed).Want(422)
	p.WantText("This code is wrong")
	seed := strings.ReplaceAll(p.Find("code.secret").Text(), " ", "")
	typed.Set("code", codeOf(t, s, seed))
	done := p.Press("Accept", typed).Want(200)
	if n := done.Find(".codes li").Length(); n != 10 {
		t.Errorf("%d recovery codes", n)
	}
	c.Get("/account").Want(200).WantText("Ada’s account", "administrator")
	s.Client(t).Get("/setup/" + token).Want(404).WantText("not good any more")
}
