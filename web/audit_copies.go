package web

import (
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/custody"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// addCopies fills in where checkpoints went, and how old the newest copy outside is.
func (s *Server) addCopies(c *gin.Context, v *auditpage.CopiesView) error {
	copies, err := s.rooms.Custody.Copies(c.Request.Context(), s.actor(c))
	if err != nil {
		return err
	}
	v.May, v.Seconds = s.actor(c).Can(account.SettingsEdit), s.nextCode(c)
	v.Stale, v.Says = copies.Stale(), copyWords(copies)
	if v.Errors == nil {
		v.First, v.Second = copies.First, copies.Second
	}
	for _, m := range copies.Mailed {
		text := "checkpoint " + part.Count(m.Size) + " of " + part.Moment(m.At)
		if m.SentAt == nil {
			text += ", waiting to be sent"
		}
		v.Rows = append(v.Rows, auditpage.Fact{Name: "Mail to " + m.Recipient, Text: text})
	}
	if copies.Downloaded != nil {
		v.Rows = append(v.Rows, auditpage.Fact{Name: "Downloaded here", Text: part.Moment(*copies.Downloaded)})
	}
	return s.addFile(c, v)
}

// addFile says how the file beside the database stands: how old it is, and whether its newest checkpoint is one of this record.
func (s *Server) addFile(c *gin.Context, v *auditpage.CopiesView) error {
	if s.config.Checkpoints == nil {
		return nil
	}
	age, there := s.config.Checkpoints.Age(time.Now())
	if !there {
		v.Rows = append(v.Rows, auditpage.Fact{Name: "File on this machine", Text: "not written yet"})
		return nil
	}
	text := "written " + part.Took(age) + " ago"
	kept, err := s.config.Checkpoints.Newest(s.rooms.Record.Known())
	if err == nil {
		var agrees bool
		if agrees, err = s.rooms.Record.Agrees(c.Request.Context(), kept); err == nil && !agrees {
			text, v.Stale = text+"; it does NOT agree with the record: have it verified now", true
		} else if err == nil {
			text += ", checkpoint " + part.Count(kept.Size) + ", which agrees"
		}
	}
	if err != nil {
		s.log.Error("read the file of checkpoints", "request", requestID(c.Request.Context()), "error", err)
		text += "; it cannot be read just now"
	}
	v.Rows = append(v.Rows, auditpage.Fact{Name: "File on this machine", Text: text})
	return nil
}

// copyWords says how old the newest copy outside is.
func copyWords(c custody.Copies) string {
	newest := c.Newest()
	switch {
	case newest.IsZero():
		return "No copy was ever kept outside: set two addresses, or keep one by hand."
	case c.Stale():
		return "The newest copy outside is " + ageWords(c.Now.Sub(newest)) + " old, which is too old."
	}
	return "The newest copy outside is " + ageWords(c.Now.Sub(newest)) + " old."
}

// ageWords writes an age in its largest unit.
func ageWords(d time.Duration) string {
	switch {
	case d < time.Hour:
		return part.Plural(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return part.Plural(int(d/time.Hour), "hour")
	}
	return part.Plural(int(d/(24*time.Hour)), "day")
}

// grouped writes a hash in groups of four, so that it can be read aloud or copied from paper.
func grouped(hash string) string {
	var b strings.Builder
	for i, r := range hash {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

type mailsForm struct {
	First  string `form:"first" binding:"max=254"`
	Second string `form:"second" binding:"max=254"`
	Code   string `form:"code" binding:"required"`
}

// saveMails says where checkpoints are mailed each day.
func (s *Server) saveMails(c *gin.Context) error {
	var form mailsForm
	errs := s.bind(c, &form)
	var err error
	if errs == nil {
		err = s.rooms.Custody.SetMails(c.Request.Context(), s.actor(c), form.First, form.Second, form.Code)
		errs = formFault(err)
	}
	if errs != nil {
		return s.renderProof(c, failureStatus(err), auditpage.CopiesView{First: form.First, Second: form.Second, Errors: errs})
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "The addresses are saved. Each gets one mail a day, the first within the hour.")
	return s.redirect(c, "/audit/proof")
}
