package web_test

import (
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
	"standin/web/webtest"
)

func TestAccount_Password(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Mara Lind", "mara@example.com", account.NoStaff)
	here, there := s.Client(t), s.Client(t)
	signIn(t, here, "mara@example.com")
	signIn(t, there, "mara@example.com")
	p := here.Get("/account/password").Press("Change", url.Values{"current": {"wrong"}, "password": {"another good one"}}).Want(422)
	p.WantText("not your present password")
	p = here.Get("/account/password").Press("Change", url.Values{"current": {password}, "password": {"short"}}).Want(422)
	p.WantText("Use at least 8 characters")
	p.Press("Change", url.Values{"current": {password}, "password": {"another good one"}}).Want(200).WantText("Your password is changed")
	if p := there.Get("/account"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Error("the other sign-in still stands")
	}
	here.Get("/account").Want(200)
}

func TestAccount_SecondFactor(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Mara Lind", "mara@example.com", account.NoStaff)
	c := s.Client(t)
	signIn(t, c, "mara@example.com")
	p := c.Get("/account/totp").Want(200).Press("Set up", nil).Want(200)
	seed := strings.ReplaceAll(p.Find("code.secret").Text(), " ", "")
	if len(seed) != 32 {
		t.Fatalf("the secret is %q", seed)
	}
	if png := c.Get(p.Find(".qr img").AttrOr("src", "")).Want(200); !strings.HasPrefix(png.Body, "\x89PNG") {
		t.Error("the picture is none")
	}
	p.Press("Turn it on", url.Values{"password": {"wrong"}, "code": {codeOf(t, s, seed)}}).Want(422).WantText("not your present password")
	first := codeOf(t, s, seed)
	on := p.Press("Turn it on", url.Values{"password": {password}, "code": {first}}).Want(200)
	recovery := on.Find(".codes li").First().Text()
	c.Get("/account/totp").Want(200).WantText("10 recovery codes are left")

	other := s.Client(t)
	code := signIn(t, other, "mara@example.com")
	if code.Path != "/sign-in/code" {
		t.Fatalf("no code is asked for: %s", code.Path)
	}
	code.Press("Go on", url.Values{"code": {first}}).Want(422).WantText("You signed in with this code")
	if in := code.Press("Go on", url.Values{"code": {strings.ToUpper(recovery)}}); in.Path != "/account" {
		t.Errorf("with a recovery code: %s %s", in.Path, in.Words())
	}
}

func TestAccount_Devices(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Mara Lind", "mara@example.com", account.NoStaff)
	resident(t, s, "Tom Brook", "tom@example.com", account.NoStaff)
	here, phone, other := s.Client(t), s.Client(t), s.Client(t)
	phone.Agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
	signIn(t, here, "mara@example.com")
	signIn(t, phone, "mara@example.com")
	token := signIn(t, other, "tom@example.com").Token()
	p := here.Get("/account/devices").Want(200)
	p.WantText("Firefox on Linux", "Safari on iOS", "this one")
	forget := p.Find("form[action*='/revoke']").Has("button[aria-label*='Safari']").AttrOr("action", "")
	other.Post(forget, url.Values{"csrf": {token}}).Want(404)
	phone.Get("/account").Want(200)
	p.Press("Forget Safari on iOS", nil).Want(200).WantText("That device is forgotten")
	if p := phone.Get("/account"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("the phone is at %s", p.Path)
	}
	if p := here.Get("/account/devices").Press("Forget Firefox on Linux", nil); p.Path != "/" {
		t.Errorf("forgetting this very browser leads to %s", p.Path)
	}
}

// S24: another's address answers as one that does not exist.
func TestS24_AnothersAddressIsUnknown(t *testing.T) {
	t.Parallel()
	s := webtest.Start(t)
	resident(t, s, "Mara Lind", "mara@example.com", account.NoStaff)
	resident(t, s, "Tom Brook", "tom@example.com", account.NoStaff)
	mara, tom := s.Client(t), s.Client(t)
	token := signIn(t, tom, "tom@example.com").Token()
	signIn(t, mara, "mara@example.com")
	book := mara.Get("/account/addresses").Want(200)
	wrong := book.Press("Add the address", url.Values{"name": {"Mara Lind"}, "street": {"Elm 3"}, "country": {"DE"}}).Want(422)
	wrong.WantText("Write the postcode", "Write the town")
	book = wrong.Press("Add the address", url.Values{"name": {"Mara Lind"}, "street": {"Elm 3"}, "postcode": {"10115"}, "town": {"Berlin"}, "country": {"DE"}}).Want(200)
	book.WantText("Elm 3", "10115 Berlin, Germany")
	theirs := book.Find("a[href^='/account/addresses/']").AttrOr("href", "")
	for _, path := range []string{theirs, "/account/addresses/doesnotexist12"} {
		tom.Get(path).Want(404)
		for _, act := range []string{"", "/remove", "/confirm"} {
			tom.Post(path+act, url.Values{"csrf": {token}, "name": {"x"}, "street": {"x"}, "postcode": {"1"}, "town": {"x"}, "country": {"DE"}}).Want(404)
		}
	}
	edited := mara.Get(theirs).Press("Save the address", url.Values{"street": {"Elm 4"}}).Want(200)
	edited.WantText("Elm 4")
	edited.Press("Remove Mara Lind", nil).WantText("No address yet")
}
