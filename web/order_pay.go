package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/fault"
)

// payOrder leads whose order it is to where they pay it.
func (s *Server) payOrder(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	goTo, err := s.rooms.Orders.Pay(c.Request.Context(), b.actor, c.Param("number"))
	if err != nil {
		return err
	}
	if goTo == "" {
		return fault.New(fault.Conflict, "There is nothing to pay on this order.")
	}
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, goTo)
	return nil
}
