package web_test

import (
	"net/url"
	"testing"

	"standin/store/account"
	"standin/web/webtest"
)

// TestF12_AxeOnThePagesOfConsent looks at what asks for a yes, what waits for it, and where it is given, as each sees it.
func TestF12_AxeOnThePagesOfConsent(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, root, mara := s.resident("Ada Novak", account.SupportAgent), s.resident("Ruth Root", account.Administrator), s.asks("Mara Lind")
	org, jo := s.organization("Northside School", "Jo Marsh")
	s.member(org, "Tom Okafor", account.Buyer)
	l := s.look(t)
	l.as(agent).at("/act/" + mara.PublicID)
	l.b.Fill("Why", "Her code").Fill("PIN that", "1234").Fill("Code", s.code(agent)).Press("Stand in for").Sees("This PIN is wrong")
	l.here("start, wrong PIN")
	l.b.Press("Mail a PIN").Sees("on its way")
	l.here("start, PIN mailed")
	l.b.Press("Ask Mara on their screen").Sees("Look again")
	l.here("start, waiting")
	boss := s.signIn(root)
	boss.Get("/act/"+mara.PublicID).Press("Ask another member of staff", url.Values{"reason": {"A court asks what she ordered"}}).Want(200)
	l.at("/support", "/requests", "/requests/"+onev(s, `SELECT public_id FROM shop.acting_request WHERE kind = 'second_person'`))
	l.as(mara).at("/", "/account/helpers")
	l.b.Press("Allow").Sees("You allowed it")
	l.here("allowed")
	l.b.Press("Show a PIN").Sees("Good until")
	l.here("PIN shown")
	l.as(root).at("/admin", "/act/"+mara.PublicID, "/admin/people/"+mara.PublicID)
	l.as(jo).at("/org", "/org/support")
}

// TestF15_ConsentWithoutScripts: asking, answering and starting need no script.
func TestF15_ConsentWithoutScripts(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.asks("Mara Lind")
	b := webtest.Chromium(t, s.URL, "plain").WithoutScripts().Open("/sign-in").Fill("E-mail", agent.Email).Fill("Password", townPassword)
	b.Press("Sign in").Fill("Code", s.code(agent)).Press("Go on").Sees("Who is it?")
	b.Open("/act/"+mara.PublicID).Fill("Why", "The code does not work").Press("Ask Mara on their screen").Sees("Look again")
	s.signIn(mara).Get("/cart").Press("Allow", nil).Want(200)
	b.Click("Look again").Sees("Mara Lind said yes").Fill("Code from your phone", s.code(agent)).Press("Stand in for").Sees("Acting for")
}
