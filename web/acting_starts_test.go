package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"standin/catalog/bulkimport"
	"standin/store/account"
	"standin/store/storetest"
)

func TestDoors_FromTheDesk(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent := s.resident("Ada Novak", account.SupportAgent)
	s.shopper("Tom Open")
	never := s.shopper("Tom Never")
	s.write(`UPDATE shop.consent SET state = 'never', until = NULL WHERE person_id = $1`, int64(never.ID))
	blocked := s.shopper("Tom Blocked")
	s.write(`UPDATE shop.person SET status = 'blocked' WHERE id = $1`, int64(blocked.ID))
	c := s.signIn(agent)
	found := c.Get("/support?q=tom&ticket=77").Want(200).WantText("3 people found", "Tom Never said never", "The account of Tom Blocked is blocked")
	for _, p := range []account.Person{never, blocked} {
		button := found.Find(`button[disabled][aria-describedby="why-found-` + p.PublicID + `"]`)
		if button.Length() != 1 || found.Find("#why-found-"+p.PublicID).Length() != 1 {
			t.Errorf("the door to %s is not closed with its reason", p.Name)
		}
	}
	start := found.Click("Act for Tom Open").Want(200)
	if v := start.Find("#ticket").AttrOr("value", ""); v != "77" {
		t.Errorf("the ticket is %q", v)
	}
	prefix, _ := s.start(c, agent, s.person(account.ID(one[int64](s, `SELECT id FROM shop.person WHERE name = 'Tom Open'`))), nil)
	c.Get("/support?q=tom").Click("Go on as Tom Open").Want(200).WantText("Acting for Tom Open")
	if !strings.HasPrefix(c.Get("/support?q=tom").Click("Go on as Tom Open").Path, prefix) {
		t.Error("the way back leads elsewhere")
	}
	if other := s.signIn(agent).Get("/support?q=tom").Want(200); other.Says("Go on as Tom Open") {
		t.Error("another browser of the actor is led into a session that is not its own")
	}
	// What closes all doors is said once.
	s.write(`UPDATE shop.setting SET value = 'false' WHERE name = 'acting.enabled'`)
	shut := c.Get("/support?q=tom").Want(200)
	if n := strings.Count(shut.Words(), "switched off in this shop"); n != 1 || shut.Find(`button[disabled][aria-describedby="no-door"]`).Length() != 3 {
		t.Errorf("it is said %d times: %s", n, shut.Words())
	}
}

func TestDoors_FromAnOrderAndBack(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	own := s.signIn(mara)
	own.Get("/p/lamp").Press("Add to cart", nil)
	own.Get("/checkout").Press("Place order", home).Want(200)
	c := s.signIn(agent)
	order := c.Get("/support/orders/20001").Want(200).WantText("Placed by Mara Lind")
	start := order.Click("Act for Mara Lind").Want(200)
	if got := strings.TrimSpace(start.Find("#reason").Text()); got != "About order 20001" {
		t.Errorf("the reason begins with %q", got)
	}
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session`); n != 0 {
		t.Error("the address alone started a session")
	}
	first := start.Press("Stand in for", url.Values{"code": {s.code(agent)}}).Want(200)
	if !strings.HasSuffix(first.Path, "/orders/20001") || !first.Says("Acting for Mara Lind") {
		t.Errorf("it begins at %s", first.Path)
	}
	done := first.Press("End session", nil).Want(200)
	if back := done.Click("Back to where you started"); back.Path != "/support/orders/20001" {
		t.Errorf("the end leads back to %s", back.Path)
	}
	// Another's order is no way into it, and no order at all fills in nothing.
	tom := s.shopper("Tom Okafor")
	page := c.Get("/act/"+tom.PublicID+"?order=20001&from=/support").Press("Stand in for", url.Values{"code": {s.code(agent)}})
	if !strings.HasSuffix(page.Path, "/") {
		t.Errorf("it begins at %s", page.Path)
	}
	odd := c.Get("/act/" + s.shopper("Uma Lind").PublicID + "?order=" + url.QueryEscape("<b>1</b>")).Want(200)
	if got := strings.TrimSpace(odd.Find("#reason").Text()); got != "" {
		t.Errorf("the reason begins with %q", got)
	}
}

func TestDoors_AGuestsOrderHasNone(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	guest := s.Client(t)
	guest.Get("/p/lamp").Press("Add to cart", nil)
	guest.Get("/checkout").Press("Place order", with(home, "email", "guest@example.com")).Want(200)
	page := s.signIn(s.resident("Ada Novak", account.SupportAgent)).Get("/support/orders/20001").Want(200)
	page.WantText("Placed by a guest", "There is no account to act for")
	if page.Find("button[disabled][aria-describedby=why-guest]").Length() != 1 {
		t.Error("the door is not closed")
	}
}

func TestDoors_FromThePortfolio(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	vera, vendor := s.vendorUser(rep, "North Wind", "Vera Wind")
	locked := s.resident("Lou Wind", account.NoStaff)
	s.write(`INSERT INTO shop.vendor_user (vendor_id, person_id) VALUES ($1, $2)`, vendor, int64(locked.ID))
	s.write(`UPDATE shop.person SET status = 'locked' WHERE id = $1`, int64(locked.ID))
	school, bea := storetest.Organization(t, s.DB, "School"), s.resident("Bea Buyer", account.NoStaff)
	s.write(`INSERT INTO shop.assignment (staff_id, organization_id) VALUES ($1, $2)`, int64(rep.ID), school)
	s.write(`INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, 'buyer')`, school, int64(bea.ID))
	other := storetest.Vendor(t, s.DB, "Other Winds")
	c := s.signIn(rep)
	desk := c.Get("/vendor").Want(200).WantText("North Wind", "Vera Wind", "No upload yet", "The account of Lou Wind is locked", "My organizations", "School", "Bea Buyer")
	if desk.Says("Other Winds") || one[int64](s, `SELECT count(*) FROM shop.vendor WHERE id = $1`, other) != 1 {
		t.Error("another rep's vendor is listed")
	}
	desk.Click("Act for Bea Buyer").Want(200).WantText("Buyer, School")
	first := c.Get("/vendor").Click("Act for "+vera.Name).Press("Stand in for", url.Values{"reason": {"Asked by phone"}, "code": {s.code(rep)}}).Want(200)
	first.Click("Upload products").Want(200).Upload("Look at it", "file", "spring.csv", []byte(shortFile)).Want(200)
	c.Get("/vendor").Want(200).WantText("spring.csv", "1 held back", "Row 5:", "You are standing in for").Click("Go on as Vera Wind").WantText("Acting for Vera Wind")
	done := first.Press("End session", nil).Want(200)
	if back := done.Click("Back to where you started"); back.Path != "/vendor" {
		t.Errorf("the end leads back to %s", back.Path)
	}
}

func TestDoors_FromTheMembers(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	org, jo := s.organization("Northside School", "Jo Marsh")
	equal := s.member(org, "Pia Power", account.PowerUser)
	tom := s.member(org, "Tom Okafor", account.Buyer)
	c := s.signIn(jo)
	page := c.Get("/org").Want(200).WantText("Pia Power has a rank in the organization that is not below yours")
	if page.Find(`button[disabled][aria-describedby="why-`+equal.PublicID+`"]`).Length() != 1 {
		t.Error("the door to an equal is not closed with its reason")
	}
	page.Click("Act for Tom").Want(200).WantText("You are about to stand in for", "Tom Okafor", "Buyer, Northside School")
	if s.signIn(tom).Get("/org").Find(".list .end a").Length() != 0 {
		t.Error("a buyer is shown doors")
	}
}

// However many people a list has, asking for their doors takes as many statements.
func TestDoors_AskOnceForAList(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, rep := s.resident("Ada Novak", account.SupportAgent), s.resident("Rita Rep", account.SalesRep)
	_, vendor := s.vendorUser(rep, "North Wind", "Vera Wind")
	org, jo := s.organization("Northside School", "Jo Marsh")
	s.shopper("Tom Zero")
	browsers := map[string]counted{"/support?q=tom": {s.signIn(agent), 8}, "/vendor": {s.signIn(rep), 9}, "/org": {s.signIn(jo), 9}}
	few := map[string]int{}
	for path, c := range browsers {
		s.shelf.as(t, c.Client, path) // last-seen is written for this minute
		_, queries := s.shelf.as(t, c.Client, path)
		few[path] = len(queries)
	}
	for i := range 8 {
		s.shopper(fmt.Sprint("Tom Number ", i))
		p := s.resident(fmt.Sprint("Vic Wind ", i), account.NoStaff)
		s.write(`INSERT INTO shop.vendor_user (vendor_id, person_id) VALUES ($1, $2)`, vendor, int64(p.ID))
		s.member(org, fmt.Sprint("Bea Buyer ", i), account.Buyer)
	}
	for path, c := range browsers {
		_, queries := s.shelf.as(t, c.Client, path)
		if len(queries) != few[path] || len(queries) > c.most {
			t.Errorf("%s: %d statements for a few people, %d for many; want at most %d\n%s", path, few[path], len(queries), c.most, strings.Join(queries, "\n"))
		}
	}
}

// The end names an upload that still runs, and asks; the actor's choice is carried out.
func TestI73_TheEndAsksAboutARunningUpload(t *testing.T) {
	t.Parallel()
	for _, choice := range []struct{ button, said, state string }{
		{"End, and let it finish", "goes on without you", "done"},
		{"End, and stop it after its batch", "stops after the batch it is at", "stopped"},
	} {
		t.Run(choice.state, func(t *testing.T) {
			t.Parallel()
			s := newTown(t)
			rep := s.resident("Rita Rep", account.SalesRep)
			vera, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
			c := s.signIn(rep)
			_, first := s.start(c, rep, vera, nil)
			run := first.Click("Upload products").Upload("Look at it", "file", "spring.csv", sampleFile(t)).Press("Commit 19 products", nil).Want(200)
			ask := run.Press("End session", nil).Want(200).WantText("An upload is still being written", "spring.csv", "0 of 25 rows")
			if end := s.session(); end != "running" {
				t.Fatalf("the question ended it: %s", end)
			}
			ask.Press(choice.button, nil).Want(200).WantText("You are yourself again", "spring.csv", choice.said)
			if end := s.session(); end != "user" {
				t.Errorf("it ended by %s", end)
			}
			s.work()
			if state := one[string](s, `SELECT state FROM shop.import_run`); state != choice.state {
				t.Errorf("the upload is %s", state)
			}
		})
	}
}

// Where the rule stops jobs there is nothing to ask, and a choice that the rule does not allow changes nothing.
func TestI73_TheRuleDecidesWhatMayBeChosen(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.write(`UPDATE shop.impersonation_rule SET job_end = 'stop' WHERE actor_role = 'sales_rep'`)
	rep := s.resident("Rita Rep", account.SalesRep)
	vera, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	c := s.signIn(rep)
	prefix, first := s.start(c, rep, vera, nil)
	page := first.Click("Upload products").Upload("Look at it", "file", "spring.csv", sampleFile(t)).Press("Commit 19 products", nil).Want(200)
	if ask := c.Get("/sessions/" + strings.TrimPrefix(prefix, "/as/") + "/ending").Want(200); ask.HasButton("End, and let it finish") {
		t.Error("what the rule forbids is offered")
	}
	done := c.Post(prefix+"/end", url.Values{"csrf": {page.Token()}, "job": {"finish"}}).Want(200).WantText("You are yourself again", "stops after the batch it is at")
	s.work()
	if state := one[string](s, `SELECT state FROM shop.import_run`); state != string(bulkimport.Stopped) {
		t.Errorf("the upload is %s; %s", state, done.Path)
	}
}
