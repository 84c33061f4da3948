package web_test

import (
	"fmt"
	"net/url"
	"sort"
	"strings"
	"testing"

	"standin/store/account"
	"standin/web"
	"standin/web/webtest"
)

// leaves tells which links, forms and redirects of an answer lead out of the prefix, End session and what says so itself apart.
func leaves(p *webtest.Page, prefix string) (out []string) {
	inside := func(href string) bool {
		href, _, _ = strings.Cut(href, "#")
		return href == "" || strings.HasPrefix(href, prefix+"/") || strings.HasPrefix(href, "mailto:")
	}
	if to := p.Header.Get("Location"); !inside(to) {
		out = append(out, "redirect to "+to)
	}
	p.Find("a[href], area[href]").Not("[data-leaves]").Each(func(_ int, a *goquerySelection) {
		if href := a.AttrOr("href", ""); !inside(href) {
			out = append(out, fmt.Sprintf("link to %s (%s)", href, strings.TrimSpace(a.Text())))
		}
	})
	p.Find("form, [formaction]").Each(func(_ int, f *goquerySelection) {
		for _, name := range []string{"action", "formaction", "hx-get", "hx-post"} {
			if to, set := f.Attr(name); set && !inside(to) {
				out = append(out, "form to "+to)
			}
		}
	})
	return out
}

// eachStay does the same in every capacity, with changes allowed.
func eachStay(t *testing.T, do func(t *testing.T, y *stay)) {
	t.Helper()
	m := newManor(t)
	for _, y := range []*stay{m.shopping("act"), m.selling("act"), m.schooling("act")} {
		t.Run(y.name, func(t *testing.T) { do(t, y) })
	}
}

// TestS16_EveryRouteByMachine walks the list of routes itself, real ids filled in, and not only what links reach.
func TestS16_EveryRouteByMachine(t *testing.T) {
	t.Parallel()
	eachStay(t, func(t *testing.T, y *stay) {
		t.Helper()
		answers, may := map[int]int{}, y.may()
		y.opened(func(r web.Route, p *webtest.Page) {
			answers[p.Status]++
			for _, out := range leaves(p, y.prefix) {
				t.Errorf("%s: %s leaves the prefix", p.Path, out)
			}
			if cache := p.Header.Get("Cache-Control"); cache != "no-store" {
				t.Errorf("%s (%d) says Cache-Control %q", p.Path, p.Status, cache)
			}
			if cookies := p.Header.Values("Set-Cookie"); len(cookies) > 0 {
				t.Errorf("%s sets %v", p.Path, cookies)
			}
			if want := y.status(r, may); want != 0 && p.Status != want || p.Status >= 500 {
				t.Errorf("%s answers %d; want %d", p.Path, p.Status, want)
			}
			if r.Passive || !strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") || p.Status == 303 {
				return
			}
			if lacks := banner(p, y.person.Name); lacks != "" {
				t.Errorf("%s (%d): %s", p.Path, p.Status, lacks)
			}
		})
		if answers[200] < 12 || answers[403] < 3 || answers[404] < 20 {
			t.Errorf("answers by status: %v", answers)
		}
	})
}

// status is what a route must answer in the session: a page that is real there, not there, or refused; 0 where it depends.
func (y *stay) status(r web.Route, may account.Permissions) int {
	here, _, _ := strings.Cut(y.name, ",")
	room, own := map[string]string{"/org": "organization", "/ven": "vendor", "/ord": "shopper", "/car": "shopper", "/che": "shopper"}[(r.Path + "....")[:4]]
	switch {
	case r.Absent:
		return 404
	case r.Closed || !may.Has(r.Need) || strings.HasPrefix(r.Path, "/account/") && !may.Has(account.ProfileView) && r.Need == account.PersonalView:
		return 403
	case r.Path == "/step-up/changes": // allowed already
		return 403
	case own && room == "shopper" && here == "organization": // an organization's cart and orders are reached by either address
		return 0
	case own && room != here:
		return 404
	}
	return 200
}

// tables is what stands in every table the shop works with, the record apart: how many rows, and which transactions wrote them.
func (s *town) tables() map[string]string {
	s.t.Helper()
	var names []string
	if err := s.DB.Owner.SelectContext(s.t.Context(), &names, `SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
		WHERE schemaname IN ('shop', 'web', 'staging', 'media', 'river')`); err != nil {
		s.t.Fatal(err)
	}
	found := map[string]string{}
	for _, name := range names {
		found[name] = one[string](s, `SELECT concat(count(*), ' rows, ', sum(hashtextextended(x.xmin::text || x.ctid::text, 0))) FROM `+name+` x`)
	}
	return found
}

func differ(before, after map[string]string) (list []string) {
	for name := range after {
		if before[name] != after[name] {
			list = append(list, name+": "+before[name]+", then "+after[name])
		}
	}
	sort.Strings(list)
	return list
}

// Every GET is free of side effects: no row of any table is written, removed or even touched, and the record gains views and
// refusals only.
func TestS16_NoGETChangesAnything(t *testing.T) {
	t.Parallel()
	eachStay(t, func(t *testing.T, y *stay) {
		t.Helper()
		y.c.Get(y.prefix + "/").Want(200) // what the start had to say is said
		before, newest := y.tables(), one[int64](y.town, `SELECT max(id) FROM audit.entry`)
		y.opened(func(r web.Route, p *webtest.Page) {
			if changed := differ(before, y.tables()); len(changed) > 0 {
				t.Errorf("GET %s (%d) wrote to %s", r.Path, p.Status, strings.Join(changed, "; "))
				before = y.tables()
			}
		})
		if acts := one[string](y.town, `SELECT coalesce(string_agg(DISTINCT action || ' ' || outcome, ', '), '') FROM audit.entry
			WHERE id > $1 AND outcome NOT IN ('viewed', 'refused') AND action <> 'export.products'`, newest); acts != "" {
			t.Errorf("the record gained %s", acts)
		}
		if n := one[int](y.town, `SELECT count(*) FROM audit.entry WHERE id > $1 AND outcome = 'viewed'`, newest); n < 12 {
			t.Errorf("only %d views in the record", n)
		}
	})
}

// The pages of failures carry the bar, too: of a mistake of ours, and of a form that was refused.
func TestI27_FailuresCarryTheBar(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, _ := s.acting()
	page := c.Get(prefix + "/p/lamp")
	page.Press("Add to cart", nil).Want(200)
	orders := s.Rooms.Orders
	s.Rooms.Orders = nil // a mistake of ours, deep in a handler
	broken := c.Get(prefix + "/orders")
	s.Rooms.Orders = orders
	for status, p := range map[int]*webtest.Page{500: broken, 422: c.Post(prefix+"/cart/discount", url.Values{"csrf": {page.Token()}, "code": {"nothing"}}),
		403: c.Post(prefix+"/account/password", url.Values{"csrf": {page.Token()}}), 405: c.Get(prefix + "/cart/lines"), 404: c.Get(prefix + "/x/y/z")} {
		if p.Status != status {
			t.Errorf("%s answers %d; want %d", p.Path, p.Status, status)
		}
		if lacks := banner(p, "Mara Lind"); lacks != "" {
			t.Errorf("%s (%d): %s", p.Path, p.Status, lacks)
		}
		if out := leaves(p, prefix); len(out) > 0 {
			t.Errorf("%s (%d): %v", p.Path, p.Status, out)
		}
	}
}

// The checkout and the page that confirms an order carry the bar, too, and neither leads out.
func TestI27_CheckoutAndConfirmationCarryTheBar(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	c := m.signIn(m.rep)
	prefix, _ := m.start(c, m.rep, m.jo, url.Values{"mode": {"act"}, "capacity": {fmt.Sprint("organization:", m.org)}})
	checkout := c.Get(prefix + "/org/checkout").Want(200)
	placed := checkout.Press("Place order", url.Values{"po_number": {"PO-2"}}).Want(200).WantText("is placed")
	for _, p := range []*webtest.Page{checkout, placed} {
		if lacks, out, found := banner(p, "Jo Marsh"), leaves(p, prefix), bare(p); lacks != "" || len(out) > 0 || len(found) > 0 || !strings.HasPrefix(p.Path, prefix) {
			t.Errorf("%s: %s; leads to %v; holds %v", p.Path, lacks, out, found)
		}
	}
}
