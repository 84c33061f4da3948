package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"standin/store/account"
	"standin/store/storetest"
	"standin/web/webtest"
)

// settings sends the form over all rules as an administrator, with everything as it stands but what is given.
func (s *town) settings(c *webtest.Client, root account.Person, change url.Values) *webtest.Page {
	s.t.Helper()
	change = merged(change, url.Values{"code": {s.code(root)}})
	return c.Get("/admin/settings").Want(200).Press("Save over all rules", change)
}

func TestControls_WhoMayActAtAll(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, mara := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c, a := s.signIn(root), s.signIn(agent)
	prefix, _ := s.start(a, agent, mara, nil)
	s.settings(c, root, url.Values{"roles": {"sales_rep", "power_user"}}).Want(200).WantText("is saved, and 1 running session ended by it")
	a.Get(prefix + "/account").Want(410).WantText("The rule it stood on was changed")
	a.Get("/act/" + mara.PublicID).Want(403)
	a.Get("/support").Want(200) // the desk itself stays open
	card := a.Get("/support/customers/" + mara.PublicID).Want(200).WantText("Your role may not act for others in this shop just now")
	if card.HasButton("Act for this customer") {
		t.Error("the customer's page still offers to act")
	}
	s.settings(c, root, url.Values{"roles": {"support_agent"}}).Want(200)
	s.start(a, agent, mara, nil)
}

func TestControls_CodeAtEachStart(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, mara := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c, a := s.signIn(root), s.signIn(agent)
	if page := c.Get("/admin/settings"); page.Says("Whoever sits down at an open computer") {
		t.Error("it warns while codes are asked")
	}
	s.settings(c, root, url.Values{"factor_at_start": {}}).Want(200).WantText("Whoever sits down at an open computer of your staff can act for a customer")
	form := a.Get("/act/" + mara.PublicID).Want(200).WantText("settings ask for no code at a start just now")
	if form.Find("input[name=code]").Length() != 0 {
		t.Error("the form asks for a code")
	}
	first := form.Press("Stand in for", url.Values{"reason": {"because"}}).Want(200).WantText("Acting for Mara Lind")
	if says := onev(s, `SELECT rule->>'factor_at_start' FROM shop.impersonation_session`); says != "false" {
		t.Errorf("the session's row says %q", says)
	}
	first.Press("End session", nil)
	s.settings(c, root, url.Values{"factor_at_start": {"yes"}}).Want(200)
	a.Get("/act/"+mara.PublicID).Press("Stand in for", url.Values{"reason": {"because"}}).Want(422)
	if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE action = 'policy.controls' AND actor = $1 AND outcome = 'done'`, int64(root.ID)); n != 2 {
		t.Errorf("%d changes in the record", n)
	}
}

// The footprint: a floor over the rules, and which parts are compared; seen on real requests.
func TestControls_Footprint(t *testing.T) {
	t.Parallel()
	s := newTown(t, throughProxy)
	root, agent, mara := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(root)
	s.write(`UPDATE shop.impersonation_rule SET footprint = 'record' WHERE id = 1`)
	all := []string{"device", "browser", "platform", "network"}
	elsewhere := func(mode string, parts []string, move func(a *webtest.Client)) int {
		t.Helper()
		s.settings(c, root, url.Values{"footprint": {mode}, "parts": parts}).Want(200)
		a := s.Client(t)
		a.Head.Set("X-Forwarded-For", "203.0.113.7")
		a.Get("/sign-in").Press("Sign in", url.Values{"email": {agent.Email}, "password": {townPassword}}).Press("Go on", url.Values{"code": {s.code(agent)}}).Want(200)
		prefix, _ := s.start(a, agent, mara, nil)
		move(a)
		return a.Once(http.MethodGet, prefix+"/cart", nil).Status
	}
	network := func(a *webtest.Client) { a.Head.Set("X-Forwarded-For", "198.51.100.9") }
	browser := func(a *webtest.Client) {
		a.Agent = strings.ReplaceAll(a.Agent, "Firefox/140.0", "Chrome/140.0 Safari/537.36")
	}
	platform := func(a *webtest.Client) {
		a.Agent = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
	}
	device := func(a *webtest.Client) { a.SetCookie("device", "another"); a.SetCookie("__Host-device", "another") }
	for _, try := range []struct {
		name  string
		mode  string
		parts []string
		move  func(a *webtest.Client)
		open  bool
	}{
		{"another network, recorded", "record", all, network, true}, {"another network, a code", "step_up", all, network, false},
		{"another network, the end", "end", all, network, false}, {"another network, not compared", "end", []string{"device", "browser", "platform"}, network, true},
		{"another browser", "record", all, browser, false}, {"another browser, not compared", "end", []string{"device", "platform", "network"}, browser, true},
		{"another platform", "record", all, platform, false}, {"another platform, not compared", "end", []string{"device", "browser", "network"}, platform, true},
		{"another device", "record", all, device, false}, {"another device, not compared", "end", []string{"browser", "platform", "network"}, device, true},
	} {
		if status := elsewhere(try.mode, try.parts, try.move); (status == 200) != try.open {
			t.Errorf("%s: %d", try.name, status)
		}
	}
}

func TestControls_Timeouts(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, mara := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c, a := s.signIn(root), s.signIn(agent)
	s.settings(c, root, url.Values{"whole_minutes": {"90"}, "idle_minutes": {"0"}}).Want(422).WantText("Between 1 and 60 minutes", "Between 1 and 15 minutes")
	prefix, _ := s.start(a, agent, mara, nil)
	seen := c.Get("/admin/settings").Press("See what it would end", url.Values{"whole_minutes": {"8"}}).Want(200).WantText("ends 1 running session", "Ada Novak for Mara Lind")
	a.Get(prefix + "/cart").Want(200)
	seen.Press("Save over all rules", url.Values{"idle_minutes": {"4"}, "code": {s.code(root)}}).Want(200)
	a.Get(prefix + "/cart").Want(410)
	a.Get("/act/"+mara.PublicID).WantText("It ends after 8 minutes", "after 4 minutes without a click")
	prefix, _ = s.start(a, agent, mara, nil)
	s.DB.Shift(t, 4*time.Minute-2*time.Second)
	a.Get(prefix + "/cart").Want(200)
	s.DB.Shift(t, 3*time.Minute)
	a.Get(prefix + "/cart").Want(200)
	s.DB.Shift(t, time.Minute+2*time.Second)
	a.Get(prefix + "/cart").Want(410).WantText("Its time was up")
	prefix, _ = s.start(a, agent, mara, nil)
	s.DB.Shift(t, 4*time.Minute)
	a.Get(prefix + "/cart").Want(410).WantText("Nothing was clicked for a while")
}

// MFA at sign-in: staff always; who has a factor is asked; who must have one is led to set it up before anything else.
func TestControls_FactorAtSignIn(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root := s.resident("Ruth Root", account.Administrator)
	boss, bea, owner, mara := s.resident("Paul Power", account.NoStaff), s.resident("Bea Buyer", account.NoStaff), s.resident("Vera Wind", account.NoStaff), s.shopper("Mara Lind")
	school := storetest.Organization(t, s.DB, "School")
	s.write(`INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, 'power_user'), ($1, $3, 'buyer')`, school, int64(boss.ID), int64(bea.ID))
	s.write(`INSERT INTO shop.vendor_user (vendor_id, person_id) VALUES ($1, $2)`, storetest.Vendor(t, s.DB, "North Wind"), int64(owner.ID))
	c := s.signIn(root)
	people := map[string]*webtest.Client{"power user": s.signIn(boss), "buyer": s.signIn(bea), "vendor": s.signIn(owner), "shopper": s.signIn(mara)}
	for _, try := range []struct {
		groups []string
		led    string // who must set one up
	}{
		{nil, ""}, {[]string{"power_user"}, "power user"}, {[]string{"vendor"}, "vendor"}, {[]string{"vendor", "power_user"}, "power user, vendor"},
		{[]string{"everybody"}, "power user, buyer, vendor, shopper"},
	} {
		c.Get("/admin/settings").Press("Save second factor", url.Values{"group": try.groups, "code": {s.code(root)}}).Want(200).WantText("Who must have a second factor is saved")
		for who, p := range people {
			page := p.Get("/account")
			if led := page.Path == "/account/totp"; led != strings.Contains(try.led, who) {
				t.Errorf("with %v, a %s is led to %s", try.groups, who, page.Path)
			}
			p.Get("/p/teapot").Want(200)
			post := p.Post("/theme", url.Values{"csrf": {page.Token()}, "theme": {"dark"}})
			if post.Status == 403 {
				t.Errorf("with %v, a %s cannot even choose light or dark", try.groups, who)
			}
			if strings.Contains(try.led, who) {
				p.Post("/account/addresses", url.Values{"csrf": {page.Token()}}).Want(403).WantText("needs a second factor before anything else")
			}
		}
	}
	c.Get("/admin").Want(200) // who has one goes on
	asked := s.Client(t).Get("/sign-in").Press("Sign in", url.Values{"email": {root.Email}, "password": {townPassword}})
	if !strings.HasPrefix(asked.Path, "/sign-in/code") {
		t.Errorf("staff are led to %s after the password", asked.Path)
	}
}

// All of them together: each counts beside the others.
func TestControls_AllCombined(t *testing.T) {
	t.Parallel()
	s := newTown(t, throughProxy)
	root, agent, rep := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.resident("Rita Rep", account.SalesRep)
	mara := s.shopper("Mara Lind")
	owner, vendor := s.vendorUser(rep, "North Wind", "Vera Wind")
	c, r := s.signIn(root), s.signIn(rep)
	s.settings(c, root, url.Values{"roles": {"support_agent"}, "factor_at_start": {}, "footprint": {"end"}, "parts": {"device", "network"},
		"whole_minutes": {"10"}, "idle_minutes": {"3"}}).Want(200)
	c.Get("/admin/settings").Press("Save second factor", url.Values{"group": {"vendor"}, "code": {s.code(root)}}).Want(200)
	c.Get("/admin/settings").Press("Save tickets", url.Values{"role": {"support_agent"}, "code": {s.code(root)}}).Want(200)
	r.Get("/act/" + owner.PublicID).Want(403)
	r.Post("/act/"+owner.PublicID, url.Values{"csrf": {r.Get("/vendor").Token()}, "capacity": {fmt.Sprintf("vendor:%d", vendor)}, "mode": {"act"}, "reason": {"because"}, "code": {s.code(rep)}}).Want(403)
	if v := s.signIn(owner).Get("/vendor/products"); v.Path != "/account/totp" {
		t.Errorf("a vendor's user without a factor is at %s", v.Path)
	}
	a := s.Client(t)
	a.Head.Set("X-Forwarded-For", "203.0.113.7")
	a.Get("/sign-in").Press("Sign in", url.Values{"email": {agent.Email}, "password": {townPassword}}).Press("Go on", url.Values{"code": {s.code(agent)}}).Want(200)
	form := a.Get("/act/"+mara.PublicID).Want(200).WantText("It ends after 10 minutes", "ask for no code at a start")
	form.Press("Stand in for", url.Values{"reason": {"because"}}).Want(422).WantText("Give the ticket's number")
	begin := func() string {
		t.Helper()
		prefix, _ := s.start(a, agent, mara, url.Values{"code": nil, "ticket": {"4812"}})
		return prefix
	}
	prefix := begin()
	a.Agent = strings.ReplaceAll(a.Agent, "Firefox/140.0", "Chrome/140.0 Safari/537.36") // the browser is not compared
	a.Get(prefix + "/cart").Want(200)
	s.DB.Shift(t, 3*time.Minute+time.Second)
	a.Get(prefix + "/cart").Want(410).WantText("Nothing was clicked for a while")
	prefix = begin()
	a.Head.Set("X-Forwarded-For", "198.51.100.9") // another network ends it, though the rule would ask for a code
	a.Get(prefix + "/cart").Want(410)
	ends := onev(s, `SELECT string_agg(end_cause, ', ' ORDER BY id) FROM shop.impersonation_session`)
	if ends != "idle, footprint" {
		t.Errorf("the sessions ended by %s", ends)
	}
}

// S22, over HTTP: for a sample of rules, each page opens exactly when its permission is granted, and the never list never.
func TestS22_RoutesNeverExceedTheRule(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	a := s.signIn(agent)
	pages := map[string]string{"/cart": "cart.view", "/orders": "orders.view", "/account": "profile.view", "/account/addresses": "profile.view", "/account/helpers": "help.view",
		"/checkout": "order.place"}
	never := []string{"/account/password", "/account/totp", "/account/devices", "/account/consent", "/admin", "/admin/policy", "/admin/settings", "/support", "/audit", "/act/" + mara.PublicID}
	for _, granted := range []string{"", "cart.view", "orders.view,help.view", "profile.view,cart.view", "cart.view,cart.edit,order.place,orders.view", "help.view"} {
		list := strings.Split("shop.browse,"+granted, ",")
		if granted == "" {
			list = list[:1]
		}
		s.write(`UPDATE shop.impersonation_rule SET permissions = string_to_array($1, ','), caps = '{}' WHERE id = 1`, strings.Join(list, ","))
		for _, mode := range []string{"read_only", "act"} {
			prefix, first := s.start(a, agent, mara, url.Values{"mode": {mode}})
			for path, need := range pages {
				has := strings.Contains(","+granted+",", ","+need+",") && (mode == "act" || need != "order.place")
				if p := a.Once(http.MethodGet, prefix+path, nil); (p.Status == 200 || p.Status == 303) != has {
					t.Errorf("with %q, %s: %s answers %d", granted, mode, path, p.Status)
				}
			}
			for _, path := range never {
				if p := a.Once(http.MethodGet, prefix+path, nil); p.Status != 403 && p.Status != 404 {
					t.Errorf("with %q: %s answers %d", granted, path, p.Status)
				}
			}
			first.Press("End session", nil)
		}
	}
}
