package web_test

import (
	"net/url"
	"strings"
	"testing"

	"standin/cart/discount"
	"standin/store/account"
	"standin/web/webtest"
)

// helpedCart is Mara's cart after Ada changed it in every way, and her own browser.
func helpedCart(t *testing.T) (s *town, own *webtest.Client, prefix string, as *webtest.Client) {
	t.Helper()
	s = newTown(t)
	s.codes(discount.Draft{Code: "SPRING10", Kind: discount.Percent, Value: 1000})
	c, prefix, _, mara := s.acting()
	me := s.signIn(mara)
	me.Get("/p/lamp").Press("Add to cart", nil).Want(200)
	c.Get(prefix+"/cart").Press("Set", url.Values{"quantity": {"2"}}).Want(200)
	c.Get(prefix+"/p/teapot").Press("Add to cart", nil).Want(200)
	c.Get(prefix+"/cart").Press("Apply code", url.Values{"code": {"SPRING10"}}).Want(200)
	c.Get(prefix+"/cart").Press("Give", url.Values{"amount": {"5"}, "reason": {"The parcel was late"}}).Want(200)
	return s, me, prefix, c
}

func TestI66_TheCartIsReadyToKeepOrTakeBack(t *testing.T) {
	t.Parallel()
	s, own, prefix, as := helpedCart(t)
	own.Get("/cart").Want(200).WantText("Support is changing your cart", "They put the code SPRING10 on the cart", "They gave a discount of € 5.00: The parcel was late")
	as.Get(prefix+"/cart").Press("End session", nil).Want(200).WantText("You changed Lamp from 1 to 2.", "You put 1 × Teapot into the cart.")
	cart := own.Get("/cart").Want(200).WantText("Your cart is ready", "Keep all", "Take all back")
	if as.Get("/cart").Says("Your cart is ready") {
		t.Error("the agent's own cart asks")
	}
	// One at a line, one code, then the rest.
	cart = cart.Press("Take back: they put 1 × Teapot into the cart", nil).Want(200).WantText("One change is taken back.")
	if cart.Path != "/cart" || cart.Says("1 × Teapot") {
		t.Errorf("at %s: %s", cart.Path, cart.Words())
	}
	cart = cart.Press("Keep: they put the code SPRING10 on the cart", nil).Want(200)
	if cart.HasButton("Keep: they put the code SPRING10") || !cart.HasButton("Keep: they gave a discount") {
		t.Error("what is kept is asked about again, or what is not is no more")
	}
	cart = cart.Press("Take all changes back", nil).Want(200).WantText("3 changes are taken back.")
	if cart.Says("Your cart is ready") || cart.Says("SPRING10, 10") || cart.Says("Support’s discount") {
		t.Errorf("after all is taken back: %s", cart.Words())
	}
	helpers := own.Get("/account/helpers").Want(200).WantText("They changed Lamp from 1 to 2.", "taken back on")
	if helpers.HasButton("Take back") || strings.Contains(helpers.Body, "Novak") || strings.Contains(helpers.Body, "203.0.113") {
		t.Error("it can be taken back twice, or names the agent")
	}
	if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE action = 'help.take_back'`); n != 2 {
		t.Errorf("%d entries, want one for each of the two times", n)
	}
}

func TestI66_KeepAllStopsAsking(t *testing.T) {
	t.Parallel()
	s, own, _, _ := helpedCart(t)
	mara := one[int64](s, `SELECT person_id FROM shop.cart`)
	cart := own.Get("/cart").Press("Keep all changes", nil).Want(200).WantText("It stays.", "SPRING10", "Support’s discount")
	if cart.HasButton("Keep") || cart.HasButton("Take back") {
		t.Error("it goes on asking")
	}
	if got := s.inCart(s.person(account.ID(mara))); got != "2 Lamp, 1 Teapot" {
		t.Errorf("keeping changed the cart to %q", got)
	}
	own.Get("/account/helpers").Want(200).WantText("kept").Press("Take everything back", nil).Want(200).WantText("4 changes are taken back.")
}

func TestI66_EditedSinceIsListed(t *testing.T) {
	t.Parallel()
	s, own, _, _ := helpedCart(t)
	own.Get("/cart").Press("Set", url.Values{"quantity": {"4"}}).Want(200)
	done := own.Get("/account/helpers").Press("Take everything back", nil).Want(200)
	done.WantText("3 changes are taken back. Left as it is: they changed Lamp from 1 to 2 (It was changed since.)", "It was changed since. Left as it is.")
	mara := one[int64](s, `SELECT person_id FROM shop.cart`)
	if got := s.inCart(s.person(account.ID(mara))); got != "4 Lamp" {
		t.Errorf("the cart holds %q", got)
	}
}

func TestI66_NeverWhileActingAndNotByStrangers(t *testing.T) {
	t.Parallel()
	s, own, prefix, as := helpedCart(t)
	id := strings.TrimPrefix(prefix, "/as/")
	inside := as.Get(prefix + "/account/helpers").Want(200).WantText("Nobody may take changes back for somebody else.")
	if inside.HasButton("Take back") || inside.HasButton("Take everything back") {
		t.Error("the page offers the actor what nobody may")
	}
	for _, path := range []string{"/account/helpers/" + id + "/take-back", "/account/helpers/" + id + "/keep"} {
		as.Post(prefix+path, url.Values{"csrf": {inside.Token()}}).Want(403)
	}
	tom := s.signIn(s.shopper("Tom Okafor"))
	for _, path := range []string{"/account/helpers/" + id, "/account/helpers/inventedinvented"} {
		tom.Post(path+"/take-back", url.Values{"csrf": {tom.Get("/account").Token()}}).Want(404)
		tom.Post(path+"/keep", url.Values{"csrf": {tom.Get("/account").Token()}}).Want(404)
	}
	own.Post("/account/helpers/"+id+"/take-back", url.Values{"csrf": {own.Get("/account").Token()}, "back": {"https://evil.example"}}).Want(200).
		WantText("Who helped me", "4 changes are taken back.")
}

func TestI66_StaffTakeBackFromTheCustomersPageAndTheEnd(t *testing.T) {
	t.Parallel()
	s, own, prefix, as := helpedCart(t)
	ended := as.Get(prefix+"/cart").Press("End session", nil).Want(200)
	ended.Press("Take back: You put 1 × Teapot into the cart", nil).Want(200).WantText("One change is taken back.", "taken back on")
	ben := s.signIn(s.resident("Ben Novak", account.SupportAgent))
	ben.Get("/support").Press("Search", url.Values{"q": {"mara"}}).Click("Mara Lind").Want(200).Click("What was changed").Want(200).
		WantText("Ada Novak for Mara Lind", "Why: The code does not work", "can see that you did").
		Press("Take everything back", nil).Want(200).WantText("3 changes are taken back.", "by the shop")
	seen := own.Get("/account/helpers").Want(200).WantText("by the shop")
	if strings.Contains(seen.Body, "Ben") || seen.HasButton("Take back") {
		t.Error("the customer reads who it was, or may take it back again")
	}
	if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE action = 'customer.open' AND actor = (SELECT id FROM shop.person WHERE name = 'Ben Novak')`); n < 2 {
		t.Errorf("%d readings recorded", n)
	}
	if got := one[string](s, `SELECT string_agg(DISTINCT p.name || ' ' || a.staff, ', ' ORDER BY p.name || ' ' || a.staff) FROM shop.help_answer a JOIN shop.person p ON p.id = a.person_id`); got != "Ada Novak true, Ben Novak true" {
		t.Errorf("the answers were of %q", got)
	}
}
