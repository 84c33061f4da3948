package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// showHealth says that the process answers.
func (s *Server) showHealth(c *gin.Context) error {
	c.String(http.StatusOK, "ok\n")
	return nil
}

// showReady says whether the shop can serve: its database answers.
func (s *Server) showReady(c *gin.Context) error {
	if err := s.rooms.DB.Ping(c.Request.Context()); err != nil {
		c.Header("Retry-After", "5")
		c.String(http.StatusServiceUnavailable, "the database does not answer\n")
		return nil
	}
	c.String(http.StatusOK, "ready\n")
	return nil
}
