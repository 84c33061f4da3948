package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/account"
)

// signOut ends the sign-in of whoever is really there, under the acting prefix too: with it end all sessions that hang on it. The
// browser is told to forget what it kept of them.
func (s *Server) signOut(c *gin.Context) error {
	v := visitorOf(c)
	if v.self.ID != 0 && v.actor.SignIn != 0 {
		self := account.Self(v.self, v.actor.SignIn)
		self.Request = requestOf(c)
		if err := s.rooms.SignIns.End(c.Request.Context(), self, v.actor.SignIn); err != nil {
			return err
		}
	}
	return s.leave(c)
}

// signOutEverywhere ends all sign-ins of the person, and with them whatever somebody does for them.
func (s *Server) signOutEverywhere(c *gin.Context) error {
	if err := s.rooms.SignIns.SignOutEverywhere(c.Request.Context(), s.actor(c), int64(s.person(c).ID)); err != nil {
		return err
	}
	return s.leave(c)
}

// leave drops the cookie's session, and leads home.
func (s *Server) leave(c *gin.Context) error {
	if err := s.cookies.Destroy(c.Request.Context()); err != nil {
		return err
	}
	c.Header("Clear-Site-Data", `"cache", "storage"`)
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, "/")
	return nil
}
