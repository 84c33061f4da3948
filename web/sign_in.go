package web

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
	"standin/web/page/part"
	signinpage "standin/web/page/signin"
)

// What is kept in the web session between the password and the code.
const (
	keyPending      = "pending"       // int64: whose password was right
	keyPendingNext  = "pending_next"  // where to go afterwards
	keyPendingUntil = "pending_until" // int64: seconds since 1970, by the database's clock
)

// pendingLife is how long after the password the code may follow.
const pendingLife = 10 * time.Minute

type signInForm struct {
	Email    string `form:"email" binding:"required,max=254"`
	Password string `form:"password" binding:"required,max=1024"`
	Next     string `form:"next" binding:"max=2000"`
}

func (s *Server) showSignIn(c *gin.Context) error {
	next := local(c.Query("next"), "")
	if s.actor(c).SignedIn() {
		return s.redirect(c, homeOf(visitorOf(c).self, next))
	}
	return s.render(c, http.StatusOK, signinpage.SignIn(signinpage.SignInView{Next: next}))
}

// signIn takes address and password. Who has a second factor is asked for its code next; the token changes at each step.
func (s *Server) signIn(c *gin.Context) error {
	var f signInForm
	errs := s.bind(c, &f)
	view := signinpage.SignInView{Email: f.Email, Next: local(f.Next, ""), Errors: errs}
	if errs != nil {
		return s.render(c, http.StatusUnprocessableEntity, signinpage.SignIn(view))
	}
	p, err := s.rooms.Accounts.CheckPassword(c.Request.Context(), requestOf(c), f.Email, f.Password)
	if err == nil && p.HasTOTP {
		return s.askSignInCode(c, p, view.Next)
	}
	if err == nil {
		err = s.beginSignIn(c, p.ID, "", view.Next)
	}
	if view.Errors = formFault(err); view.Errors == nil {
		return err
	}
	return s.render(c, failureStatus(err), signinpage.SignIn(view))
}

// askSignInCode remembers whose password was right, under a new token, and asks for the second factor.
func (s *Server) askSignInCode(c *gin.Context, p account.Person, next string) error {
	ctx := c.Request.Context()
	now, err := account.Now(ctx, s.rooms.DB)
	if err != nil {
		return err
	}
	if err := s.cookies.RenewToken(ctx); err != nil {
		return err
	}
	s.cookies.Put(ctx, keyPending, int64(p.ID))
	s.cookies.Put(ctx, keyPendingNext, next)
	s.cookies.Put(ctx, keyPendingUntil, now.Add(pendingLife).Unix())
	return s.redirect(c, "/sign-in/code")
}

func (s *Server) showCode(c *gin.Context) error {
	_, now, err := s.pending(c)
	if err != nil {
		return s.redirect(c, "/sign-in")
	}
	return s.render(c, http.StatusOK, signinpage.Code(signinpage.CodeView{Seconds: account.NextCode(now)}))
}

type codeForm struct {
	Code string `form:"code" binding:"required,max=40"`
}

// giveCode takes the second factor, or a recovery code, and signs in.
func (s *Server) giveCode(c *gin.Context) error {
	person, now, err := s.pending(c)
	if err != nil {
		return err
	}
	var f codeForm
	view := signinpage.CodeView{Seconds: account.NextCode(now)}
	if view.Errors = s.bind(c, &f); view.Errors != nil {
		return s.render(c, http.StatusUnprocessableEntity, signinpage.Code(view))
	}
	err = s.beginSignIn(c, person, f.Code, s.cookies.GetString(c.Request.Context(), keyPendingNext))
	if view.Errors = formFault(err); view.Errors == nil {
		return err
	}
	return s.render(c, failureStatus(err), signinpage.Code(view))
}

// pending is whose password was right in this browser a moment ago; fault.Unauthenticated when nobody's was.
func (s *Server) pending(c *gin.Context) (person account.ID, now time.Time, err error) {
	ctx := c.Request.Context()
	id := s.cookies.GetInt64(ctx, keyPending)
	if id == 0 {
		return 0, now, fault.New(fault.Unauthenticated, "Sign in with your password first.")
	}
	if now, err = account.Now(ctx, s.rooms.DB); err != nil {
		return 0, now, err
	}
	if now.Unix() >= s.cookies.GetInt64(ctx, keyPendingUntil) {
		return 0, now, fault.New(fault.Unauthenticated, "That took too long. Sign in with your password again.")
	}
	return account.ID(id), now, nil
}

// beginSignIn begins the sign-in and leads on.
func (s *Server) beginSignIn(c *gin.Context, person account.ID, code, next string) error {
	in, err := s.rooms.Accounts.SignIn(c.Request.Context(), requestOf(c), person, code, s.arrival(c))
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
	if err := s.cookies.RenewToken(ctx); err != nil {
		return p, err
	}
	for _, key := range []string{keyPending, keyPendingNext, keyPendingUntil} {
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

// homeOf is where somebody goes after signing in: where they wanted to, else to the desk they work at.
func homeOf(p account.Person, next string) string {
	switch {
	case p.MustChangePassword:
		return "/account/password"
	case next != "":
		return next
	case p.Staff == account.SupportAgent:
		return "/support"
	case p.Staff == account.SalesRep:
		return "/vendor"
	case p.Staff == account.Auditor:
		return "/audit"
	case p.Staff == account.Administrator:
		return "/admin"
	case len(p.Vendors) > 0:
		return "/vendor"
	}
	return "/account"
}

// formFault gives the sentences of a fault that the form itself can show: of its fields, or of the whole. Nil for an error that
// is no answer to what was typed.
func formFault(err error) part.Errors {
	if errs := fieldErrors(err); errs != nil {
		return errs
	}
	f := fault.As(err)
	if f == nil {
		return nil
	}
	switch f.Kind {
	case fault.Throttled, fault.Forbidden, fault.Conflict:
		return part.Errors{"": f.Message}
	default:
		return nil
	}
}
