package web_test

import (
	"net/url"
	"testing"

	"standin/store/account"
)

// An administrator changes a rule, sees before what that ends, and the next start goes by it: no deploy, no restart (I13).
func TestI13_ARuleChangedInTheAdminAreaCountsAtOnce(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, shopper := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c, a := s.signIn(root), s.signIn(agent)
	prefix, _ := s.start(a, agent, shopper, nil)
	form := c.Get("/admin/policy").Want(200).Click("Change rule 1").Want(200).WantText("Rule 1: support agent for shopper", "A support agent may act for any shopper for 30 minutes")
	narrow := url.Values{"permissions": {"cart.view", "orders.view", "profile.view", "help.view", "discount.apply"}, "whole_minutes": {"12"}, "idle_minutes": {"6"}}
	seen := form.Press("See what it would end", narrow).Want(200).WantText("Saving this ends 1 running session at once", "Ada Novak for Mara Lind", "for 12 minutes, 6 without a click")
	a.Get(prefix + "/account").Want(200)
	seen.Press("Save rule 1", url.Values{"code": {s.code(root)}}).Want(200).WantText("Rule 1 is saved, and 1 running session ended by it.")
	a.Get(prefix + "/account").Want(410).WantText("The rule it stood on was changed")
	prefix, first := s.start(a, agent, shopper, nil)
	first.WantText("Acting for Mara Lind")
	a.Get(prefix + "/cart").Want(200)
	a.Post(prefix+"/cart/lines", url.Values{"csrf": {first.Token()}, "variant": {"1"}}).Want(403)
	row := one[string](s, `SELECT p.body->'before'->>'whole_minutes' || ' to ' || (p.body->'after'->>'whole_minutes') FROM audit.entry e JOIN audit.payload p ON p.entry = e.id
		WHERE e.action = 'policy.save_rule' AND e.actor = $1 AND p.body->>'table' = 'shop.impersonation_rule'`, int64(root.ID))
	if row != "30 to 12" {
		t.Errorf("the record says %q", row)
	}
	s.signIn(root).Get("/audit/entries?action=policy.save_rule").Want(200).WantText("Changed a rule", "rule:1")
	c.Get("/admin/policy").WantText("Changed lately", "Rule, 1: minutes at most: 30 →, now 12", "Rule, 1: idle minutes: 10 →, now 6", "Ruth Root")
}

func TestPolicy_TheFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root := s.resident("Ruth Root", account.Administrator)
	c := s.signIn(root)
	code := s.code(root)
	form := c.Get("/admin/policy/rules/1").Want(200)
	p := form.Press("Save rule 1", url.Values{"whole_minutes": {"ninety"}, "networks": {"203.0.113.0/24\nsomewhere"}, "cap.discount.grant": {"200"}, "code": {code}}).Want(422)
	for field, typed := range map[string]string{"whole_minutes": "ninety", "cap.discount.grant": "200"} {
		if v, _ := p.Find(`input[name="` + field + `"]`).Attr("value"); v != typed {
			t.Errorf("%s holds %q; %q was typed", field, v, typed)
		}
	}
	if got := p.Find("textarea[name=networks]").Text(); got != "203.0.113.0/24\nsomewhere" {
		t.Errorf("the networks hold %q", got)
	}
	p.WantText("somewhere is no network")
	p = p.Press("Save rule 1", url.Values{"networks": {""}, "code": {code}}).Want(422).WantText("Between 1 and 60 minutes", "Between 1 and 100 percent")
	if p.Find(`[name=whole_minutes][aria-invalid=true]`).Length() != 1 || p.Find("#whole_minutes-wrong").Length() != 1 {
		t.Error("the field is not marked")
	}
	p = p.Press("Save rule 1", url.Values{"whole_minutes": {"45"}, "cap.discount.grant": {"12"}, "code": {"000000"}}).Want(422).WantText("This code is wrong")
	s.write(`UPDATE shop.impersonation_rule SET at_once = 2 WHERE id = 1`)
	p = p.Press("Save rule 1", url.Values{"code": {code}}).Want(409).WantText("Somebody else has changed this rule", "At most two at once")
	p.Press("Save rule 1", url.Values{"code": {code}}).Want(200).WantText("Rule 1 is saved.")
	if now := one[string](s, `SELECT whole_minutes || ' ' || (caps->>'discount.grant') || ' ' || at_once FROM shop.impersonation_rule WHERE id = 1`); now != "45 12 3" {
		t.Errorf("the rule holds %s", now)
	}
}

func TestPolicy_RulesAreMadeAndRemoved(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent)
	c := s.signIn(root)
	rep := s.resident("Rita Rep", account.SalesRep)
	owner, _ := s.vendorUser(rep, "North Wind", "Vera Wind")
	a := s.signIn(agent)
	offered := func() bool {
		return a.Get("/act/"+owner.PublicID).Find(`input[name=capacity][value^="vendor:"]`).Length() != 0
	}
	if offered() {
		t.Fatal("a support agent may act for a vendor's user without a rule")
	}
	c.Get("/admin/policy").Click("New rule").Want(200).Press("Go on", url.Values{"actor": {"power_user"}, "capacity": {"vendor"}}).Want(200).WantText("members of the own organization only")
	form := c.Get("/admin/policy/rules/new?actor=support_agent&capacity=vendor").Want(200).WantText("New rule: support agent for user of a vendor", "change nothing")
	form.Press("Make this rule", url.Values{"mode": {"act"}, "permissions": {"catalog.view", "catalog.edit"}, "consents": {"none"}, "code": {s.code(root)}}).Want(200).
		WantText("It counts from the next start on", "catalog; told")
	s.start(a, agent, owner, url.Values{"capacity": {"vendor:" + onev(s, `SELECT id::text FROM shop.vendor WHERE name = 'North Wind'`)}})
	id := onev(s, `SELECT max(id)::text FROM shop.impersonation_rule`)
	c.Get("/admin/policy/rules/new?actor=support_agent&capacity=vendor").Press("Make this rule", url.Values{"code": {s.code(root)}}).Want(409).WantText("There is a rule for these already")
	c.Get("/admin/policy/rules/"+id).Press("Remove rule "+id, url.Values{"code": {s.code(root)}}).Want(200).WantText("Rule " + id + " is removed, and 1 running session ended by it.")
	c.Get("/admin/policy/rules/" + id).Want(404)
	if offered() {
		t.Error("a removed rule is still offered")
	}
	c.Get("/admin/policy/rules/nothing").Want(404)
}

// The sentence is explained while somebody types, and the question names the rule and each condition.
func TestPolicy_SentenceAndQuestion(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, shopper := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(root)
	form := c.Get("/admin/policy/rules/1")
	hx, _ := form.Find("form[hx-post]").Attr("hx-post")
	says := c.Post(hx, url.Values{"csrf": {form.Token()}, "actor_role": {"support_agent"}, "capacity": {"shopper"}, "relation": {"any"}, "mode": {"act"}, "whole_minutes": {"30"},
		"idle_minutes": {"10"}, "at_once": {"3"}, "permissions": {"cart.view", "cart.edit", "discount.apply"}, "consents": {"standing", "pin"}, "ticket": {"yes"}}).Want(200)
	says.WantText("A support agent may act for any shopper for 30 minutes, 10 without a click: see only the cart, change the cart and use discount codes; not place orders or cancel orders.",
		"Consent: their own switch or a PIN they read out.", "A reason and a ticket are asked for.")
	ask := func(actor, subject, as, mode string) url.Values {
		return url.Values{"actor": {actor}, "subject": {subject}, "as": {as}, "mode": {mode}}
	}
	page := c.Get("/admin/policy")
	page.Press("Try it", ask(agent.Email, shopper.Email, "shopper", "act")).WantText("Allowed, by rule 1.", "0 of 3 at once")
	s.write(`UPDATE shop.impersonation_rule SET may_act = false WHERE id = 1`)
	page.Press("Try it", ask(agent.Email, shopper.Email, "shopper", "act")).WantText("Refused by rule 1.", "Your rule allows reading only")
	page.Press("Try it", ask(agent.Email, shopper.Email, "shopper", "read_only")).WantText("Allowed, by rule 1.")
	s.write(`UPDATE shop.consent SET state = 'never', until = NULL`)
	page.Press("Try it", ask(agent.Email, shopper.Email, "shopper", "read_only")).WantText("Refused, for", "Mara Lind has not said never", "Mara Lind said never")
	if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE action = 'acting.start'`); n != 0 {
		t.Errorf("asking left %d rows", n)
	}
}
