package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"standin/store/account"
)

// I67, S68: the month's review on its page: who may, who did, reasons, refusals by cause, sessions without a ticket, and the file of it.
func TestI67_TheReviewOfAMonthIsReadAndTaken(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	ada, prefix, agent, _ := s.acting()
	ada.Get(prefix+"/p/lamp").Press("Add to cart", nil).Want(200)
	ada.Get(prefix+"/cart").Press("End session", nil).Want(200)
	nia := s.resident("Nia Park", account.NoStaff)
	ada.Post("/act/"+nia.PublicID, url.Values{"csrf": {ada.Get("/support").Token()}, "capacity": {"shopper"}, "mode": {"act"}, "reason": {"x"}, "code": {s.code(agent)}})
	vera := s.signIn(s.resident("Vera Stone", account.Auditor))
	page := vera.Get("/audit/review").Want(200).WantText("Access review, "+time.Now().Format("January 2006"), "sessions1", "Ada Novak", "“The code does not work”",
		"A support agent may act for any shopper", "Support agents", "Without a ticket", "by the actor", "Wrote the first rules")
	if page.Find("figure.chart svg[aria-label]").Length() != 1 {
		t.Error("no chart")
	}
	if n := one[int](s, `SELECT count(*) FROM audit.entry WHERE action = 'acting.start' AND outcome = 'refused'`); n != 1 || !page.Says("starts refused1") {
		t.Errorf("%d refused starts: %s", n, page.Words())
	}
	file := vera.Get("/audit/review.csv?month=" + time.Now().Format("2006-01")).Want(200)
	if !strings.Contains(file.Body, "person,Ada Novak,sessions,1\r\n") || !strings.Contains(file.Header.Get("Content-Disposition"), "access-review-") {
		t.Errorf("%s: %s", file.Header.Get("Content-Disposition"), file.Body)
	}
	vera.Get("/audit/review?month=1999-12").Want(200).WantText("Access review, December 1999", "Nobody acted for anybody in this month")
	bad := vera.Get("/audit/review?month=May").Want(422).WantText("Write the month like 2026-05")
	if v, _ := bad.Find("#month").Attr("value"); v != "May" {
		t.Errorf("the field holds %q", v)
	}
	ada.Get("/audit/review").Want(403)
	ada.Get("/audit/review.csv").Want(403)
}

// S56: each page on which the record is read leaves an entry of its own, with who read it.
func TestS56_EachReadingOfTheRecordIsAnEntry(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	ada, prefix, _, _ := s.acting()
	ada.Get(prefix+"/account").Press("End session", nil).Want(200)
	s.seal()
	auditor := s.resident("Vera Stone", account.Auditor)
	vera := s.signIn(auditor)
	id := strings.TrimPrefix(prefix, "/as/")
	for path, action := range map[string]string{
		"/audit": "audit.read_sessions", "/audit?ticket=1": "audit.read_sessions", "/audit/sessions/" + id: "audit.read_session",
		"/audit/entries": "audit.read_entries", "/audit/review": "audit.read_review", "/audit/review.csv": "export.review", "/audit/checkpoint": "export.checkpoint",
	} {
		const readings = `SELECT count(*) FROM audit.entry WHERE action = $1 AND actor = $2 AND outcome = 'done'`
		before := one[int](s, readings, action, int64(auditor.ID))
		vera.Get(path).Want(200)
		if n := one[int](s, readings, action, int64(auditor.ID)); n != before+1 {
			t.Errorf("%s leaves %d entries of %s", path, n-before, action)
		}
	}
}
