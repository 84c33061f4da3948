package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
)

// recognise finds out who makes the request and fills v, in one statement: as oneself, as a guest with a cart, or under the
// acting prefix for somebody. The error is why the request cannot go on.
func (s *Server) recognise(c *gin.Context, v *visitor) error {
	signIn := s.signInID(c.Request.Context())
	switch {
	case actingID(c.Request.Context()) != "":
		return s.recogniseActing(c, v, signIn)
	case signIn != 0:
		return s.recogniseSelf(c, v, signIn)
	case s.cookieValue(c.Request, signInCookie) != "":
		if err := s.checkRetired(c); err != nil || c.IsAborted() {
			return err
		}
	}
	return s.recogniseGuest(c, v)
}

func (s *Server) recogniseSelf(c *gin.Context, v *visitor, signIn int64) error {
	id, err := s.rooms.Sessions.Identify(c.Request.Context(), signIn)
	if fault.Is(err, fault.NotFound) {
		return s.recogniseGuest(c, v) // the sign-in ended or lapsed: nobody's request
	}
	if err != nil {
		return err
	}
	if id.Controls.Elsewhere(id.SignIn.Footprint, s.footprint(c)) {
		return s.endElsewhere(c, id.Identity)
	}
	v.self, v.person, v.actor, v.cart = id.Person, id.Person, id.Actor(), id.Cart
	v.enrols = id.Controls.MustEnrol(id.Person)
	v.flash = s.takeFlash(c)
	s.touch(c, id.Identity)
	return s.recogniseRunning(c, v, id)
}

// endElsewhere ends a sign-in whose cookie came from another device or browser: it was carried off.
func (s *Server) endElsewhere(c *gin.Context, id account.Identity) error {
	if err := s.rooms.SignIns.End(c.Request.Context(), id.Actor(), id.SignIn.ID); err != nil {
		return err
	}
	return fault.New(fault.Unauthenticated, "You were signed out, because this browser is not the one that signed in.")
}

// touch notes, at most once a minute, that the person was there. Never while acting: it would be the subject's.
func (s *Server) touch(c *gin.Context, id account.Identity) {
	if !id.SignIn.Stale(id.Now) {
		return
	}
	if err := s.rooms.SignIns.Touch(c.Request.Context(), id.SignIn.ID); err != nil {
		s.log.Warn("last seen", "request", requestID(c.Request.Context()), "error", err)
	}
}

// checkRetired handles a request that was under way while its token was renewed or ended: a page loads once more, with the
// cookie the browser has by then, and a post changes nothing and keeps what was typed in the browser's form.
func (s *Server) checkRetired(c *gin.Context) error {
	token := s.cookieValue(c.Request, signInCookie)
	retired, err := s.rooms.Cookies.Retired(c.Request.Context(), token)
	if err != nil || !retired {
		return err
	}
	if !safe(c.Request.Method) {
		return fault.New(fault.Conflict, "Your sign-in was renewed or ended in another tab. Go back, reload the page and send the form again; nothing was changed.").WithCode("token_retired")
	}
	renewed, err := s.rooms.Cookies.Renewed(c.Request.Context(), token)
	if err != nil {
		return err
	}
	r, _ := s.routeAt(c)
	atMost := reloads
	if !renewed || actingID(c.Request.Context()) == "" && r.Need == account.Browse && !r.SignedIn {
		atMost = reloadsOnce
	}
	s.reload(c, atMost)
	return nil
}

// footprint is what this request looks like.
func (s *Server) footprint(c *gin.Context) session.Footprint {
	return session.Read(session.Seen{DeviceToken: s.cookieValue(c.Request, deviceCookie), IP: c.ClientIP(),
		Agent: c.Request.UserAgent(), Hints: hints(c.Request)})
}

// hints are stored with a footprint and never compared: they change with the browser's mood.
func hints(r *http.Request) map[string]string {
	h := map[string]string{}
	for _, name := range []string{"Accept-Language", "Sec-CH-UA", "Sec-CH-UA-Mobile", "Sec-CH-UA-Platform"} {
		if v := r.Header.Get(name); v != "" {
			h[name] = v
		}
	}
	return h
}
