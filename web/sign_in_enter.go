package web

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/session"
	"standin/web/page/part"
)

// beginSignIn begins the sign-in and leads on.
func (s *Server) beginSignIn(c *gin.Context, person account.ID, code, next string) error {
	r := requestOf(c)
	r.Sent = s.sent(c)
	in, err := s.rooms.Accounts.SignIn(c.Request.Context(), r, person, code, s.arrival(c))
	if err != nil {
		return err
	}
	return s.entered(c, in, next)
}

// entered carries a fresh sign-in: a new token for the web session, the device cookie, and the guest's cart.
func (s *Server) entered(c *gin.Context, in session.SignIn, next string) error {
	p, err := s.carry(c, in)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	return s.redirect(c, homeOf(p, next))
}

// carry is entered for one who answers with a page of its own.
func (s *Server) carry(c *gin.Context, in session.SignIn) (p account.Person, err error) {
	ctx := c.Request.Context()
	if err := s.renew(c); err != nil {
		return p, err
	}
	for _, key := range []string{keyPending, keyPendingNext, keyPendingUntil, keyPendingTie} {
		s.cookies.Remove(ctx, key)
	}
	s.cookies.Put(ctx, keySignIn, in.ID)
	if p, err = s.rooms.Accounts.ByID(ctx, account.ID(in.Person)); err != nil {
		return p, err
	}
	actor := account.Self(p, in.ID)
	actor.Request = requestOf(c)
	s.mergeCart(c, actor)
	return p, nil
}

// mergeCart brings the guest's cart along and says so. That somebody is signed in does not hang on it: what fails here is
// logged, and the guest's cart stays for the next time.
func (s *Server) mergeCart(c *gin.Context, actor account.Actor) {
	token := s.cookieValue(c.Request, cartCookie)
	if token == "" {
		return
	}
	merged, err := s.rooms.Carts.Merge(c.Request.Context(), actor, token)
	if err != nil {
		s.log.Error("merge the guest's cart", "request", requestID(c.Request.Context()), "error", err)
		return
	}
	http.SetCookie(c.Writer, s.cookie(cartCookie, "", -time.Second))
	if n := len(merged.Lines); n > 0 {
		s.flash(c, "note", "What lay in your cart before you signed in is here too: "+part.Plural(n, "line")+".")
	}
}

// deviceLife is how long a browser keeps its device cookie, which is as long as browsers allow.
const deviceLife = 400 * 24 * time.Hour

// arrival is this browser on its way in: known by its device cookie, which it gets when it has none.
func (s *Server) arrival(c *gin.Context) session.Arrival {
	token := s.cookieValue(c.Request, deviceCookie)
	if token == "" {
		token = session.NewDeviceToken()
	}
	http.SetCookie(c.Writer, s.cookie(deviceCookie, token, deviceLife))
	return session.Arrival{Replaces: s.signInID(c.Request.Context()), Footprint: session.Read(session.Seen{
		DeviceToken: token, IP: c.ClientIP(), Agent: c.Request.UserAgent(), Hints: hints(c.Request)})}
}
