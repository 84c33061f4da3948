package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"standin/store/account"
	"standin/web"
	"standin/web/webtest"
)

// I70: two tabs that act for two people, interleaved on every route, hold no word of each other: neither on a page, nor in what is said
// on the next one, nor in a choice that was made.
func TestI70_TwoTabsOnEveryRoute(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	tom := m.shopper("Quentin Xu")
	mara := m.shopping("act")
	prefix, _ := m.start(mara.c, m.agent, tom, url.Values{"mode": {"act"}})
	other := &stay{m, "shopper, act", mara.c.Tab(), prefix, m.agent, tom, mara.ids}
	pages := 0
	for _, r := range m.Server.Routes() {
		if r.Method != "GET" {
			continue
		}
		for y, words := range map[*stay][]string{mara: {"Quentin", "Xu"}, other: append([]string{"Mara", "Lind"}, canaries...)} {
			if !strings.HasPrefix(r.Path, "/p/") && !r.Absent { // leave something to be said on the next page of this tab
				y.c.Post(y.prefix+"/cart/discount", url.Values{"csrf": {y.token()}, "code": {"SPRING10"}})
			}
			p := y.c.Once("GET", y.prefix+y.fill(r.Path), nil)
			p.Find(".acting-bar .menu").Remove() // the bar lists the others, and nothing else does
			pages++
			for _, word := range words {
				if text := p.Find("body").Text(); strings.Contains(text, word) && !strings.Contains(y.fill(r.Path), word) {
					t.Errorf("%s: %s (%d) says %s", y.person.Name, r.Path, p.Status, word)
				}
			}
		}
	}
	if pages < 100 {
		t.Errorf("only %d pages", pages)
	}
}

// token is one of the session, read once.
func (y *stay) token() string {
	if y.ids["token"] == "" || !strings.HasPrefix(y.ids["token of"], y.prefix) {
		y.ids = map[string]string{"number": y.ids["number"], "token of": y.prefix, "csrf": y.c.Get(y.prefix + "/").Token(), "token": "invented"}
	}
	return y.ids["csrf"]
}

// I70: ten tabs at once stay live, each with its own person.
func TestI70_TenTabsAtOnce(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.write(`UPDATE shop.impersonation_rule SET at_once = 10 WHERE id = 1`)
	agent := s.resident("Ada Novak", account.SupportAgent)
	c := s.signIn(agent)
	type tab struct {
		c            *webtest.Client
		prefix, name string
	}
	var tabs []tab
	for i := range 10 {
		name := fmt.Sprintf("Person%c Lind", 'A'+i)
		prefix, _ := s.start(c, agent, s.shopper(name), nil)
		tabs = append(tabs, tab{c.Tab(), prefix, name})
	}
	var wait sync.WaitGroup
	for _, y := range tabs {
		wait.Go(func() {
			for _, path := range []string{"/account", "/p/lamp", "/cart", "/live", "/account"} {
				p := y.c.Get(y.prefix + path)
				if p.Status != http.StatusOK || path != "/live" && !strings.Contains(p.Find(".acting-who").Text(), y.name) {
					t.Errorf("%s: %s answers %d", y.name, path, p.Status)
				}
			}
			y.c.Get(y.prefix+"/p/lamp").Press("Add to cart", nil)
		})
	}
	wait.Wait()
	if got := onev(s, `SELECT count(DISTINCT c.person_id) || ' carts, ' || sum(l.quantity) || ' things' FROM shop.cart c JOIN shop.cart_line l ON l.cart_id = c.id`); got != "10 carts, 10 things" {
		t.Errorf("they hold %s", got)
	}
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session WHERE ended_at IS NULL`); n != 10 {
		t.Errorf("%d run", n)
	}
}

// I68: one person in three capacities. Each session reaches its own only: the ids of the others answer as unknown, and no page holds
// anything of them.
func TestI68_ThreeCapacitiesOfOnePerson(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	m.write(`INSERT INTO shop.vendor_user (vendor_id, person_id) VALUES ($1, $2)`, int64(m.shelf.vendor), int64(m.mara.ID))
	m.write(`INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, 'buyer')`, m.org, int64(m.mara.ID))
	shared := onev(m.town, `SELECT number::text FROM shop.orders WHERE organization_id = $1`, m.org)
	m.write(`UPDATE shop.orders SET placed_by = $1 WHERE organization_id = $2`, int64(m.mara.ID), m.org)
	rep := m.signIn(m.rep)
	for capacity, closed := range map[string][]string{
		fmt.Sprint("vendor:", int64(m.shelf.vendor)): {"/orders", "/orders/" + m.orders, "/orders/" + shared, "/cart", "/checkout", "/account", "/account/addresses",
			"/account/addresses/" + m.address, "/account/show/email", "/account/helpers", "/org", "/org/cart", "/org/orders/" + shared},
		fmt.Sprint("organization:", m.org): {"/orders/" + m.orders, "/org/orders/" + m.orders, "/account", "/account/addresses/" + m.address, "/account/show/email",
			"/account/helpers", "/vendor", "/vendor/products", "/vendor/orders/" + m.orders, "/vendor/imports/" + m.imports, "/vendor/store"},
	} {
		prefix, first := m.start(rep, m.rep, m.mara, url.Values{"mode": {"act"}, "capacity": {capacity}})
		for _, path := range closed {
			p := rep.Once("GET", prefix+path, nil)
			if p.Status != 403 && p.Status != 404 || len(bare(p)) > 0 {
				t.Errorf("as %s %s answers %d, with %v", capacity, path, p.Status, bare(p))
			}
		}
		for path, form := range map[string]url.Values{
			"/account/addresses/" + m.address: with(home), "/account/addresses/" + m.address + "/remove": {}, "/orders/" + m.orders + "/cancel": {"reason": {"x"}},
		} {
			if p := rep.Once("POST", prefix+path, with(form, "csrf", first.Token())); p.Status != 403 && p.Status != 404 {
				t.Errorf("as %s a post to %s answers %d", capacity, path, p.Status)
			}
		}
	}
	c := m.signIn(m.agent)
	prefix, _ := m.start(c, m.agent, m.mara, url.Values{"mode": {"act"}, "capacity": {"shopper"}})
	for _, path := range []string{"/org", "/org/cart", "/org/orders", "/org/orders/" + shared, "/orders/" + shared, "/vendor", "/vendor/products", "/vendor/imports/" + m.imports, "/vendor/orders/" + m.orders} {
		if p := c.Once("GET", prefix+path, nil); p.Status != 403 && p.Status != 404 {
			t.Errorf("as shopper %s answers %d", path, p.Status)
		}
	}
	c.Get(prefix + "/orders/" + m.orders).Want(200)
	m.write(`DELETE FROM shop.vendor_user WHERE person_id = $1`, int64(m.mara.ID))
	m.write(`DELETE FROM shop.member WHERE person_id = $1`, int64(m.mara.ID))
	if got := onev(m.town, `SELECT string_agg(coalesce(end_cause, 'running') || ' ' || capacity, ', ' ORDER BY id) FROM shop.impersonation_session`); got != "superseded vendor, subject_changed organization, running shopper" &&
		got != "superseded organization, subject_changed vendor, running shopper" {
		t.Errorf("after the capacity was lost they are: %s", got)
	}
}

// I29: the time on each page is the server's, also for one whose browser runs no script.
func TestI29_EachPageTellsTheServersTime(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, _ := s.acting()
	for range 3 {
		s.DB.Shift(t, 7*time.Minute+13*time.Second)
		left := func() time.Duration {
			return one[time.Time](s, `SELECT expires_at FROM shop.impersonation_session`).Sub(one[time.Time](s, `SELECT shop.shop_now()`))
		}
		before := left()
		said := c.Get(prefix+"/account").Want(200).Find(".acting-time time").AttrOr("datetime", "")
		after := left()
		var minutes, seconds int
		if _, err := fmt.Sscanf(said, "PT%dM%dS", &minutes, &seconds); err != nil {
			t.Fatal(err)
		}
		told := time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second
		if told > before+time.Second || told < after-time.Second {
			t.Errorf("the page says %v; the server between %v and %v", told, after, before)
		}
	}
}

// S34: every page for somebody who signed in stays out of every cache, outside the prefix, too.
func TestS34_NothingForASignedInPersonIsKept(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	y := &stay{manor: m, prefix: "/as/none", ids: map[string]string{"number": m.orders}}
	for _, p := range []account.Person{m.mara, m.vera, m.tom, m.agent, m.resident("Sam Berg", account.Administrator), m.resident("Ruth Adler", account.Auditor)} {
		c, pages := m.signIn(p), 0
		for _, r := range m.Server.Routes() {
			if r.Method != "GET" || public(r) {
				continue
			}
			page := c.Once("GET", y.fill(r.Path), nil)
			if page.Status < 300 {
				pages++
			}
			if cache := page.Header.Get("Cache-Control"); !strings.Contains(cache, "no-store") {
				t.Errorf("%s: %s (%d) says Cache-Control %q", p.Name, r.Path, page.Status, cache)
			}
		}
		if pages < 15 {
			t.Errorf("%s: only %d pages", p.Name, pages)
		}
	}
}

// public are the files that are the same for everybody.
func public(r web.Route) bool {
	switch r.Path {
	case "/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/sitemap/:file":
		return true
	}
	return false
}
