package web_test

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"standin/cart/discount"
	"standin/store/account"
	"standin/web/webtest"
)

// look goes through pages in one browser, as one person after the other: narrow and light, then wide and dark.
type look struct {
	*town
	t   *testing.T
	b   *webtest.Browser
	axe string
}

func (s *town) look(t *testing.T) *look {
	t.Helper()
	axe, err := os.ReadFile("webtest/vendor/axe.min.js")
	if err != nil {
		t.Fatalf("%v (make vendor fetches axe-core)", err)
	}
	return &look{s, t, webtest.Chromium(t, s.URL, "look").WithoutPolicy(), string(axe)}
}

func (l *look) as(p account.Person) *look {
	l.t.Helper()
	l.enter(l.b.Forget(), p)
	return l
}

func (l *look) at(paths ...string) {
	l.t.Helper()
	for _, path := range paths {
		l.b.Open(path)
		l.here(path)
	}
}

func (l *look) here(page string) {
	l.t.Helper()
	l.b.Size(320, 800, false)
	sideways, found := l.b.Sideways(), l.b.Barriers(l.axe)
	l.b.Size(1440, 900, true)
	if sideways || l.b.Sideways() {
		l.t.Errorf("%s scrolls sideways", page)
	}
	if found = append(found, l.b.Faint(l.axe)...); len(found) > 0 {
		l.t.Errorf("%s: %s", page, strings.Join(found, "\n"))
	}
}

// furnished is a town in which something has happened: an order, help, an upload, an organization.
func furnished(t *testing.T) (s *town, mara, agent, rep, vera, jo account.Person) {
	t.Helper()
	s = newTown(t)
	s.shelf.sort(t)
	s.shelf.save(t, s.shelf.boots())
	s.codes(discount.Draft{Code: "SPRING10", Kind: discount.Percent, Value: 1000})
	agent, rep, mara = s.resident("Ada Novak", account.SupportAgent), s.resident("Rita Rep", account.SalesRep), s.shopper("Mara Lind")
	own := s.signIn(mara)
	own.Get("/p/lamp").Press("Add to cart", nil)
	own.Get("/checkout").Press("Place order", with(home, "keep", "yes")).Want(200)
	own.Get("/p/lamp").Press("Add to cart", nil)
	c := s.signIn(agent)
	prefix, _ := s.start(c, agent, mara, url.Values{"mode": {"act"}, "ticket": {"4812"}})
	c.Get(prefix+"/p/teapot").Press("Add to cart", nil).Want(200)
	c.Get(prefix+"/cart").Press("Apply code", url.Values{"code": {"SPRING10"}}).Want(200)
	c.Get(prefix + "/account/password").Want(403)
	c.Get(prefix+"/cart").Press("End session", nil).Want(200)
	vera, _ = s.vendorUser(rep, "North Wind", "Vera Wind")
	s.signIn(vera).Get("/vendor/imports").Upload("Look at it", "file", "short.csv", []byte(shortFile)).Want(200)
	org, jo := s.organization("Northside School", "Jo Marsh")
	tom := s.member(org, "Tom Okafor", account.Buyer)
	s.signIn(tom).Get("/p/teapot").Press("Add to", nil).Want(200)
	return s, mara, agent, rep, vera, jo
}

// TestF12_AxeOnMainPages runs axe over the main pages as each role sees them, in light and dark, and looks for sideways scrolling
// from 320 to 1440 px (F13).
func TestF12_AxeOnMainPages(t *testing.T) {
	t.Parallel()
	s, mara, agent, rep, vera, jo := furnished(t)
	l := s.look(t)
	l.at("/", "/p/trail-boots", "/search?q=teapot", "/sign-in", "/sign-up", "/cart", "/nothing-here")
	l.as(mara).at("/account", "/cart", "/checkout", "/orders", "/orders/20001", "/account/helpers", "/account/addresses", "/account/devices", "/account/password")

	l.as(agent).at("/support", "/support?q=mara", "/support/customers/"+mara.PublicID, "/support/sessions", "/act/"+mara.PublicID)
	l.b.Fill("Why", "Her code").Fill("Code", "000000").Press("Stand in for").Sees("code")
	l.here("start, refused")
	prefix := s.act(l.b, agent, mara)
	l.at(prefix+"/", prefix+"/cart", prefix+"/account", prefix+"/account/password", "/support")
	l.b.Open(prefix + "/cart").Press("End session")
	l.here("ended")
	l.at(prefix + "/cart")

	run, session := onev(s, `SELECT public_id FROM shop.import_run`), onev(s, `SELECT public_id FROM shop.impersonation_session ORDER BY id LIMIT 1`)
	l.as(rep).at("/vendor", "/vendor/north-wind", "/act/"+vera.PublicID)
	l.as(vera).at("/vendor", "/vendor/products", "/vendor/imports", "/vendor/imports/"+run+"?show=held", "/vendor/store")
	l.as(jo).at("/org", "/org/cart")
	l.as(s.resident("Ruth Adler", account.Auditor)).at("/audit", "/audit/entries", "/audit/proof", "/audit/sessions/"+session)
	l.as(s.resident("Sam Berg", account.Administrator)).at("/admin", "/admin/people", "/admin/people/"+mara.PublicID, "/admin/policy", "/admin/settings")
}

// TestF15_WithoutScripts: a visitor searches, filters, buys and sees the order in a browser that runs no JavaScript.
func TestF15_WithoutScripts(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.shelf.sort(t)
	s.shelf.save(t, s.shelf.boots())
	b := webtest.Chromium(t, s.URL, "plain").WithoutScripts().Open("/").Fill("Search the shop", "boots").Press("Search").Sees("Trail boots")
	b.Choose("Ready to leave").Press("Show the things").Sees("Trail boots").Click("Trail boots").Sees("Size")
	b.Choose("41").Press("Add to cart").Sees("is in the cart").Click("Check out").Sees("Where it goes")
	for label, value := range map[string]string{"E-mail": "guest@example.com", "Who receives it": "Mara Lind", "Street and number": "Kirchplatz 64",
		"Postcode": "50667", "Town": "Köln"} {
		b.Fill(label, value)
	}
	b.Press("Place order").Sees("Thank you", "Trail boots", "Köln")
}

// TestF15_ActingWithoutScripts: nor does standing in for somebody need any.
func TestF15_ActingWithoutScripts(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	b := webtest.Chromium(t, s.URL, "plain").WithoutScripts().Open("/sign-in").Fill("E-mail", agent.Email).Fill("Password", townPassword)
	b.Press("Sign in").Fill("Code", s.code(agent)).Press("Go on").Sees("Who is it?")
	prefix := s.act(b.Open("/act/"+mara.PublicID).Choose("Changes allowed"), agent, mara)
	b.Open(prefix+"/p/lamp").Press("Add to cart").Sees("Acting for", "Mara’s cart").Press("End session").Sees("You are yourself again", "Lamp")
	if got := s.inCart(mara); got != "1 Lamp" {
		t.Errorf("Mara's cart holds %q", got)
	}
}
