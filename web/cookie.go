package web

import (
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"standin/store/fault"
	"standin/store/session"
)

// The cookies of the shop. Over https each carries the prefix __Host-.
const (
	signInCookie = "standin"
	deviceCookie = "device"
	cartCookie   = "cart"
	themeCookie  = "theme"
)

// Keys of what is kept in the web session.
const (
	keySignIn = session.SignInKey
	keyFlash  = "flash"
)

// cookieName is the name under which a cookie travels.
func (s *Server) cookieName(name string) string {
	if s.config.secure() {
		return "__Host-" + name
	}
	return name
}

// cookie is a cookie of ours with all that is the same for each.
func (s *Server) cookie(name, value string, life time.Duration) *http.Cookie {
	return &http.Cookie{ // #nosec G124 -- Secure wherever people come over https; the demo on loopback has none
		Name: s.cookieName(name), Value: value, Path: "/", HttpOnly: true, Secure: s.config.secure(),
		SameSite: http.SameSiteLaxMode, MaxAge: int(life.Seconds()),
	}
}

// cookieValue is the value of a cookie of ours, or "".
func (s *Server) cookieValue(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// hasCookies tells whether a request carries any cookie of ours: only one that does not gets a prebuilt page.
func (s *Server) hasCookies(r *http.Request) bool {
	for _, name := range []string{signInCookie, cartCookie, themeCookie} {
		if s.cookieValue(r, name) != "" {
			return true
		}
	}
	return false
}

// newCookies is the web session (scs). IdleTimeout stays 0: with one, a slow request brings a destroyed session back.
func (s *Server) newCookies() *scs.SessionManager {
	m := scs.New()
	m.Store = s.rooms.Cookies
	m.Lifetime = signInLife
	m.HashTokenInStore = true
	m.Cookie.Name = s.cookieName(signInCookie)
	m.Cookie.HttpOnly = true
	m.Cookie.Secure = s.config.secure()
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Path = "/"
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		s.log.Error("web session", "request", requestID(r.Context()), "error", err)
		s.plainFailure(w, r, fault.New(fault.Unavailable, "The shop cannot reach its database just now. Try again in a moment; nothing was changed.").Because(err))
	}
	return m
}

// renew gives the sign-in a new token, once a request; its stable id and its absolute end do not move.
func (s *Server) renew(c *gin.Context) error {
	v := visitorOf(c)
	if v.renewed {
		return nil
	}
	v.renewed = true
	return s.cookies.RenewToken(c.Request.Context())
}

// renewAfterStepUp renews the token where a fresh second factor was taken, before the first byte of the answer.
func (s *Server) renewAfterStepUp(c *gin.Context) error {
	if !visitorOf(c).stepUp.Taken() || c.Writer.Written() {
		return nil
	}
	return s.renew(c)
}

// loadCookies reads the web session of a request that has one, and writes it back when it changed.
func (s *Server) loadCookies(next http.Handler) http.Handler { return s.cookies.LoadAndSave(next) }
