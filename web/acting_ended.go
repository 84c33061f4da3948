package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/web/page/acting"
	"standin/web/page/part"
)

// showEnded says in plain sentences what was done in a session, with a note to keep.
func (s *Server) showEnded(c *gin.Context) error {
	is, err := s.ownSession(c)
	if err != nil {
		return err
	}
	if is.Open() {
		return s.redirect(c, is.Prefix()+landing(is.Capacity()))
	}
	return s.renderEnded(c, http.StatusOK, is, noteForm{}, nil)
}

func (s *Server) renderEnded(c *gin.Context, status int, is impersonation.Session, form noteForm, errs part.Errors) error {
	lines, changes, err := s.rooms.Sessions.Account(c.Request.Context(), is)
	if err != nil {
		return err
	}
	runs, err := s.rooms.Imports.OfSession(c.Request.Context(), is.ID)
	if err != nil {
		return err
	}
	subject, err := s.rooms.Accounts.ByID(c.Request.Context(), account.ID(is.SubjectID))
	if err != nil {
		return err
	}
	view := actingpage.EndedView{ID: is.PublicID, Subject: whoIs(subject), Actor: whoIs(s.person(c)), Desk: deskOf(s.actor(c).Can),
		How: howEnded(is), Ticket: is.Ticket, Note: form.Note, Carry: form.Carry != "", BackURL: local(is.ReturnPath, "/"), Told: told(is), Errors: errs,
		AgainURL: startPath(is)}
	for _, l := range lines {
		view.Lines = append(view.Lines, actingpage.Line{Icon: l.Icon, Text: l.Text, Refused: l.Refused})
	}
	view.Lines = append(view.Lines, jobLines(runs)...)
	if s.actor(c).Can(account.AuditRead) {
		view.RecordURL = "/audit/sessions/" + is.PublicID
	}
	view.Changes = changesView(is, changes, "You", "/sessions/"+is.PublicID+"/take-back", "/sessions/"+is.PublicID+"/ended")
	if form.Note == "" && errs == nil {
		view.Note = draft(lines, changes)
	}
	return s.render(c, status, actingpage.Ended(view))
}

// startPath leads to the start page for the same person, with ticket and note carried over.
func startPath(is impersonation.Session) string {
	as := is.Capacity()
	return doorway{After: is.PublicID}.path(is.SubjectPub, &as)
}

// howEnded is "Ended by you at 14:31, after 9 minutes", or the cause in its own sentence.
func howEnded(is impersonation.Session) string {
	switch {
	case is.EndedAt == nil:
		return ""
	case is.EndCause == impersonation.EndedByUser:
		return fmt.Sprintf("Ended by you at %s, after %s", part.Clock(*is.EndedAt), part.Took(is.Took(*is.EndedAt)))
	}
	return fmt.Sprintf("%s It ended at %s, after %s.", is.EndCause.Sentence(), part.Clock(*is.EndedAt), part.Took(is.Took(*is.EndedAt)))
}

func told(is impersonation.Session) string {
	return fmt.Sprintf("%s was told at %s who helps and why, and sees each change in the account, under Who helped me.", is.SubjectName,
		part.Clock(is.StartedAt))
}

// draft begins a note from what was done.
func draft(lines []impersonation.Line, changes []impersonation.Reversal) string {
	var parts []string
	for _, l := range lines {
		if !l.Refused {
			parts = append(parts, sentenceCase(l.Text)+".")
		}
	}
	for _, r := range changes {
		if r.Reply != impersonation.TakenBack {
			parts = append(parts, sentenceCase(r.Text)+".")
		}
	}
	return strings.Join(parts, " ")
}

type noteForm struct {
	Note  string `form:"note" binding:"required,max=8000"`
	Carry string `form:"carry" binding:"max=10"`
}

// saveEndNote keeps the note with the customer and leads to the next call, with ticket and note carried over if wished.
func (s *Server) saveEndNote(c *gin.Context) error {
	is, err := s.ownSession(c)
	if err != nil {
		return err
	}
	var form noteForm
	errs := s.bind(c, &form)
	if errs == nil {
		err = s.rooms.Sessions.AddNote(c.Request.Context(), s.actor(c), account.ID(is.SubjectID), is.ID, is.Ticket, form.Note)
		errs = fieldErrors(err)
	}
	if errs != nil {
		return s.renderEnded(c, http.StatusUnprocessableEntity, is, form, errs)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "The note is kept with "+is.SubjectName+".")
	switch {
	case !s.actor(c).Can(account.SupportDesk):
		return s.redirect(c, local(is.ReturnPath, "/"))
	case form.Carry != "":
		return s.redirect(c, "/support?after="+is.PublicID)
	}
	return s.redirect(c, "/support")
}

// carried is what goes along from one call to the next: the ticket and the note of a session of one's own that has ended.
type carried struct {
	ID     string // of that session; empty when nothing goes along
	Ticket string
	Reason string // the note or, where none was kept, the reason of that session
}

// carriedOver reads what the address says goes along. An unknown session, or one of somebody else's, brings nothing.
func (s *Server) carriedOver(c *gin.Context) (along carried, err error) {
	after := c.Query("after")
	if after == "" {
		return along, nil
	}
	is, err := s.ownSessionOf(c, after)
	if err != nil || is.Open() {
		return along, ignoreUnknown(err)
	}
	note, err := s.rooms.Sessions.NoteOf(c.Request.Context(), is)
	if note == "" {
		note = is.Reason
	}
	if r := []rune(note); len(r) > impersonation.ReasonLimit {
		note = string(r[:impersonation.ReasonLimit])
	}
	return carried{ID: is.PublicID, Ticket: is.Ticket, Reason: note}, err
}
