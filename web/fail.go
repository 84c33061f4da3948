package web

import (
	"net/http"
	"net/url"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"standin/store"
	"standin/store/fault"
)

// statuses is the one table from kinds of failure to answers.
var statuses = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Throttled:       http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// fail turns an error into an answer: the sentence of a fault, or for anything else an id and nothing more.
func (s *Server) fail(c *gin.Context, err error) {
	if c.Request.Context().Err() != nil {
		s.log.Debug("the reader has gone", "request", requestID(c.Request.Context()), "route", c.FullPath())
		c.Abort()
		return
	}
	f := fault.As(err)
	if f == nil {
		f = fault.New(fault.Internal, "Something went wrong on our side. Nothing you did is lost; try again.").Because(err)
	}
	status := statuses[f.Kind]
	s.logFailure(c, status, err)
	if c.Writer.Written() || s.failedOver(c, f) {
		return
	}
	if f.Kind == fault.Unauthenticated && !wantsJSON(c) {
		s.askSignIn(c)
		return
	}
	if f.Kind == fault.Unavailable || f.Kind == fault.Throttled {
		c.Header("Retry-After", "5")
	}
	s.recordRefusal(c, status, f)
	s.recordMiss(c, status, f)
	s.showFailure(c, status, f)
}

// askSignIn leads to the sign-in page and, for a page, back again.
func (s *Server) askSignIn(c *gin.Context) {
	target := "/sign-in"
	if safe(c.Request.Method) && c.Request.URL.Path != "/" {
		target += "?next=" + url.QueryEscape(c.Request.URL.RequestURI())
	}
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, target)
}

func (s *Server) logFailure(c *gin.Context, status int, err error) {
	level := s.log.Info
	if status >= http.StatusInternalServerError {
		level = s.log.Error
	}
	level("refused", "request", requestID(c.Request.Context()), "status", status, "method", c.Request.Method, "route", c.FullPath(), "error", err)
}

// recordRefusal writes a refusal at the door into the record; those of verbs stand there already. Only people are recorded:
// a stranger's refused request must not write to the database.
func (s *Server) recordRefusal(c *gin.Context, status int, f *fault.Fault) {
	v := visitorOf(c)
	if !v.actor.SignedIn() || v.failure != nil || f.Kind != fault.Forbidden && f.Kind != fault.Conflict {
		return
	}
	err := s.rooms.DB.Record(c.Request.Context(), v.actor, store.Event{Action: "route.refused", Outcome: store.Refused,
		Detail: map[string]any{"cause": f.Code, "message": f.Message, "status": status, "route": c.FullPath()}})
	if err != nil {
		s.log.Error("record a refusal", "request", requestID(c.Request.Context()), "error", err)
	}
}

func (s *Server) recoverPanic(c *gin.Context) {
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("panic", "request", requestID(c.Request.Context()), "panic", p, "stack", string(debug.Stack()))
			s.failPlainly(c)
			c.Abort()
		}
	}()
	c.Next()
}

// failPlainly shows the page of a mistake of ours, or a bare sentence where that very mistake keeps the page from being made.
func (s *Server) failPlainly(c *gin.Context) {
	f := fault.New(fault.Internal, "Something went wrong on our side. Nothing you did is lost; try again.")
	defer func() {
		if p := recover(); p != nil {
			s.log.Error("panic on the error page", "request", requestID(c.Request.Context()), "panic", p)
			c.String(http.StatusInternalServerError, "%s (%s)\n", f.Message, requestID(c.Request.Context()))
		}
	}()
	s.fail(c, f)
}

func (s *Server) notFound(c *gin.Context) {
	if err := visitorOf(c).failure; err != nil {
		s.fail(c, err)
		return
	}
	s.fail(c, fault.New(fault.NotFound, "There is nothing at this address."))
}

func (s *Server) methodNotAllowed(c *gin.Context) {
	if err := visitorOf(c).failure; err != nil {
		s.fail(c, err)
		return
	}
	s.showFailure(c, http.StatusMethodNotAllowed, fault.New(fault.NotFound, "This address does not take that kind of request."))
}

func wantsJSON(c *gin.Context) bool {
	return c.NegotiateFormat(gin.MIMEHTML, gin.MIMEJSON) == gin.MIMEJSON
}
