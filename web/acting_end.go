package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/catalog/bulkimport"
	"standin/impersonation"
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

type endForm struct {
	Job string `form:"job" binding:"omitempty,oneof=stop finish"`
}

// endAndShow ends a session. Where an upload still runs that the rule lets finish, it first asks which.
func (s *Server) endAndShow(c *gin.Context, publicID string) error {
	var form endForm
	if errs := s.bind(c, &form); errs != nil {
		return fault.New(fault.Invalid, "Choose whether the upload stops or finishes.")
	}
	if form.Job == "" {
		if asks, err := s.asksAboutJob(c, publicID); err != nil || asks {
			return err
		}
	}
	end := s.rooms.Sessions.End
	if form.Job == "stop" {
		end = s.rooms.Sessions.EndWithJobs
	}
	ended, err := end(c.Request.Context(), s.actor(c), publicID)
	if err != nil {
		return err
	}
	return outside(c, donePath(ended))
}

// outside leads to a page outside every prefix.
func outside(c *gin.Context, path string) error {
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, path)
	return nil
}

// asksAboutJob leads to the question what is to become of a running upload, where there is one and a choice. It tells whether it did.
func (s *Server) asksAboutJob(c *gin.Context, publicID string) (bool, error) {
	is, err := s.rooms.Sessions.ByPublicID(c.Request.Context(), publicID)
	if err != nil || is.ActorID != s.actor(c).ID || !is.Open() || is.JobEnd != "finish" {
		return false, ignoreUnknown(err)
	}
	runs, err := s.rooms.Imports.OfSession(c.Request.Context(), is.ID)
	if err != nil {
		return false, err
	}
	for _, r := range runs {
		if r.GoesOn() {
			return true, outside(c, "/sessions/"+is.PublicID+"/ending")
		}
	}
	return false, nil
}

// ignoreUnknown leaves an unknown session to the verb, which answers it like everybody else's.
func ignoreUnknown(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// ownSession reads a session of the actor's own; anybody else's is unknown.
func (s *Server) ownSession(c *gin.Context) (impersonation.Session, error) {
	return s.ownSessionOf(c, c.Param("session"))
}

func (s *Server) ownSessionOf(c *gin.Context, publicID string) (impersonation.Session, error) {
	is, err := s.rooms.Sessions.ByPublicID(c.Request.Context(), publicID)
	if err == nil && is.ActorID != s.actor(c).ID {
		err = fault.New(fault.NotFound, "There is nothing at this address.")
	}
	return is, err
}

// showEnding asks what is to become of an upload that still runs.
func (s *Server) showEnding(c *gin.Context) error {
	is, err := s.ownSession(c)
	if err != nil {
		return err
	}
	if !is.Open() {
		return s.redirect(c, donePath(is))
	}
	runs, err := s.rooms.Imports.OfSession(c.Request.Context(), is.ID)
	if err != nil {
		return err
	}
	view := actingpage.EndingView{ID: is.PublicID, Name: is.SubjectName, Desk: deskOf(s.actor(c).Can), BackURL: is.Prefix() + landing(is.Capacity()),
		MayFinish: is.JobEnd == "finish"}
	for _, r := range runs {
		if r.GoesOn() {
			view.Jobs = append(view.Jobs, actingpage.Job{Name: r.Name, Done: r.RowsDone, Rows: r.Rows})
		}
	}
	return s.render(c, http.StatusOK, actingpage.Ending(view))
}

// jobLines say what became of the uploads of a session that has ended.
func jobLines(runs []bulkimport.SessionRun) (lines []actingpage.Line) {
	for _, r := range runs {
		switch {
		case r.GoesOn():
			lines = append(lines, actingpage.Line{Icon: "upload", Whole: "Your upload " + r.Name + " goes on without you: " + rowsOf(r) + " so far."})
		case r.State == bulkimport.Committing:
			lines = append(lines, actingpage.Line{Icon: "ban", Whole: "Your upload " + r.Name + " stops after the batch it is at: " + rowsOf(r) + " so far."})
		case r.State == bulkimport.Stopped:
			lines = append(lines, actingpage.Line{Icon: "ban", Whole: "Your upload " + r.Name + " was stopped: " + rowsOf(r) + " are written."})
		}
	}
	return lines
}

func rowsOf(r bulkimport.SessionRun) string {
	return part.Count(r.RowsDone) + " of " + part.Plural(r.Rows, "row")
}
