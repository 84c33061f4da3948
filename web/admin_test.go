package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/session"
	"standin/web/webtest"
)

const (
	adminPassword = "four words make one"
	adminSecret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
)

// house is a shop with one of the staff signed in, whose codes are fresh.
type house struct {
	*webtest.Site
	*webtest.Client
	t *testing.T
}

func staffAt(t *testing.T, role account.StaffRole) house {
	t.Helper()
	h := house{Site: webtest.Start(t), t: t}
	h.Client = h.Site.Client(t)
	h.resident("Lena Frey", "lena@example.com", role, adminSecret)
	h.Get("/sign-in").Press("Sign in", url.Values{"email": {"lena@example.com"}, "password": {adminPassword}}).Want(200).
		Press("Go on", url.Values{"code": {h.code()}})
	return h
}

func (h house) resident(name, email string, role account.StaffRole, secret string) account.Person {
	h.t.Helper()
	id, err := h.Rooms.Accounts.AddResident(h.t.Context(), account.Operator("test"), account.Resident{Staff: role, Secret: secret,
		NewPerson: account.NewPerson{Name: name, Email: email, Password: adminPassword}})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.person(id)
}

func (h house) person(id account.ID) account.Person {
	h.t.Helper()
	p, err := h.Rooms.Accounts.ByID(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// code is a code that was not used yet: half a minute passes for each.
func (h house) code() string {
	h.t.Helper()
	h.DB.Shift(h.t, account.Step)
	now, err := account.Now(h.t.Context(), h.DB)
	if err != nil {
		h.t.Fatal(err)
	}
	code, err := account.Code(adminSecret, now)
	if err != nil {
		h.t.Fatal(err)
	}
	return code
}

func TestAdmin_Overview(t *testing.T) {
	t.Parallel()
	h := staffAt(t, account.Administrator)
	h.resident("Gil Noon", "gil@example.com", account.SalesRep, "")
	h.Get("/admin").Want(200).WantText("The shop just now", "Acting for others is off", "Nobody just now",
		"of the staff without a second factor", "Nothing has been sealed yet")
	h.Get("/admin/people/nobody").Want(404)
	h.Get("/admin").WantText("Refused lately")
}

func TestAdmin_PeopleAreFoundAndListed(t *testing.T) {
	t.Parallel()
	h := staffAt(t, account.Administrator)
	for i := range 26 {
		h.resident(fmt.Sprintf("Robin Hale %02d", i), fmt.Sprintf("robin%02d@example.com", i), account.NoStaff, "")
	}
	p := h.Get("/admin/people").Want(200).WantText("Robin Hale 25")
	if p.Says("Lena Frey") && p.Find("tbody tr").Length() != 25 {
		t.Errorf("%d people on a page", p.Find("tbody tr").Length())
	}
	p.Click("Older accounts").Want(200).WantText("Lena Frey", "administrator", "lena@example.com")
	found := p.Press("Search", url.Values{"q": {"robin07@example.com"}}).Want(200)
	if found.Find("tbody tr").Length() != 1 {
		t.Errorf("the e-mail finds %d", found.Find("tbody tr").Length())
	}
	found.Click("Robin Hale 07").Want(200).WantText("robin07@example.com", "nowhere")
	h.Get("/admin/people?q=r").Want(422).WantText("three letters of a name")
	h.Get("/admin/people?group=staff").WantText("Lena Frey")
	h.Get("/admin/people?q=nobody@example.com").WantText("Nobody.")
}

func TestS70_EachChangeNeedsAFreshCode(t *testing.T) {
	t.Parallel()
	h := staffAt(t, account.Administrator)
	sam := h.resident("Sam Bauer", "sam@example.com", account.NoStaff, "")
	page := "/admin/people/" + sam.PublicID
	used := h.code()
	h.Get(page).Press("Set role", url.Values{"code": {used}, "role": {"auditor"}}).Want(200).WantText("Sam Bauer has the role", "auditor")
	for _, button := range []string{"Set role", "Lock this person", "Block this account", "Nobody may act for them"} {
		for name, code := range map[string]string{"used": used, "wrong": "000000", "no": ""} {
			h.Get(page).Press(button, url.Values{"code": {code}, "role": {"administrator"}}).Want(422)
			if p := h.person(sam.ID); p.Staff != account.Auditor || p.Status != account.Active || p.NeverImpersonate {
				t.Fatalf("%s with a %s code changed %+v", button, name, p)
			}
		}
		clearThrottle(h)
	}
}

// clearThrottle forgets wrong codes, of which a person has five.
func clearThrottle(h house) {
	h.t.Helper()
	if _, err := h.DB.Owner.Exec(`DELETE FROM web.throttle`); err != nil {
		h.t.Fatal(err)
	}
}

func TestS70_LockThisPersonEndsEverything(t *testing.T) {
	t.Parallel()
	h := staffAt(t, account.Administrator)
	sam := h.resident("Sam Bauer", "sam@example.com", account.NoStaff, "")
	theirs := h.Site.Client(t)
	theirs.Get("/sign-in").Press("Sign in", url.Values{"email": {"sam@example.com"}, "password": {adminPassword}})
	theirs.Get("/account").Want(200).WantText("Sam")
	page := "/admin/people/" + sam.PublicID
	h.Get(page).WantText("in 1 browser").Press("Lock this person", url.Values{"code": {h.code()}}).Want(200).WantText("Sam Bauer is locked", "nowhere")
	if p := theirs.Get("/account"); p.Path == "/account" {
		t.Error("the locked person is still signed in")
	}
	if list, err := session.List(t.Context(), h.DB, int64(sam.ID)); err != nil || len(list) != 0 {
		t.Errorf("sign-ins %v, %v", list, err)
	}
	h.Get(page).Press("Open this account again", url.Values{"code": {h.code()}}).Want(200).WantText("may sign in again")
	if h.person(sam.ID).Status != account.Active {
		t.Error("the account is still closed")
	}
}

func TestI10_NeverIsSetAndTakenAwayByAnAdministrator(t *testing.T) {
	t.Parallel()
	h := staffAt(t, account.Administrator)
	sam := h.resident("Sam Bauer", "sam@example.com", account.NoStaff, "")
	p := h.Get("/admin/people/"+sam.PublicID).Press("Nobody may act for them", url.Values{"code": {h.code()}}).Want(200)
	if !h.person(sam.ID).NeverImpersonate {
		t.Fatal("not flagged")
	}
	if p.Find(`a[href^="/act/"]`).Length() != 0 {
		t.Error("the page still offers to act")
	}
	p.Press("Take “never” away", url.Values{"code": {h.code()}}).Want(200)
	if h.person(sam.ID).NeverImpersonate {
		t.Error("still flagged")
	}
}

func TestAdmin_OwnAccountIsForAnotherAdministrator(t *testing.T) {
	t.Parallel()
	h := staffAt(t, account.Administrator)
	me, err := h.Rooms.Accounts.ByEmail(t.Context(), "lena@example.com")
	if err != nil {
		t.Fatal(err)
	}
	p := h.Get("/admin/people/" + me.PublicID).Want(200).WantText("Another administrator must")
	h.Post("/admin/people/"+me.PublicID+"/role", url.Values{"csrf": {p.Token()}, "code": {h.code()}, "role": {"none"}}).Want(403).
		WantText("Another administrator must do this")
	if h.person(me.ID).Staff != account.Administrator {
		t.Error("the administrator has demoted themselves")
	}
}

func TestAdmin_UnknownAndMalformed(t *testing.T) {
	t.Parallel()
	h := staffAt(t, account.Administrator)
	h.Get("/admin/people/nobody").Want(404)
	token := h.Get("/admin/settings").Token()
	h.Post("/admin/people/nobody/lock", url.Values{"csrf": {token}, "code": {h.code()}}).Want(404)
	sam := h.resident("Sam Bauer", "sam@example.com", account.NoStaff, "")
	h.Post("/admin/people/"+sam.PublicID+"/role", url.Values{"csrf": {token}, "code": {"1"}, "role": {"king"}}).Want(422)
	h.Post("/admin/people/"+sam.PublicID+"/lock", url.Values{"code": {"1"}}).Want(403)
}

func TestAdmin_OthersAreRefused(t *testing.T) {
	t.Parallel()
	h := staffAt(t, account.SupportAgent)
	sam := h.resident("Sam Bauer", "sam@example.com", account.NoStaff, "")
	for _, path := range []string{"/admin", "/admin/people", "/admin/people/" + sam.PublicID, "/admin/invitations", "/admin/settings"} {
		h.Get(path).Want(403)
	}
	token := h.Get("/account").Token()
	for _, path := range []string{"/admin/people/" + sam.PublicID + "/lock", "/admin/invitations", "/admin/settings", "/admin/settings/tickets"} {
		h.Post(path, url.Values{"csrf": {token}, "code": {"000000"}}).Want(403)
	}
	if p := h.Site.Client(t).Once("GET", "/admin", nil); p.Status != 303 {
		t.Errorf("a stranger gets %d", p.Status)
	}
}

func TestAdmin_InvitationBringsAColleague(t *testing.T) {
	t.Parallel()
	h := staffAt(t, account.Administrator)
	form := url.Values{"email": {"ada@example.com"}, "role": {"support_agent"}, "code": {"000000"}}
	h.Get("/admin/invitations").Press("Send invitation", form).Want(422).WantText("This code is wrong")
	form.Set("code", h.code())
	p := h.Get("/admin/invitations").Press("Send invitation", form).Want(200).WantText("ada@example.com is invited as support agent")
	link := regexp.MustCompile(`/invitation/[A-Za-z0-9_-]{40,}`).FindString(p.Body)
	h.Site.Client(t).Get(link).Want(200).WantText("support agent")
	var mails int
	if err := h.DB.Owner.Get(&mails, `SELECT count(*) FROM shop.mail WHERE recipient = 'ada@example.com' AND kind = 'invitation'`); err != nil || mails != 1 {
		t.Errorf("%d mails, %v", mails, err)
	}
	if back := h.Get("/admin/people"); back.Says("/invitation/") {
		t.Error("the link is shown again")
	}
}

func TestS70_SettingsAndTickets(t *testing.T) {
	t.Parallel()
	h := staffAt(t, account.Administrator)
	p := h.Get("/admin/settings").Want(200).WantText("Staff always sign in with password and second factor")
	p.Press("Save settings", url.Values{"name": {"North Shop"}, "code": {"000000"}}).Want(422).WantText("This code is wrong")
	p.Press("Save settings", url.Values{"name": {"North Shop"}, "support_email": {"nobody"}, "code": {h.code()}}).Want(422)
	h.DB.Shift(t, time.Minute)
	p.Press("Save settings", url.Values{"name": {"North Shop"}, "support_email": {"help@example.com"}, "code": {h.code()}}).Want(200).WantText("The settings are saved")
	if set, err := h.Rooms.Accounts.Settings(t.Context()); err != nil || set.Name != "North Shop" || set.SupportEmail != "help@example.com" {
		t.Errorf("%+v, %v", set, err)
	}
	shop := h.Site.Client(t).Get("/sign-up").WantText("North Shop")
	if title := shop.Find("title").Text(); !strings.HasSuffix(title, "· North Shop") {
		t.Errorf("the title is %q", title)
	}
	if h.Get("/account").Find(`a[href="mailto:help@example.com"]`).Length() != 1 {
		t.Error("nobody is told where to write")
	}
	p.Press("Save tickets", url.Values{"role": {"support_agent"}, "code": {"000000"}}).Want(422)
	h.Get("/admin/settings").Press("Save tickets", url.Values{"role": {"support_agent"}, "code": {h.code()}}).Want(200)
	lena, err := h.Rooms.Accounts.ByEmail(t.Context(), "lena@example.com")
	if err != nil {
		t.Fatal(err)
	}
	book, err := h.Rooms.Sessions.Rulebook(t.Context(), account.Self(lena, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range book.Rules {
		if r.TicketRequired != (r.ActorRole == impersonation.Role(account.SupportAgent)) {
			t.Errorf("rule %d of %s: ticket %t", r.ID, r.ActorRole, r.TicketRequired)
		}
	}
}

func TestI15_AnotherAdministratorConfirmsTheFactor(t *testing.T) {
	t.Parallel()
	h := staffAt(t, account.Administrator)
	ada := h.resident("Ada Novak", "ada@example.com", account.SupportAgent, "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU")
	page := "/admin/people/" + ada.PublicID
	if h.Get(page).HasButton("Confirm second factor") {
		t.Error("a factor that nobody bars can be confirmed")
	}
	err := h.DB.Transact(t.Context(), account.Operator("test"), "test.bar", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE shop.totp SET bars_start_until = shop.shop_now() + interval '1 day' WHERE person_id = $1`, int64(ada.ID))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Get("/admin").WantText("with a new second factor that waits for your yes")
	h.Get(page).Press("Confirm second factor", url.Values{"code": {"000000"}}).Want(422)
	h.Get(page).Press("Confirm second factor", url.Values{"code": {h.code()}}).Want(200).WantText("the second factor is confirmed")
	if h.person(ada.ID).FactorBarredUntil != nil {
		t.Error("the bar is still there")
	}
}
