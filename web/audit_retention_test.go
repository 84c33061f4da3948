package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"standin/store/account"
)

// S67, I74: the page on which the record's terms are read and set.
func TestS67_RetentionIsReadByAuditorsAndSetByAdministrators(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.DB.Shift(t, -400*24*time.Hour)
	ada, prefix, agent, mara := s.acting()
	ada.Get(prefix+"/account").Press("End session", nil).Want(200)
	s.DB.Shift(t, 400*24*time.Hour)
	ada = s.signIn(agent)
	id := strings.TrimPrefix(prefix, "/as/")
	ruth := s.resident("Ruth Root", account.Administrator)
	root, vera := s.signIn(ruth), s.signIn(s.resident("Vera Stone", account.Auditor))
	ada.Get("/audit/retention").Want(403)
	if p := vera.Get("/audit/retention").Want(200).WantText("every detail is kept", "None. A hold keeps", "An administrator, each time with a fresh code"); p.Find("main form").Length() != 0 {
		t.Error("an auditor is shown forms")
	}
	page := root.Get("/audit/retention").Want(200)
	low := page.Press("Save months", url.Values{"months": {"11"}, "code": {s.code(ruth)}}).Want(422).WantText("12 at the least and 1,200 at the most")
	if v, _ := low.Find(`input[name="months"]`).Attr("value"); v != "11" {
		t.Errorf("the field holds %q", v)
	}
	page.Press("Save months", url.Values{"months": {"24"}, "code": {"000000"}}).Want(422).WantText("This code is wrong")
	page.Press("Save months", url.Values{"months": {"24"}, "code": {s.code(ruth)}}).Want(200).WantText("Details are kept for 24 months")

	page = root.Get("/audit/retention")
	bad := page.Press("Set the hold", url.Values{"kind": {"person"}, "person": {"nobody@example.com"}, "reason": {"Case 7"}, "code": {s.code(ruth)}}).Want(422)
	if v, _ := bad.Find("#hold-reason").Attr("value"); v != "Case 7" || !bad.Says("Nobody has this e-mail address") {
		t.Errorf("typed %q: %s", v, bad.Words())
	}
	page.Press("Set the hold", url.Values{"kind": {"session"}, "session": {s.URL + "/audit/sessions/" + id}, "reason": {"Case 8"}, "code": {s.code(ruth)}}).
		Want(200).WantText("Session of Ada Novak for Mara Lind", "Case 8", "set by Ruth Root")
	page.Press("Set the hold", url.Values{"kind": {"period"}, "from": {"2026-05-01"}, "until": {"2026-05-03"}, "reason": {"Case 9"}, "code": {s.code(ruth)}}).
		Want(200).WantText("All from 1 May 2026 to 3 May 2026")

	page.Press("Erase for good", url.Values{"kind": {"person"}, "person": {mara.Email}, "reason": {"She asked"}, "code": {s.code(ruth)}}).Want(422).
		WantText("is twelve months old and still has its details") // nothing is sealed yet
	entry := one[int64](s, `SELECT min(id) FROM audit.entry WHERE session IS NOT NULL`)
	s.seal()
	page.Press("Erase for good", url.Values{"kind": {"range"}, "first": {fmt.Sprint(entry)}, "last": {fmt.Sprint(entry)}, "reason": {"She asked"}, "code": {s.code(ruth)}}).
		Want(409).WantText("A legal hold keeps some of these entries. Nothing was erased")
	held := root.Get("/audit/retention")
	held.Press("Release this hold", url.Values{"reason": {"Closed"}, "code": {s.code(ruth)}}).Want(200).WantText("is released")
	root.Get("/audit/retention").Press("Release this hold", url.Values{"reason": {"Closed"}, "code": {s.code(ruth)}}).Want(200)
	root.Get("/audit/retention").Press("Erase for good", url.Values{"kind": {"person"}, "person": {mara.Email}, "reason": {"She asked"}, "code": {s.code(ruth)}}).
		Want(200).WantText("are erased", "She asked", "Ruth Root")
	if one[bool](s, `SELECT EXISTS (SELECT FROM audit.payload WHERE entry = $1)`, entry) {
		t.Error("the details are still there")
	}
}

// S70: each decision about the record asks for a fresh code; without one, or with a used one, nothing is decided and the refusal is a row.
func TestS70_EachDecisionAboutTheRecordAsksForACode(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	ruth, vera := s.resident("Ruth Root", account.Administrator), s.resident("Vera Stone", account.Auditor)
	root, auditor := s.signIn(ruth), s.signIn(vera)
	used := s.code(ruth)
	root.Get("/audit/retention").Press("Save months", url.Values{"months": {"36"}, "code": {used}}).Want(200)
	for path, form := range map[string]url.Values{
		"/audit/retention/months":               {"months": {"24"}},
		"/audit/retention/holds":                {"kind": {"person"}, "person": {ruth.Email}, "reason": {"why"}},
		"/audit/retention/holds/nosuch/release": {"reason": {"why"}},
		"/audit/retention/erase":                {"kind": {"range"}, "first": {"1"}, "last": {"1"}, "reason": {"why"}},
	} {
		form.Set("csrf", auditor.Get("/audit/retention").Token())
		form.Set("code", s.code(vera))
		auditor.Post(path, form).Want(403)
		form.Set("csrf", root.Get("/audit/retention").Token())
		before := one[int](s, `SELECT count(*) FROM audit.entry WHERE outcome = 'refused'`)
		for _, code := range []string{"", "000000"} {
			form.Set("code", code)
			root.Post(path, form).Want(422)
		}
		if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE outcome = 'refused'`); n != before+1 {
			t.Errorf("%s: %d refusals", path, n-before)
		}
		s.write(`DELETE FROM web.throttle`)
	}
	if got := one[string](s, `SELECT value#>>'{}' FROM shop.setting WHERE name = 'record.months'`); got != "36" {
		t.Errorf("%s months", got)
	}
	if n := one[int](s, `SELECT count(*) FROM shop.legal_hold`); n != 0 {
		t.Errorf("%d holds", n)
	}
}

// The proof page: an administrator says where checkpoints go, an auditor keeps one by hand, which is recorded, and the age of the newest
// copy stands there and on the log's first page.
func TestProof_CopiesOutsideAreSetTakenAndTold(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	ruth := s.resident("Ruth Root", account.Administrator)
	root, vera := s.signIn(ruth), s.signIn(s.resident("Vera Stone", account.Auditor))
	s.seal()
	vera.Get("/audit").Want(200).WantText("No copy was ever kept outside")
	page := root.Get("/audit/proof").Want(200).WantText("No copy was ever kept outside", "in groups of four")
	bad := page.Press("Save addresses", url.Values{"first": {"nobody"}, "code": {s.code(ruth)}}).Want(422).WantText("like archive@example.com")
	if v, _ := bad.Find("#first").Attr("value"); v != "nobody" {
		t.Errorf("the field holds %q", v)
	}
	page.Press("Save addresses", url.Values{"first": {"archive@example.com"}, "code": {"000000"}}).Want(422).WantText("This code is wrong")
	page.Press("Save addresses", url.Values{"first": {"archive@example.com"}, "second": {"notary@example.org"}, "code": {s.code(ruth)}}).Want(200).WantText("are saved")
	if n, err := s.Rooms.Custody.MailCheckpoint(t.Context()); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	proof := vera.Get("/audit/proof").Want(200).WantText("Mail to archive@example.com", "waiting to be sent")
	if proof.Find("main form").Length() != 0 {
		t.Error("an auditor is shown the form")
	}
	vera.Post("/audit/proof/mails", url.Values{"csrf": {proof.Token()}, "code": {"123456"}}).Want(403)
	vera.Get("/audit/checkpoint").Want(200)
	if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE action = 'export.checkpoint' AND actor = (SELECT id FROM shop.person WHERE name = 'Vera Stone')`); n != 1 {
		t.Errorf("%d downloads in the record", n)
	}
	vera.Get("/audit").WantText("The newest copy outside is 0 minutes old.")
	s.DB.Shift(t, 3*time.Hour)
	s.signIn(ruth).Get("/audit/proof").WantText("The newest copy outside is 3 hours old.")
}
