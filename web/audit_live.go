package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/audit"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// showRunning is the board of what runs now; the page asks for it every few seconds.
func (s *Server) showRunning(c *gin.Context) error {
	v, err := s.liveView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, auditpage.Live(v))
}

// killForm says why somebody else's session is ended.
type killForm struct {
	Reason string `form:"reason" binding:"required,max=500"`
}

// showKill asks why, before somebody else's session is ended.
func (s *Server) showKill(c *gin.Context) error { return s.renderKill(c, http.StatusOK, "", nil) }

func (s *Server) renderKill(c *gin.Context, status int, reason string, errs part.Errors) error {
	is, err := s.rooms.Sessions.ByPublicID(c.Request.Context(), c.Param("id"))
	if err != nil {
		return err
	}
	if !is.Open() {
		s.flash(c, "note", "This session has ended already.")
		return s.redirect(c, "/audit/sessions/"+is.PublicID)
	}
	return s.render(c, status, auditpage.Kill(auditpage.KillView{ID: is.PublicID, Title: is.ActorName + " for " + is.SubjectName,
		First: first(is.ActorName), Why: is.Reason, Reason: reason, Errors: errs}))
}

// killSession ends anybody's session at once.
func (s *Server) killSession(c *gin.Context) error {
	var form killForm
	errs := s.bind(c, &form)
	var ended impersonation.Session
	var err error
	if errs == nil {
		ended, err = s.rooms.Sessions.Kill(c.Request.Context(), s.actor(c), c.Param("id"), form.Reason)
		errs = fieldErrors(err)
	}
	if errs != nil {
		return s.renderKill(c, http.StatusUnprocessableEntity, form.Reason, errs)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "The session of "+ended.ActorName+" for "+ended.SubjectName+" has ended.")
	return s.redirect(c, "/audit/sessions/"+ended.PublicID)
}

func (s *Server) liveView(c *gin.Context) (v auditpage.LiveView, err error) {
	list, err := s.rooms.Record.Running(c.Request.Context())
	if err != nil {
		return v, err
	}
	v.MayKill = s.actor(c).Can(account.PolicyEdit)
	for _, r := range list {
		v.Rows = append(v.Rows, auditpage.LiveRow{ID: r.PublicID, Actor: whoNamed(r.ActorID, r.Actor), Title: r.Actor + " for " + r.Subject,
			Detail: liveDetail(r, time.Now())})
	}
	return v, nil
}

// whoNamed is how a page shows a person of whom only name and id are known.
func whoNamed(id int64, name string) part.Who {
	return part.Who{Name: name, Initials: part.Initials(name), Tint: part.TintOf(id)}
}

// liveDetail says as what, how, for which call, and where somebody is now.
func liveDetail(r audit.Live, now time.Time) string {
	role := impersonation.Session{CapacityKind: account.CapacityKind(r.Capacity), SubjectRole: r.Role}.Role()
	if r.Place != "" {
		role += ", " + r.Place
	}
	words := []string{capitalized(role), modeWords(r.Mode)}
	if r.Ticket != "" {
		words = append(words, "ticket "+r.Ticket)
	}
	if page := r.LastPage(); page != "" {
		words = append(words, "on “"+page+"” since "+part.Took(max(now.Sub(r.LastAt), 0)))
	}
	return strings.Join(append(words, part.Left(r.ExpiresAt.Sub(now))+" left"), " · ")
}

func modeWords(mode string) string {
	switch mode {
	case string(impersonation.ReadOnly):
		return "read-only"
	case "raised":
		return "read-only, changes allowed later with a code"
	}
	return "changes allowed"
}

func capitalized(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
