package web

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
)

// cartLife is how long a guest's cart is remembered by the browser.
const cartLife = 90 * 24 * time.Hour

// recogniseGuest finds the cart of somebody without an account. A cookie that stands for no cart makes nobody of them: they
// begin anew, and nothing tells whether it was guessed or spent.
func (s *Server) recogniseGuest(c *gin.Context, v *visitor) error {
	token := s.cookieValue(c.Request, cartCookie)
	if token == "" {
		return nil
	}
	guest, err := s.rooms.Carts.ByToken(c.Request.Context(), token)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	v.actor, v.cart = account.Guest(guest.Cart), guest.Pieces
	v.flash = s.takeFlash(c)
	return nil
}

// keepGuest gives a new guest the cookie of their cart.
func (s *Server) keepGuest(c *gin.Context, token string) {
	if token != "" {
		http.SetCookie(c.Writer, s.cookie(cartCookie, token, cartLife))
	}
}
