package web

import (
	"github.com/gin-gonic/gin"

	"standin/web/page/part"
)

// departments are the aisles of the masthead: the top categories, from the catalog's cache.
func (s *Server) departments(_ *gin.Context) []part.Desk { return nil }
