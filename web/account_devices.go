package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/session"
	accountpage "standin/web/page/account"
)

func (s *Server) showDevices(c *gin.Context) error {
	devices, err := session.Devices(c.Request.Context(), s.rooms.DB, int64(s.person(c).ID))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, accountpage.Devices(accountpage.DevicesView{Devices: devices, Here: s.actor(c).SignIn}))
}

// revokeSignIn ends one sign-in of the person's; its next request is nobody's.
func (s *Server) revokeSignIn(c *gin.Context) error {
	if err := s.rooms.SignIns.Revoke(c.Request.Context(), s.actor(c), int64(s.person(c).ID), c.Param("sign_in")); err != nil {
		return err
	}
	s.flash(c, "done", "That sign-in is ended.")
	return s.redirect(c, "/account/devices")
}

// revokeDevice forgets a device and ends every sign-in there, this one too if it is this browser.
func (s *Server) revokeDevice(c *gin.Context) error {
	if err := s.rooms.SignIns.RevokeDevice(c.Request.Context(), s.actor(c), int64(s.person(c).ID), c.Param("device")); err != nil {
		return err
	}
	if _, err := session.ByID(c.Request.Context(), s.rooms.DB, s.actor(c).SignIn); err != nil {
		return s.signOut(c)
	}
	s.flash(c, "done", "That device is forgotten, and signed out.")
	return s.redirect(c, "/account/devices")
}
