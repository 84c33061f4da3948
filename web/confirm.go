package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/web/page/errorpage"
)

// confirm asks a guest whose browser does not say where a form came from to send it once more, from a page that holds a token.
// What was typed stands in that page.
func (s *Server) confirm(c *gin.Context) {
	c.Abort()
	view := errorpage.ConfirmView{Action: c.Request.URL.RequestURI(), Token: s.tokens.make(0, 0)}
	for name, values := range c.Request.PostForm {
		for _, v := range values {
			if name != "csrf" {
				view.Fields = append(view.Fields, errorpage.ConfirmField{Name: name, Value: v})
			}
		}
	}
	if err := s.render(c, http.StatusForbidden, errorpage.Confirm(view)); err != nil {
		s.fail(c, err)
	}
}
