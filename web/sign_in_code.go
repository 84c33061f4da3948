package web

import (
	"crypto/rand"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
	signinpage "standin/web/page/signin"
)

// What is kept in the web session between the password and the code.
const (
	keyPending      = "pending"       // int64: whose password was right
	keyPendingNext  = "pending_next"  // where to go afterwards
	keyPendingUntil = "pending_until" // int64: seconds since 1970, by the database's clock
	keyPendingTie   = "pending_tie"   // a secret that ties a passkey's answer to this browser
)

// pendingLife is how long after the password the code may follow.
const pendingLife = 10 * time.Minute

// askSignInCode remembers whose password was right, under a new token, and asks for the second factor.
func (s *Server) askSignInCode(c *gin.Context, p account.Person, next string) error {
	ctx := c.Request.Context()
	now, err := account.Now(ctx, s.rooms.DB)
	if err != nil {
		return err
	}
	if err := s.cookies.RenewToken(ctx); err != nil {
		return err
	}
	s.cookies.Put(ctx, keyPending, int64(p.ID))
	s.cookies.Put(ctx, keyPendingNext, next)
	s.cookies.Put(ctx, keyPendingUntil, now.Add(pendingLife).Unix())
	s.cookies.Put(ctx, keyPendingTie, rand.Text())
	return s.redirect(c, "/sign-in/code")
}

func (s *Server) showCode(c *gin.Context) error {
	person, now, err := s.pending(c)
	if err != nil {
		return s.redirect(c, "/sign-in")
	}
	view, err := s.codeView(c, person, now)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, signinpage.Code(view))
}

// codeView is what the person is asked for.
func (s *Server) codeView(c *gin.Context, person account.ID, now time.Time) (v signinpage.CodeView, err error) {
	p, err := s.rooms.Accounts.ByID(c.Request.Context(), person)
	return signinpage.CodeView{Passkey: p.Passkeys > 0, App: p.HasTOTP, Seconds: account.NextCode(now)}, err
}

type codeForm struct {
	Code string `form:"code" binding:"required,max=40"`
}

// giveCode takes the second factor, or a recovery code, and signs in.
func (s *Server) giveCode(c *gin.Context) error {
	person, now, err := s.pending(c)
	if err != nil {
		return err
	}
	view, err := s.codeView(c, person, now)
	if err != nil {
		return err
	}
	var f codeForm
	if view.Errors = s.bind(c, &f); view.Errors != nil {
		return s.render(c, http.StatusUnprocessableEntity, signinpage.Code(view))
	}
	view.Answered = account.IsAnswer(f.Code)
	err = s.beginSignIn(c, person, f.Code, s.cookies.GetString(c.Request.Context(), keyPendingNext))
	if view.Errors = formFault(err); view.Errors == nil {
		return err
	}
	return s.render(c, failureStatus(err), signinpage.Code(view))
}

// pending is whose password was right in this browser a moment ago; fault.Unauthenticated when nobody's was.
func (s *Server) pending(c *gin.Context) (person account.ID, now time.Time, err error) {
	ctx := c.Request.Context()
	id := s.cookies.GetInt64(ctx, keyPending)
	if id == 0 {
		return 0, now, fault.New(fault.Unauthenticated, "Sign in with your password first.")
	}
	if now, err = account.Now(ctx, s.rooms.DB); err != nil {
		return 0, now, err
	}
	if now.Unix() >= s.cookies.GetInt64(ctx, keyPendingUntil) {
		return 0, now, fault.New(fault.Unauthenticated, "That took too long. Sign in with your password again.")
	}
	return account.ID(id), now, nil
}
