package web

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/web/page/part"
)

type actingKey struct{}

// actingID is the public id of the impersonation session in the path of the request; "" outside the prefix.
func actingID(ctx context.Context) string {
	id, _ := ctx.Value(actingKey{}).(string)
	return id
}

func (s *Server) actingPrefix(next http.Handler) http.Handler { return next }

// recordView checks, after the page is made and before its first byte, that the session still stands, and records the view.
func (s *Server) recordView(_ *gin.Context, _ int) error { return nil }

func (s *Server) flashActing(_ *gin.Context, _ int64, _ part.Flash) {}
