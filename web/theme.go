package web

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

type themeForm struct {
	Theme string `form:"theme" binding:"max=10"`
	Next  string `form:"next" binding:"max=500"`
}

// setTheme keeps light or dark in a cookie for a year. Inside the acting prefix no cookie is set: one's own choice stays.
func (s *Server) setTheme(c *gin.Context) error {
	var form themeForm
	s.bind(c, &form)
	if !s.actor(c).Acting() {
		http.SetCookie(c.Writer, s.cookie(themeCookie, theme(form.Theme), 365*24*time.Hour))
	}
	return s.redirect(c, local(form.Next, "/"))
}
