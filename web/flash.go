package web

import (
	"encoding/gob"

	"github.com/gin-gonic/gin"

	"standin/web/page/part"
)

func init() { gob.Register([]part.Flash{}) }

// flash says on the next page what was just done. Kind is "done", "note" or "no". Under the acting prefix it belongs to the
// impersonation session and dies with it; outside to the web session.
func (s *Server) flash(c *gin.Context, kind, text string) {
	f := part.Flash{Kind: kind, Text: text}
	if a := s.actor(c); a.Acting() {
		s.flashActing(c, a.Session, f)
		return
	}
	ctx := c.Request.Context()
	list, _ := s.cookies.Get(ctx, keyFlash).([]part.Flash)
	s.cookies.Put(ctx, keyFlash, append(list, f))
}

// takeFlash gives what is to be said on this page and forgets it.
func (s *Server) takeFlash(c *gin.Context) []part.Flash {
	ctx := c.Request.Context()
	if !s.cookies.Exists(ctx, keyFlash) {
		return nil
	}
	list, _ := s.cookies.Pop(ctx, keyFlash).([]part.Flash)
	return list
}
