package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"standin/store/audit"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// entriesForm is what narrows the list of entries.
type entriesForm struct {
	Who     string `form:"who" binding:"max=120"`
	For     string `form:"for" binding:"max=120"`
	Action  string `form:"action" binding:"max=60"`
	Outcome string `form:"outcome" binding:"max=20"`
	Session string `form:"session" binding:"max=40"`
	Object  string `form:"object" binding:"max=60"`
	Text    string `form:"text" binding:"max=120"`
	From    string `form:"from" binding:"max=10"`
	Until   string `form:"until" binding:"max=10"`
	After   string `form:"after" binding:"max=60"`
}

var entriesNarrowing = narrowing{
	path: "/audit/entries",
	words: []filterWord{{"who", "by "}, {"for", "for "}, {"action", "did "}, {"outcome", ""}, {"session", "session "}, {"object", "about "},
		{"text", "holds "}, {"from", "from "}, {"until", "until "}},
	offers: []offer{{"Refused", "outcome", "refused"}, {"Done", "outcome", "done"}, {"Sign-ins", "action", "sign_in."},
		{"Acting", "action", "acting."}, {"Carts", "action", "cart."}, {"Orders", "action", "order."}, {"Reads of the record", "action", "audit."}},
}

func (f entriesForm) filter() (audit.EntryFilter, error) {
	from, until, err := dates(f.From, f.Until)
	return audit.EntryFilter{Actor: f.Who, Subject: f.For, Action: f.Action, Outcome: f.Outcome, Session: f.Session, Object: f.Object,
		Text: f.Text, From: from, Until: until, After: f.After}, err
}

func (f entriesForm) view(c *gin.Context, errs part.Errors) auditpage.FilterView {
	v := auditpage.FilterView{Path: entriesNarrowing.path, Errors: errs}
	v.On, v.Offer = entriesNarrowing.chips(c.Request.URL.Query())
	v.Fields = []auditpage.Control{
		textControl("who", "Who", f.Who, errs), textControl("for", "For whom", f.For, errs), textControl("action", "What, as a code", f.Action, errs),
		listControl("outcome", "Outcome", f.Outcome, []part.Option{{Label: "any"}, {Value: "done", Label: "done"}, {Value: "refused", Label: "refused"},
			{Value: "viewed", Label: "viewed"}, {Value: "failed", Label: "failed"}}),
		textControl("session", "Session", f.Session, errs), textControl("object", "About, such as order:17", f.Object, errs), textControl("text", "Text", f.Text, errs),
		dateControl("from", "From", f.From, errs), dateControl("until", "Until", f.Until, errs),
	}
	v.Hint = fmt.Sprintf("Days begin and end at midnight in the shop’s time zone (%s). A text is looked for in %s entries at a time, newest first: narrow by a person, a session or days to look further back at once.",
		zoneWords(time.Now()), part.Count(audit.TextWindow))
	return v
}

// listEntries is the record itself, newest first.
func (s *Server) listEntries(c *gin.Context) error {
	var f entriesForm
	errs := s.bind(c, &f)
	filter, err := f.filter()
	if errs == nil {
		errs = fieldErrors(err)
	}
	v := auditpage.EntriesView{Filter: f.view(c, errs), Exports: exportLinks("/audit/entries/export", c.Request.URL.Query(), "Entries (CSV)")}
	if len(errs) > 0 {
		return s.render(c, http.StatusUnprocessableEntity, auditpage.Entries(v))
	}
	page, err := s.rooms.Record.Entries(c.Request.Context(), s.actor(c), filter)
	if errs = fieldErrors(err); errs != nil {
		return s.render(c, http.StatusUnprocessableEntity, auditpage.Entries(auditpage.EntriesView{Filter: f.view(c, errs)}))
	}
	if err != nil {
		return err
	}
	for _, r := range page.Rows {
		v.Rows = append(v.Rows, recordRow(r))
	}
	v.Next = nextPage(c, "after", page.Next)
	if !page.Back.IsZero() {
		v.Back = "Looked through " + part.Count(audit.TextWindow) + " entries, back to " + part.Moment(page.Back) + ". There are earlier ones."
	}
	return s.render(c, http.StatusOK, auditpage.Entries(v))
}

func recordRow(r audit.EntryRow) auditpage.EntryRow {
	v := auditpage.EntryRow{ID: part.Count(r.ID), When: part.Day(r.At) + ", " + stamp(r.At), Who: r.Who(), For: r.Subject,
		What: audit.ActionName(r.Action), Detail: r.Object, Outcome: r.Outcome, Bad: r.Outcome == "refused" || r.Outcome == "failed",
		From: r.IP, Sealed: "not yet"}
	if r.Outcome == "viewed" {
		v.What = audit.PageName("", r.Path)
	}
	if r.Session != "" {
		v.Session = "/audit/sessions/" + r.Session
	}
	switch {
	case r.Message != "":
		v.Detail = r.Message
	case !r.Payload:
		v.Detail = "its details were erased"
	}
	if r.Leaf >= 0 {
		v.Sealed = "leaf " + part.Count(r.Leaf)
	}
	return v
}
