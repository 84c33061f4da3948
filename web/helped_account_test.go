package web_test

import (
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
)

func TestI55_TheAccountListsEachSession(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	ada, ben, mara := s.resident("Ada Novak", account.SupportAgent), s.resident("Ben Rahn", account.SupportAgent), s.shopper("Mara Lind")
	first, second := s.signIn(ada), s.signIn(ben)
	prefix, _ := s.start(first, ada, mara, url.Values{"reason": {"Her parcel did not come"}})
	first.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200)
	first.Get(prefix+"/account/addresses").Press("Add", with(home, "town", "Lübeck"))
	first.Get(prefix+"/cart").Press("End session", nil).Want(200)
	prefix, _ = s.start(second, ben, mara, url.Values{"reason": {"Asks for a second lamp"}, "mode": {"read_only"}})
	second.Get(prefix + "/orders").Want(200)

	own := s.signIn(mara)
	page := own.Get("/account/helpers").Want(200)
	page.WantText("Why: Her parcel did not come", "Why: Asks for a second lamp", "They put 1 × Lamp into the cart.", "They added an address in Lübeck.",
		"right now", "They looked at")
	if who := page.Find("article h3"); who.Length() != 2 || strings.Count(who.Text(), "Support") != 2 {
		t.Errorf("the sessions are by %q", who.Text())
	}
	started := onev(s, `SELECT to_char(started_at AT TIME ZONE 'UTC', 'FMDD FMMonth YYYY') FROM shop.impersonation_session ORDER BY id LIMIT 1`)
	page.WantText(started)
	for _, secret := range []string{"Novak", "Rahn", ada.Email, ben.Email, "127.0.0.1", "Firefox"} {
		if strings.Contains(page.Body, secret) {
			t.Errorf("the page names %q", secret)
		}
	}
	if tom := s.signIn(s.shopper("Tom Okafor")).Get("/account/helpers").Want(200); !tom.Says("Nobody ever did.") {
		t.Error("somebody else reads of it")
	}
}
