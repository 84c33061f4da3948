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
	if err := s.cookies.Destroy(c.Request.Context()); err != nil {
		return err
	}
	c.Header("Clear-Site-Data", `"cache", "storage"`)
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, "/")
	return nil
}
