package web

import (
	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
)

// inside says what a route is under the acting prefix.
type inside int

// Closed is the zero value: a route that says nothing is refused while acting.
const (
	closed inside = iota // 403 with the reason: passwords, consent, devices
	open                 // works when rule, subject and mode allow the permission
	absent               // does not exist there: staff desks, starting
)

// route is one line of the list in routes.go.
type route struct {
	Method, Path string
	Need         account.Permission // never empty; account.Browse for public pages
	Inside       inside
	Handler      func(c *gin.Context) error
	Passive      bool // a poll: checked, but no sign of life and not recorded
	Upload       bool // takes a file: the body may be as large as Config.UploadLimit
	SignedIn     bool // asks for a sign-in even where Need is account.Browse
	Harmless     bool // a post that writes nothing of the subject: allowed in read-only mode
}

// page makes a gin handler of a route: permission first, then the handler, and one place for what goes wrong.
func (s *Server) page(r route) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Set(routeKey, r)
		err := s.admit(c, r)
		if err == nil && !c.Writer.Written() {
			err = r.Handler(c)
		}
		if err == nil {
			err = s.renewAfterStepUp(c)
		}
		if err != nil {
			s.fail(c, err)
		}
	}
}

const routeKey = "route"

// routeOf is the route that answers c; the zero route for a page that does not exist.
func routeOf(c *gin.Context) route {
	r, _ := c.Value(routeKey).(route)
	return r
}

func (s *Server) admit(c *gin.Context, r route) error {
	v := visitorOf(c)
	if v.failure != nil {
		return v.failure
	}
	if v.actor.Acting() {
		switch {
		case r.Inside == absent:
			return fault.New(fault.NotFound, "This page does not exist while acting for somebody.")
		case r.Inside == closed:
			return closedWhileActing(r.Need)
		}
	}
	if r.SignedIn && !v.actor.SignedIn() {
		return fault.New(fault.Unauthenticated, "Sign in to see this page.")
	}
	if err := s.factorFirst(c, r); err != nil || c.Writer.Written() {
		return err
	}
	if err := s.factorGiven(c, r); err != nil {
		return err
	}
	return v.actor.May(r.Need)
}

func closedWhileActing(p account.Permission) error {
	return fault.New(fault.Forbidden, "Nobody may "+p.Sentence()+" for somebody else.").WithCode("not_while_acting")
}
