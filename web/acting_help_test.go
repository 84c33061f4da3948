package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"standin/store"
	"standin/store/account"
	"standin/store/storetest"
	"standin/web"
	"standin/web/webtest"
)

const (
	townPassword = "a long enough password"
	townSecret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
)

// town is a site with something to sell, people who may act for others, and some for whom they may.
type town struct {
	*webtest.Site
	t     testing.TB
	shelf *shelves
}

func newTown(t testing.TB, change ...func(*web.Config)) *town {
	t.Helper()
	s := &town{Site: webtest.Start(t, change...), t: t}
	s.shelf = &shelves{Site: s.Site, vendor: account.VendorID(storetest.Vendor(t, s.DB, "Harbour Goods"))}
	s.shelf.save(t, simple("Teapot", 4600), simple("Lamp", 8900))
	s.write(`INSERT INTO shop.setting (name, value) VALUES ('acting.enabled', 'true')`)
	return s
}

// write changes something as the command line.
func (s *town) write(statement string, args ...any) {
	s.t.Helper()
	err := s.DB.Transact(s.t.Context(), account.Operator("test"), "test.change", func(tx *store.Tx) error {
		_, err := tx.Exec(s.t.Context(), statement, args...)
		return err
	})
	if err != nil {
		s.t.Fatalf("%s: %v", statement, err)
	}
}

// one reads one value as superuser.
func one[T any](s *town, query string, args ...any) (v T) {
	s.t.Helper()
	if err := s.DB.Owner.GetContext(s.t.Context(), &v, query, args...); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
	return v
}

// resident gives somebody an account with a password and a second factor.
func (s *town) resident(name string, staff account.StaffRole) account.Person {
	s.t.Helper()
	secret := ""
	if staff != account.NoStaff {
		secret = townSecret
	}
	return s.settle(name, staff, secret)
}

// settle gives somebody an account, with a second factor when there is a secret for one.
func (s *town) settle(name string, staff account.StaffRole, secret string) account.Person {
	s.t.Helper()
	n := account.NewPerson{Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.com", Password: townPassword}
	r := account.Resident{NewPerson: n, Staff: staff, Secret: secret}
	id, err := s.Rooms.Accounts.AddResident(s.t.Context(), account.Operator("test"), r)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.person(id)
}

func (s *town) person(id account.ID) account.Person {
	s.t.Helper()
	p, err := s.Rooms.Accounts.ByID(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

// shopper is somebody who lets support act for them.
func (s *town) shopper(name string) account.Person {
	s.t.Helper()
	p := s.resident(name, account.NoStaff)
	s.write(`INSERT INTO shop.consent (person_id, state, until) VALUES ($1, 'allowed', shop.shop_now() + interval '30 days')`, int64(p.ID))
	return p
}

// code is a code of the one factor all have, not used before.
func (s *town) code(p account.Person) string {
	s.t.Helper()
	s.write(`UPDATE shop.totp SET last_step = 0 WHERE person_id = $1`, int64(p.ID))
	code, err := account.Code(townSecret, one[time.Time](s, `SELECT shop.shop_now()`))
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

// signIn signs somebody in with a browser of their own.
func (s *town) signIn(p account.Person) *webtest.Client {
	s.t.Helper()
	c := s.Client(s.t)
	page := c.Get("/sign-in").Press("Sign in", url.Values{"email": {p.Email}, "password": {townPassword}})
	if p.HasTOTP {
		page = page.Press("Go on", url.Values{"code": {s.code(p)}})
	}
	if !page.Says(strings.Fields(p.Name)[0]) {
		s.t.Fatalf("%s is not signed in: %s", p.Name, page.Words())
	}
	return c
}

// start begins to act with what the start page offers and gives the prefix and the first page.
func (s *town) start(c *webtest.Client, actor, subject account.Person, more url.Values) (prefix string, first *webtest.Page) {
	s.t.Helper()
	form := url.Values{"reason": {"The code does not work"}, "code": {s.code(actor)}}
	for k, v := range more {
		form[k] = v
	}
	first = c.Get("/act/"+subject.PublicID).Press("Stand in for", form)
	if !strings.HasPrefix(first.Path, "/as/") {
		s.t.Fatalf("the start led to %s (%d): %s", first.Path, first.Status, first.Words())
	}
	id, _, _ := strings.Cut(strings.TrimPrefix(first.Path, "/as/"), "/")
	return "/as/" + id, first
}

// acting is the usual beginning: a support agent who acts for a shopper.
func (s *town) acting() (c *webtest.Client, prefix string, agent, shopper account.Person) {
	s.t.Helper()
	agent, shopper = s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c = s.signIn(agent)
	prefix, _ = s.start(c, agent, shopper, nil)
	return c, prefix, agent, shopper
}

// inCart is what lies in a person's own open cart: "2 Lamp, 1 Teapot".
func (s *town) inCart(p account.Person) string {
	s.t.Helper()
	return one[string](s, `SELECT coalesce(string_agg(l.quantity || ' ' || p.title, ', ' ORDER BY p.title), '') FROM shop.cart c
		JOIN shop.cart_line l ON l.cart_id = c.id JOIN shop.variant v ON v.id = l.variant_id JOIN shop.product p ON p.id = v.product_id
		WHERE c.person_id = $1 AND c.status = 'open'`, int64(p.ID))
}

// session is the newest impersonation session.
func (s *town) session() (end string) {
	s.t.Helper()
	return one[string](s, `SELECT coalesce(end_cause, 'running') FROM shop.impersonation_session ORDER BY id DESC LIMIT 1`)
}

// vendorUser is a user of a vendor who is in the rep's portfolio.
func (s *town) vendorUser(rep account.Person, vendor, name string) (account.Person, int64) {
	s.t.Helper()
	v := storetest.Vendor(s.t, s.DB, vendor)
	storetest.Assign(s.t, s.DB, int64(rep.ID), v)
	p := s.resident(name, account.NoStaff)
	s.write(`INSERT INTO shop.vendor_user (vendor_id, person_id) VALUES ($1, $2)`, v, int64(p.ID))
	return s.person(p.ID), v
}

// answering tells an answer in a few words, to compare.
type answering struct{ *webtest.Client }

func (c answering) answers(path string) string {
	p := c.Once("GET", path, nil)
	return fmt.Sprint(p.Status, " ", p.Header.Get("Location"), " ", len(p.Find(".acting-bar").Nodes), " ", p.Header.Get("Cache-Control"), " ", strings.ReplaceAll(p.Find("h1").Text(), path, ""))
}

// onev reads one text as superuser.
func onev(s *town, query string, args ...any) string {
	s.t.Helper()
	return one[string](s, query, args...)
}

type goquerySelection = goquery.Selection

// throughProxy lets a test say from which network a browser comes.
func throughProxy(c *web.Config) { c.TrustedProxies = []string{"127.0.0.1", "::1"} }

// counted is a browser whose page may take so many statements.
type counted struct {
	*webtest.Client
	most int
}
