package web_test

import (
	"os"
	"path/filepath"
	"testing"

	"standin/store/account"
)

// The policy's pages in a real browser: no barrier in light and dark, whole from 320 px on, and the sentence follows what is typed.
func TestPolicy_InTheBrowser(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, mara := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	s.start(s.signIn(agent), agent, mara, nil)
	s.write(`UPDATE shop.impersonation_rule SET enabled = false WHERE id = 5`)
	l := s.look(t)
	question := "/admin/policy?actor=" + agent.Email + "&subject=" + root.Email + "&as=shopper&mode=act"
	l.as(root).at("/admin/policy", question, "/admin/policy/rules/1", "/admin/policy/rules/3", "/admin/policy/rules/new", "/admin/settings")
	l.b.Open("/admin/policy/rules/1").Sees("A support agent may act for any shopper for 30 minutes")
	l.b.Eval(`(() => { const f = document.querySelector("[name=whole_minutes]"); f.value = "12"; f.dispatchEvent(new Event("change", { bubbles: true })); return 1 })()`, new(int))
	l.b.Sees("A support agent may act for any shopper for 12 minutes")
	l.b.Press("See what it would end").Sees("Saving this ends 1 running session at once", "Ada Novak for Mara Lind")
	l.here("rule, what it would end")
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_session WHERE ended_at IS NULL`); n != 1 {
		t.Errorf("looking left %d sessions running", n)
	}
	shots := os.Getenv("SHOTS")
	if shots == "" {
		return
	}
	for name, path := range map[string]string{"policy": question, "rule": "/admin/policy/rules/1", "settings": "/admin/settings", "start": "/act/" + mara.PublicID} {
		for _, width := range []int64{390, 1440} {
			for _, dark := range []bool{false, true} {
				file := name + map[int64]string{390: "-phone", 1440: "-desk"}[width] + map[bool]string{true: "-dark"}[dark] + ".png"
				l.b.Size(width, 900, dark).Open(path).Shot(filepath.Join(shots, file))
			}
		}
	}
}
