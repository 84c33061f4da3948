package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/part"
)

// recogniseActing finds out, in one statement, whether a request under the prefix acts for somebody, and fills v. It acts only when
// this very sign-in opened the session of the address and everything still holds. An id of somebody else's and one that never was
// are answered alike.
func (s *Server) recogniseActing(c *gin.Context, v *visitor, signIn int64) error {
	if signIn == 0 {
		return s.recogniseNobody(c, v)
	}
	seen := s.footprint(c)
	st, err := s.rooms.Sessions.Current(c.Request.Context(), signIn, actingID(c.Request.Context()), seen)
	if fault.Is(err, fault.NotFound) {
		return s.recogniseStranger(c, v)
	}
	if err != nil {
		return err
	}
	if st.Controls.Elsewhere(st.SignIn.Footprint, seen) {
		c.Request = asYourself(c.Request)
		return s.endElsewhere(c, st.Identity)
	}
	v.self = st.Person
	switch st.Outcome {
	case impersonation.Open, impersonation.NeedCode:
		return s.recogniseOpen(c, v, st)
	case impersonation.Over:
		return s.recogniseOver(c, v, st)
	}
	v.person, v.actor = st.Person, st.Actor
	return s.recogniseStranger(c, v)
}

// recogniseNobody is a request under the prefix without a sign-in: a stranger's, or one whose token was renewed on its way.
func (s *Server) recogniseNobody(c *gin.Context, v *visitor) error {
	if s.cookieValue(c.Request, signInCookie) != "" {
		if err := s.checkRetired(c); err != nil || c.IsAborted() {
			return err
		}
	}
	return s.recogniseStranger(c, v)
}

// recogniseStranger answers one for whom the session of the address does not exist: a public page leads to the page itself, a
// personal one to the sign-in page or nowhere.
func (s *Server) recogniseStranger(c *gin.Context, v *visitor) error {
	c.Request = asYourself(c.Request)
	r, found := s.routeAt(c)
	switch {
	case found && r.Need == account.Browse && !r.SignedIn && !r.Passive && r.Inside != absent && safe(c.Request.Method):
		c.Header("Cache-Control", "no-store")
		c.Redirect(http.StatusSeeOther, c.Request.URL.RequestURI())
		c.Abort()
		return nil
	case v.actor.SignedIn():
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	return fault.New(fault.Unauthenticated, "Sign in to see this page.")
}

// routeAt is the line of the list that answers c. It is only asked off the beaten path.
func (s *Server) routeAt(c *gin.Context) (route, bool) {
	for _, r := range s.routes() {
		if r.Method == c.Request.Method && r.Path == c.FullPath() {
			return r, true
		}
	}
	return route{}, false
}

// recogniseOpen fills v for a request that acts, or that will when a fresh code is given.
func (s *Server) recogniseOpen(c *gin.Context, v *visitor, st impersonation.Standing) error {
	v.person, v.actor, v.prefix, v.cart = st.Subject, st.Actor, st.Session.Prefix(), st.InCart
	v.actor.Request = requestOf(c)
	v.acting = s.actingBar(c, st)
	s.claim(c)
	if st.Outcome == impersonation.NeedCode {
		return s.askNetworkCode(c, st)
	}
	v.flash = s.takeFlashActing(c, st)
	if strings.HasPrefix(c.Request.URL.Path, "/act/") {
		_, err := s.rooms.Sessions.Start(c.Request.Context(), v.actor, impersonation.StartForm{})
		return err
	}
	return nil
}

// actingBar is what the bar over every page of the session says.
func (s *Server) actingBar(c *gin.Context, st impersonation.Standing) *part.Acting {
	is := st.Session
	bar := &part.Acting{
		Subject: whoIs(st.Subject), Actor: whoIs(st.Person), Role: is.Role(), Organization: is.Place, ReadOnly: is.Mode == impersonation.ReadOnly,
		EndsAt: is.ExpiresAt, Left: is.ExpiresAt.Sub(st.Now), IdleLeft: is.IdleAt().Sub(st.Now),
		EndURL: is.Prefix() + "/end", DoneURL: "/sessions/" + is.PublicID + "/ended", StayURL: "/stay", HereURL: "/",
	}
	if c.Request.Method == http.MethodGet {
		bar.HereURL = c.Request.URL.RequestURI()
	}
	if is.WhyNotRaised() == "" {
		bar.RaiseURL = "/step-up/changes?next=" + url.QueryEscape(bar.HereURL)
	}
	if c.FullPath() != livePath {
		bar.IdleLeft = st.Now.Sub(st.Session.LastActivity) + bar.IdleLeft // this page is the newest sign of life
	}
	for _, o := range st.Others {
		bar.Others = append(bar.Others, runningPart(o, st.Identity, "/"))
	}
	return bar
}

// runningPart is a running session as the frame lists it; path is the page to open there.
func runningPart(r impersonation.Running, id account.Identity, path string) part.Running {
	return part.Running{Name: r.SubjectName, Detail: r.Detail(), Left: r.ExpiresAt.Sub(id.Now), URL: "/as/" + r.PublicID + path,
		EndURL: "/sessions/" + r.PublicID + "/end"}
}

// recogniseRunning fills in what concerns one who is themselves: their running sessions, who helps them, and whether a cart or order
// post was meant for themselves.
func (s *Server) recogniseRunning(c *gin.Context, v *visitor, id impersonation.Visit) error {
	if len(id.Helpers) > 0 {
		h := id.Helpers[0]
		v.helper = &part.Helper{Name: h.ActorRole.Service(), Why: h.Reason, SeeURL: "/account/helpers", EndURL: "/account/helpers/" + h.PublicID + "/end"}
	}
	for _, a := range id.Prompts {
		v.prompts = append(v.prompts, promptPart(a))
	}
	if len(id.Running) == 0 {
		return nil
	}
	path := s.pathInside(c)
	for _, r := range id.Running {
		v.running = append(v.running, runningPart(r, id.Identity, path))
	}
	return s.askAsYourself(c, v, id)
}

// pathInside is this page as the strip offers it for somebody else: the page itself, or home where it does not exist inside.
func (s *Server) pathInside(c *gin.Context) string {
	r, found := s.routeAt(c)
	if !found || r.Inside != open || c.Request.Method != http.MethodGet {
		return "/"
	}
	return c.Request.URL.RequestURI()
}
