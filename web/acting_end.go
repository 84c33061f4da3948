package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/acting"
	"standin/web/page/part"
)

// endActing ends the session of the prefix in one click and leads to what was done.
func (s *Server) endActing(c *gin.Context) error {
	id := actingID(c.Request.Context())
	if id == "" {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	return s.endAndShow(c, id)
}

// endSession ends one of the actor's own sessions from outside the prefix.
func (s *Server) endSession(c *gin.Context) error { return s.endAndShow(c, c.Param("session")) }

func (s *Server) endAndShow(c *gin.Context, publicID string) error {
	ended, err := s.rooms.Sessions.End(c.Request.Context(), s.actor(c), publicID)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, donePath(ended))
	return nil
}

// ownSession reads a session of the actor's own; anybody else's is unknown.
func (s *Server) ownSession(c *gin.Context) (impersonation.Session, error) {
	is, err := s.rooms.Sessions.ByPublicID(c.Request.Context(), c.Param("session"))
	if err == nil && is.ActorID != s.actor(c).ID {
		err = fault.New(fault.NotFound, "There is nothing at this address.")
	}
	return is, err
}

// showEnded says in plain sentences what was done in a session, with a note to keep.
func (s *Server) showEnded(c *gin.Context) error {
	is, err := s.ownSession(c)
	if err != nil {
		return err
	}
	if is.Open() {
		return s.redirect(c, is.Prefix()+landing(is.Capacity()))
	}
	return s.renderEnded(c, http.StatusOK, is, "", nil)
}

func (s *Server) renderEnded(c *gin.Context, status int, is impersonation.Session, note string, errs part.Errors) error {
	lines, changes, err := s.rooms.Sessions.Account(c.Request.Context(), is)
	if err != nil {
		return err
	}
	subject, err := s.rooms.Accounts.ByID(c.Request.Context(), account.ID(is.SubjectID))
	if err != nil {
		return err
	}
	view := actingpage.EndedView{ID: is.PublicID, Subject: whoIs(subject), Actor: whoIs(s.person(c)), Desk: deskOf(s.actor(c).Can),
		How: howEnded(is), Ticket: is.Ticket, Note: note, BackURL: local(is.ReturnPath, "/"), Told: told(is), Errors: errs,
		AgainURL: startPath(is)}
	for _, l := range lines {
		view.Lines = append(view.Lines, actingpage.Line(l))
	}
	view.Changes = changesView(is, changes, "You", "/sessions/"+is.PublicID+"/take-back", "/sessions/"+is.PublicID+"/ended")
	if note == "" && errs == nil {
		view.Note = draft(lines, changes)
	}
	return s.render(c, status, actingpage.Ended(view))
}

// startPath leads to the start page for the same person, with the ticket carried over.
func startPath(is impersonation.Session) string {
	path := "/act/" + is.SubjectPub + "?capacity=" + is.Capacity().String()
	if is.Ticket != "" {
		path += "&ticket=" + queryText(is.Ticket)
	}
	return path
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
		return s.renderEnded(c, http.StatusUnprocessableEntity, is, form.Note, errs)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "The note is kept with "+is.SubjectName+".")
	if !s.actor(c).Can(account.SupportDesk) {
		return s.redirect(c, local(is.ReturnPath, "/"))
	}
	if form.Carry != "" && is.Ticket != "" {
		return s.redirect(c, "/support?ticket="+queryText(is.Ticket))
	}
	return s.redirect(c, "/support")
}
