package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"standin/store/account"
)

func TestI37_FromLookingToChangingWithACode(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	prefix, _ := s.start(c, agent, shopper, url.Values{"mode": {"read_only"}})
	product := c.Get(prefix+"/p/lamp").Want(200).WantText("read-only", "Allow changes")
	ask := product.Click("Allow changes").Want(200).WantText("Change things for Mara Lind?", "change the cart", "Acting for Mara Lind")
	ask.Press("Allow changes", url.Values{"code": {"000000"}}).Want(422).WantText("This code is wrong")
	back := ask.Press("Allow changes", url.Values{"code": {s.code(agent)}}).Want(200)
	if back.Path != prefix+"/p/lamp" {
		t.Errorf("it leads to %s", back.Path)
	}
	back.WantText("changes allowed", "You may change things now")
	if back.Says("Allow changes") {
		t.Error("it offers what is there")
	}
	back.Press("Add to cart", nil).Want(200)
	if got := s.inCart(shopper); got != "1 Lamp" {
		t.Errorf("the cart holds %q", got)
	}
	c.Get(prefix + "/step-up/changes").Want(403).WantText("allows changes already")
	id := one[string](s, `SELECT public_id FROM shop.impersonation_session`)
	s.signIn(s.resident("Ruth Adler", account.Auditor)).Get("/audit/sessions/"+id).Want(200).WantText("read-only, changes allowed later with a code", "Gave a fresh code to change things")
}

func TestI37_AReadingRuleOffersNoChanges(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	s.write(`UPDATE shop.impersonation_rule SET may_act = false WHERE actor_role = 'support_agent'`)
	c := s.signIn(agent)
	prefix, _ := s.start(c, agent, shopper, url.Values{"mode": {"read_only"}})
	if p := c.Get(prefix + "/").Want(200); p.Says("Allow changes") {
		t.Error("the bar offers what the rule refuses")
	}
	page := c.Get(prefix + "/step-up/changes").Want(403).WantText("Your rule allows reading only")
	c.Post(prefix+"/step-up/changes", url.Values{"csrf": {page.Token()}, "code": {s.code(agent)}}).Want(403)
	if n := one[int](s, `SELECT count(*) FROM shop.impersonation_step_up`); n != 0 {
		t.Errorf("%d step-ups", n)
	}
}

// I33: neither a click, nor a poll, nor "Continue", nor a step-up moves the absolute end.
func TestI33_NothingMovesTheAbsoluteEnd(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	c := s.signIn(agent)
	prefix, first := s.start(c, agent, shopper, url.Values{"mode": {"read_only"}})
	end := func() string { return onev(s, `SELECT expires_at::text FROM shop.impersonation_session`) }
	before := end()
	for _, do := range []func(){
		func() { c.Get(prefix + "/account").Want(200) },
		func() { c.Get(prefix + "/live").Want(200) },
		func() { c.Post(prefix+"/stay", url.Values{"csrf": {first.Token()}, "next": {"/account"}}).Want(200) },
		func() {
			c.Get(prefix+"/step-up/changes").Press("Allow changes", url.Values{"code": {s.code(agent)}}).Want(200)
		},
		func() { c.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200) },
		func() { c.Get("/account").Want(200) }, // as oneself, with the cookie that remembers
	} {
		s.DB.Shift(t, 4*time.Minute)
		do()
		if now := end(); now != before {
			t.Fatalf("the end moved from %s to %s", before, now)
		}
	}
	s.DB.Shift(t, 7*time.Minute) // 31 in all
	if p := c.Get(prefix + "/account"); p.Status != 410 || s.session() != "expired" {
		t.Errorf("after the end: %d, %s", p.Status, s.session())
	}
}

// I32 and I29 in a browser: a minute before it ends for want of a click the open page warns, says so to a screen reader and offers
// "Continue", which keeps the page and what is typed in it.
func TestI32_TheOpenPageWarnsAndContinues(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	b := s.browse(agent)
	prefix := s.act(b, agent, shopper)
	b.Open(prefix+"/p/lamp").Fill("Search the shop", "half typed")
	var hidden bool
	if b.Eval(`document.querySelector(".acting-stay").hidden`, &hidden); !hidden {
		t.Error("it offers to continue at once")
	}
	s.DB.Shift(t, 9*time.Minute+10*time.Second)
	b.Sees("without a click", "Continue")
	var says string
	b.Eval(`[...document.querySelectorAll('[role="status"]')].map(e => e.textContent).join(" ")`, &says)
	if !strings.Contains(says, "One minute left without a click. Press Continue to go on.") {
		t.Errorf("a screen reader hears %q", says)
	}
	b.Press("Continue").Sees(" left")
	var typed string
	b.Eval(`document.getElementById("q").value`, &typed)
	s.DB.Shift(t, 5*time.Minute)
	if b.Open(prefix + "/account").Sees("Mara’s account"); typed != "half typed" {
		t.Errorf("what was typed became %q", typed)
	}
	s.DB.Shift(t, 10*time.Minute+time.Second)
	b.Sees("This session has ended.")
	if text := b.Text(); strings.Contains(text, "Mara") {
		t.Errorf("after the idle end the page still shows %s", text)
	}
}
