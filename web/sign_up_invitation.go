package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
	signinpage "standin/web/page/signin"
)

type invitationForm struct {
	Name     string `form:"name" binding:"max=400"`
	Email    string `form:"email" binding:"max=400"`
	Password string `form:"password" binding:"required,max=1024"`
	Code     string `form:"code" binding:"max=40"`
}

// showInvitation is the page behind an invitation's link, and behind the one that shop setup prints (/setup/…).
func (s *Server) showInvitation(c *gin.Context) error {
	view, err := s.invitation(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, signinpage.Invitation(view))
}

// acceptInvitation takes it up and shows the recovery codes, which can be shown this once only.
func (s *Server) acceptInvitation(c *gin.Context) error {
	view, err := s.invitation(c)
	if err != nil {
		return err
	}
	var f invitationForm
	view.Errors = s.bind(c, &f)
	view.Typed = signinpage.Typed{Name: f.Name, Email: f.Email}
	if view.Errors != nil {
		return s.render(c, http.StatusUnprocessableEntity, signinpage.Invitation(view))
	}
	w, err := s.rooms.Accounts.Accept(c.Request.Context(), requestOf(c), c.Param("token"),
		account.NewPerson{Name: f.Name, Email: f.Email, Password: f.Password}, f.Code, s.arrival(c))
	if view.Errors = formFault(err); view.Errors != nil {
		return s.render(c, failureStatus(err), signinpage.Invitation(view))
	}
	if err != nil {
		return err
	}
	if w.Recovery == nil {
		return s.entered(c, w.SignIn, "")
	}
	p, err := s.carry(c, w.SignIn)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	return s.render(c, http.StatusOK, signinpage.Welcome(p.Name, w.Recovery, homeOf(p, "")))
}

// showInvitationPicture is the second factor to enrol, as a QR code.
func (s *Server) showInvitationPicture(c *gin.Context) error {
	inv, e, err := s.rooms.Accounts.InvitationByToken(c.Request.Context(), c.Param("token"))
	if err != nil {
		return err
	}
	if !inv.Enrols() {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	return s.picture(c, e)
}

func (s *Server) invitation(c *gin.Context) (v signinpage.InvitationView, err error) {
	ctx := c.Request.Context()
	inv, e, err := s.rooms.Accounts.InvitationByToken(ctx, c.Param("token"))
	if err != nil {
		return v, err
	}
	if (inv.Purpose == account.FirstAdministrator) != strings.HasPrefix(c.FullPath(), "/setup/") {
		return v, fault.New(fault.NotFound, "There is nothing at this address.")
	}
	now, err := account.Now(ctx, s.rooms.DB)
	if err != nil {
		return v, err
	}
	c.Header("Cache-Control", "no-store")
	return signinpage.InvitationView{Action: c.Request.URL.Path, Title: inv.Title(), By: inv.InvitedBy, Email: inv.Email, Known: inv.PersonName,
		HasCode: inv.HasFactor, App: inv.HasTOTP, Secret: e.Secret, Seconds: account.NextCode(now)}, nil
}

// picture answers with an enrolment's QR code; no cache keeps it.
func (s *Server) picture(c *gin.Context, e account.Enrolment) error {
	png, err := e.Picture()
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, "image/png", png)
	return nil
}
