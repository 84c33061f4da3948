package web

import (
	"github.com/gin-gonic/gin"

	"standin/store/fault"
)

// stayActing is "Continue" of the bar: a sign of life of somebody who reads. Idle time begins anew; the absolute end does not move.
// The script of the open page sends it and stays where it is; without one the page is opened again, which is a sign of life, too.
func (s *Server) stayActing(c *gin.Context) error {
	if !s.actor(c).Acting() {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	cause, err := s.rooms.Sessions.Stay(c.Request.Context(), s.actor(c))
	if err == nil && cause != "" {
		err = fault.New(fault.Conflict, "This session has ended. "+cause.Sentence()).WithCode(sessionEnded)
	}
	if err != nil {
		return err
	}
	return s.redirect(c, local(c.PostForm("next"), "/"))
}
