package web_test

import (
	"net/url"
	"testing"

	"standin/store/account"
)

func TestPolicy_SwitchesBehindACode(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, shopper := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c, a := s.signIn(root), s.signIn(agent)
	page := c.Get("/admin/policy").Want(200).WantText("Who may stand in for whom", "A support agent may act for any shopper for 30 minutes", "Acting for others is on")
	page.Press("Switch rule 1 off", url.Values{"code": {"000000"}}).Want(422).WantText("This code is wrong")
	prefix, _ := s.start(a, agent, shopper, nil)
	page.Press("Switch rule 1 off", url.Values{"code": {s.code(root)}}).Want(200).WantText("Rule 1 is off.")
	a.Get(prefix + "/account").Want(410).WantText("The rule it stood on was changed")
	a.Get("/act/" + shopper.PublicID).Want(403).WantText("The rule for this is switched off")
	c.Get("/admin/policy").Press("Switch rule 1 on", url.Values{"code": {s.code(root)}}).Want(200)
	prefix, _ = s.start(a, agent, shopper, nil)
	c.Get("/admin/policy").Press("End all and switch off", url.Values{"code": {s.code(root)}}).Want(200).WantText("Acting for others is off")
	a.Get(prefix + "/account").Want(410).WantText("switched off for the whole shop")
	before := one[int](s, `SELECT count(*) FROM audit.entry WHERE action LIKE 'policy.%' AND actor = $1`, int64(root.ID))
	if before != 4 {
		t.Errorf("the record holds %d entries about the policy; want four", before)
	}
	a.Get("/admin/policy").Want(403)
}

func TestPolicy_WhatWouldHappen(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, shopper := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(root)
	ask := func(actor, subject, as string) url.Values {
		return url.Values{"actor": {actor}, "subject": {subject}, "as": {as}}
	}
	page := c.Get("/admin/policy")
	page.Press("Try it", ask(agent.Email, shopper.Email, "shopper")).Want(200).WantText("Allowed, by rule 1.", "Rule 1 allows it")
	page.Press("Try it", ask(agent.Email, root.Email, "shopper")).Want(200).WantText("Refused, for", "Ruth Root holds no staff role")
	page.Press("Try it", ask(agent.Email, shopper.Email, "vendor")).Want(200).WantText("Refused, for one reason.")
	page.Press("Try it", ask("nobody@example.com", shopper.Email, "shopper")).Want(200).WantText("Nobody has this e-mail address")
}
