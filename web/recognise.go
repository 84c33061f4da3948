package web

import "github.com/gin-gonic/gin"

// recognise finds out who makes the request and fills v.
func (s *Server) recognise(_ *gin.Context, _ *visitor) error {
	return nil
}
