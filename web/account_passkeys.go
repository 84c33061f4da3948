package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	accountpage "standin/web/page/account"
	"standin/web/page/part"
)

func (s *Server) showPasskeys(c *gin.Context) error {
	return s.passkeysAgain(c, http.StatusOK, "", "", nil)
}

type addPasskeyForm struct {
	Name     string `form:"name" binding:"max=400"`
	Passkey  string `form:"passkey" binding:"max=20000"`
	Code     string `form:"code" binding:"max=40"`
	Password string `form:"password" binding:"max=1024"`
}

// addPasskey takes what the browser made. With the first factor of all come recovery codes, shown this once.
func (s *Server) addPasskey(c *gin.Context) error {
	var f addPasskeyForm
	errs := s.bind(c, &f)
	var recovery []string
	var err error
	if errs == nil {
		recovery, err = s.rooms.Accounts.AddPasskey(c.Request.Context(), s.actor(c), account.Proof{Code: f.Code, Password: f.Password}, f.Name, f.Passkey)
		errs = formFault(err)
	}
	if errs != nil {
		return s.passkeysAgain(c, failureStatus(err), f.Name, "", errs)
	}
	if err != nil {
		return err
	}
	if err := s.renew(c); err != nil {
		return err
	}
	if recovery != nil {
		return s.render(c, http.StatusOK, accountpage.FactorOn(recovery))
	}
	s.flash(c, "done", "“"+f.Name+"” is added. From now on a passkey is asked for in place of a code.")
	return s.redirect(c, "/account/passkeys")
}

type removePasskeyForm struct {
	Code string `form:"code" binding:"max=40"`
}

func (s *Server) removePasskey(c *gin.Context) error {
	var f removePasskeyForm
	errs := s.bind(c, &f)
	var err error
	if errs == nil {
		err = s.rooms.Accounts.RemovePasskey(c.Request.Context(), s.actor(c), f.Code, c.Param("passkey"))
		errs = formFault(err)
	}
	if errs != nil {
		return s.passkeysAgain(c, failureStatus(err), "", c.Param("passkey"), errs)
	}
	if err != nil {
		return err
	}
	if err := s.renew(c); err != nil {
		return err
	}
	s.flash(c, "done", "That passkey is removed. The shop takes it no more; delete it on the device, too.")
	return s.redirect(c, "/account/passkeys")
}

type renamePasskeyForm struct {
	Name string `form:"name" binding:"max=400"`
}

func (s *Server) renamePasskey(c *gin.Context) error {
	var f renamePasskeyForm
	errs := s.bind(c, &f)
	var err error
	if errs == nil {
		err = s.rooms.Accounts.RenamePasskey(c.Request.Context(), s.actor(c), c.Param("passkey"), f.Name)
		errs = formFault(err)
	}
	if errs != nil {
		return s.passkeysAgain(c, failureStatus(err), "", c.Param("passkey"), errs)
	}
	if err != nil {
		return err
	}
	return s.redirect(c, "/account/passkeys")
}

// passkeysAgain is the page with what was typed: name in the form for a new one, or errors at the passkey they belong to.
func (s *Server) passkeysAgain(c *gin.Context, status int, name, at string, errs part.Errors) error {
	list, err := s.rooms.Accounts.Passkeys(c.Request.Context(), s.actor(c))
	if err != nil {
		return err
	}
	p := s.person(c)
	return s.render(c, status, accountpage.Passkeys(accountpage.PasskeysView{List: list, Open: s.rooms.Accounts.HasPasskeys(), HasTOTP: p.HasTOTP,
		Staff: p.Staff != account.NoStaff, Seconds: s.nextCode(c), Name: name, At: at, Errors: errs}))
}
