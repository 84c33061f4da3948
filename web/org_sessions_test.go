package web_test

import (
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
	"standin/store/storetest"
)

// I56: a power user sees the sessions on members of their own organization, with what was done, and nobody else's; staff by their service.
func TestI56_PowerUsersSeeSessionsOnTheirMembersOnly(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	north, ingrid := s.organization("Northside School", "Ingrid Berg")
	south, paul := s.organization("Southside Club", "Paul Smith")
	tom, sue := s.member(north, "Tom Okafor", account.Buyer), s.member(south, "Sue Hill", account.Buyer)
	ada := s.resident("Ada Novak", account.SupportAgent)
	agent := s.signIn(ada)
	s.write(`UPDATE shop.organization SET support_until = shop.shop_now() + interval '1 day'`)
	s.write(`INSERT INTO shop.consent (person_id, state, until) VALUES ($1, 'allowed', shop.shop_now() + interval '1 day')`, int64(tom.ID))
	act := func(subject account.Person, capacity account.Capacity, reason string) {
		t.Helper()
		prefix, _ := s.start(agent, ada, subject, url.Values{"reason": {reason}, "capacity": {capacity.String()}})
		agent.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200)
		agent.Get(prefix+"/account").Press("End session", nil).Want(200)
	}
	act(tom, account.ForOrganization(account.OrganizationID(north)), "Paint for the class")
	act(sue, account.ForOrganization(account.OrganizationID(south)), "Oars for the club")
	act(tom, account.Shopper, "His own boots")

	power := s.signIn(ingrid)
	page := power.Get("/org").Want(200).Click("Who acted for members").Want(200)
	page.WantText("Support for Tom Okafor", "Paint for the class", "They put 1 × Lamp into the cart", "looked at", "ended by the actor")
	for _, foreign := range []string{"Oars", "Sue Hill", "His own boots", "Ada Novak", "203.0.113", "127.0.0.1", "Firefox", ada.Email} {
		if strings.Contains(page.Body, foreign) {
			t.Errorf("the page holds %q", foreign)
		}
	}
	other := one[string](s, `SELECT public_id FROM shop.impersonation_session WHERE reason = 'Oars for the club'`)
	power.Get("/org/sessions?after=" + other).Want(404)
	power.Get("/org/sessions?of=" + one[string](s, `SELECT public_id FROM shop.organization WHERE id = $1`, south)).Want(404)
	s.signIn(paul).Get("/org/sessions").Want(200).WantText("Oars for the club", "Support for Sue Hill")
	s.signIn(tom).Get("/org/sessions").Want(403)
	s.signIn(s.shopper("Mara Lind")).Get("/org/sessions").Want(403)
	agent.Get("/org/sessions").Want(403)
	if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE action = 'audit.read_members'`); n != 2 {
		t.Errorf("%d readings in the record", n)
	}
	// While acting the page is closed, whatever the subject may see.
	deputy := storetest.Member(t, s.DB, north, "Second Power", "power_user")
	s.write(`INSERT INTO shop.consent (person_id, state, until) VALUES ($1, 'allowed', shop.shop_now() + interval '1 day')`, deputy)
	prefix, _ := s.start(agent, ada, s.person(account.ID(deputy)), url.Values{"capacity": {account.ForOrganization(account.OrganizationID(north)).String()}})
	agent.Get(prefix + "/org/sessions").Want(403)
}

// I56: earlier sessions follow page by page, each once.
func TestI56_MemberSessionsComePageByPage(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	north, ingrid := s.organization("Northside School", "Ingrid Berg")
	tom := s.member(north, "Tom Okafor", account.Buyer)
	s.write(`WITH i AS (INSERT INTO web.sign_in (person_id, ends_at) VALUES ($1, shop.shop_now() + interval '1 day') RETURNING id)
		INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, organization_id, rule_id, rule, mode, permissions,
		       footprint, reason, consent_kind, consent_text, started_at, expires_at, idle_minutes, ended_at, end_cause)
		SELECT $1, $2, i.id, 'power_user', 'organization', $3, r.id, '{}', 'act', '{}', 'end', 'reason ' || n, 'none', 'told', now() - interval '1 day',
		       now() - interval '1 day' + interval '10 minutes', 10, now() - interval '1 day' + interval '5 minutes', 'user'
		  FROM i, (SELECT id FROM shop.impersonation_rule ORDER BY id LIMIT 1) r, generate_series(101, 123) n`, int64(ingrid.ID), int64(tom.ID), north)
	seen := map[string]int{}
	page := s.signIn(ingrid).Get("/org/sessions")
	for pages := 1; ; pages++ {
		page.Want(200).Find("main article p").Each(func(_ int, p *goquerySelection) { seen[p.Text()]++ })
		if page.Find(`a[rel="next"]`).Length() == 0 {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		page = page.Click("Earlier ones")
	}
	if len(seen) != 23 {
		t.Errorf("%d sessions were shown", len(seen))
	}
	for why, n := range seen {
		if n != 1 {
			t.Errorf("%s: %d times", why, n)
		}
	}
}
