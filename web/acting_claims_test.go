package web_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"standin/web/webtest"
)

// said is what an answer in JSON says of whose it is and who asked.
type said struct {
	Sub string
	Act *struct{ Sub string }
}

func claimed(t *testing.T, text string) (c said) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Errorf("%v: %.200s", err, text)
	}
	return c
}

// I58: what a program reads while somebody acts carries actor and subject, in JSON and in files, refusals included; as oneself there
// is no actor beside the subject.
func TestI58_AnswersCarryActorAndSubject(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	shop, sell, school := m.shopping("act"), m.selling("act"), m.schooling("act")
	for _, c := range []struct {
		y      *stay
		path   string
		status int
	}{
		{shop, "/cart", 200}, {shop, "/orders", 200}, {shop, "/orders/" + m.orders, 200}, {shop, "/account", 200}, {shop, "/account/addresses", 200},
		{shop, "/account/show/email", 200}, {shop, "/account/password", 403}, {shop, "/nothing", 404},
		{school, "/org/cart", 200}, {school, "/org/orders", 200}, {sell, "/vendor/products", 200},
	} {
		c.y.c.Head.Set("Accept", "application/json")
		p := c.y.c.Get(c.y.prefix + c.path).Want(c.status)
		c.y.c.Head.Del("Accept")
		if got := claimed(t, p.Body); got.Sub != c.y.person.PublicID || got.Act == nil || got.Act.Sub != c.y.actor.PublicID {
			t.Errorf("%s says %+v", c.path, got)
		}
		if p.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept", c.path)
		}
	}
	for _, path := range []string{"/vendor/products.csv", "/vendor/imports/" + m.imports + "/errors.csv", "/vendor/imports/sample.csv"} {
		p := sell.c.Get(sell.prefix + path).Want(200)
		if got := claimed(t, p.Header.Get("X-Claims")); got.Sub != m.vera.PublicID || got.Act == nil || got.Act.Sub != m.rep.PublicID {
			t.Errorf("the file %s says %+v", path, got)
		}
	}
	own := m.signIn(m.mara)
	own.Head.Set("Accept", "application/json")
	if got := claimed(t, own.Get("/cart").Want(200).Body); got.Sub != m.mara.PublicID || got.Act != nil {
		t.Errorf("as oneself the cart says %+v", got)
	}
	if rows := one[int](m.town, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id
		WHERE e.outcome = 'viewed' AND e.session IS NOT NULL AND p.body->>'route' IN ('/cart', '/orders', '/vendor/products.csv')`); rows < 3 {
		t.Errorf("%d of the reads stand in the record", rows)
	}
}

// Nothing that was made while acting is worth anything after the end: no address, file, token or form of it.
func TestI58_NothingMintedOutlivesTheSession(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	y := m.selling("act")
	var opened []string
	tokens := map[string]bool{}
	y.everywhere(func(p *webtest.Page) {
		if p.Status == 200 {
			opened = append(opened, p.Path)
			tokens[p.Token()] = true
		}
	})
	y.c.Get(y.prefix+"/").Press("End session", nil).Want(200)
	for _, accept := range []string{"", "application/json"} {
		y.c.Head.Set("Accept", accept)
		for _, path := range opened {
			if p := y.c.Once("GET", path, nil); p.Status != 410 || len(bare(p)) > 0 {
				t.Errorf("after the end %s answers %d", path, p.Status)
			}
		}
	}
	y.c.Head.Del("Accept")
	before := y.tables()
	for token := range tokens {
		if token == "" {
			continue
		}
		if p := y.c.Once("POST", y.prefix+"/vendor/store", url.Values{"csrf": {token}, "name": {"Taken"}}); p.Status != 409 {
			t.Errorf("a form of the session answers %d", p.Status)
		}
		if p := y.c.Once("POST", "/vendor/store", url.Values{"csrf": {token}, "name": {"Taken"}}); p.Status != 409 {
			t.Errorf("a token of the session, as oneself, answers %d", p.Status)
		}
	}
	if changed := differ(before, y.tables()); len(changed) > 0 {
		t.Errorf("written: %v", changed)
	}
	if len(opened) < 15 {
		t.Errorf("only %d pages were opened", len(opened))
	}
}
