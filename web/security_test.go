package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
	"standin/web/webtest"
)

// evil is what strangers write into fields: markup that would run, and quotes that would end an attribute or a statement.
const evil = `"><img src=x onerror=alert(1)><script>alert(2)</script>'; DROP TABLE shop.person; --{{7*7}}`

// runs tells what on a page would run: elements and attributes that only our payload can have brought.
func runs(p *webtest.Page) string {
	found := ""
	if n := p.Find(`img[src="x"], [onerror], script:not([src]):not([type="application/ld+json"])`); n.Length() > 0 {
		found, _ = n.First().Parent().Html()
	}
	return found
}

func TestS39_WhatStrangersWriteIsShownAndNeverRuns(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, auditor := s.resident("Ada Novak", account.SupportAgent), s.resident("Ruth Adler", account.Auditor)
	shopper := s.shopper("Mara Lind")
	s.write(`UPDATE shop.person SET name = $2, phone = '<b>0431</b>' WHERE id = $1`, int64(shopper.ID), evil)
	s.write(`UPDATE shop.vendor SET name = $1, about = $1`, evil)
	shopper = s.person(shopper.ID)

	c := s.signIn(agent)
	prefix, first := s.start(c, agent, shopper, url.Values{"reason": {evil}, "ticket": {evil[:50]}})
	pages := map[string]*webtest.Page{"the first page while acting": first}
	for _, path := range []string{"/", "/cart", "/account", "/account/addresses", "/search?q=" + url.QueryEscape(evil), "/p/teapot", "/makers", "/orders"} {
		pages[path+" while acting"] = c.Get(prefix + path)
	}
	pages["not found"] = c.Get(prefix + "/p/" + url.PathEscape(`<script>alert(1)</script>`))
	pages["done"] = c.Get(prefix+"/cart").Press("End session", nil)
	for _, path := range []string{"/support?q=" + url.QueryEscape(evil), "/support/customers/" + shopper.PublicID, "/act/" + shopper.PublicID} {
		pages[path] = c.Get(path)
	}
	r := s.signIn(auditor)
	id := one[string](s, `SELECT public_id FROM shop.impersonation_session`)
	for _, path := range []string{"/audit", "/audit/entries", "/audit/sessions/" + id, "/audit?q=" + url.QueryEscape(evil[:40])} {
		pages[path] = r.Get(path)
	}
	for name, p := range pages {
		if p.Status >= 500 {
			t.Errorf("%s answers %d", name, p.Status)
		}
		if what := runs(p); what != "" {
			t.Errorf("%s holds markup that would run: %s", name, what)
		}
	}
	if !pages["/audit/sessions/"+id].Says("onerror=alert(1)") {
		t.Error("the reason is not shown as it was written")
	}
}

func TestS40_OnlyPlaceholdersReachSQL(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	people := one[int](s, `SELECT count(*) FROM shop.person`)
	for _, text := range []string{"'", `"`, "''; DROP TABLE shop.person; --", "' OR '1'='1", `\'; SELECT pg_sleep(9)--`, "%' OR 1=1 --", "$1", "\\", "(", "é\u202e'", "nul\x00byte", "\xff\xfe"} {
		q := url.QueryEscape(text)
		for _, path := range []string{"/search?q=" + q, "/search?sort=" + q, "/c/" + q, "/p/" + q, "/new?after=" + q, "/makers/" + q, "/support?q=" + q,
			"/support/customers/" + q, "/act/" + q, "/orders/" + q, "/sessions/" + q + "/ended", "/sign-in?next=" + q, "/as/" + q + "/cart"} {
			if p := c.Once("GET", path, nil); p.Status >= 500 {
				t.Errorf("GET %s answers %d", path, p.Status)
			}
		}
		token := c.Get("/act/" + shopper.PublicID).Token()
		for path, fields := range map[string][]string{"/sign-in": {"email", "password", "next"}, "/cart/lines": {"variant", "quantity"}, "/cart/discount": {"code"},
			"/act/" + shopper.PublicID: {"capacity", "reason", "ticket", "mode", "code", "end"}, "/theme": {"theme", "next"}} {
			form := url.Values{"csrf": {token}}
			for _, f := range fields {
				form.Set(f, text)
			}
			if p := c.Once("POST", path, form); p.Status >= 500 {
				t.Errorf("POST %s with %q answers %d", path, text, p.Status)
			}
		}
	}
	if now := one[int](s, `SELECT count(*) FROM shop.person`); now != people {
		t.Errorf("there are %d people, there were %d", now, people)
	}
	if all := s.signIn(agent).Get("/support?q=" + url.QueryEscape("' OR '1'='1")); all.Says("Mara Lind") {
		t.Error("a quote in the search lists everybody")
	}
}

func TestS61_APanicTellsAnIdAndTheShopLives(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	products := s.Rooms.Products
	s.Rooms.Products = nil // a mistake of ours, deep in a handler
	p := s.Client(t).Get("/search?q=lamp")
	s.Rooms.Products = products
	if p.Status != 500 || strings.Contains(p.Body, "nil pointer") || strings.Contains(p.Body, "goroutine") || strings.Contains(p.Body, ".go") {
		t.Errorf("a panic answers %d and says: %s", p.Status, p.Words())
	}
	id := p.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(p.Body, id) {
		t.Errorf("the page does not show the id %q under which the log knows the failure", id)
	}
	s.Client(t).Get("/search?q=lamp").Want(200).WantText("Lamp")
}

func TestI4_VendorRepStaysWithinOneVendor(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Ben Okoro", account.SalesRep)
	paola, vendor := s.vendorUser(rep, "Partners Demo", "Paola Demo")
	rep = s.person(rep.ID)
	c := s.signIn(rep)
	prefix, _ := s.start(c, rep, paola, url.Values{"capacity": {fmt.Sprintf("vendor:%d", vendor)}, "mode": {"act"}})
	c.Get(prefix + "/vendor/products").Want(200)
	(&shelves{Site: s.Site, vendor: account.VendorID(vendor)}).save(t, simple("Own thing", 900))
	own := one[int64](s, `SELECT id FROM shop.product WHERE vendor_id = $1`, vendor)
	foreign := one[int64](s, `SELECT id FROM shop.product WHERE vendor_id <> $1 ORDER BY id LIMIT 1`, vendor)
	c.Get(fmt.Sprintf("%s/vendor/products/%d", prefix, own)).Want(200)
	page := c.Get(prefix + "/vendor/products")
	for _, method := range []string{"GET", "POST"} {
		path := fmt.Sprintf("%s/vendor/products/%d", prefix, foreign)
		if p := c.Once(method, path, url.Values{"csrf": {page.Token()}, "title": {"Mine now"}}); p.Status != 404 {
			t.Errorf("%s of another vendor's product answers %d; want 404", method, p.Status)
		}
	}
	if title := one[string](s, `SELECT title FROM shop.product WHERE id = $1`, foreign); title == "Mine now" {
		t.Error("another vendor's product was changed")
	}
}

func TestI44_TheSubjectsTracesStayAsTheyWere(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	s.signIn(shopper)
	traces := func() string {
		return one[string](s, `SELECT jsonb_build_object(
			'sign_ins', (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.id) FROM web.sign_in i WHERE i.person_id = $1),
			'devices', (SELECT jsonb_agg(to_jsonb(d) ORDER BY d.id) FROM web.device d WHERE d.person_id = $1),
			'person', (SELECT to_jsonb(p) FROM shop.person p WHERE p.id = $1))::text`, int64(shopper.ID))
	}
	before := traces()
	c := s.signIn(agent)
	prefix, _ := s.start(c, agent, shopper, nil)
	s.DB.Shift(t, 3*60e9) // long enough for a last-seen to be due
	for _, path := range []string{"/", "/account", "/cart", "/account/addresses", "/orders"} {
		c.Get(prefix + path).Want(200)
	}
	c.Get(prefix+"/cart").Press("End session", nil)
	if after := traces(); after != before {
		t.Errorf("before: %s\nafter:  %s", before, after)
	}
}
