package web_test

import (
	"net/http"
	"strings"
	"testing"

	"standin/store/account"
)

func TestI18_TheReasonStandsInTheLogAndOnTheNotice(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	own, ada := s.signIn(mara), s.signIn(agent)
	for _, reason := range []string{"", " \t ", "...", strings.Repeat("x", 501)} {
		p := ada.Get("/act/"+mara.PublicID).Press("Stand in for", typed(reason, s.code(agent))).Want(422)
		if p.Find("#reason[aria-invalid]").Length() != 1 || p.Find("textarea[name=reason]").Text() != reason {
			t.Errorf("%.10q: the field does not say why, or what was typed is gone", reason)
		}
	}
	const why = "Her parcel of Tuesday, she asked us to look"
	first := ada.Get("/act/"+mara.PublicID).Press("Stand in for", typed(why, s.code(agent))).Want(200)
	own.Get("/live").Want(200).WantText("Support is helping you right now. Why: " + why)
	own.Get("/account/helpers").WantText("Why: " + why)
	log := s.signIn(s.resident("Eve Audit", account.Auditor))
	id, _, _ := strings.Cut(strings.TrimPrefix(first.Path, "/as/"), "/")
	log.Get("/audit/sessions/" + id).Want(200).WantText(why)
	first.Press("End session", nil).Want(200)
	log.Get("/audit").Want(200).WantText(why)
}

// The notice comes up on an open page that is not loaded again, and ends the session from there.
func TestI61_OnTheOpenPageWithoutAReload(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	own := s.browse(mara).Open("/").Eval(`window.sameDocument = true`, nil)
	c := s.signIn(agent)
	var before, after int
	own.Eval(`performance.getEntriesByType("resource").filter(e => e.name.endsWith("/live")).length`, &before)
	prefix, _ := s.start(c, agent, mara, nil)
	own.Sees("Support is helping you", "Why: The code does not work")
	own.Eval(`performance.getEntriesByType("resource").filter(e => e.name.endsWith("/live")).length`, &after)
	var same bool
	if own.Eval(`window.sameDocument === true`, &same); !same || after <= before {
		t.Errorf("the page was loaded again, or did not ask: %v, %d then %d questions", same, before, after)
	}
	own.Press("End it").Sees("It has ended")
	if p := c.Get(prefix + "/account"); p.Status != http.StatusGone || s.session() != "subject_ended" {
		t.Errorf("the actor's next page answers %d; it ended by %s", p.Status, s.session())
	}
}

// S18: who is acted for sees what runs and what is past, and ends what runs with the password alone.
func TestS18_RunningAndPastOnesInTheAccount(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	ada, own := s.signIn(agent), s.signIn(mara)
	if mara.HasTOTP {
		t.Fatal("Mara is to have one factor only")
	}
	_, first := s.start(ada, agent, mara, nil)
	first.Press("End session", nil).Want(200)
	s.start(ada, agent, mara, map[string][]string{"reason": {"The second call"}})
	page := own.Get("/account/helpers").Want(200).WantText("right now", "Why: The second call", "Why: The code does not work")
	if page.Says("Ada") || page.Find("form[action*='/account/helpers/']").Length() == 0 {
		t.Errorf("the page names staff, or ends nothing: %s", page.Words())
	}
	after := page.Press("End it now", nil).Want(200)
	if after.Says("right now") || after.HasButton("End it now") || s.session() != "subject_ended" {
		t.Errorf("it ended by %s, and the page says %s", s.session(), after.Words())
	}
	tom := s.signIn(s.shopper("Tom Okafor"))
	if tom.Get("/account/helpers").Says("The second call") {
		t.Error("Tom sees Mara's sessions")
	}
}

func TestS54_ASignInFromANewDeviceIsMailed(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent := s.resident("Ada Novak", account.SupportAgent)
	mails := func() int {
		return one[int](s, `SELECT count(*) FROM shop.mail WHERE kind = 'sign_in.new_device' AND person_id = $1`, int64(agent.ID))
	}
	first := s.signIn(agent)
	if n := mails(); n != 0 {
		t.Errorf("the first device ever brought %d mails", n)
	}
	first.Get("/support").Press("Sign out", nil)
	first.Get("/sign-in").Press("Sign in", typedIn(agent)).Press("Go on", map[string][]string{"code": {s.code(agent)}}).Want(200)
	if n := mails(); n != 0 {
		t.Errorf("a known device brought %d mails", n)
	}
	s.signIn(agent)
	if n := mails(); n != 1 {
		t.Errorf("a new device brought %d mails", n)
	}
	text := one[string](s, `SELECT recipient || body_text FROM shop.mail WHERE kind = 'sign_in.new_device'`)
	if !strings.Contains(text, agent.Email) || !strings.Contains(text, "from 127.0.0.1") {
		t.Errorf("the mail says %s", text)
	}
}

func typed(reason, code string) map[string][]string {
	return map[string][]string{"reason": {reason}, "code": {code}}
}

func typedIn(p account.Person) map[string][]string {
	return map[string][]string{"email": {p.Email}, "password": {townPassword}}
}

// Where the settings ask for no code at a start, the page asks for none, and says so.
func TestI14_NoCodeFieldWhereTheSettingsAskForNone(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	ada := s.signIn(agent)
	if ada.Get("/act/"+mara.PublicID).Find("input[name=code]").Length() != 1 {
		t.Fatal("by default a code is asked for")
	}
	s.write(`UPDATE shop.setting SET value = 'false' WHERE name = 'acting.factor_at_start'`)
	start := ada.Get("/act/" + mara.PublicID).Want(200).WantText("ask for no code at a start just now")
	if start.Find("input[name=code]").Length() != 0 {
		t.Error("a code is asked for all the same")
	}
	if first := start.Press("Stand in for", map[string][]string{"reason": {"The code does not work"}}).Want(200); !strings.HasPrefix(first.Path, "/as/") {
		t.Errorf("the start led to %s: %s", first.Path, first.Words())
	}
}
