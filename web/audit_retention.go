package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/custody"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// showRetention is how long the record is kept, what is held beyond that, and what was erased.
func (s *Server) showRetention(c *gin.Context) error {
	return s.renderRetention(c, http.StatusOK, auditpage.RetentionView{})
}

// renderRetention fills in what stands; v holds what was typed and what is wrong with it.
func (s *Server) renderRetention(c *gin.Context, status int, v auditpage.RetentionView) error {
	terms, err := s.rooms.Custody.Terms(c.Request.Context(), s.actor(c))
	if err != nil {
		return err
	}
	v.May, v.Seconds, v.Says = s.actor(c).Can(account.SettingsEdit), s.nextCode(c), keptFor(terms.Months)
	if v.At != "months" && terms.Months > 0 {
		v.Months = fmt.Sprint(terms.Months)
	}
	if v.Hold.Kind == "" {
		v.Hold.Kind = "session"
	}
	if v.Erase.Kind == "" {
		v.Erase.Kind = "person"
	}
	for _, h := range terms.Holds {
		v.Holds = append(v.Holds, holdRow(h))
	}
	for _, e := range terms.Erasures {
		v.Erased = append(v.Erased, erasedRow(e))
	}
	return s.render(c, status, auditpage.Retention(v))
}

func keptFor(months int) string {
	if months == 0 {
		return "Nobody has said for how long: every detail is kept."
	}
	return fmt.Sprintf("Details are kept for %d months. What is older and under no hold is erased each day.", months)
}

func holdRow(h custody.Hold) auditpage.HoldRow {
	v := auditpage.HoldRow{ID: h.PublicID, Reason: h.Reason, Set: "set by " + h.SetBy + ", " + part.Moment(h.SetAt)}
	switch {
	case h.Session != "":
		v.What, v.URL = "Session of "+h.Who, "/audit/sessions/"+h.Session
	case h.Person != "":
		v.What = "All about " + h.Person
	default:
		v.What = "All from " + part.Date(*h.From) + " to " + part.Date(h.Until.AddDate(0, 0, -1))
	}
	if !h.Stands() {
		v.Released = "Released by " + h.ReleasedBy + ", " + part.Moment(*h.ReleasedAt) + ": “" + h.ReleaseReason + "”"
	}
	return v
}

func erasedRow(e custody.Erased) auditpage.ErasedRow {
	v := auditpage.ErasedRow{Entry: part.Count(e.Entry), When: part.Moment(e.At), Who: e.By, Ranges: strings.ReplaceAll(e.Ranges, ",", ", "),
		Reason: e.Reason, Rows: part.Plural(e.Rows, "row")}
	if v.Who == "" {
		v.Who = "the daily job"
	}
	if ranges := strings.Split(e.Ranges, ","); len(ranges) > 6 {
		v.Ranges = strings.Join(ranges[:6], ", ") + fmt.Sprintf(" and %d more ranges", len(ranges)-6)
	}
	return v
}

// retained answers one of the page's forms: the page again with the sentence at the field, or back to it with what was done.
func (s *Server) retained(c *gin.Context, v auditpage.RetentionView, errs part.Errors, err error, done string) error {
	if errs == nil {
		errs = formFault(err)
	}
	if errs != nil {
		v.Errors = errs
		return s.renderRetention(c, failureStatus(err), v)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", done)
	return s.redirect(c, "/audit/retention")
}

type monthsForm struct {
	Months string `form:"months" binding:"max=4"`
	Code   string `form:"code" binding:"required"`
}

// saveMonths says for how long details are kept.
func (s *Server) saveMonths(c *gin.Context) error {
	var form monthsForm
	errs := s.bind(c, &form)
	months, err := custody.ParseMonths(form.Months)
	if errs == nil && err == nil {
		err = s.rooms.Custody.SetMonths(c.Request.Context(), s.actor(c), months, form.Code)
	}
	return s.retained(c, auditpage.RetentionView{At: "months", Months: form.Months}, errs, err, keptFor(months))
}

type holdForm struct {
	Kind    string `form:"kind" binding:"required,oneof=session person period"`
	Session string `form:"session" binding:"max=254"`
	Person  string `form:"person" binding:"max=254"`
	From    string `form:"from" binding:"max=10"`
	Until   string `form:"until" binding:"max=10"`
	Reason  string `form:"reason" binding:"required,max=500"`
	Code    string `form:"code" binding:"required"`
}

// setHold puts a legal hold on part of the record.
func (s *Server) setHold(c *gin.Context) error {
	var form holdForm
	errs := s.bind(c, &form)
	from, until, err := dates(form.From, form.Until)
	if errs == nil && err == nil {
		err = s.rooms.Custody.Hold(c.Request.Context(), s.actor(c), custody.HoldForm{Kind: form.Kind, Session: form.Session, Person: form.Person,
			From: from, Until: until, Reason: form.Reason}, form.Code)
	}
	typed := auditpage.HoldFields{Kind: form.Kind, Session: form.Session, Person: form.Person, From: form.From, Until: form.Until, Reason: form.Reason}
	return s.retained(c, auditpage.RetentionView{At: "hold", Hold: typed}, errs, err, "The hold stands. What it names is kept until somebody releases it.")
}

type releaseForm struct {
	Reason string `form:"reason" binding:"required,max=500"`
	Code   string `form:"code" binding:"required"`
}

// releaseHold ends a legal hold.
func (s *Server) releaseHold(c *gin.Context) error {
	var form releaseForm
	errs := s.bind(c, &form)
	var err error
	if errs == nil {
		err = s.rooms.Custody.Release(c.Request.Context(), s.actor(c), c.Param("hold"), form.Reason, form.Code)
	}
	return s.retained(c, auditpage.RetentionView{At: "release", Release: c.Param("hold"), Why: form.Reason}, errs, err, "The hold is released.")
}

type eraseForm struct {
	Kind   string `form:"kind" binding:"required,oneof=person range"`
	Person string `form:"person" binding:"max=254"`
	First  int64  `form:"first" binding:"min=0"`
	Last   int64  `form:"last" binding:"min=0"`
	Reason string `form:"reason" binding:"required,max=500"`
	Code   string `form:"code" binding:"required"`
}

// eraseDetails erases by hand: all about one person, or entries by their numbers.
func (s *Server) eraseDetails(c *gin.Context) error {
	var form eraseForm
	errs := s.bind(c, &form)
	var gone custody.Gone
	var err error
	switch {
	case errs != nil:
	case form.Kind == "person":
		gone, err = s.rooms.Custody.ErasePerson(c.Request.Context(), s.actor(c), form.Person, form.Reason, form.Code)
	default:
		gone, err = s.rooms.Custody.EraseRange(c.Request.Context(), s.actor(c), form.First, form.Last, form.Reason, form.Code)
	}
	typed := auditpage.EraseFields{Kind: form.Kind, Person: form.Person, First: c.PostForm("first"), Last: c.PostForm("last"), Reason: form.Reason}
	return s.retained(c, auditpage.RetentionView{At: "erase", Erase: typed}, errs, err, goneWords(gone))
}

func goneWords(g custody.Gone) string {
	text := "The details of " + entriesWord(g.Entries) + " are erased."
	if g.Younger > 0 {
		text += " " + capitalized(entriesWord(g.Younger)) + " younger than twelve months stay."
	}
	if g.More {
		text += " There are more: erase once more."
	}
	return text
}
