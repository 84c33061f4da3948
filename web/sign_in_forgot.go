package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	signinpage "standin/web/page/signin"
)

func (s *Server) showForgot(c *gin.Context) error {
	return s.render(c, http.StatusOK, signinpage.Forgot(signinpage.ForgotView{}))
}

type forgotForm struct {
	Email string `form:"email" binding:"required,max=254"`
}

// forgotPassword asks for a link by mail. The answer is the same for every address.
func (s *Server) forgotPassword(c *gin.Context) error {
	var f forgotForm
	view := signinpage.ForgotView{Errors: s.bind(c, &f)}
	view.Email = f.Email
	if view.Errors != nil {
		return s.render(c, http.StatusUnprocessableEntity, signinpage.Forgot(view))
	}
	err := s.rooms.Accounts.ForgotPassword(c.Request.Context(), requestOf(c), f.Email)
	if view.Errors = formFault(err); view.Errors != nil {
		return s.render(c, failureStatus(err), signinpage.Forgot(view))
	}
	if err != nil {
		return err
	}
	view.Sent = true
	return s.render(c, http.StatusOK, signinpage.Forgot(view))
}

// showReset is the page behind the link.
func (s *Server) showReset(c *gin.Context) error {
	view, err := s.resetView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, signinpage.Reset(view))
}

type resetForm struct {
	Password string `form:"password" binding:"required,max=1024"`
}

// resetPassword changes the password and leads to the sign-in page: the link signs nobody in.
func (s *Server) resetPassword(c *gin.Context) error {
	view, err := s.resetView(c)
	if err != nil {
		return err
	}
	var f resetForm
	if view.Errors = s.bind(c, &f); view.Errors != nil {
		return s.render(c, http.StatusUnprocessableEntity, signinpage.Reset(view))
	}
	err = s.rooms.Accounts.ResetPassword(c.Request.Context(), requestOf(c), c.Param("token"), f.Password)
	if view.Errors = formFault(err); view.Errors != nil {
		return s.render(c, failureStatus(err), signinpage.Reset(view))
	}
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, signinpage.SignIn(signinpage.SignInView{Email: view.Email,
		Done: "Your password is changed, and you are signed out everywhere. Sign in with the new one."}))
}

func (s *Server) resetView(c *gin.Context) (v signinpage.ResetView, err error) {
	c.Header("Cache-Control", "no-store")
	p, err := s.rooms.Accounts.ResetFor(c.Request.Context(), c.Param("token"))
	return signinpage.ResetView{Action: c.Request.URL.Path, Email: p.Email, Factor: p.HasFactor()}, err
}
