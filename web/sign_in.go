package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/part"
	signinpage "standin/web/page/signin"
)

type signInForm struct {
	Email    string `form:"email" binding:"required,max=254"`
	Password string `form:"password" binding:"required,max=1024"`
	Next     string `form:"next" binding:"max=2000"`
}

func (s *Server) showSignIn(c *gin.Context) error {
	next := local(c.Query("next"), "")
	if s.actor(c).SignedIn() {
		return s.redirect(c, homeOf(visitorOf(c).self, next))
	}
	return s.render(c, http.StatusOK, signinpage.SignIn(signinpage.SignInView{Next: next}))
}

// signIn takes address and password. Who has a second factor is asked for its code next; the token changes at each step.
func (s *Server) signIn(c *gin.Context) error {
	var f signInForm
	errs := s.bind(c, &f)
	view := signinpage.SignInView{Email: f.Email, Next: local(f.Next, ""), Errors: errs}
	if errs != nil {
		return s.render(c, http.StatusUnprocessableEntity, signinpage.SignIn(view))
	}
	p, err := s.rooms.Accounts.CheckPassword(c.Request.Context(), requestOf(c), f.Email, f.Password)
	if err == nil && p.HasFactor() {
		return s.askSignInCode(c, p, view.Next)
	}
	if err == nil {
		err = s.beginSignIn(c, p.ID, "", view.Next)
	}
	if view.Errors = formFault(err); view.Errors == nil {
		return err
	}
	return s.render(c, failureStatus(err), signinpage.SignIn(view))
}

// homeOf is where somebody goes after signing in: where they wanted to, else to the desk they work at.
func homeOf(p account.Person, next string) string {
	switch {
	case p.MustChangePassword:
		return "/account/password"
	case next != "":
		return next
	case p.Staff == account.SupportAgent:
		return "/support"
	case p.Staff == account.SalesRep:
		return "/vendor"
	case p.Staff == account.Auditor:
		return "/audit"
	case p.Staff == account.Administrator:
		return "/admin"
	case len(p.Vendors) > 0:
		return "/vendor"
	}
	return "/account"
}

// formFault gives the sentences of a fault that the form itself can show: of its fields, or of the whole. Nil for an error that
// is no answer to what was typed.
func formFault(err error) part.Errors {
	if errs := fieldErrors(err); errs != nil {
		return errs
	}
	f := fault.As(err)
	if f == nil {
		return nil
	}
	switch f.Kind {
	case fault.Throttled, fault.Forbidden, fault.Conflict:
		return part.Errors{"": f.Message}
	default:
		return nil
	}
}
