package web

import (
	"context"

	"github.com/gin-gonic/gin"

	"standin/store"
	"standin/store/account"
	"standin/web/page/part"
)

// visitor is who makes the request and what the frame of the answer shows of them; identify makes one for each request.
type visitor struct {
	actor   account.Actor
	person  account.Person // whose pages these are: the subject while acting
	self    account.Person // who is signed in
	prefix  string         // "/as/<session>" while acting
	acting  *part.Acting
	running []part.Running
	helper  *part.Helper
	prompts []part.Prompt
	flash   []part.Flash
	cart    int
	enrols  bool            // must set up a second factor before anything else
	stepUp  *account.StepUp // a fresh second factor that this request brought
	renewed bool            // the sign-in's token was renewed
	failure error           // why the request cannot go on; told by admit, in the shop's dress
}

// known tells whether the answer is made for somebody: it then stays out of every cache.
func (v *visitor) known() bool {
	return v.actor.SignedIn() || v.actor.Cart != 0 || v.prefix != ""
}

const visitorKey = "visitor"

func visitorOf(c *gin.Context) *visitor {
	if v, ok := c.Value(visitorKey).(*visitor); ok {
		return v
	}
	return &visitor{actor: account.Guest(0)}
}

// actor is who makes the request.
func (s *Server) actor(c *gin.Context) account.Actor { return visitorOf(c).actor }

// person is whose pages these are: the subject while acting.
func (s *Server) person(c *gin.Context) account.Person { return visitorOf(c).person }

// identify reads, in one statement, who is there: sign-in and person, and under the acting prefix the session, its rule and how
// both stand. What fails is kept for admit, so that it is told as a page.
func (s *Server) identify(c *gin.Context) {
	v := &visitor{actor: account.Guest(0)}
	c.Set(visitorKey, v)
	ctx, stepUp := account.WithStepUp(c.Request.Context())
	v.stepUp, c.Request = stepUp, c.Request.WithContext(ctx)
	v.failure = s.recognise(c, v)
	v.actor.Request = requestOf(c)
	v.actor.Request.Sent = s.sent(c)
	c.Next()
}

func requestOf(c *gin.Context) store.Request {
	return store.Request{ID: requestID(c.Request.Context()), Method: c.Request.Method, Path: tellable(c.Request.URL.Path), Route: c.FullPath(),
		IP: c.ClientIP(), Agent: c.Request.UserAgent()}
}

// signInID is the sign-in that the cookie stands for; 0 for none.
func (s *Server) signInID(ctx context.Context) int64 { return s.cookies.GetInt64(ctx, keySignIn) }
