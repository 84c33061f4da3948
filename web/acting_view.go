package web

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/cart/order"
	"standin/catalog/money"
	"standin/impersonation"
	"standin/store/fault"
	"standin/web/page/part"
)

// objectKey is where a handler names what its page shows, such as "order:17", for the record of views.
const objectKey = "object"

// about names what a page shows; nothing for an id that is none yet.
func about(c *gin.Context, kind string, id int64) {
	if id != 0 {
		c.Set(objectKey, kind+":"+strconv.FormatInt(id, 10))
	}
}

// shownKey is where a handler puts which total its page shows; shows does.
const shownKey = "shown"

// shows notes for the record of views which total a page shows, and a hash of what it is the sum of.
func shows(c *gin.Context, what string, seen order.Seen, currency money.Currency) {
	c.Set(shownKey, impersonation.ShownOf(what, seen.Total, string(currency), seen.String()))
}

// livePath is where an open page asks every few seconds whether its session goes on, or who helps right now.
const livePath = "/live"

// keptFlash is the name under which a session keeps what is to be said on its next page.
const keptFlash = "flash"

// recordView checks, after the page is made and before its first byte, that the session still stands, and records the view. An
// error means that the page must not go out.
func (s *Server) recordView(c *gin.Context, status int) error {
	a := s.actor(c)
	if !a.Acting() {
		return nil
	}
	cause, err := s.rooms.Sessions.View(c.Request.Context(), a, impersonation.Seen{Route: c.FullPath(), Object: c.GetString(objectKey),
		Status: status, Passive: routeOf(c).Passive, Shown: shownOn(c)})
	if err == nil && cause != "" {
		err = fault.New(fault.Conflict, "This session has ended. "+cause.Sentence()).WithCode(sessionEnded)
	}
	return err
}

func shownOn(c *gin.Context) *impersonation.Shown {
	shown, _ := c.Value(shownKey).(*impersonation.Shown)
	return shown
}

// sessionEnded is the code of faults about a session that is over, wherever it was noticed.
const sessionEnded = "session_ended"

// flashActing says something on the next page of an impersonation session, and nowhere else.
func (s *Server) flashActing(c *gin.Context, session int64, f part.Flash) {
	v := visitorOf(c)
	list := append(append([]part.Flash{}, v.flash...), f)
	if err := s.rooms.Sessions.Keep(c.Request.Context(), session, keptFlash, list); err != nil {
		s.log.Warn("keep a sentence for the next page", "request", requestID(c.Request.Context()), "error", err)
	}
}

// takeFlashActing gives what the session kept to be said, and forgets it when a page is going to say it.
func (s *Server) takeFlashActing(c *gin.Context, st impersonation.Standing) (list []part.Flash) {
	raw, kept := st.Kept[keptFlash]
	if !kept || c.Request.Method != http.MethodGet || c.FullPath() == livePath {
		return nil
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil
	}
	if err := s.rooms.Sessions.Forget(c.Request.Context(), st.Session.ID, keptFlash); err != nil {
		s.log.Warn("forget what was said", "request", requestID(c.Request.Context()), "error", err)
	}
	return list
}
