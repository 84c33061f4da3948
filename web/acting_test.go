package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
	"standin/store/storetest"
)

func TestActing_FromTheDeskAndBack(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	desk := c.Get("/support").Want(200).Press("Search", url.Values{"q": {"mara"}}).WantText("1 person found", "Mara Lind")
	customer := desk.Click("Mara Lind").Want(200).WantText("Opening this page was recorded", "You may", "m•••@example.com")
	if strings.Contains(customer.Body, shopper.Email) {
		t.Error("the customer's page holds the address unmasked")
	}
	start := customer.Press("Act for this customer", nil).Want(200)
	first := start.Press("Stand in for", url.Values{"reason": {"The code does not work"}, "code": {s.code(agent)}}).Want(200)
	if !strings.HasPrefix(first.Path, "/as/") {
		t.Fatalf("the start led to %s", first.Path)
	}
	first.WantText("Acting for Mara Lind", "changes allowed", "End session")
	done := first.Press("End session", nil).Want(200).WantText("You are yourself again", "What you did for Mara Lind", "looked at 1 page")
	back := done.Press("Save, next customer", url.Values{"note": {"All well now"}}).Want(200)
	if back.Path != "/support" || !back.Says("Last call: Mara Lind") {
		t.Errorf("after the note one is at %s: %s", back.Path, back.Words())
	}
	c.Get("/support/customers/"+shopper.PublicID).WantText("Note by Ada Novak: All well now", "Ada Novak stood in")
}

func TestI20_TheStartNamesThePerson(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	owner, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	c := s.signIn(rep)
	c.Get("/act/"+owner.PublicID).Want(200).WantText("You are about to stand in for", "Vera Wind", "v•••@example.com", "Vendor user, North Wind")
}

func TestI21_GETStartsNothingAndPostsNeedTheToken(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	form := url.Values{"capacity": {"shopper"}, "mode": {"act"}, "reason": {"because"}, "code": {s.code(agent)}}
	c.Get("/act/" + shopper.PublicID + "?" + form.Encode()).Want(200)
	c.Post("/act/"+shopper.PublicID, form).Want(403)
	c.Head.Set("Sec-Fetch-Site", "cross-site")
	form.Set("csrf", "whatever")
	c.Post("/act/"+shopper.PublicID, form).Want(403)
	c.Head.Del("Sec-Fetch-Site")
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session`); n != 0 {
		t.Fatalf("%d sessions began", n)
	}
	prefix, _ := s.start(c, agent, shopper, nil)
	c.Post(prefix+"/end", url.Values{}).Want(403)
	c.Get(prefix + "/end").Want(405)
	if end := s.session(); end != "running" {
		t.Errorf("the session is %s", end)
	}
}

func TestI26_WithoutThePrefixOneIsOneself(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, _ := s.acting()
	inside := c.Get(prefix + "/account").Want(200)
	outside := c.Get("/account").Want(200)
	if !inside.Says("Mara") || outside.Says("Acting for") || !outside.Says("You are yourself.Running: Mara Lind") {
		t.Errorf("inside: %s\noutside: %s", inside.Words(), outside.Words())
	}
	inside.Press("End session", nil).Want(200)
	if p := c.Get(prefix + "/account"); p.Status != http.StatusGone || !p.Says("You no longer act for Mara Lind") {
		t.Errorf("after the end the address answers %d: %s", p.Status, p.Words())
	}
}

func TestI8_NoStartUnderThePrefix(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, agent, _ := s.acting()
	tom := s.shopper("Tom Okafor")
	token := c.Get(prefix + "/account").Token()
	p := c.Post(prefix+"/act/"+tom.PublicID, url.Values{"csrf": {token}, "reason": {"more"}, "code": {s.code(agent)}, "capacity": {"shopper"}, "mode": {"act"}})
	p.Want(404).WantText("Acting for Mara Lind")
	row := one[string](s, `SELECT e.outcome || ' ' || (e.actor = $1) || ' ' || (e.session IS NOT NULL) FROM audit.entry e WHERE e.action = 'acting.start' ORDER BY e.id DESC LIMIT 1`, int64(agent.ID))
	if row != "refused true true" {
		t.Errorf("the record says %q", row)
	}
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session`); n != 1 {
		t.Errorf("%d sessions", n)
	}
	s.start(c, agent, tom, nil) // from outside it is allowed
}

func TestI22_TheIDIsWorthlessElsewhere(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	_, prefix, agent, _ := s.acting()
	ben := s.resident("Ben Novak", account.SupportAgent)
	for who, c := range map[string]answering{"nobody": {s.Client(t)}, "another agent": {s.signIn(ben)}, "another browser of the actor": {s.signIn(agent)}} {
		for _, path := range []string{"/", "/account", "/nothing", "/checkout"} {
			real, invented := c.answers(prefix+path), c.answers("/as/inventedinvented"+path)
			if real != strings.ReplaceAll(invented, "inventedinvented", strings.TrimPrefix(prefix, "/as/")) {
				t.Errorf("%s at %s: %s for a real id, %s for an invented one", who, path, real, invented)
			}
			if strings.HasPrefix(real, "200") {
				t.Errorf("%s at %s gets a page", who, path)
			}
		}
	}
}

func TestI40_StaffDesksAreClosedInside(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, shopper := s.acting()
	for _, path := range []string{"/support", "/support/customers/" + shopper.PublicID, "/admin", "/admin/policy", "/audit", "/demo", "/sign-in", "/healthz"} {
		c.Get(prefix + path).Want(404).WantText("Acting for Mara Lind")
	}
}

func TestI38_ClosedPagesSayWhy(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, shopper := s.acting()
	before := one[string](s, `SELECT p::text FROM shop.person p WHERE id = $1`, int64(shopper.ID))
	for _, path := range []string{"/account/password", "/account/totp", "/account/devices"} {
		c.Get(prefix+path).Want(403).WantText("for somebody else", "Acting for Mara Lind")
	}
	token := c.Get(prefix + "/account").Token()
	for _, path := range []string{"/account/password", "/account/totp", "/account/consent", "/account/totp/confirm"} {
		c.Post(prefix+path, url.Values{"csrf": {token}, "state": {"never"}, "password": {"x"}}).Want(403)
		c.Head.Set("Accept", "application/json")
		c.Post(prefix+path, url.Values{"csrf": {token}, "state": {"never"}}).Want(403)
		c.Head.Del("Accept")
	}
	c.Get(prefix + "/account/helpers").Want(200).WantText("Nobody may change consent for somebody else")
	if after := one[string](s, `SELECT p::text FROM shop.person p WHERE id = $1`, int64(shopper.ID)); after != before {
		t.Error("the subject's account has changed")
	}
	if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE outcome = 'refused' AND session IS NOT NULL`); n < 8 {
		t.Errorf("%d refusals in the record", n)
	}
}

func TestI68_OneCapacityIsAllThereIs(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep, bea := s.resident("Rita Rep", account.SalesRep), s.shopper("Bea Buyer")
	school, other := storetest.Organization(t, s.DB, "School"), storetest.Organization(t, s.DB, "Club")
	s.write(`INSERT INTO shop.assignment (staff_id, organization_id) VALUES ($1, $2)`, int64(rep.ID), school)
	for _, o := range []int64{school, other} {
		s.write(`INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, 'buyer')`, o, int64(bea.ID))
	}
	own := s.signIn(bea)
	own.Get("/p/teapot").Press("Add to cart", nil).Want(200)
	c := s.signIn(rep)
	start := c.Get("/act/" + bea.PublicID).Want(200).WantText("Buyer, School")
	if start.Says("Club") || start.Says("Their own cart") {
		t.Errorf("it offers a capacity that no rule reaches: %s", start.Words())
	}
	prefix, first := s.start(c, rep, bea, nil)
	first.Want(200).WantText("Acting for Bea Buyer", "buyer, School")
	if first.Find(".count").Length() > 0 {
		t.Error("the bag counts another capacity's cart")
	}
	c.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200)
	shared := one[string](s, `SELECT string_agg(l.quantity || ' of ' || o.name, ', ') FROM shop.cart c JOIN shop.cart_line l ON l.cart_id = c.id
		JOIN shop.organization o ON o.id = c.organization_id`)
	if got := s.inCart(bea); got != "1 Teapot" || shared != "1 of School" {
		t.Errorf("the shopper's cart holds %q, the shared carts %q", got, shared)
	}
	for _, path := range []string{"/account", "/account/addresses", "/account/helpers", "/vendor/products"} {
		if p := c.Get(prefix + path); p.Status != 403 && p.Status != 404 {
			t.Errorf("%s answers %d in an organization's session", path, p.Status)
		}
	}
	c.Post(prefix+"/cart/lines", url.Values{"csrf": {first.Token()}, "variant": {"1"}, "for": {fmt.Sprint("organization:", other)}})
	if n := one[int](s, `SELECT count(*) FROM shop.cart WHERE organization_id = $1`, other); n != 0 {
		t.Error("a form field led into another organization's cart")
	}
}
