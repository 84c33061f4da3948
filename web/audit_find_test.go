package web_test

import (
	"net/url"
	"testing"

	"standin/store/account"
)

// I53: each filter of the session log through its form: it narrows, stands there as a chip that takes it away, and keeps the others.
func TestI53_TheLogIsNarrowedByItsForm(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	ada, prefix, agent, _ := s.acting()
	ada.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200)
	ada.Get(prefix+"/cart").Press("End session", nil).Want(200)
	_, tom := s.start(ada, agent, s.shopper("Tom Okafor"), url.Values{"ticket": {"77"}, "reason": {"A parcel is late"}, "mode": {"read_only"}})
	tom.Press("End session", nil).Want(200)
	vera := s.signIn(s.resident("Vera Stone", account.Auditor))
	log := vera.Get("/audit").Want(200).WantText("Ada Novak for Mara Lind", "Ada Novak for Tom Okafor")
	for name, tt := range map[string]struct {
		field, value string
		mara, tom    bool
		chip         string
	}{
		"who":       {"who", "ada", true, true, "by ada"},
		"nobody":    {"who", "zoe", false, false, "by zoe"},
		"for":       {"for", "tom okafor", false, true, "for tom okafor"},
		"role":      {"role", "support_agent", true, true, "Support agents"},
		"otherrole": {"role", "sales_rep", false, false, "Sales reps"},
		"cause":     {"cause", "user", true, true, "ended: by the actor"},
		"ticket":    {"ticket", "77", false, true, "ticket 77"},
		"action":    {"action", "cart.", true, false, "did: Changed a cart"},
		"text":      {"text", "PARCEL", false, true, "reason has PARCEL"},
		"org":       {"organization", "north", false, false, "at north"},
		"vendor":    {"vendor", "harbour", false, false, "vendor harbour"},
		"changed":   {"changed", "1", true, false, "With changes"},
		"future":    {"from", "2999-01-01", false, false, "from 2999-01-01"},
		"past":      {"until", "2999-01-01", true, true, "until 2999-01-01"},
	} {
		p := log.Press("Show", url.Values{tt.field: {tt.value}}).Want(200)
		if p.Find(".chip.on").Length() != 1 || !p.Says(tt.chip) {
			t.Errorf("%s: the chip is %q, want %q", name, p.Find(".chip.on").Text(), tt.chip)
		}
		if mara, tom := p.Find("td").Is(`:contains("for Mara Lind")`), p.Find("td").Is(`:contains("for Tom Okafor")`); mara != tt.mara || tom != tt.tom {
			t.Errorf("%s: Mara %t, Tom %t", name, mara, tom)
		}
	}
	both := vera.Get("/audit?who=ada&text=parcel").Want(200).WantText("for Tom Okafor")
	if href, _ := both.Find(`.chip.on:contains("parcel")`).Attr("href"); href != "/audit?who=ada" {
		t.Errorf("taking the text away leads to %q", href)
	}
	vera.Get("/audit?text=ab").Want(422).WantText("Type three letters at least", "reason has ab")
	vera.Get("/audit/entries?text=ab").Want(422).WantText("Type three letters at least")
	vera.Get("/audit/entries?who=ada&action=cart.").Want(200).WantText("Added to the cart", "for Mara Lind")
}
