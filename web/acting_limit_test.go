package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"standin/store/account"
	"standin/web/webtest"
)

// Several sessions side by side: each under its own prefix, each banner lists the others; at the limit one post ends one and starts.
func TestI46_SideBySideUpToTheLimit(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent := s.resident("Ada Novak", account.SupportAgent)
	one, two, three, four := s.shopper("One Lind"), s.shopper("Two Lind"), s.shopper("Three Lind"), s.shopper("Four Lind")
	c := s.signIn(agent)
	var tabs []*webtest.Client
	var prefixes []string
	for _, p := range []account.Person{one, two, three} {
		tab := c.Tab()
		prefix, _ := s.start(tab, agent, p, nil)
		tabs, prefixes = append(tabs, tab), append(prefixes, prefix)
	}
	names := []string{"One Lind", "Two Lind", "Three Lind"}
	for i, tab := range tabs {
		bar := banner(tab.Get(prefixes[i]+"/cart").Want(200), names[i])
		if bar != "" {
			t.Errorf("the tab of %s: %s", names[i], bar)
		}
		page := tab.Get(prefixes[i] + "/account").Want(200)
		for j, prefix := range prefixes {
			if links := page.Find(fmt.Sprintf(`.acting-bar a[href^="%s/"]`, prefix)).Length(); j != i && links == 0 {
				t.Errorf("the bar of %s does not lead to %s", names[i], names[j])
			}
		}
	}
	start := c.Get("/act/"+four.PublicID).Want(200).WantText("Your rule allows no more at once", "End One Lind and start", "End Two Lind and start")
	refused := start.Press("Stand in for", url.Values{"reason": {"because"}, "code": {s.code(agent)}})
	if refused.Status != 409 || !refused.Says("You already act for three people at once") {
		t.Fatalf("at the limit it answers %d: %s", refused.Status, refused.Words())
	}
	if got := strings.TrimSpace(refused.Find("#reason").Text()); got != "because" {
		t.Errorf("the reason is %q now", got)
	}
	first := refused.Press("Stand in for", url.Values{"end": {strings.TrimPrefix(prefixes[1], "/as/")}, "code": {s.code(agent)}}).Want(200)
	first.WantText("Acting for Four Lind")
	s.running("Four Lind, One Lind, Three Lind", "Two Lind superseded")
	// A second start on the same subject takes the first one's place.
	again, _ := s.start(c, agent, three, nil)
	if again == prefixes[2] {
		t.Error("the second session has the first one's address")
	}
	s.running("Four Lind, One Lind, Three Lind", "Two Lind superseded, Three Lind superseded")
	if p := tabs[2].Once("GET", prefixes[2]+"/account", nil); p.Status != 410 || !p.Says("You began another session in its place") {
		t.Errorf("the tab that was superseded gets %d: %s", p.Status, p.Words())
	}
}

// running wants these people acted for now, and these sessions ended.
func (s *town) running(now, ended string) {
	s.t.Helper()
	got := one[string](s, `SELECT string_agg(p.name, ', ' ORDER BY p.name) FROM shop.impersonation_session s JOIN shop.person p ON p.id = s.subject_id WHERE s.ended_at IS NULL`)
	over := one[string](s, `SELECT coalesce(string_agg(p.name || ' ' || s.end_cause, ', ' ORDER BY s.ended_at), '') FROM shop.impersonation_session s JOIN shop.person p ON p.id = s.subject_id WHERE s.ended_at IS NOT NULL`)
	if got != now || over != ended {
		s.t.Errorf("running: %s; over: %s; want %s; %s", got, over, now, ended)
	}
}

var prefixedAddress = regexp.MustCompile(`https?://[^"'\s<]*/as/`)

// Whatever goes out of the shop while somebody acts (mails of start, order and end, absolute addresses of each page) holds no prefix.
func TestI76_NothingThatLeavesHoldsThePrefix(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	school, jo := s.organization("School", "Jo Marsh")
	s.write(`INSERT INTO shop.assignment (staff_id, organization_id) VALUES ($1, $2)`, int64(rep.ID), school)
	s.write(`INSERT INTO shop.address (organization_id, name, street, postcode, town, country, confirmed_at)
		VALUES ($1, 'School', 'Schulweg 3', '24103', 'Kiel', 'DE', shop.shop_now())`, school)
	c := s.signIn(rep)
	prefix, _ := s.start(c, rep, jo, nil)
	c.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200)
	ordered := c.Get(prefix+"/org/checkout").Press("Place order", url.Values{"po_number": {"PO-9"}})
	if !strings.HasPrefix(ordered.Path, prefix+"/org/orders/") {
		t.Fatalf("the order led to %s (%d): %s", ordered.Path, ordered.Status, ordered.Words())
	}
	crawl(t, c, prefix, func(p *webtest.Page) {
		if found := prefixedAddress.FindString(p.Body); found != "" {
			t.Errorf("%s holds %s", p.Path, found)
		}
	})
	ordered.Press("End session", nil).Want(200)
	if n := one[int](s, `SELECT count(*) FROM shop.mail`); n < 2 {
		t.Errorf("%d mails went out; want one of the start and one of the order", n)
	}
	if held := one[string](s, `SELECT coalesce(string_agg(kind, ', '), '') FROM shop.mail m WHERE m::text LIKE '%/as/%'`); held != "" {
		t.Errorf("mails with the prefix: %s", held)
	}
}
