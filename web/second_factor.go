package web

import (
	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
)

// factorFirst leads somebody who must have a second factor, and has none yet, to the page where it is set up. Until then only what
// anybody may see is open to them. It answers by itself where it returns nil and has written.
func (s *Server) factorFirst(c *gin.Context, r route) error {
	if !visitorOf(c).enrols || r.Need == account.Browse || r.Need == account.MFAChange {
		return nil
	}
	if safe(c.Request.Method) && !wantsJSON(c) {
		s.flash(c, "note", "Your account needs a second factor before anything else. Set it up here.")
		c.Header("Cache-Control", "no-store")
		return s.redirect(c, "/account/totp")
	}
	return fault.New(fault.Forbidden, "Your account needs a second factor before anything else. Set it up under Account, Second factor.").WithCode("factor_first")
}

// factorGiven tells one of the staff whose sign-in was given no second factor why their desk is closed: they were made staff after it.
func (s *Server) factorGiven(c *gin.Context, r route) error {
	v := visitorOf(c)
	if v.actor.Acting() || v.self.Staff == account.NoStaff || v.actor.Role != account.NoStaff || !account.StaffPermissions(v.self.Staff).Has(r.Need) {
		return nil
	}
	return fault.New(fault.Forbidden, "This page needs a sign-in with a second factor, and yours has none. Sign out, and sign in again with it.").
		WithCode("factor_missing")
}
