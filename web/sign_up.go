package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	signinpage "standin/web/page/signin"
)

type signUpForm struct {
	Name     string `form:"name" binding:"required,max=400"`
	Email    string `form:"email" binding:"required,max=400"`
	Phone    string `form:"phone" binding:"max=400"`
	Password string `form:"password" binding:"required,max=1024"`
	Next     string `form:"next" binding:"max=2000"`
}

func (s *Server) showSignUp(c *gin.Context) error {
	next := local(c.Query("next"), "")
	if s.actor(c).SignedIn() {
		return s.redirect(c, homeOf(visitorOf(c).self, next))
	}
	return s.render(c, http.StatusOK, signinpage.SignUp(signinpage.SignUpView{Next: next}))
}

// signUp makes an account and signs its owner in.
func (s *Server) signUp(c *gin.Context) error {
	var f signUpForm
	errs := s.bind(c, &f)
	view := signinpage.SignUpView{Name: f.Name, Email: f.Email, Phone: f.Phone, Next: local(f.Next, ""), Errors: errs}
	if errs != nil {
		return s.render(c, http.StatusUnprocessableEntity, signinpage.SignUp(view))
	}
	guest := account.Guest(0)
	guest.Request = requestOf(c)
	in, err := s.rooms.Accounts.SignUpHere(c.Request.Context(), guest,
		account.NewPerson{Name: f.Name, Email: f.Email, Phone: f.Phone, Password: f.Password}, s.arrival(c))
	if err == nil {
		return s.entered(c, in, view.Next)
	}
	if view.Errors = formFault(err); view.Errors == nil {
		return err
	}
	return s.render(c, failureStatus(err), signinpage.SignUp(view))
}
