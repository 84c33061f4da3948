package web_test

import (
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
)

func TestC17_StaffLowersAPriceAndItIsMarkedEverywhere(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, mara := s.acting()
	admin := s.signIn(s.resident("Ad Min", account.Administrator))
	own := s.signIn(mara)
	own.Get("/p/lamp").Press("Add to cart", nil).Want(200)

	cart := c.Get(prefix+"/cart").Want(200).WantText("Up to € 8.90: 10 % of the subtotal", "Of your € 200.00 in 24 hours € 200.00 are left")
	refused := cart.Press("Lower it", url.Values{"price": {"75.65"}, "reason": {"The box was torn"}}).Want(403).WantText("At most 8.90")
	if typed := refused.Find("details.lower[open] input[name=price]").AttrOr("value", ""); typed != "75.65" {
		t.Errorf("the form brings back %q", typed)
	}
	cart.Press("Lower it", url.Values{"price": {"99"}, "reason": {"x"}}).Want(422).WantText("Type a price below 89.00")
	cart.Press("Lower it", url.Values{"price": {"85"}, "reason": {" "}}).Want(422).WantText("Say why")
	cart.Press("Lower it", url.Values{"price": {"85"}, "reason": {"The box was torn"}}).Want(200).
		WantText("€ 89.00 € 85.00 each", "Support’s price: The box was torn", "− € 4.00", "Withdraw your price")
	c.Get(prefix+"/cart").Press("Give", url.Values{"amount": {"6 %"}, "reason": {"late"}}).Want(403).WantText("At most 4.90")
	c.Get(prefix+"/cart").Press("Give", url.Values{"amount": {"5 %"}, "reason": {"The parcel was late"}}).Want(200).
		WantText("Support’s discount", "− € 4.45", "Of your € 200.00 in 24 hours € 191.55 are left")
	if n := one[int](s, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id WHERE e.outcome = 'refused' AND p.body->>'cause' = 'over_cap'`); n != 2 {
		t.Errorf("%d refusals in the record, want 2", n)
	}
	c.Get(prefix+"/cart").Press("Withdraw Support’s discount", nil).Want(200).WantText("Your discount is off the cart")
	c.Get(prefix+"/cart").Press("End session", nil).Want(200).WantText("lowered the price of Lamp from € 89.00 to € 85.00: The box was torn")

	// The customer sees by which service, and orders with it themselves, after the session.
	seen := own.Get("/cart").Want(200).WantText("€ 89.00 € 85.00 each", "Support’s price: The box was torn")
	if strings.Contains(seen.Body, "Novak") || seen.HasButton("Lower it") || seen.HasButton("Withdraw your price") {
		t.Error("the customer reads the agent's name, or may give themselves a price")
	}
	placed := own.Get("/checkout").Want(200).WantText("Support’s price for Lamp").Press("Place order", home).Want(200)
	placed.WantText("€ 89.00 € 85.00", "Support’s price for Lamp", "€ 85.00 instead of € 89.00", "The box was torn")
	if strings.Contains(placed.Body, "Novak") {
		t.Error("the customer's order names the agent")
	}
	admin.Get("/support/orders/20001").Want(200).WantText("Support’s price for Lamp", "given by Ada Novak")
	mail := onev(s, `SELECT body_text FROM shop.mail WHERE kind = 'order.placed'`)
	if !strings.Contains(mail, "Support’s price for Lamp, -4.00 EUR") {
		t.Errorf("the invoice by mail says nothing of it:\n%s", mail)
	}
}

func TestC17_TheDoorsAreShutWithoutTheAct(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.write(`UPDATE shop.impersonation_rule SET permissions = array_remove(permissions, 'price.override'), caps = caps - 'price.override'`)
	c, prefix, _, mara := s.acting()
	own := s.signIn(mara)
	own.Get("/p/lamp").Press("Add to cart", nil).Want(200)
	line := onev(s, `SELECT id::text FROM shop.cart_line`)
	page := c.Get(prefix + "/cart").Want(200)
	if page.HasButton("Lower it") || !page.HasButton("Give") {
		t.Error("the page offers what the rule does not grant, or hides what it grants")
	}
	form := url.Values{"csrf": {page.Token()}, "price": {"88"}, "reason": {"x"}}
	c.Post(prefix+"/cart/lines/"+line+"/price", form).Want(403).WantText("set a price of your own")
	form.Set("csrf", own.Get("/cart").Token())
	own.Post("/cart/lines/"+line+"/price", form).Want(403)
	own.Post("/cart/staff-discount", with(form, "amount", "1")).Want(403)
	if n := one[int](s, `SELECT count(*) FROM shop.price_override`); n != 0 {
		t.Errorf("%d prices lowered", n)
	}
}
