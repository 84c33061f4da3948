package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
	accountpage "standin/web/page/account"
)

type confirmFactorForm struct {
	OldCode  string `form:"old_code" binding:"max=40"`
	Password string `form:"password" binding:"max=1024"`
	Code     string `form:"code" binding:"required,max=40"`
}

func (s *Server) showFactor(c *gin.Context) error {
	view, err := s.factorView(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, accountpage.Factor(view))
}

// beginFactor makes a new secret, to be seen on the page it leads to.
func (s *Server) beginFactor(c *gin.Context) error {
	if err := s.rooms.Accounts.EnrolTOTP(c.Request.Context(), s.actor(c)); err != nil {
		return err
	}
	return s.redirect(c, "/account/totp")
}

// cancelFactor gives the new factor up before it is on.
func (s *Server) cancelFactor(c *gin.Context) error {
	if err := s.rooms.Accounts.DropTOTP(c.Request.Context(), s.actor(c)); err != nil {
		return err
	}
	return s.redirect(c, "/account")
}

// turnFactorOn turns the new factor on and shows its recovery codes, this once.
func (s *Server) turnFactorOn(c *gin.Context) error {
	view, err := s.factorView(c)
	if err != nil {
		return err
	}
	var f confirmFactorForm
	if view.Errors = s.bind(c, &f); view.Errors != nil {
		return s.render(c, http.StatusUnprocessableEntity, accountpage.Factor(view))
	}
	ctx := c.Request.Context()
	codes, err := s.rooms.Accounts.ConfirmTOTP(ctx, s.actor(c), account.Proof{Code: f.OldCode, Password: f.Password}, f.Code)
	if view.Errors = formFault(err); view.Errors != nil {
		return s.render(c, failureStatus(err), accountpage.Factor(view))
	}
	if err != nil {
		return err
	}
	if err := s.renew(c); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, accountpage.FactorOn(codes))
}

// showFactorPicture is the pending factor as a QR code.
func (s *Server) showFactorPicture(c *gin.Context) error {
	e, err := s.rooms.Accounts.PendingTOTP(c.Request.Context(), s.person(c))
	if err != nil {
		return err
	}
	return s.picture(c, e)
}

func (s *Server) factorView(c *gin.Context) (v accountpage.FactorView, err error) {
	ctx, p := c.Request.Context(), s.person(c)
	now, err := account.Now(ctx, s.rooms.DB)
	if err != nil {
		return v, err
	}
	v = accountpage.FactorView{Has: p.HasTOTP, Seconds: account.NextCode(now)}
	e, err := s.rooms.Accounts.PendingTOTP(ctx, p)
	if err == nil {
		v.Secret = e.Secret
		return v, nil
	}
	if !fault.Is(err, fault.NotFound) {
		return v, err
	}
	v.Recovery, err = account.RecoveryLeft(ctx, s.rooms.DB, p.ID)
	return v, err
}
