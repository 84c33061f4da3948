package web_test

import (
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
	"standin/web"
)

func TestI77_AnOrderPlacedForSomebodyIsPaidByThemAlone(t *testing.T) {
	t.Parallel()
	s := newTown(t, func(c *web.Config) { c.Demo = true })
	rep, admin := s.resident("Rita Rep", account.SalesRep), s.resident("Ad Min", account.Administrator)
	org, jo := s.organization("Northside School", "Jo Marsh")
	s.write(`UPDATE shop.organization SET terms_days = 0 WHERE id = $1`, org)
	s.write(`INSERT INTO shop.assignment (staff_id, organization_id) VALUES ($1, $2)`, int64(rep.ID), org)
	s.write(`INSERT INTO shop.address (organization_id, name, street, postcode, town, country, confirmed_at)
		VALUES ($1, 'Northside School', 'Schulweg 3', '24103', 'Kiel', 'DE', shop.shop_now())`, org)
	c := s.signIn(rep)
	prefix, _ := s.start(c, rep, jo, nil)
	c.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200)
	checkout := c.Get(prefix + "/checkout").Want(200).WantText("No card is charged now. A link goes out by mail")
	placed := checkout.Press("Place order", url.Values{"payment": {"card"}}).Want(200)
	placed.WantText("Payment requested", "It waits for Jo Marsh, who got a link by mail. Nothing was charged.", "Nobody may pay for somebody else.")
	if placed.HasButton("Pay €") || !strings.HasPrefix(placed.Path, prefix+"/orders/20001") {
		t.Errorf("the actor may pay, or was led to %s", placed.Path)
	}
	c.Post(prefix+"/orders/20001/pay", url.Values{"csrf": {placed.Token()}}).Want(403).WantText("Nobody may pay for somebody else.")
	if got := onev(s, `SELECT payment_state || ' ' || (payment_reference IS NULL) FROM shop.orders`); got != "requested true" {
		t.Errorf("the order is %q", got)
	}
	mail := onev(s, `SELECT recipient || ' ' || body_text FROM shop.mail WHERE kind = 'order.payment'`)
	if !strings.Contains(mail, "jo.marsh@example.com") || !strings.Contains(mail, s.URL+"/orders/20001#pay") || strings.Contains(mail, "/as/") || strings.Contains(mail, "Rita") {
		t.Errorf("the mail is %q", mail)
	}

	// I52: whose order it is reads by which service, staff read by whom and in which session.
	own := s.signIn(jo)
	page := own.Get("/orders/20001").Want(200).WantText("Placed on your behalf by your sales contact.", "Payment requested")
	if strings.Contains(page.Body, "Rita") {
		t.Error("the order's page names the actor")
	}
	desk := s.signIn(admin).Get("/support/orders/20001").Want(200).WantText("Placed by Rita Rep on behalf of Jo Marsh.", "payment requested")
	desk.Click("See the session").Want(200).WantText("Rita Rep")

	bank := page.Press("Pay € 8", nil).Want(200).WantText("The demo’s bank", "no money moves")
	bank.Press("Pay by card", nil).Want(200).WantText("The payment has arrived.", "Card, paid")
	own.Get("/demo/pay/20001").Want(200).WantText("This order does not wait for a payment.")
	own.Post("/orders/20001/pay", url.Values{"csrf": {own.Get("/orders/20001").Token()}}).Want(409)
	if got := onev(s, `SELECT kind || ' ' || action || ' ' || outcome FROM audit.entry WHERE action = 'order.settle'`); got != "provider order.settle done" {
		t.Errorf("the record says %q", got)
	}
}

func TestI77_WithoutAProviderThereIsNoCard(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c := s.signIn(s.shopper("Mara Lind"))
	c.Get("/p/lamp").Press("Add to cart", nil)
	checkout := c.Get("/checkout").Want(200)
	if checkout.Find("input[value=card]").Length() != 0 {
		t.Error("a card is offered, and nobody could take it")
	}
	checkout.Press("Place order", with(home, "payment", "card")).Want(422).WantText("Choose a way to pay from the list.")
	c.Get("/demo/pay/20001").Want(404)
}

func TestI77_AnAdministratorSetsTheBudgets(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	boss := s.resident("Ad Min", account.Administrator)
	admin := s.signIn(boss)
	page := admin.Get("/admin/settings").Want(200).Click("What staff may give away in a day").Want(200)
	page.Press("Save budgets", url.Values{"support_agent": {"4"}, "code": {"000000"}}).Want(422).WantText("This code is wrong")
	if n := one[int](s, `SELECT count(*) FROM shop.setting WHERE name LIKE 'discount.daily.%'`); n != 0 {
		t.Errorf("a wrong code set %d budgets", n)
	}
	page.Press("Save budgets", url.Values{"support_agent": {"much"}, "code": {s.code(boss)}}).Want(422).WantText("Type an amount, like 200.00.")
	page.Press("Save budgets", url.Values{"support_agent": {"4"}, "code": {s.code(boss)}}).Want(200).WantText("The budgets are saved.")
	c, prefix, agent, mara := s.acting()
	s.signIn(mara).Get("/p/lamp").Press("Add to cart", nil).Want(200)
	cart := c.Get(prefix+"/cart").Want(200).WantText("Up to € 4.00", "Of your € 4.00 in 24 hours € 4.00 are left")
	cart.Press("Give", url.Values{"amount": {"4.01"}, "reason": {"late"}}).Want(403).WantText("At most 4.00 EUR of your budget is left.")
	if got := onev(s, `SELECT p.body->>'cause' FROM audit.entry e JOIN audit.payload p ON p.entry = e.id WHERE e.outcome = 'refused' AND e.action = 'cart.grant_discount'
		AND e.actor = $1 AND p.body ? 'cause'`, int64(agent.ID)); got != "over_budget" {
		t.Errorf("the record says %q", got)
	}
	s.signIn(agent).Get("/admin/settings/budgets").Want(403)
}
