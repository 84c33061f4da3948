package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/web/page/part"
)

// showLive is what an open page asks every few seconds: how its session stands, and who helps the person who reads it. It is a
// poll: checked like every request, never a sign of life.
func (s *Server) showLive(c *gin.Context) error {
	return s.render(c, http.StatusOK, part.Live())
}
