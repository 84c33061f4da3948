package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"standin/cart/discount"
	"standin/impersonation"
	"standin/store/account"
	"standin/store/storetest"
	"standin/web"
	"standin/web/webtest"
)

// What must never stand on a page while acting, unless it was shown: e-mail, phone and street of the subject and of whoever else a
// page could name. They are found nowhere else in the shop's texts.
const (
	canaryMail   = "zx-canary-mail@example.com"
	canaryPhone  = "5550177"
	canaryStreet = "Zxcanaryweg"
	canaryOther  = "zx-canary-other@example.com"
)

var canaries = []string{"zx-canary-mail", canaryPhone, canaryStreet, "zx-canary-other"}

// manor is a town in which something has happened in every room, and what can be opened in each.
type manor struct {
	*town
	mara, tom, jo, vera, agent, rep account.Person
	org                             int64
	orders, imports, address        string // ids of Mara's
}

// newManor furnishes: Mara, a shopper, has ordered, has an address and a full cart; Vera sells at Harbour Goods, which has uploads and
// an order; Tom buys for the Northside School, which has ordered, has a cart and a request that waits.
func newManor(t testing.TB) *manor {
	t.Helper()
	m := &manor{town: newTown(t)}
	m.shelf.sort(t)
	m.shelf.save(t, m.shelf.boots())
	m.codes(discount.Draft{Code: "SPRING10", Kind: discount.Percent, Value: 1000})
	m.agent, m.rep = m.resident("Ada Novak", account.SupportAgent), m.resident("Rita Rep", account.SalesRep)
	m.mara = m.shopper("Mara Lind")
	m.write(`UPDATE shop.person SET email = $2, phone = '+49 431 ' || $3 WHERE id = $1`, int64(m.mara.ID), canaryMail, canaryPhone)
	m.mara = m.person(m.mara.ID)
	own := m.signIn(m.mara)
	own.Get("/p/lamp").Press("Add to cart", nil).Want(200)
	own.Get("/checkout").Press("Place order", with(home, "street", canaryStreet+" 14", "phone", "+49 431 "+canaryPhone, "keep", "yes")).Want(200)
	own.Get("/p/trail-boots").Want(200)
	own.Get("/p/lamp").Press("Add to cart", nil).Want(200)
	own.Get("/cart").Press("Apply code", url.Values{"code": {"SPRING10"}}).Want(200)
	m.sellers()
	m.school()
	m.orders = onev(m.town, `SELECT number::text FROM shop.orders WHERE person_id = $1 AND organization_id IS NULL`, int64(m.mara.ID))
	m.imports = onev(m.town, `SELECT public_id FROM shop.import_run ORDER BY id LIMIT 1`)
	m.address = onev(m.town, `SELECT public_id FROM shop.address WHERE person_id = $1`, int64(m.mara.ID))
	return m
}

func (m *manor) sellers() {
	m.t.Helper()
	m.vera = m.resident("Vera Wind", account.NoStaff)
	m.write(`INSERT INTO shop.vendor_user (vendor_id, person_id) VALUES ($1, $2)`, int64(m.shelf.vendor), int64(m.vera.ID))
	storetest.Assign(m.t, m.DB, int64(m.rep.ID), int64(m.shelf.vendor))
	m.signIn(m.person(m.vera.ID)).Get("/vendor/imports").Upload("Look at it", "file", "short.csv", []byte(shortFile)).Want(200)
}

func (m *manor) school() {
	m.t.Helper()
	m.org, m.jo = m.organization("Northside School", "Jo Marsh")
	m.tom = m.member(m.org, "Tom Okafor", account.Buyer)
	m.write(`UPDATE shop.person SET email = $2, phone = '+49 431 ' || $3 WHERE id = $1`, int64(m.jo.ID), canaryOther, canaryPhone)
	m.write(`INSERT INTO shop.assignment (staff_id, organization_id) VALUES ($1, $2)`, int64(m.rep.ID), m.org)
	m.jo, m.tom = m.person(m.jo.ID), m.person(m.tom.ID)
	boss := m.signIn(m.jo)
	shared := url.Values{"for": {fmt.Sprint("organization:", m.org)}}
	boss.Get("/p/teapot").Press("Add to", shared).Want(200)
	boss.Get("/org/checkout").Want(200).Press("Place order", with(home, "street", canaryStreet+" 14", "phone", "+49 431 "+canaryPhone, "po_number", "PO-1", "keep", "yes")).Want(200)
	m.write(`UPDATE shop.orders SET placed_by = $1 WHERE organization_id = $2`, int64(m.tom.ID), m.org) // a buyer sees their own
	buyer := m.signIn(m.tom)
	buyer.Get("/p/teapot").Press("Add to", shared).Want(200)
	m.write(`UPDATE shop.member SET order_limit = 100 WHERE person_id = $1`, int64(m.tom.ID))
	buyer.Get("/org").Press("Ask", nil).Want(200)
}

// stay is a session that runs, with what a browser needs to look round in it.
type stay struct {
	*manor
	name   string
	c      *webtest.Client
	prefix string
	actor  account.Person
	person account.Person
	ids    map[string]string // of a route's parameters
}

// shopping, selling and schooling begin a session for each capacity.
func (m *manor) shopping(mode string) *stay {
	m.t.Helper()
	c := m.signIn(m.agent)
	prefix, _ := m.start(c, m.agent, m.mara, url.Values{"mode": {mode}, "capacity": {"shopper"}})
	return &stay{m, "shopper, " + mode, c, prefix, m.agent, m.mara, map[string]string{"number": m.orders}}
}

func (m *manor) selling(mode string) *stay {
	m.t.Helper()
	c := m.signIn(m.rep)
	prefix, _ := m.start(c, m.rep, m.vera, url.Values{"mode": {mode}, "capacity": {fmt.Sprint("vendor:", int64(m.shelf.vendor))}})
	product := onev(m.town, `SELECT id::text FROM shop.product WHERE vendor_id = $1 ORDER BY id LIMIT 1`, int64(m.shelf.vendor))
	return &stay{m, "vendor, " + mode, c, prefix, m.rep, m.vera, map[string]string{"number": m.orders, "/vendor/products/:product": product}}
}

func (m *manor) schooling(mode string) *stay {
	m.t.Helper()
	c := m.signIn(m.rep)
	prefix, _ := m.start(c, m.rep, m.tom, url.Values{"mode": {mode}, "capacity": {fmt.Sprint("organization:", m.org)}})
	number := onev(m.town, `SELECT number::text FROM shop.orders WHERE organization_id = $1`, m.org)
	return &stay{m, "organization, " + mode, c, prefix, m.rep, m.tom, map[string]string{"number": number}}
}

var parameter = regexp.MustCompile(`:[a-z_]+`)

// fill puts real ids into a route's pattern. A parameter nobody has named here is 1: where a page needs a real one, its answer tells.
func (y *stay) fill(pattern string) string {
	if id := y.ids[pattern]; id != "" {
		return parameter.ReplaceAllString(pattern, id)
	}
	if pattern != "/account/show/:field" {
		pattern = strings.Replace(pattern, "/show/:field", "/show/street", 1)
	}
	return parameter.ReplaceAllStringFunc(pattern, func(p string) string {
		if id := y.ids[p[1:]]; id != "" {
			return id
		}
		if id := y.known()[p[1:]]; id != "" {
			return id
		}
		return "1"
	})
}

// known are the ids that are the same in every capacity.
func (y *stay) known() map[string]string {
	ids := map[string]string{"category": onev(y.town, `SELECT slug FROM shop.category ORDER BY id LIMIT 1`), "product": "trail-boots", "maker": "harbour-goods", "vendor": "harbour-goods", "order": y.orders,
		"import": y.imports, "address": y.address, "field": "email", "person": y.mara.PublicID, "session": y.prefix[len("/as/"):], "id": y.prefix[len("/as/"):],
		"file": "1.xml", "token": "invented"}
	return ids
}

// may is what the session allows now, worked out from its row and the people's standing.
func (y *stay) may() account.Permissions {
	y.t.Helper()
	is, err := y.Rooms.Sessions.ByPublicID(y.t.Context(), strings.TrimPrefix(y.prefix, "/as/"))
	if err != nil {
		y.t.Fatal(err)
	}
	subject := y.town.person(y.person.ID)
	return impersonation.Effective(account.Of(is.Permissions...), subject.Permissions(is.Capacity()), account.StaffPermissions(y.actor.Staff), is.Mode)
}

// opened asks for every GET route with real ids filled in, and hands each answer on.
func (y *stay) opened(look func(r web.Route, p *webtest.Page)) {
	y.t.Helper()
	for _, r := range y.Server.Routes() {
		if r.Method == "GET" {
			look(r, y.c.Once("GET", y.prefix+y.fill(r.Path), nil))
		}
	}
}

// everywhere is opened, and then every page that can be reached by links from there; what a link leads to must be there.
func (y *stay) everywhere(look func(p *webtest.Page)) (seen map[string]bool) {
	y.t.Helper()
	seen = map[string]bool{}
	var queue []string
	from := map[string]string{}
	for _, r := range y.Server.Routes() {
		if r.Method == "GET" {
			queue = append(queue, y.prefix+y.fill(r.Path))
		}
	}
	for len(queue) > 0 && len(seen) < 300 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		p := y.c.Get(path)
		look(p)
		if from[path] != "" && p.Status >= 400 {
			y.t.Errorf("%s: a link on %s leads to %s, which answers %d", y.name, from[path], path, p.Status)
		}
		p.Find("a[href]").Not("[data-leaves]").Each(func(_ int, a *goquerySelection) {
			href, _, _ := strings.Cut(a.AttrOr("href", ""), "#")
			if strings.HasPrefix(href, y.prefix+"/") && !strings.HasPrefix(href, y.prefix+"/step-up/") {
				queue, from[href] = append(queue, href), path
			}
		})
	}
	y.c.Get(y.prefix + "/").Want(200) // the session has lived through it
	return seen
}
