package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"standin/store/account"
	"standin/web/webtest"
)

// banner is what is missing of the acting bar on a page; "" when it is whole, once.
func banner(p *webtest.Page, name string) string {
	bar := p.Find(".acting-bar")
	switch {
	case bar.Length() != 1:
		return fmt.Sprintf("%d bars", bar.Length())
	case !strings.Contains(bar.Text(), name):
		return "the bar names nobody: " + bar.Text()
	case bar.Find(`form[method="post"][action$="/end"] button`).Length() != 1 || !strings.Contains(bar.Text(), "End session"):
		return "no way to end"
	case bar.Find("time").Length() == 0 || bar.AttrOr("aria-label", "") == "" || bar.Closest("[hidden]").Length() > 0:
		return "no time, no name for a screen reader, or hidden"
	}
	return ""
}

// crawl opens every page that can be reached under the prefix and hands each to look; it gives the paths it found.
func crawl(t *testing.T, c *webtest.Client, prefix string, look func(p *webtest.Page)) map[string]bool {
	t.Helper()
	seen, queue := map[string]bool{}, []string{prefix + "/", prefix + "/cart", prefix + "/account", prefix + "/nothing-here", prefix + "/orders/99999"}
	for len(queue) > 0 && len(seen) < 120 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		p := c.Get(path)
		if !strings.Contains(p.Header.Get("Content-Type"), "text/html") {
			continue
		}
		look(p)
		p.Find("a[href]").Not("[data-leaves]").Each(func(_ int, a *goquerySelection) {
			href, _, _ := strings.Cut(a.AttrOr("href", ""), "#")
			if strings.HasPrefix(href, prefix+"/") {
				queue = append(queue, href)
			} else if strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/static/") && !strings.HasPrefix(href, "/media/") {
				t.Errorf("%s: the link %q (%s) leaves the prefix", path, href, strings.TrimSpace(a.Text()))
			}
		})
		p.Find("form").Each(func(_ int, f *goquerySelection) {
			if action := f.AttrOr("action", prefix+"/"); !strings.HasPrefix(action, prefix+"/") {
				t.Errorf("%s: the form to %q leaves the prefix", path, action)
			}
		})
	}
	return seen
}

func TestI27_TheBarIsOnEveryPage(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, _ := s.acting()
	seen := crawl(t, c, prefix, func(p *webtest.Page) {
		if lacks := banner(p, "Mara Lind"); lacks != "" {
			t.Errorf("%s (%d): %s", p.Path, p.Status, lacks)
		}
	})
	if len(seen) < 12 {
		t.Errorf("only %d pages were found", len(seen))
	}
}

func TestI41_NothingOfAnActedPageIsKept(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, _ := s.acting()
	crawl(t, c, prefix, func(p *webtest.Page) {
		if cache := p.Header.Get("Cache-Control"); cache != "no-store" {
			t.Errorf("%s (%d) says Cache-Control %q", p.Path, p.Status, cache)
		}
		for _, cookie := range p.Header.Values("Set-Cookie") {
			t.Errorf("%s sets a cookie: %s", p.Path, cookie)
		}
	})
}

func TestI76_LinksThatLeaveHoldNoPrefix(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, shopper := s.acting()
	crawl(t, c, prefix, func(p *webtest.Page) {
		p.Find(`link[rel=canonical], script[type="application/ld+json"]`).Each(func(_ int, l *goquerySelection) {
			if strings.Contains(l.AttrOr("href", "")+l.Text(), "/as/") {
				t.Errorf("%s: %s", p.Path, l.AttrOr("href", l.Text()))
			}
		})
	})
	if n := one[int](s, `SELECT count(*) FROM shop.mail WHERE body_text LIKE '%/as/%' AND person_id = $1`, int64(shopper.ID)); n != 0 {
		t.Errorf("%d mails hold the prefix", n)
	}
}

func TestI30_TheEndIsReachableWhateverTheSubjectOwes(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, shopper := s.acting()
	s.write(`UPDATE shop.person SET must_change_password = true WHERE id = $1`, int64(shopper.ID))
	page := c.Get(prefix + "/account").Want(200)
	page.Press("End session", nil).Want(200).WantText("You are yourself again")
	if end := s.session(); end != "user" {
		t.Errorf("it ended by %s", end)
	}
}

func TestI42_CartsStayApart(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	c.Get("/p/teapot").Press("Add to cart", nil).Want(200)
	prefix, _ := s.start(c, agent, shopper, nil)
	c.Get(prefix+"/p/lamp").Want(200).Press("Add to cart", nil).Want(200).WantText("Acting for Mara Lind")
	if a, m := s.inCart(agent), s.inCart(shopper); a != "1 Teapot" || m != "1 Lamp" {
		t.Fatalf("the actor's cart holds %q, the subject's %q", a, m)
	}
	asked := c.Get("/p/lamp").Press("Add to cart", nil)
	if !asked.Says("As yourself?") || s.inCart(agent) != "1 Teapot" {
		t.Fatalf("the first post outside the prefix was not asked about: %s", asked.Words())
	}
	asked.Press("Yes, for myself", nil).Want(200)
	if got := s.inCart(agent); got != "1 Lamp, 1 Teapot" {
		t.Errorf("after the yes the actor's cart holds %q", got)
	}
	if again := c.Get("/p/lamp").Press("Add to cart", nil); again.Says("As yourself?") {
		t.Error("it asks twice")
	}
	if m := s.inCart(shopper); m != "1 Lamp" {
		t.Errorf("the subject's cart holds %q", m)
	}
}

func TestI43_I44_TheSubjectsOwnTracesAreUntouched(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	phone := s.signIn(shopper)
	traces := func() string {
		return one[string](s, `SELECT coalesce(string_agg(i::text, '|' ORDER BY i.id), '') FROM web.sign_in i WHERE i.person_id = $1`, int64(shopper.ID)) +
			one[string](s, `SELECT coalesce(string_agg(d::text, '|' ORDER BY d.id), '') FROM web.device d WHERE d.person_id = $1`, int64(shopper.ID))
	}
	before := traces()
	s.DB.Shift(t, 5*time.Minute) // last-seen would be written anew
	c := s.signIn(agent)
	prefix, _ := s.start(c, agent, shopper, nil)
	for _, path := range []string{"/", "/account", "/cart", "/p/lamp"} {
		c.Get(prefix + path).Want(200)
	}
	c.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200)
	c.Get(prefix+"/").Press("End session", nil).Want(200)
	if after := traces(); after != before {
		t.Errorf("before %s\nafter %s", before, after)
	}
	phone.Get("/account").Want(200).WantText("Mara")
}

func TestI47_AnotherBrowserEndsIt(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, _ := s.acting()
	thief := s.Client(t)
	thief.Agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
	for _, name := range []string{"standin", "device"} {
		thief.SetCookie(name, c.Cookie(name))
	}
	if p := thief.Get(prefix + "/account"); p.Says("Mara") {
		t.Fatalf("a stolen cookie shows %s", p.Words())
	}
	if end := s.session(); end != "footprint" {
		t.Errorf("the session ended by %q", end)
	}
	differs := one[string](s, `SELECT p.body->>'differs' FROM audit.entry e JOIN audit.payload p ON p.entry = e.id WHERE e.action = 'acting.footprint'`)
	if differs != "browser, platform" {
		t.Errorf("the record says what differs: %q", differs)
	}
	if p := c.Get(prefix + "/account"); p.Says("Acting for") {
		t.Error("the session goes on")
	}
}

func TestI47_AnotherNetworkAsksForACodeAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := newTown(t, throughProxy)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.Client(t)
	c.Head.Set("X-Forwarded-For", "203.0.113.7")
	c.Get("/sign-in").Press("Sign in", url.Values{"email": {agent.Email}, "password": {townPassword}}).
		Press("Go on", url.Values{"code": {s.code(agent)}})
	prefix, _ := s.start(c, agent, shopper, nil)
	form := c.Get(prefix + "/p/lamp").Want(200)
	c.Head.Set("X-Forwarded-For", "198.51.100.9")
	asked := form.Press("Add to cart", nil).Want(403).WantText("You are on another network", "Acting for Mara Lind")
	if got := s.inCart(shopper); got != "" {
		t.Fatalf("the post was carried out before the code: %q", got)
	}
	asked.Press("Go on", url.Values{"code": {"000000"}}).Want(422).WantText("This code is wrong")
	ready := asked.Press("Go on", url.Values{"code": {s.code(agent)}}).Want(200).WantText("Send it now?")
	ready.Press("Send it", nil).Want(200)
	if got := s.inCart(shopper); got != "1 Lamp" {
		t.Errorf("what was typed came to %q", got)
	}
	c.Get(prefix + "/account").Want(200)
	c.Head.Set("X-Forwarded-For", "198.51.100.77")
	c.Get(prefix + "/account").Want(200) // the same network
	c.Head.Set("X-Forwarded-For", "192.0.2.1")
	c.Get(prefix+"/account").Want(403).Press("End session", nil).Want(200)
	if end := s.session(); end != "user" {
		t.Errorf("it ended by %s", end)
	}
}

func TestI51_EachPageAndPostIsARow(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, agent, shopper := s.acting()
	c.Get(prefix + "/account").Want(200)
	c.Get(prefix + "/nothing-here").Want(404)
	c.Get(prefix + "/account/password").Want(403)
	c.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200)
	rows := one[string](s, `SELECT string_agg(e.action || ' ' || e.outcome || ' ' || coalesce(h.body->>'status', '') || ' ' || coalesce(h.body#>>'{request,path}', ''), E'\n' ORDER BY e.id)
		FROM audit.entry e JOIN audit.payload h ON h.entry = e.id AND h.salt IS NOT NULL
		WHERE e.session IS NOT NULL AND e.actor = $1 AND e.subject = $2 AND h.body#>>'{request,ip}' <> ''`, int64(agent.ID), int64(shopper.ID))
	for _, want := range []string{"view viewed 200 /\n", "view viewed 200 /account\n", "view viewed 404 /nothing-here", "route.refused refused 403 /account/password",
		"view viewed 200 /p/lamp", "cart.add_line done  /cart/lines", "view viewed 200 /cart"} {
		if !strings.Contains(rows+"\n", want) {
			t.Errorf("no row %q in\n%s", want, rows)
		}
	}
}

func TestI69_PathTricksLeadNowhere(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, agent, shopper := s.acting()
	token := c.Get(prefix + "/account").Token()
	for _, path := range []string{prefix + "//account", prefix + "/./account", prefix + "/../account", prefix + "/%2e%2e/account", prefix + "/account%2fpassword",
		prefix + prefix + "/account", prefix + "/as/other/account", "//as" + strings.TrimPrefix(prefix, "/as") + "/account", "/x/.." + prefix + "/account",
		"/as%2f" + strings.TrimPrefix(prefix, "/as/") + "/account", prefix + "/account/", prefix + "/static/app.css", prefix + "/cart%5clines"} {
		if p := c.Get(path); p.Status != 404 {
			t.Errorf("GET %s answers %d", path, p.Status)
		}
		if p := c.Once("POST", path, url.Values{"csrf": {token}}); p.Status != 404 && p.Status != 405 {
			t.Errorf("POST %s answers %d %s", path, p.Status, p.Header.Get("Location"))
		}
	}
	c.Once("POST", prefix+"/cart/lines/", url.Values{"csrf": {token}, "variant": {"1"}})
	c.Head.Set("X-Forwarded-Prefix", "/as/other")
	if p := c.Get(prefix + "/account").Want(200); strings.Contains(p.Body, "/as/other") {
		t.Error("X-Forwarded-Prefix is heeded")
	}
	if a, m := s.inCart(agent), s.inCart(shopper); a+m != "" {
		t.Errorf("something was put into a cart: %q %q", a, m)
	}
}

func TestI70_TabsHoldNothingOfEachOther(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara, tom := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind"), s.shopper("Tom Okafor")
	c := s.signIn(agent)
	one, _ := s.start(c, agent, mara, nil)
	two, _ := s.start(c, agent, tom, nil)
	c.Get(one+"/p/lamp").Press("Add to cart", nil).Want(200)
	c.Get(two+"/p/teapot").Press("Add to cart", nil).Want(200)
	form := c.Get(one + "/p/teapot")
	for range 3 {
		for prefix, names := range map[string][2]string{one: {"Mara", "Tom"}, two: {"Tom", "Mara"}} {
			for _, path := range []string{"/", "/account", "/cart", "/account/helpers"} {
				p := c.Get(prefix + path).Want(200)
				p.Find(".acting-bar .menu").Remove() // the bar lists the others, and nothing else does
				if !p.Says(names[0]) || strings.Contains(p.Find("main").Text(), names[1]) {
					t.Errorf("%s speaks of %s", prefix+path, names[1])
				}
			}
		}
	}
	crossed := c.Post(two+"/cart/lines", url.Values{"csrf": {form.Token()}, "variant": {"1"}, "quantity": {"1"}})
	if crossed.Status != http.StatusConflict {
		t.Errorf("a form of one tab posted in the other answers %d", crossed.Status)
	}
	outside := c.Post("/cart/lines", url.Values{"csrf": {form.Token()}, "variant": {"1"}, "as_yourself": {"yes"}})
	if outside.Status != http.StatusConflict {
		t.Errorf("a form of a tab posted as oneself answers %d", outside.Status)
	}
	if m, to := s.inCart(mara), s.inCart(tom); m != "1 Lamp" || to != "1 Teapot" {
		t.Errorf("the carts hold %q and %q", m, to)
	}
}

func TestI34_SignOutInsideEndsAll(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara, tom := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind"), s.shopper("Tom Okafor")
	c := s.signIn(agent)
	one, _ := s.start(c, agent, mara, nil)
	two, _ := s.start(c, agent, tom, nil)
	token := c.Get(one + "/account").Token()
	c.Post(one+"/sign-out", url.Values{"csrf": {token}})
	ends := onev(s, `SELECT string_agg(end_cause, ' ') FROM shop.impersonation_session`)
	if ends != "logout logout" {
		t.Errorf("they ended by %q", ends)
	}
	if p := c.Once("GET", two+"/account", nil); p.Status != http.StatusSeeOther || p.Says("Tom") {
		t.Errorf("the other tab answers %d: %s", p.Status, p.Words())
	}
}

func TestI37_ReadOnlyRefusesEachWriteAlike(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	prefix, first := s.start(c, agent, shopper, url.Values{"mode": {"read_only"}})
	first.WantText("read-only")
	token := c.Get(prefix + "/account").Token()
	c.Head.Set("Accept", "application/json")
	for _, path := range []string{"/cart/lines", "/cart/discount", "/account/addresses"} {
		p := c.Post(prefix+path, url.Values{"csrf": {token}, "variant": {"1"}, "code": {"X"}}).Want(403)
		if !strings.Contains(p.Body, `"error":"not_while_acting"`) {
			t.Errorf("%s says %s", path, p.Body)
		}
	}
	if got := s.inCart(shopper); got != "" {
		t.Errorf("the cart holds %q", got)
	}
}

func TestI61_TheSubjectSeesItAndEndsIt(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	phone, c := s.signIn(shopper), s.signIn(agent)
	prefix, _ := s.start(c, agent, shopper, nil)
	live := phone.Get("/live").Want(200).WantText("Support is helping you")
	if strings.Contains(live.Body, "Novak") {
		t.Error("the notice names the staff")
	}
	helpers := phone.Get("/account/helpers").Want(200).WantText("right now", "The code does not work")
	helpers.Press("End it now", nil).Want(200)
	if p := c.Get(prefix + "/account"); p.Status != http.StatusGone || s.session() != "subject_ended" {
		t.Errorf("the actor's next page answers %d; the session ended by %s", p.Status, s.session())
	}
	phone.Get("/account/consent").Press("Save my answer", url.Values{"state": {"never"}}).Want(200).WantText("You said never")
	c.Get("/act/" + shopper.PublicID).Want(403).WantText("said never")
}

// I36: whoever signs out everywhere is out in each browser, and nobody acts for them any more.
func TestI36_SigningOutEverywhereEndsIt(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, mara := s.acting()
	phone, laptop := s.signIn(mara), s.signIn(mara)
	laptop.Get("/account").Want(200)
	phone.Get("/account/devices").Want(200).Press("Sign out everywhere", nil).Want(200)
	for name, own := range map[string]*webtest.Client{"phone": phone, "laptop": laptop} {
		if p := own.Once("GET", "/account", nil); p.Status != http.StatusSeeOther {
			t.Errorf("the %s is still signed in: %d", name, p.Status)
		}
	}
	if p := c.Get(prefix + "/account"); p.Status != http.StatusGone || s.session() != "subject_ended" {
		t.Errorf("the actor's next page answers %d; the session ended by %s", p.Status, s.session())
	}
	c.Get("/account").Want(200) // the actor stays themselves
}
