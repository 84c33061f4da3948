package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/acting"
)

// recogniseOver answers the actor of a session that is over: never as themselves, never as the subject, but with a page that says so.
// Pressing "End session" once more leads to what was done.
func (s *Server) recogniseOver(c *gin.Context, v *visitor, st impersonation.Standing) error {
	c.Request = asYourself(c.Request)
	v.person, v.actor = st.Person, st.Actor
	c.Header("Cache-Control", "no-store")
	c.Abort()
	if c.Request.Method == http.MethodPost && c.Request.URL.Path == "/end" {
		c.Redirect(http.StatusSeeOther, donePath(*st.Session))
		return nil
	}
	s.showGone(c, *st.Session, st.Cause)
	return nil
}

func donePath(is impersonation.Session) string { return "/sessions/" + is.PublicID + "/ended" }

// showGone writes the page of a session that is over; scripts get its code.
func (s *Server) showGone(c *gin.Context, is impersonation.Session, cause impersonation.Cause) {
	status := http.StatusGone
	if !safe(c.Request.Method) {
		status = http.StatusConflict
	}
	if wantsJSON(c) {
		c.JSON(status, gin.H{"error": sessionEnded, "cause": string(cause), "message": cause.Sentence()})
		return
	}
	view := actingpage.GoneView{ID: is.PublicID, Name: is.SubjectName, Why: cause.Sentence(), Posted: !safe(c.Request.Method)}
	if is.EndedAt != nil {
		view.At = *is.EndedAt
	}
	if r, found := s.routeAt(c); found && r.Method == http.MethodGet && r.Inside != absent {
		view.BackURL = c.Request.URL.RequestURI()
	}
	if err := s.render(c, status, actingpage.Gone(view)); err != nil {
		s.log.Error("show that a session has ended", "request", requestID(c.Request.Context()), "error", err)
	}
}

// failedOver answers a failure whose reason is that the session ended while the request was under way: the page that was made is
// thrown away, and the one that says so goes out instead. It tells whether it did.
func (s *Server) failedOver(c *gin.Context, f *fault.Fault) bool {
	v := visitorOf(c)
	if f.Code != sessionEnded || !v.actor.Acting() {
		return false
	}
	st, err := s.rooms.Sessions.Current(c.Request.Context(), v.actor.SignIn, actingID(c.Request.Context()), s.footprint(c))
	if fault.Is(err, fault.NotFound) { // the sign-in is over, too: this is nobody any more
		*v = visitor{actor: account.Guest(0)}
		c.Request = asYourself(c.Request)
		s.fail(c, fault.New(fault.Unauthenticated, "Your sign-in has ended. Sign in again."))
		return true
	}
	if err != nil || st.Outcome != impersonation.Over {
		return false
	}
	*v = visitor{actor: st.Actor, person: st.Person, self: st.Person}
	if err := s.recogniseOver(c, v, st); err != nil {
		return false
	}
	return true
}

// recordMiss notes a page that was asked for while acting and does not exist for the subject.
func (s *Server) recordMiss(c *gin.Context, status int, f *fault.Fault) {
	if f.Kind != fault.NotFound || !s.actor(c).Acting() || visitorOf(c).failure != nil {
		return
	}
	if err := s.recordView(c, status); err != nil {
		s.log.Warn("record a page that is not there", "request", requestID(c.Request.Context()), "error", err)
	}
}
