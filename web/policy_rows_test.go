package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
	"standin/store/storetest"
	"standin/web/webtest"
)

// set writes one control as an administrator's form does.
func (s *town) set(name, value string) {
	s.t.Helper()
	s.write(`INSERT INTO shop.setting (name, value) VALUES ($1, $2::jsonb) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
}

func (s *town) sessions() int {
	s.t.Helper()
	return one[int](s, `SELECT count(*) FROM shop.impersonation_session`)
}

// I1: whoever may do everything with a customer's account, but may not act for others, gets no button and 403.
func TestI1_NoButtonAndNoPostWithoutTheRight(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, mara := s.resident("Ruth Root", account.Administrator), s.shopper("Mara Lind")
	c := s.signIn(root)
	page := c.Get("/admin/people/" + mara.PublicID).Want(200)
	if page.Find(`a[href^="/act/"]`).Length() != 1 {
		t.Fatal("an administrator who may act sees no button")
	}
	s.set("acting.roles", `["support_agent", "sales_rep", "power_user"]`)
	page = c.Get("/admin/people/" + mara.PublicID).Want(200)
	if page.Find(`a[href^="/act/"]`).Length() != 0 || !page.HasButton("Lock this person") {
		t.Error("who may edit the customer but not act for them sees a button")
	}
	c.Get("/act/" + mara.PublicID).Want(403)
	c.Post("/act/"+mara.PublicID, url.Values{"csrf": {page.Token()}, "capacity": {"shopper"}, "mode": {"read_only"}, "reason": {"because"}, "code": {s.code(root)}}).Want(403)
	school := storetest.Organization(t, s.DB, "School")
	ann := s.resident("Ann Approver", account.NoStaff)
	s.write(`INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, 'approver')`, school, int64(ann.ID))
	a := s.signIn(ann)
	org := a.Get("/org").Want(200)
	if org.Find(`a[href*="/act/"], form[action*="/act/"]`).Length() != 0 {
		t.Error("an approver sees a button to act")
	}
	a.Post("/act/"+mara.PublicID, url.Values{"csrf": {org.Token()}, "capacity": {"shopper"}, "reason": {"because"}}).Want(403)
	if s.sessions() != 0 {
		t.Error("a session began")
	}
	if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE action = 'route.refused' AND actor IN ($1, $2)`, int64(root.ID), int64(ann.ID)); n != 3 {
		t.Errorf("%d refusals in the record", n)
	}
}

// I2: each step checks again; a step that is skipped by a direct post is refused.
func TestI2_EachStepChecksAgain(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	form := c.Get("/act/" + mara.PublicID).Want(200)
	direct := url.Values{"csrf": {form.Token()}, "capacity": {"shopper"}, "mode": {"act"}, "reason": {"because"}}
	c.Post("/act/"+mara.PublicID, direct).Want(422) // the factor's step skipped
	for field, value := range map[string]string{"reason": "", "mode": "everything", "capacity": "vendor:1"} {
		post := url.Values{"code": {s.code(agent)}}
		for k, v := range direct {
			post[k] = v
		}
		post.Set(field, value)
		if p := c.Post("/act/"+mara.PublicID, post); p.Status < 400 {
			t.Errorf("without a sound %s: %d at %s", field, p.Status, p.Path)
		}
	}
	s.write(`UPDATE shop.impersonation_rule SET enabled = false WHERE id = 1`) // between the form and the post
	form.Press("Stand in for", url.Values{"reason": {"because"}, "code": {s.code(agent)}}).Want(403)
	s.write(`UPDATE shop.impersonation_rule SET enabled = true WHERE id = 1`)
	s.write(`DELETE FROM shop.staff_role WHERE person_id = $1`, int64(agent.ID))
	if p := form.Press("Stand in for", url.Values{"reason": {"because"}, "code": {s.code(agent)}}); p.Status != 403 && p.Status != 404 {
		t.Errorf("one who was demoted meanwhile: %d", p.Status)
	}
	if s.sessions() != 0 {
		t.Error("a session began")
	}
}

// I3: somebody outside the assignment is answered as an id that never was: status, body, and the statements run for it.
func TestI3_OutsideTheAssignmentIsLikeUnknown(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	rep := s.resident("Rita Rep", account.SalesRep)
	mine, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	theirs := storetest.Vendor(t, s.DB, "South Sea")
	stranger := s.resident("Sten Sea", account.NoStaff)
	s.write(`INSERT INTO shop.vendor_user (vendor_id, person_id) VALUES ($1, $2)`, theirs, int64(stranger.ID))
	c := s.signIn(rep)
	token := c.Get("/act/" + mine.PublicID).Want(200).Token()
	invented := strings.Repeat("x", len(stranger.PublicID))
	form := url.Values{"csrf": {token}, "capacity": {fmt.Sprintf("vendor:%d", theirs)}, "mode": {"read_only"}, "reason": {"because"}, "code": {s.code(rep)}}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		body := form
		if method == http.MethodGet {
			body = nil
		}
		real, unknown := c.Once(method, "/act/"+stranger.PublicID, body), c.Once(method, "/act/"+invented, body)
		if real.Status != 404 || real.Status != unknown.Status || plainBody(real, stranger.PublicID) != plainBody(unknown, invented) {
			t.Errorf("%s: %d and %d\n%s\n%s", method, real.Status, unknown.Status, real.Words(), unknown.Words())
		}
		if real.Header.Get("Cache-Control") != unknown.Header.Get("Cache-Control") || real.Header.Get("Content-Type") != unknown.Header.Get("Content-Type") {
			t.Errorf("%s: other headers", method)
		}
	}
	refused := one[int](s, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id WHERE e.action = 'acting.start' AND e.outcome = 'refused'
		AND e.actor = $1 AND p.body->>'cause' = 'not_listed'`, int64(rep.ID))
	if refused != 2 {
		t.Errorf("%d refused attempts in the record", refused)
	}
}

// plainBody is the answer without what differs on each page: the token, the request's id and the address itself.
func plainBody(p *webtest.Page, id string) string {
	doc := p.Document.Clone()
	doc.Find("input[name=csrf]").Remove()
	html, _ := doc.Find("main").Html()
	for _, code := range doc.Find("main code").EachIter() {
		html = strings.ReplaceAll(html, code.Text(), "")
	}
	return strings.ReplaceAll(html, id, "")
}

// I5: a staff role closes a person by whichever path they are reached: as shopper, as vendor's user, as member; also for an
// administrator onto an administrator. The disabled button says why, and so does the record.
func TestI5_StaffByWhicheverPath(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, rep, agent := s.resident("Ruth Root", account.Administrator), s.resident("Rita Rep", account.SalesRep), s.resident("Ada Novak", account.SupportAgent)
	both, vendor := s.vendorUser(rep, "North Wind", "Vera Wind")
	school := storetest.Organization(t, s.DB, "School")
	s.write(`INSERT INTO shop.assignment (staff_id, organization_id) VALUES ($1, $2)`, int64(rep.ID), school)
	s.write(`INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, 'buyer')`, school, int64(both.ID))
	s.write(`INSERT INTO shop.staff_role (person_id, role) VALUES ($1, 'auditor')`, int64(both.ID))
	other := s.resident("Rob Root", account.Administrator)
	for _, try := range []struct {
		actor, subject account.Person
		capacities     []string
	}{
		{agent, both, []string{"shopper", fmt.Sprintf("organization:%d", school)}},
		{rep, both, []string{fmt.Sprintf("vendor:%d", vendor), fmt.Sprintf("organization:%d", school)}},
		{root, other, []string{"shopper"}}, {root, agent, []string{"shopper"}},
	} {
		c := s.signIn(try.actor)
		page := c.Get("/act/" + try.subject.PublicID).Want(403).WantText(try.subject.Name + " works for the shop. Nobody acts for staff.")
		for _, capacity := range try.capacities {
			c.Post("/act/"+try.subject.PublicID, url.Values{"csrf": {page.Token()}, "capacity": {capacity}, "mode": {"read_only"}, "reason": {"because"}, "code": {s.code(try.actor)}}).
				Want(403).WantText("Nobody acts for staff")
		}
		rows := one[int](s, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id WHERE e.action = 'acting.start' AND e.outcome = 'refused' AND e.actor = $1
			AND e.object = 'person:' || $2::bigint AND p.body->>'cause' = 'staff_subject'`, int64(try.actor.ID), int64(try.subject.ID))
		if rows != len(try.capacities) {
			t.Errorf("%s for %s: %d rows", try.actor.Name, try.subject.Name, rows)
		}
	}
	if s.sessions() != 0 {
		t.Error("a session began")
	}
}

// I6: oneself, and one's own second account, are refused with a sentence.
func TestI6_NotSelf(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	s.write(`UPDATE shop.person SET phone = '+49 431 5566' WHERE id IN ($1, $2)`, int64(agent.ID), int64(mara.ID))
	c := s.signIn(agent)
	for subject, says := range map[string]string{agent.PublicID: "This is your own account", mara.PublicID: "has the same e-mail or phone as you"} {
		page := c.Get("/act/" + subject).Want(403).WantText(says)
		c.Post("/act/"+subject, url.Values{"csrf": {page.Token()}, "capacity": {"shopper"}, "mode": {"act"}, "reason": {"because"}, "code": {s.code(agent)}}).Want(403).WantText(says)
	}
	if s.sessions() != 0 {
		t.Error("a session began")
	}
}

// I7: each state has a reason of its own, on the disabled button and from the endpoint, for those who may list the person alone.
func TestI7_EachStateSaysWhy(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, rep, mara := s.resident("Ada Novak", account.SupportAgent), s.resident("Rita Rep", account.SalesRep), s.shopper("Mara Lind")
	c, r := s.signIn(agent), s.signIn(rep)
	for status, says := range map[string]string{"blocked": "The account of Mara Lind is blocked.", "locked": "The account of Mara Lind is locked.",
		"unconfirmed": "Mara Lind has not confirmed the e-mail address yet.", "deleted": "The account of Mara Lind was deleted.",
		"invited": "Mara Lind has not accepted the invitation yet."} {
		s.write(`UPDATE shop.person SET status = $2 WHERE id = $1`, int64(mara.ID), status)
		desk := c.Get("/support/customers/" + mara.PublicID)
		if status != "deleted" { // who was deleted has no page at the desk any more
			desk.WantText(says)
		}
		if desk.HasButton("Act for this customer") || desk.Find(`a[href^="/act/"]`).Length() != 0 {
			t.Errorf("%s: the button is there", status)
		}
		page := c.Get("/act/" + mara.PublicID).Want(403).WantText(says)
		form := url.Values{"csrf": {page.Token()}, "capacity": {"shopper"}, "mode": {"act"}, "reason": {"because"}, "code": {s.code(agent)}}
		c.Post("/act/"+mara.PublicID, form).Want(403).WantText(says)
		form.Set("csrf", r.Get("/vendor").Token())
		if p := r.Post("/act/"+mara.PublicID, form).Want(404); p.Says("Mara") || p.Says(status) {
			t.Errorf("%s: a rep who may not list her reads %s", status, p.Words())
		}
	}
	if s.sessions() != 0 {
		t.Error("a session began")
	}
	owner, vendor := s.vendorUser(rep, "North Wind", "Vera Wind")
	s.write(`UPDATE shop.person SET status = 'invited' WHERE id = $1`, int64(owner.ID))
	r.Get("/act/" + owner.PublicID).Want(200).WantText("Has not accepted the invitation yet: only the products can be worked on")
	prefix, _ := s.start(r, rep, owner, url.Values{"capacity": {fmt.Sprintf("vendor:%d", vendor)}})
	r.Get(prefix + "/vendor/products").Want(200)
	for _, closed := range []string{"/vendor/store", "/vendor/orders"} {
		r.Get(prefix + closed).Want(403)
	}
}

// I9: off ends everything at the next request, of everybody, and nothing starts.
func TestI9_FeatureOffEndsAllAtTheNextRequest(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, ada, ben := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.resident("Ben Novak", account.SupportAgent)
	mara, tom := s.shopper("Mara Lind"), s.shopper("Tom Okafor")
	c, a, b := s.signIn(root), s.signIn(ada), s.signIn(ben)
	one1, _ := s.start(a, ada, mara, nil)
	two, page := s.start(b, ben, tom, nil)
	c.Get("/admin/policy").Press("End all and switch off", url.Values{"code": {s.code(root)}}).Want(200).WantText("Acting for others is off")
	a.Get(one1 + "/account").Want(410).WantText("switched off for the whole shop")
	b.Post(two+"/cart/lines", url.Values{"csrf": {page.Token()}, "variant": {"1"}}).Want(409).WantText("nothing was changed")
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session WHERE end_cause = 'feature_off'`); n != 2 {
		t.Errorf("%d sessions ended by it", n)
	}
	if one[int](s, `SELECT count(*) FROM shop.cart_line`) != 0 {
		t.Error("something was changed after it")
	}
	a.Get("/act/" + tom.PublicID).Want(403).WantText("switched off in this shop")
	c.Get("/admin/policy").Press("Switch on", url.Values{"code": {s.code(root)}}).Want(200)
	s.start(a, ada, mara, nil)
}

// I10: flagged "never", a person is refused for every role; the flag is an administrator's alone, and not while acting.
func TestI10_FlaggedNeverIsRefusedForEveryRole(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, rep, boss := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.resident("Rita Rep", account.SalesRep),
		s.enrolled("Paul Power")
	school := storetest.Organization(t, s.DB, "School")
	bea, vendor := s.vendorUser(rep, "North Wind", "Bea Buyer")
	for person, role := range map[account.ID]string{boss.ID: "power_user", bea.ID: "buyer"} {
		s.write(`INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, $3)`, school, int64(person), role)
	}
	s.write(`INSERT INTO shop.consent (person_id, state, until) VALUES ($1, 'allowed', shop.shop_now() + interval '30 days')`, int64(bea.ID))
	a := s.signIn(agent)
	prefix, _ := s.start(a, agent, bea, url.Values{"capacity": {"shopper"}})
	s.write(`UPDATE shop.person SET never_impersonate = true WHERE id = $1`, int64(bea.ID))
	a.Get(prefix + "/account").Want(410)
	for who, c := range map[string]*webtest.Client{"support agent": a, "sales rep": s.signIn(rep), "administrator": s.signIn(root), "power user": s.signIn(boss)} {
		page := c.Get("/act/" + bea.PublicID)
		if page.Status != 403 {
			t.Errorf("%s: %d", who, page.Status)
		}
		for _, capacity := range []string{"shopper", fmt.Sprintf("vendor:%d", vendor), fmt.Sprintf("organization:%d", school)} {
			c.Post("/act/"+bea.PublicID, url.Values{"csrf": {page.Token()}, "capacity": {capacity}, "mode": {"read_only"}, "reason": {"because"}, "code": {"000000"}}).Want(403)
		}
	}
	if s.sessions() != 1 {
		t.Error("a session began")
	}
	allow := "/admin/people/" + bea.PublicID + "/allow"
	a.Post(allow, url.Values{"csrf": {a.Get("/support").Token()}, "code": {s.code(agent)}}).Want(403)
	mara := s.shopper("Mara Lind")
	s.write(`UPDATE shop.impersonation_rule SET consents = '{none}' WHERE id = 6`)
	c := s.signIn(root)
	prefix, inside := s.start(c, root, mara, url.Values{"mode": {"read_only"}})
	c.Post(prefix+allow, url.Values{"csrf": {inside.Token()}, "code": {s.code(root)}}).Want(404)
	if !s.person(bea.ID).NeverImpersonate {
		t.Fatal("the flag was taken away")
	}
	c.Get("/admin/people/"+bea.PublicID).Press("Take “never” away", url.Values{"code": {s.code(root)}}).Want(200)
	if s.person(bea.ID).NeverImpersonate {
		t.Error("an administrator, as themselves, cannot take it away")
	}
}

// I19: with the setting on, no start without a ticket; and the log is filtered by it.
func TestI19_TicketIsAskedForAndFound(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, mara, tom := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind"), s.shopper("Tom Okafor")
	c, a := s.signIn(root), s.signIn(agent)
	s.start(a, agent, mara, nil) // off: none is asked
	c.Get("/admin/settings").Press("Save tickets", url.Values{"role": {"support_agent"}, "code": {s.code(root)}}).Want(200)
	form := a.Get("/act/" + mara.PublicID).Want(200)
	for _, ticket := range []string{"", "   "} {
		form.Press("Stand in for", url.Values{"reason": {"because"}, "ticket": {ticket}, "code": {s.code(agent)}}).Want(422).WantText("Give the ticket's number", "because")
	}
	if s.sessions() != 1 {
		t.Error("a session began without a ticket")
	}
	for ticket, subject := range map[string]account.Person{"4812": mara, "4813": tom} {
		_, first := s.start(a, agent, subject, url.Values{"ticket": {ticket}})
		first.Press("End session", nil)
	}
	for ticket, who := range map[string]string{"4812": "Mara Lind", "4813": "Tom Okafor", "9999": ""} {
		rows := c.Get("/audit?ticket=" + ticket).Want(200).Find("table.fold-in tbody tr")
		if want := map[bool]int{true: 0, false: 1}[who == ""]; rows.Length() != want || !strings.Contains(rows.Text(), who) {
			t.Errorf("filtered by ticket %s: %s", ticket, strings.Join(strings.Fields(rows.Text()), " "))
		}
	}
}

// I39: a rule with the cart and without codes: 403 at the code's address, while the cart works. The rule is data.
func TestI39_CartYesDiscountNo(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, mara := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c, a := s.signIn(root), s.signIn(agent)
	for _, with := range [][]string{{"cart.edit"}, {"cart.edit", "discount.apply"}, {"order.place", "cart.edit"}, {"address.edit"}} {
		granted := append([]string{"cart.view", "orders.view", "profile.view"}, with...)
		c.Get("/admin/policy/rules/1").Press("Save rule 1", url.Values{"permissions": granted, "code": {s.code(root)}}).Want(200).WantText("Rule 1 is saved")
		prefix, first := s.start(a, agent, mara, nil)
		has := func(p string) bool { return strings.Contains(strings.Join(with, " "), p) }
		for _, try := range []struct {
			path string
			form url.Values
			need string
		}{
			{"/cart/lines", url.Values{"variant": {"1"}, "quantity": {"1"}}, "cart.edit"},
			{"/cart/discount", url.Values{"code": {"NOSUCH"}}, "discount.apply"},
			{"/cart/staff-discount", url.Values{"amount": {"1"}, "reason": {"x"}}, "discount.grant"},
			{"/checkout", url.Values{}, "order.place"},
			{"/account/addresses", url.Values{}, "address.edit"},
		} {
			try.form.Set("csrf", first.Token())
			p := a.Once(http.MethodPost, prefix+try.path, try.form)
			if refused := p.Status == 403; refused == has(try.need) {
				t.Errorf("with %v, %s answers %d", with, try.path, p.Status)
			}
		}
		first.Press("End session", nil)
	}
}
