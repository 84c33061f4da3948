package web_test

import (
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
)

// I77: an address added while acting receives no order until its owner confirms it; one that is changed waits again.
func TestI77_AnAddressAddedForSomebodyWaits(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, mara := s.acting()
	book := c.Get(prefix + "/account/addresses").Want(200).WantText("receives no order until they confirm it")
	book.Press("Add the address", url.Values{"name": {"Mara Lind"}, "street": {"Elm 3"}, "postcode": {"10115"}, "town": {"Berlin"}, "country": {"DE"}}).
		Want(200).WantText("waits for confirmation")
	id := one[string](s, `SELECT public_id FROM shop.address`)
	self := account.Self(s.person(mara.ID), 0)
	if _, err := account.DeliverTo(t.Context(), s.Site.DB.DB, self, account.Shopper, id); err == nil {
		t.Error("an order may go there")
	}
	token := c.Get(prefix + "/account").Token()
	c.Post(prefix+"/account/addresses/"+id+"/confirm", url.Values{"csrf": {token}}).Want(403)

	own := s.signIn(mara)
	own.Get("/account/addresses").Want(200).Press("Yes, this is mine", nil).Want(200).WantText("orders may go there")
	if _, err := account.DeliverTo(t.Context(), s.Site.DB.DB, self, account.Shopper, id); err != nil {
		t.Errorf("after the owner's yes: %v", err)
	}
	// Masked fields that are left alone stay as they are.
	edit := c.Get(prefix + "/account/addresses/" + id).Want(200)
	if v := edit.Find("input[name=street]").AttrOr("value", ""); v != "" {
		t.Errorf("a form holds the street %q", v)
	}
	edit.Press("Save the address", url.Values{"town": {"Potsdam"}}).Want(200).WantText("waits for confirmation")
	if got := one[string](s, `SELECT street || ', ' || town FROM shop.address`); got != "Elm 3, Potsdam" {
		t.Errorf("the address is now %q", got)
	}
}

// I63: e-mail, phone and street are masked while acting; "Show" reveals one field, and is a row.
func TestI63_MaskedUntilShown(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, mara := s.acting()
	_, err := s.Rooms.Accounts.AddAddress(t.Context(), account.Self(s.person(mara.ID), 0), account.Shopper,
		account.NewAddress{Name: "Mara Lind", Street: "Elmstreet 3", Postcode: "10115", Town: "Berlin", Country: "DE", Phone: "+49 30 555 0142"})
	if err != nil {
		t.Fatal(err)
	}
	for path, secret := range map[string]string{"/account": mara.Email, "/account/addresses": "Elmstreet"} {
		masked := c.Get(prefix + path).Want(200)
		if strings.Contains(masked.Body, secret) {
			t.Errorf("%s holds %q", path, secret)
		}
		shown := masked.Click("Show").Want(200)
		if !strings.Contains(shown.Body, secret) {
			t.Errorf("%s does not show %q", shown.Path, secret)
		}
	}
	if n := one[int](s, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id
		WHERE e.outcome = 'viewed' AND p.body->'request'->>'path' LIKE '%/show%'`); n != 2 {
		t.Errorf("%d rows say that something was shown", n)
	}
}

// I38: password, second factor, devices and sign-ins are closed while acting, and the account says why.
func TestI38_AccountDoorsClosedWhileActing(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, _ := s.acting()
	p := c.Get(prefix + "/account").Want(200)
	p.WantText("Nobody may change the password for somebody else", "Nobody may change the second factor for somebody else")
	token := p.Token()
	for _, path := range []string{"/account/password", "/account/totp", "/account/totp/confirm", "/account/totp/cancel", "/account/devices/x/revoke", "/account/sign-ins/x/revoke"} {
		c.Post(prefix+path, url.Values{"csrf": {token}}).Want(403).WantText("Acting for Mara Lind")
	}
	for _, path := range []string{"/account/password", "/account/totp", "/account/totp.png", "/account/devices"} {
		c.Get(prefix + path).Want(403)
	}
}
