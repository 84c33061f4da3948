package web_test

import (
	"net/url"
	"strings"
	"testing"

	"standin/store/account"
)

// S17, I57: an administrator sees every running session with who, for whom, the last page and the time left, ends it with a reason,
// and it is dead with the very next request, be it a page or a change.
func TestS17_AnAdministratorListsAndKillsAnySession(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	ada, prefix, _, _ := s.acting()
	product := ada.Get(prefix + "/p/teapot").Want(200)
	ada.Get(prefix + "/account").Want(200)
	root := s.signIn(s.resident("Ruth Root", account.Administrator))
	board := root.Get("/audit/live").Want(200).WantText("Ada Novak for Mara Lind", "changes allowed", "on “Account” since", "left")
	asked := board.Click("End it").Want(200).WantText("End this session?", "the next request of Ada is refused")
	if end := s.session(); end != "running" {
		t.Fatalf("looking at the question ended it by %s", end)
	}
	asked.Press("End it now", url.Values{"reason": {"  "}}).Want(422).WantText("Say in at most 500 characters why")
	asked.Press("End it now", url.Values{"reason": {strings.Repeat("x", 501)}}).Want(422)
	if end := s.session(); end != "running" {
		t.Fatalf("without a reason it ended by %s", end)
	}
	asked.Press("End it now", url.Values{"reason": {"The customer hung up"}}).Want(200).WantText("has ended", "by an administrator", "The customer hung up")
	if end := s.session(); end != "killed" {
		t.Errorf("it ended by %s", end)
	}
	lines := one[int](s, `SELECT count(*) FROM shop.cart_line`)
	product.Press("Add to cart", nil).Want(409).WantText("An administrator ended it")
	ada.Get(prefix + "/account").Want(410).WantText("You no longer act for Mara Lind")
	if n := one[int](s, `SELECT count(*) FROM shop.cart_line`); n != lines {
		t.Errorf("%d cart lines, %d before", n, lines)
	}
	root.Get("/audit").WantText("by an administrator", "The customer hung up")
	row := one[string](s, `SELECT e.action || ' ' || e.object || ' ' || k.reason FROM audit.entry e, shop.session_kill k
		WHERE e.actor = k.killed_by AND e.action = 'acting.end' AND e.object = 'session:' || k.session_id`)
	if !strings.HasPrefix(row, "acting.end session:") {
		t.Errorf("the record says %q", row)
	}
}

// I57: who may not edit the policy kills nobody, by no door.
func TestI57_NobodyElseKills(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	_, prefix, _, _ := s.acting()
	id := strings.TrimPrefix(prefix, "/as/")
	for name, role := range map[string]account.StaffRole{"Vera Stone": account.Auditor, "Ben Novak": account.SupportAgent, "Rita Rep": account.SalesRep} {
		c := s.signIn(s.resident(name, role))
		c.Get("/audit/sessions/" + id + "/end").Want(403)
		token := c.Get("/account").Token()
		c.Post("/audit/sessions/"+id+"/end", url.Values{"csrf": {token}, "reason": {"because"}}).Want(403)
		c.Post("/sessions/"+id+"/end", url.Values{"csrf": {token}}).Want(404)
	}
	root := s.signIn(s.resident("Ruth Root", account.Administrator))
	root.Post("/sessions/"+id+"/end", url.Values{"csrf": {root.Get("/account").Token()}}).Want(404) // not without a reason
	if end := s.session(); end != "running" {
		t.Errorf("it ended by %s", end)
	}
}
