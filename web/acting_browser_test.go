package web_test

import (
	"strings"
	"testing"
	"time"

	"standin/store/account"
	"standin/web/webtest"
)

// browse signs somebody in with a real browser.
func (s *town) browse(p account.Person) *webtest.Browser {
	s.t.Helper()
	b := webtest.Chromium(s.t, s.URL, strings.ToLower(strings.Fields(p.Name)[0]))
	s.enter(b, p)
	return b
}

// enter signs somebody in with a browser that nobody is signed in with.
func (s *town) enter(b *webtest.Browser, p account.Person) {
	s.t.Helper()
	b.Open("/sign-in").Fill("E-mail", p.Email).Fill("Password", townPassword).Press("Sign in")
	if p.HasTOTP {
		b.Fill("Code", s.code(p)).Press("Go on")
	}
}

// act starts with a real browser and gives the prefix.
func (s *town) act(b *webtest.Browser, actor, subject account.Person) (prefix string) {
	s.t.Helper()
	b.Open("/act/"+subject.PublicID).Fill("Why", "The code does not work").Fill("Code from your phone", s.code(actor)).Press("Stand in for")
	id, _, _ := strings.Cut(strings.TrimPrefix(b.Path(), "/as/"), "/")
	return "/as/" + id
}

func TestI41_BackShowsNothingAfterEachEnd(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, shopper := s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	b := s.browse(agent)
	for cause, end := range map[string]func(){
		"by a click": func() { b.Press("End session") },
		"by an administrator": func() {
			s.write(`SELECT shop.end_sessions(array_agg(id), 'killed') FROM shop.impersonation_session`)
			b.Open("/support")
		},
		"by withdrawn consent": func() { s.write(`UPDATE shop.consent SET state = 'ask', until = NULL`); b.Open("/support") },
		"by time":              func() { s.DB.Shift(t, 31*time.Minute); b.Open("/support") },
	} {
		s.write(`UPDATE shop.consent SET state = 'allowed', until = shop.shop_now() + interval '30 days'`)
		prefix := s.act(b, agent, shopper)
		b.Open(prefix + "/account").Sees("Mara’s account")
		end()
		b.Back()
		if text := b.Text(); strings.Contains(text, "Mara’s account") || strings.Contains(text, "m•••@") || !strings.Contains(text, "You no longer act for") {
			t.Errorf("ended %s, Back shows: %s", cause, text)
		}
	}
}
