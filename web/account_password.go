package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	accountpage "standin/web/page/account"
)

type passwordForm struct {
	Current  string `form:"current" binding:"required,max=1024"`
	Password string `form:"password" binding:"required,max=1024"`
}

func (s *Server) showPassword(c *gin.Context) error {
	return s.render(c, http.StatusOK, accountpage.Password(s.passwordView(c)))
}

func (s *Server) changePassword(c *gin.Context) error {
	var f passwordForm
	view := s.passwordView(c)
	if view.Errors = s.bind(c, &f); view.Errors != nil {
		return s.render(c, http.StatusUnprocessableEntity, accountpage.Password(view))
	}
	err := s.rooms.Accounts.ChangePassword(c.Request.Context(), s.actor(c), f.Current, f.Password)
	if view.Errors = formFault(err); view.Errors != nil {
		return s.render(c, failureStatus(err), accountpage.Password(view))
	}
	if err != nil {
		return err
	}
	if err := s.renew(c); err != nil {
		return err
	}
	s.flash(c, "done", "Your password is changed. You are signed out everywhere else.")
	return s.redirect(c, "/account")
}

func (s *Server) passwordView(c *gin.Context) accountpage.PasswordView {
	p := s.person(c)
	return accountpage.PasswordView{Email: p.Email, Must: p.MustChangePassword}
}
