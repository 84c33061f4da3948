package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
	"standin/web"
	"standin/web/webtest"
)

// routeOfForm is the line of the list that a form of the page posts to.
func (y *stay) routeOfForm(action string) (web.Route, bool) {
	path, _, _ := strings.Cut(strings.TrimPrefix(action, y.prefix), "?")
	for _, r := range y.Server.Routes() {
		if r.Method == "POST" && matches(r.Path, path) {
			return r, true
		}
	}
	return web.Route{}, false
}

func matches(pattern, path string) bool {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != got[i] && !strings.HasPrefix(want[i], ":") {
			return false
		}
	}
	return true
}

// blind are the buttons of a page that can be pressed although the session does not allow what they do, and the closed ones that do
// not say why.
func (y *stay) blind(p *webtest.Page, may account.Permissions) (out []string, closed int) {
	p.Find("button:not([type=button]), input[type=submit]").Each(func(_ int, b *goquerySelection) {
		form := b.Closest("form")
		if id, ok := b.Attr("form"); ok {
			form = p.Find("form#" + id)
		}
		what := strings.TrimSpace(b.Text()) + b.AttrOr("aria-label", "")
		_, off := b.Attr("disabled")
		action := b.AttrOr("formaction", form.AttrOr("action", ""))
		if off {
			closed++
			if !says(p, b) {
				out = append(out, fmt.Sprintf("%q is closed and does not say why", what))
			}
			return
		}
		if !strings.EqualFold(form.AttrOr("method", "get"), "post") {
			return
		}
		r, found := y.routeOfForm(action)
		if !found || r.Absent || r.Closed || !may.Has(r.Need) {
			out = append(out, fmt.Sprintf("%q posts to %s, which needs %s", what, action, r.Need))
		}
	})
	p.Find("a[href]").Each(func(_ int, a *goquerySelection) {
		path, _, _ := strings.Cut(strings.TrimPrefix(a.AttrOr("href", ""), y.prefix), "?")
		for _, r := range y.Server.Routes() {
			if strings.HasPrefix(a.AttrOr("href", ""), y.prefix+"/") && r.Method == "GET" && r.Path == path && (r.Absent || r.Closed || !may.Has(r.Need)) {
				out = append(out, fmt.Sprintf("the link %q leads to %s, which needs %s", strings.TrimSpace(a.Text()), path, r.Need))
			}
		}
	})
	return out, closed
}

// says tells whether a closed control is tied to a sentence of the page.
func says(p *webtest.Page, b *goquerySelection) bool {
	for _, id := range strings.Fields(b.AttrOr("aria-describedby", "")) {
		if len(strings.TrimSpace(p.Find(`[id="`+id+`"]`).Text())) > 10 {
			return true
		}
	}
	return false
}

// What is not allowed is shown disabled with the reason, on every page inside: no button posts what would be refused.
func TestI37_WhatIsClosedIsShownClosedEverywhere(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	for _, y := range []*stay{m.shopping("read_only"), m.selling("read_only"), m.schooling("read_only")} {
		y.nothingBlind(t)
	}
	m.write(`UPDATE shop.impersonation_rule SET permissions = array_remove(array_remove(array_remove(permissions, 'cart.edit'), 'catalog.edit'), 'order.cancel')`)
	for _, y := range []*stay{m.shopping("act"), m.selling("act"), m.schooling("act")} {
		y.nothingBlind(t)
	}
}

func (y *stay) nothingBlind(t *testing.T) {
	t.Helper()
	may, all, told := y.may(), 0, map[string]bool{}
	seen := y.everywhere(func(p *webtest.Page) {
		out, closed := y.blind(p, may)
		all += closed
		for _, what := range out {
			if !told[what] {
				t.Errorf("%s: %s (%d): %s", y.name, strings.TrimPrefix(p.Path, y.prefix), p.Status, what)
			}
			told[what] = true
		}
	})
	if all == 0 || len(seen) < 20 {
		t.Errorf("%s: %d closed controls on %d pages", y.name, all, len(seen))
	}
}

// Whatever the page shows, each write is refused alike: by form and by JSON, with one code, for each route that writes.
func TestI37_EachWriteIsRefusedWithOneCode(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	for _, y := range []*stay{m.shopping("read_only"), m.selling("read_only"), m.schooling("read_only")} {
		token, before, tried := y.c.Get(y.prefix+"/").Token(), y.tables(), 0
		may := y.may()
		for _, r := range y.Server.Routes() {
			if r.Method != "POST" || r.Absent || may.Has(r.Need) {
				continue
			}
			tried++
			path := y.prefix + y.fill(r.Path)
			y.c.Head.Set("Accept", "application/json")
			p := y.c.Once("POST", path, url.Values{"csrf": {token}})
			if p.Status != 403 || !strings.Contains(p.Body, `"error":"not_while_acting"`) {
				t.Errorf("%s: POST %s answers %d %s", y.name, r.Path, p.Status, p.Body)
			}
			y.c.Head.Del("Accept")
			if p := y.c.Once("POST", path, url.Values{"csrf": {token}}); p.Status != 403 || banner(p, y.person.Name) != "" {
				t.Errorf("%s: POST %s answers %d: %s", y.name, r.Path, p.Status, p.Words())
			}
		}
		if changed := differ(before, y.tables()); len(changed) > 0 || tried < 25 {
			t.Errorf("%s: %d tried, and written: %v", y.name, tried, changed)
		}
	}
}
