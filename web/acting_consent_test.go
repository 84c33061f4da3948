package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"standin/store/account"
	"standin/store/storetest"
)

// asks is a shopper who wants to be asked first.
func (s *town) asks(name string) account.Person { return s.resident(name, account.NoStaff) }

func TestI20_AllFourOfThePerson(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, bea := s.resident("Ada Novak", account.SupportAgent), s.shopper("Bea Buyer")
	school := storetest.Organization(t, s.DB, "Northside School")
	s.write(`INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, 'approver')`, school, int64(bea.ID))
	p := s.signIn(agent).Get("/act/" + bea.PublicID).Want(200)
	if name := p.Find("h1").Text(); name != "Bea Buyer" {
		t.Errorf("the heading is %q", name)
	}
	facts := map[string]string{}
	dl := p.Find(".startform header dl").First()
	dl.Find("dt").Each(func(i int, dt *goquerySelection) { facts[dt.Text()] = dl.Find("dd").Eq(i).Text() })
	for name, want := range map[string]string{"E-mail": "b•••@example.com", "Role": "Shopper, Approver", "Organization": "Northside School"} {
		if facts[name] != want {
			t.Errorf("%s is %q; want %q", name, facts[name], want)
		}
	}
}

// One who is asked first: the page says whose yes it needs, waits, and asks for the code after the yes.
func TestI11_ThePromptFromBothSides(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.asks("Mara Lind")
	ada, own := s.signIn(agent), s.signIn(mara)
	start := ada.Get("/act/"+mara.PublicID).Want(200).WantText("Whose yes it needs", "Mara wants to be asked first", "Ask Mara on their screen", "A PIN they read out")
	blank := start.Press("Ask Mara on their screen", url.Values{"reason": {"  "}})
	blank.Want(422).WantText("Say why")
	waits := start.Press("Ask Mara on their screen", url.Values{"reason": {"The code does not work"}, "ticket": {"4812"}}).Want(200)
	waits.WantText("waits", "Look again", "The code does not work", "4812", "Withdraw what was asked")
	if waits.Find("#waiting[data-every][data-from]").Length() != 1 || waits.Find("textarea").Length() != 0 {
		t.Error("the page does not wait, or lets change what was asked")
	}
	poll, _ := waits.Find("#waiting").Attr("data-from")
	if ada.Get(poll).Want(200).Find("#waiting").Length() != 1 {
		t.Error("the poll does not say that it waits")
	}
	for _, path := range []string{"/", "/cart", "/account/helpers", "/live"} {
		own.Get(path).Want(200).WantText("Support asks to act for you", "Why: The code does not work", "They may", "30 minutes", "The question stands until")
	}
	if own.Get("/").Says("Ada") {
		t.Error("the question names the member of staff")
	}
	own.Get("/account/helpers").Press("Allow", nil).Want(200).WantText("You allowed it")
	if again := ada.Get(poll).Want(200); again.Find("#waiting").Length() != 0 {
		t.Error("after the yes the poll still waits")
	}
	ready := waits.Click("Look again").Want(200).WantText("Mara Lind said yes", "You have the yes you need")
	code := ready.Find("input[name=code][autofocus]")
	if code.Length() != 1 {
		t.Error("the code field is not focused")
	}
	first := ready.Press("Stand in for", url.Values{"code": {s.code(agent)}}).Want(200)
	if !strings.HasPrefix(first.Path, "/as/") {
		t.Fatalf("the start led to %s: %s", first.Path, first.Words())
	}
	// The yes may be taken back while it runs.
	own.Get("/").WantText("Support is helping you right now. Why: The code does not work")
	own.Get("/account/helpers").WantText("You allowed this, and it is running").Press("Take it back", nil).Want(200).WantText("You took it back")
	ada.Get(first.Path).Want(410)
	if end := s.session(); end != "consent_withdrawn" {
		t.Errorf("it ended by %s", end)
	}
}

func TestI11_ANoIsToldAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.asks("Mara Lind")
	ada, own := s.signIn(agent), s.signIn(mara)
	ada.Get("/act/"+mara.PublicID).Press("Ask Mara on their screen", url.Values{"reason": {"The code does not work"}}).Want(200)
	own.Get("/cart").Press("No", nil).Want(200).WantText("You said no. Nobody acts for you")
	again := ada.Get("/act/" + mara.PublicID).Want(200).WantText("Mara Lind said no at")
	if again.Find("textarea[name=reason]").Text() != "The code does not work" {
		t.Error("the reason is not kept")
	}
	asked := again.Press("Ask Mara on their screen", nil).Want(200)
	back := asked.Press("Withdraw what was asked", nil).Want(200)
	if back.Find("textarea[name=reason]").Text() != "The code does not work" || own.Get("/").Says("asks to act") {
		t.Error("withdrawn, the question still stands or the reason is gone")
	}
	back.Press("Ask Mara on their screen", nil).Want(200)
	if p := s.signIn(s.resident("Ben Novak", account.SupportAgent)).Get("/act/"+mara.PublicID).Press("Ask Mara on their screen", url.Values{"reason": {"Again"}}); p.Status != 429 || !p.Says("three times within the hour") {
		t.Errorf("the fourth question within the hour answers %d: %s", p.Status, p.Words())
	}
}

// S18: the customer's answers are never given for them, and somebody else's question is nothing.
func TestS18_AnswersAreTheirOwn(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, mara := s.acting()
	ben := s.signIn(s.resident("Ben Novak", account.SupportAgent))
	s.write(`UPDATE shop.impersonation_rule SET consents = '{standing,prompt,pin}' WHERE id = 1`) // the session goes on
	s.write(`INSERT INTO shop.acting_request (kind, actor_id, subject_id, sign_in_id, actor_role, rule_id, capacity, mode, reason, text)
		SELECT 'prompt', i.person_id, $1, i.id, 'support_agent', 1, 'shopper', 'act', 'because', 'Support asks to act for you.'
		  FROM web.sign_in i ORDER BY i.id DESC LIMIT 1`, int64(mara.ID))
	id := one[string](s, `SELECT public_id FROM shop.acting_request`)
	inside := c.Get(prefix + "/account/helpers").Want(200).WantText("Only they themselves may answer this")
	if inside.HasButton("Allow") || c.Get(prefix+"/").Says("Support asks to act") {
		t.Error("the question is asked of the one who acts")
	}
	for _, path := range []string{"/account/requests/" + id, "/account/requests/" + id + "/withdraw", "/account/pin"} {
		c.Post(prefix+path, url.Values{"csrf": {inside.Token()}, "answer": {"yes"}}).Want(403)
	}
	stranger := s.signIn(s.asks("Tom Okafor"))
	for _, x := range []answering{{stranger}, {ben}} {
		x.Post("/account/requests/"+id, url.Values{"csrf": {x.Get("/account/helpers").Token()}, "answer": {"yes"}}).Want(404)
	}
	if state := one[string](s, `SELECT state FROM shop.acting_request`); state != "waiting" {
		t.Errorf("it is %s", state)
	}
	// The subject sees the running session, and ends it with nothing but being signed in.
	own := s.signIn(mara)
	own.Get("/account/helpers").Want(200).WantText("right now", "Why: The code does not work").Press("End it now", nil).Want(200).WantText("It has ended")
	if end := s.session(); end != "subject_ended" {
		t.Errorf("it ended by %s", end)
	}
	own.Get("/account/helpers").WantText("Why: The code does not work") // past ones stay on the page
}

func TestI62_ThePINFromBothSides(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.asks("Mara Lind")
	ada, own := s.signIn(agent), s.signIn(mara)
	shown := own.Get("/account/helpers").Press("Show a PIN", nil).Want(200).WantText("Good until")
	pin := shown.Find(".pin code").Text()
	if !regexp.MustCompile(`^[0-9]{4} [0-9]{4}$`).MatchString(pin) || shown.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("the page shows %q, kept by %q", pin, shown.Header.Get("Cache-Control"))
	}
	if own.Get("/account/helpers").Says(pin) {
		t.Error("the PIN is shown twice")
	}
	start := ada.Get("/act/" + mara.PublicID).Want(200)
	typed := url.Values{"reason": {"The code does not work"}, "code": {s.code(agent)}}
	wrong := start.Press("Stand in for", typedTo(typed, "pin", "0000 0000")).Want(422).WantText("This PIN is wrong", "Your code was not used up")
	if wrong.Find("textarea[name=reason]").Text() != "The code does not work" || wrong.Find("#pin[aria-invalid]").Length() != 1 {
		t.Error("the form does not come back as it was typed")
	}
	start.Press("Stand in for", typedTo(typedTo(typed, "pin", pin), "code", "000000")).Want(422).WantText("This code is wrong")
	first := wrong.Press("Stand in for", typedTo(typed, "pin", pin)).Want(200)
	if !strings.HasPrefix(first.Path, "/as/") || one[string](s, `SELECT consent_kind FROM shop.impersonation_session`) != "pin" {
		t.Fatalf("the start led to %s: %s", first.Path, first.Words())
	}
}

func typedTo(v url.Values, key, value string) url.Values {
	out := url.Values{}
	for k := range v {
		out[k] = v[k]
	}
	out.Set(key, value)
	return out
}

func TestI62_AMailedPIN(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.asks("Mara Lind")
	ada := s.signIn(agent)
	start := ada.Get("/act/" + mara.PublicID)
	mailed := start.Press("Mail a PIN to m•••@example.com", url.Values{"reason": {"Locked out"}}).Want(200).WantText("A PIN is on its way to m•••@example.com")
	body := one[string](s, `SELECT body_text FROM shop.mail WHERE kind = 'support.pin' AND recipient LIKE '%' || $1 || '%'`, mara.Email)
	pin := regexp.MustCompile(`[0-9]{4} [0-9]{4}`).FindString(body)
	if strings.Contains(mailed.Body, pin) || strings.Contains(mailed.Body, strings.ReplaceAll(pin, " ", "")) {
		t.Error("the actor is shown the PIN")
	}
	if mailed.Find("textarea[name=reason]").Text() != "Locked out" {
		t.Error("what was typed is gone")
	}
	if first := mailed.Press("Stand in for", url.Values{"pin": {pin}, "code": {s.code(agent)}}).Want(200); !strings.HasPrefix(first.Path, "/as/") {
		t.Errorf("the start led to %s: %s", first.Path, first.Words())
	}
}

// With the rules a new shop begins with, an administrator starts on a colleague's yes.
func TestI60_TheSecondPersonFromBothSides(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, mara := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.asks("Mara Lind")
	boss, ada := s.signIn(root), s.signIn(agent)
	ada.Get("/support").Want(200).WantText("Requests waiting", "None just now")
	start := boss.Get("/act/" + mara.PublicID).Want(200).WantText("A second person’s yes")
	if start.Find("input[name=code]").Length() != 0 || start.HasButton("Stand in for") {
		t.Error("the code is asked before the yes")
	}
	waits := start.Press("Ask another member of staff", url.Values{"reason": {"A court asks what she ordered"}}).Want(200).WantText("waits", "Look again")
	boss.Get("/admin").Want(200).WantText("You asked for a second person")
	for _, desk := range []string{"/support", "/requests"} {
		ada.Get(desk).Want(200).WantText("Ruth Root asks to act for Mara Lind", "A court asks what she ordered")
	}
	id := one[string](s, `SELECT public_id FROM shop.acting_request`)
	own := boss.Get("/requests/" + id)
	own.Want(404)
	s.signIn(mara).Get("/requests/" + id).Want(403)
	ask := ada.Get("/support").Click("Answer").Want(200).WantText("Ruth Root asks to act for", "reading only", "15 minutes at most", "A court asks what she ordered")
	ask.Press("Say yes", url.Values{"code": {"000000"}}).Want(422).WantText("This code is wrong")
	ask.Press("Say yes", url.Values{"code": {s.code(agent)}}).Want(200).WantText("You said yes. Ruth Root may start once")
	ada.Get("/requests/" + id).WantText("Somebody said yes")
	ready := waits.Click("Look again").Want(200).WantText("Ada Novak said yes at")
	first := ready.Press("Stand in for", url.Values{"code": {s.code(root)}}).Want(200)
	if !strings.HasPrefix(first.Path, "/as/") || !first.Says("read-only") {
		t.Fatalf("the start led to %s: %s", first.Path, first.Words())
	}
	if got := one[string](s, `SELECT consent_kind || ' ' || (second_person = $1) FROM shop.impersonation_session`, int64(agent.ID)); got != "second_person true" {
		t.Errorf("the session keeps %s", got)
	}
}

func TestI60_ANoOfTheSecondPerson(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, mara := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.asks("Mara Lind")
	boss := s.signIn(root)
	waits := boss.Get("/act/"+mara.PublicID).Press("Ask another member of staff", url.Values{"reason": {"To see"}}).Want(200)
	ada := s.signIn(agent)
	ada.Get("/support").Click("Answer").Press("Say no", nil).Want(200).WantText("You said no")
	waits.Click("Look again").Want(200).WantText("Ada Novak said no at")
	if state := one[string](s, `SELECT outcome FROM audit.entry WHERE action = 'acting.answer'`); state != "done" {
		t.Errorf("the answer is %s in the record", state)
	}
	rep := s.signIn(s.resident("Rita Rep", account.SalesRep))
	rep.Get("/vendor").Want(200).WantText("Requests waiting")
}

func TestS30_MarkedByAnAdministrator(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	root, agent, mara := s.resident("Ruth Root", account.Administrator), s.resident("Ada Novak", account.SupportAgent), s.shopper("Mara Lind")
	boss := s.signIn(root)
	page := boss.Get("/admin/people/" + mara.PublicID).Want(200)
	page.Press("Mark as sensitive", url.Values{"code": {"000000"}}).Want(422)
	page.Press("Mark as sensitive", url.Values{"code": {s.code(root)}}).Want(200).WantText("needs a second person’s yes", "sensitive")
	ada := s.signIn(agent)
	start := ada.Get("/act/"+mara.PublicID).Want(200).WantText("This account is marked as sensitive", "Mara allows it until")
	if start.HasButton("Stand in for") {
		t.Error("one may start without the second person")
	}
	waits := start.Press("Ask another member of staff", url.Values{"reason": {"The code does not work"}}).Want(200)
	boss.Get("/admin").Click("Answer").Press("Say yes", url.Values{"code": {s.code(root)}}).Want(200)
	if first := waits.Click("Look again").Press("Stand in for", url.Values{"code": {s.code(agent)}}); !strings.HasPrefix(first.Path, "/as/") {
		t.Errorf("the start led to %s: %s", first.Path, first.Words())
	}
	boss.Get("/admin/people/"+mara.PublicID).Press("Take “sensitive” away", url.Values{"code": {s.code(root)}}).Want(200)
}

func TestI11_TheOrganizationsOwnSwitch(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, paul, bea := s.resident("Ada Novak", account.SupportAgent), s.asks("Paul Power"), s.asks("Bea Buyer")
	school := storetest.Organization(t, s.DB, "Northside School")
	s.write(`INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, 'power_user'), ($1, $3, 'buyer')`, school, int64(paul.ID), int64(bea.ID))
	boss := s.signIn(paul)
	page := boss.Get("/org").Want(200).Click("Help by support").Want(200).WantText("Support asks each member first")
	page.Press("Save the answer", url.Values{"state": {"allowed"}, "until": {""}}).Want(422).WantText("Choose a day")
	late := page.Press("Save the answer", url.Values{"state": {"allowed"}, "until": {"2001-01-01"}}).Want(422).WantText("Choose a day in the future")
	if v := late.Find("input[name=until]").AttrOr("value", ""); v != "2001-01-01" {
		t.Errorf("what was typed is gone: %q", v)
	}
	until := one[string](s, `SELECT to_char(shop.shop_now() + interval '10 days', 'YYYY-MM-DD')`)
	page.Press("Save the answer", url.Values{"state": {"allowed"}, "until": {until}}).Want(200).WantText("Support may act for members until")
	member := s.signIn(bea)
	member.Get("/org/support").Want(403)
	member.Post("/org/support", url.Values{"csrf": {member.Get("/org").Token()}, "state": {"ask"}}).Want(403)
	ada := s.signIn(agent)
	prefix, _ := s.start(ada, agent, bea, url.Values{"capacity": {account.ForOrganization(account.OrganizationID(school)).String()}})
	inside := ada.Get(prefix + "/org")
	ada.Get(prefix + "/org/support").Want(403)
	ada.Post(prefix+"/org/support", url.Values{"csrf": {inside.Token()}, "state": {"ask"}}).Want(403)
	boss.Get("/org/support").Press("Save the answer", url.Values{"state": {"ask"}}).Want(200).WantText("Support asks each member first")
	if end := s.session(); end != "consent_withdrawn" {
		t.Errorf("it ended by %s", end)
	}
}

// The question comes up on the customer's open page without a reload, and the answer on the actor's.
func TestI11_ThePromptComesUpByItself(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	agent, mara := s.resident("Ada Novak", account.SupportAgent), s.asks("Mara Lind")
	own, ada := s.browse(mara), s.browse(agent)
	own.Open("/").Sees("Teapot")
	ada.Open("/act/"+mara.PublicID).Fill("Why", "The code does not work").Press("Ask Mara on their screen")
	ada.Sees("Look again")
	own.Sees("Support asks to act for you").Press("Allow")
	ada.Sees("Mara Lind said yes").Fill("Code from your phone", s.code(agent)).Press("Stand in for")
	ada.Sees("Acting for Mara Lind")
	own.Sees("Support is helping you")
}
