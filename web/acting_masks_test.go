package web_test

import (
	"net/url"
	"strings"
	"testing"

	"standin/web/webtest"
)

// bare tells which canaries stand on a page.
func bare(p *webtest.Page) (found []string) {
	for _, canary := range canaries {
		if strings.Contains(strings.ReplaceAll(p.Body, "\u00a0", " "), canary) {
			found = append(found, canary)
		}
	}
	return found
}

// masksHold crawls a session, as pages and as JSON, and wants no canary anywhere and no masked value in any control of a form.
func (y *stay) masksHold(t *testing.T) {
	t.Helper()
	pages, dots := 0, 0
	for _, accept := range []string{"", "application/json"} {
		y.c.Head.Set("Accept", accept)
		y.everywhere(func(p *webtest.Page) {
			if strings.Contains(p.Path, "/show/") {
				return // the one page that reveals one field; it has a test of its own
			}
			pages++
			if found := bare(p); len(found) > 0 {
				t.Errorf("%s: %s (%d) holds %v", y.name, p.Path, p.Status, found)
			}
			dots += strings.Count(p.Body, "•••")
			p.Find("input, textarea, option").Each(func(_ int, in *goquerySelection) {
				if strings.Contains(in.AttrOr("value", "")+in.Text(), "•") && in.AttrOr("type", "") != "radio" {
					t.Errorf("%s: %s has a masked value in the control %q", y.name, p.Path, in.AttrOr("name", ""))
				}
			})
		})
	}
	y.c.Head.Del("Accept")
	if pages < 100 {
		t.Errorf("%s: only %d pages", y.name, pages)
	}
	if dots == 0 && strings.HasPrefix(y.name, "shopper") {
		t.Errorf("%s: nothing is masked at all", y.name)
	}
}

// S37: what a provider calls a payment, and the seed of a second factor as it is stored, stand on no page and in no file inside, not even
// with leave to see personal data. There is no tax id in the shop.
func TestS37_PaymentsAndSecretsAreNeverShown(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	m.write(`UPDATE shop.impersonation_rule SET permissions = permissions || '{personal.view}' WHERE NOT 'personal.view' = ANY (permissions)`)
	m.write(`UPDATE shop.orders SET payment_reference = 'zx-canary-pay-' || id`)
	m.write(`UPDATE shop.totp SET secret = 'zx-canary-seed' WHERE person_id = $1`, int64(m.mara.ID))
	for _, y := range []*stay{m.shopping("act"), m.schooling("act"), m.selling("act")} {
		orders := 0
		for _, accept := range []string{"", "application/json"} {
			y.c.Head.Set("Accept", accept)
			y.everywhere(func(p *webtest.Page) {
				if p.Status == 200 && strings.Contains(p.Path, "/orders/") {
					orders++
				}
				if strings.Contains(p.Body, "zx-canary-pay") || strings.Contains(p.Body, "zx-canary-seed") {
					t.Errorf("%s: %s shows how it was paid, or a secret", y.name, p.Path)
				}
			})
		}
		if orders == 0 {
			t.Errorf("%s: no order was looked at", y.name)
		}
	}
}

// S37 and I63: every page and every JSON form of it, in each capacity, holds no e-mail address, phone number or street.
func TestI63_NothingUnmaskedAnywhere(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	m.shopping("read_only").masksHold(t)
	m.shopping("act").masksHold(t)
	m.selling("act").masksHold(t)
	m.schooling("act").masksHold(t)
	// Leave to see personal data changes nothing until a field is asked for.
	m.write(`UPDATE shop.impersonation_rule SET permissions = permissions || '{personal.view}' WHERE actor_role = 'sales_rep'`)
	m.selling("act").masksHold(t)
	m.schooling("act").masksHold(t)
}

// "Show" reveals one field on one page, is a row each time, and leaves every other page as it was.
func TestI63_ShowRevealsOneField(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	m.write(`UPDATE shop.impersonation_rule SET permissions = permissions || '{personal.view}' WHERE actor_role = 'sales_rep'`)
	shop, sell := m.shopping("act"), m.selling("act")
	for _, c := range []struct {
		y          *stay
		path, want string
		route      string
	}{
		{shop, "/account/show/email", "zx-canary-mail", "/account/show/:field"},
		{shop, "/account/show/phone", canaryPhone, "/account/show/:field"},
		{shop, "/account/addresses/" + m.address + "/show/street", canaryStreet, "/account/addresses/:address/show/:field"},
		{shop, "/account/addresses/" + m.address + "/show/phone", canaryPhone, "/account/addresses/:address/show/:field"},
		{sell, "/vendor/orders/" + m.orders + "/show/street", canaryStreet, "/vendor/orders/:order/show/:field"},
	} {
		rows := func() int {
			return one[int](m.town, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id WHERE e.outcome = 'viewed' AND p.body->>'route' = $1
				AND e.session IS NOT NULL`, c.route)
		}
		before := rows()
		if found := bare(c.y.c.Get(c.y.prefix + c.path).Want(200)); len(found) != 1 || found[0] != c.want {
			t.Errorf("%s shows %v; want %s alone", c.path, found, c.want)
		}
		if n := rows() - before; n != 1 {
			t.Errorf("%s left %d rows", c.path, n)
		}
	}
	shop.masksHold(t)
	sell.masksHold(t)
	for _, path := range []string{"/account/show/tax_id", "/account/show/password_hash", "/account/addresses/" + m.address + "/show/town", "/account/addresses/other/show/street"} {
		shop.c.Get(shop.prefix + path).Want(404)
	}
	m.write(`UPDATE shop.impersonation_rule SET permissions = array_remove(permissions, 'personal.view')`)
	shop = m.shopping("act")
	if page := shop.c.Get(shop.prefix + "/account").Want(200); page.Find(`a[href*="/show/"]`).Length() != 0 {
		t.Error("without leave to see personal data the page still offers it")
	}
	shop.c.Get(shop.prefix + "/account/show/email").Want(403)
}

// A masked field that is left alone keeps what is stored, and one that is sent masked never becomes the value.
func TestI63_AnUntouchedMaskedFieldKeepsWhatIsStored(t *testing.T) {
	t.Parallel()
	m := newManor(t)
	y := m.shopping("act")
	form := y.c.Get(y.prefix + "/account/addresses/" + m.address).Want(200)
	stored := func() string {
		return onev(m.town, `SELECT concat_ws('|', name, street, phone) FROM shop.address WHERE public_id = $1`, m.address)
	}
	want := "Mara A. Lind|" + canaryStreet + " 14|+49 431 " + canaryPhone
	for _, typed := range []url.Values{{"name": {"Mara A. Lind"}}, {"name": {"Mara A. Lind"}, "street": {"••••••••••• 14"}, "phone": {"+49 ••• ••• 77"}}} {
		form.Press("Save the address", typed).Want(200)
		if got := stored(); got != want {
			t.Errorf("with %v it is %q; want %q", typed, got, want)
		}
	}
	form.Press("Save the address", url.Values{"street": {"Neue Straße 1"}}).Want(200)
	if got := stored(); !strings.Contains(got, "Neue Straße 1") {
		t.Errorf("a new street came to %q", got)
	}
}
