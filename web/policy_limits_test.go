package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"standin/store/account"
	"standin/store/storetest"
)

// S12: a second before the limit a request works, at the limit it is refused; polls keep nothing alive.
func TestS12_AtTheLimitAndBefore(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, agent, _ := s.acting()
	s.DB.Shift(t, 10*time.Minute-2*time.Second)
	c.Get(prefix + "/cart").Want(200)
	for range 5 {
		s.DB.Shift(t, 2*time.Minute-time.Second)
		c.Get(prefix + "/live")
	}
	s.DB.Shift(t, 6*time.Second)
	c.Get(prefix + "/cart").Want(410).WantText("Nothing was clicked for a while")
	tom := s.shopper("Tom Okafor")
	prefix, _ = s.start(c, agent, tom, nil)
	for range 3 {
		s.DB.Shift(t, 9*time.Minute)
		c.Get(prefix + "/cart").Want(200)
	}
	ends := one[time.Time](s, `SELECT expires_at FROM shop.impersonation_session ORDER BY id DESC LIMIT 1`)
	s.DB.Shift(t, ends.Sub(one[time.Time](s, `SELECT shop.shop_now()`))-2*time.Second)
	c.Get(prefix + "/cart").Want(200)
	s.DB.Shift(t, 2*time.Second)
	c.Get(prefix + "/cart").Want(410).WantText("Its time was up")
}

// S29: an administrator's pages need a second factor in the sign-in; where the request comes from opens nothing.
func TestS29_AdminPagesNeedASecondFactorInTheSession(t *testing.T) {
	t.Parallel()
	s := newTown(t, throughProxy)
	plain := s.resident("Pia Plain", account.NoStaff)
	c := s.signIn(plain)
	s.write(`INSERT INTO shop.staff_role (person_id, role) VALUES ($1, 'administrator')`, int64(plain.ID)) // promoted while signed in
	pages := []string{"/admin", "/admin/people", "/admin/policy", "/admin/policy/rules/1", "/admin/settings", "/admin/invitations", "/audit", "/support"}
	for _, from := range []string{"", "127.0.0.1", "10.0.0.7", "192.168.1.1"} {
		if from != "" {
			c.Head.Set("X-Forwarded-For", from)
		}
		for _, path := range pages {
			c.Get(path).Want(403).WantText("needs a sign-in with a second factor")
		}
	}
	c.Head.Del("X-Forwarded-For")
	c.Post("/admin/policy/switch", url.Values{"csrf": {c.Get("/account").Token()}, "on": {"off"}, "code": {"000000"}}).Want(403)
	if s.signIn(s.resident("Ruth Root", account.Administrator)).Get("/admin").Want(200); !s.person(plain.ID).MaySignIn() {
		t.Error("the promoted one is closed out")
	}
}

// S70: every change of the policy and of its settings needs a fresh code: none, a wrong one and a used one change nothing.
func TestS70_EveryChangeOfThePolicyNeedsAFreshCode(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root := s.resident("Ruth Root", account.Administrator)
	c := s.signIn(root)
	token := c.Get("/admin/policy").Token()
	rule := c.Get("/admin/policy/rules/1")
	used := s.code(root)
	state := func() string {
		return one[string](s, `SELECT (SELECT string_agg(r::text, ';' ORDER BY id) FROM shop.impersonation_rule r) || (SELECT string_agg(g::text, ';' ORDER BY name) FROM shop.setting g)
			|| (SELECT string_agg(p::text, ';' ORDER BY id) FROM shop.person p) || (SELECT string_agg(r::text, ';' ORDER BY person_id) FROM shop.staff_role r)
			|| (SELECT count(*) FROM shop.invitation)`)
	}
	sound := url.Values{"relation": {"any"}, "mode": {"act"}, "whole_minutes": {"20"}, "idle_minutes": {"5"}, "at_once": {"1"}, "permissions": {"cart.view", "cart.edit"},
		"consents": {"none"}, "footprint": {"end"}, "job_end": {"stop"}, "enabled": {"yes"}}
	rule.Press("Save rule 1", url.Values{"at_once": {"4"}, "code": {used}}).Want(200)
	agent := "/admin/people/" + s.resident("Ada Novak", account.SupportAgent).PublicID
	before := state()
	for path, form := range map[string]url.Values{
		"/admin/policy/switch":         {"on": {"off"}},
		"/admin/policy/rules/1":        sound,
		"/admin/policy/rules":          merged(sound, url.Values{"actor_role": {"support_agent"}, "capacity": {"vendor"}}),
		"/admin/policy/rules/1/switch": {"on": {"off"}},
		"/admin/policy/rules/1/remove": {},
		"/admin/settings":              {"name": {"Another"}},
		"/admin/settings/tickets":      {"role": {"support_agent"}},
		"/admin/settings/acting":       {"roles": {"support_agent"}, "footprint": {"end"}, "whole_minutes": {"5"}, "idle_minutes": {"5"}},
		"/admin/settings/sign-in":      {"group": {"everybody"}},
		"/admin/settings/budgets":      {},
		"/audit/retention/months":      {"months": {"24"}},
		"/admin/invitations":           {"email": {"new@example.com"}, "role": {"auditor"}},
		agent + "/role":                {"role": {"administrator"}},
		agent + "/lock":                {}, agent + "/block": {}, agent + "/never": {}, agent + "/sensitive": {}, agent + "/reset": {},
	} {
		for name, code := range map[string]string{"no": "", "a wrong": "000000", "a used": used} {
			p := c.Post(path, merged(form, url.Values{"csrf": {token}, "code": {code}}))
			if p.Status != 422 || state() != before {
				t.Errorf("%s with %s code: %d, changed %t\n%s", path, name, p.Status, state() != before, p.Words())
			}
			if _, err := s.DB.Owner.Exec(`DELETE FROM web.throttle`); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func merged(forms ...url.Values) url.Values {
	all := url.Values{}
	for _, f := range forms {
		for k, v := range f {
			all[k] = v
		}
	}
	return all
}

// S26: over HTTP, a power user reaches members of the own organization alone, and a rep the own vendors and organizations alone.
func TestS26_CrossTenant(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	var orgs, vendors []int64
	var actors, subjects []account.Person
	for _, name := range []string{"North", "South"} {
		o := storetest.Organization(t, s.DB, name+" School")
		boss, bea := s.enrolled("Paul "+name), s.resident("Bea "+name, account.NoStaff)
		s.write(`INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, 'power_user'), ($1, $3, 'buyer')`, o, int64(boss.ID), int64(bea.ID))
		rep := s.resident("Rita "+name, account.SalesRep)
		vera, v := s.vendorUser(rep, name+" Wind", "Vera "+name)
		orgs, vendors = append(orgs, o), append(vendors, v)
		actors, subjects = append(actors, s.person(boss.ID), rep), append(subjects, bea, vera)
	}
	for i, actor := range actors {
		c := s.signIn(actor)
		token := c.Get("/account").Token()
		for j, subject := range subjects {
			own := i == j
			capacity := fmt.Sprintf("organization:%d", orgs[j/2])
			if j%2 == 1 {
				capacity = fmt.Sprintf("vendor:%d", vendors[j/2])
			}
			p := c.Once(http.MethodPost, "/act/"+subject.PublicID, url.Values{"csrf": {token}, "capacity": {capacity}, "mode": {"read_only"}, "reason": {"because"}, "code": {s.code(actor)}})
			if want := map[bool]int{true: 303, false: 404}[own]; p.Status != want {
				t.Errorf("%s for %s: %d; want %d", actor.Name, subject.Name, p.Status, want)
			}
			if page := c.Get("/act/" + subject.PublicID); (page.Status == 200) != own {
				t.Errorf("%s is shown a start for %s: %d", actor.Name, subject.Name, page.Status)
			}
			token = c.Get("/account").Token()
		}
	}
	// Inside a vendor's session, another vendor's things are unknown.
	rep, vera := actors[1], subjects[1]
	c := s.signIn(rep)
	prefix, _ := s.start(c, rep, vera, url.Values{"capacity": {fmt.Sprintf("vendor:%d", vendors[0])}})
	other := &shelves{Site: s.Site, vendor: account.VendorID(vendors[1])}
	other.save(t, simple("Foreign Lamp", 100))
	foreign := onev(s, `SELECT id::text FROM shop.product WHERE title = 'Foreign Lamp'`)
	c.Get(prefix + "/vendor/products/" + foreign).Want(404)
	c.Get(fmt.Sprintf("/vendor/%d", vendors[1])).Want(404)
}

// enrolled is somebody without a staff role who has a second factor.
func (s *town) enrolled(name string) account.Person {
	s.t.Helper()
	id, err := s.Rooms.Accounts.AddResident(s.t.Context(), account.Operator("test"), account.Resident{Secret: townSecret, NewPerson: account.NewPerson{Name: name,
		Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.com", Password: townPassword}})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.person(id)
}
