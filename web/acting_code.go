package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/acting"
	"standin/web/page/errorpage"
	"standin/web/page/part"
)

// keptPrefix marks the fields of a form that waits for a code.
const keptPrefix = "kept."

// askNetworkCode answers a request from another network with the form for a fresh code; nothing is carried out, and what was typed is kept
// in the page. Ending goes through, and so does the code itself.
func (s *Server) askNetworkCode(c *gin.Context, st impersonation.Standing) error {
	v := visitorOf(c)
	v.actor = v.actor.Allowing(account.Of(account.Browse), "Another network")
	path := c.Request.URL.Path
	switch {
	case c.Request.Method == http.MethodPost && (path == "/end" || path == "/step-up" || path == "/passkey/question"):
		return nil
	case path == livePath:
		c.AbortWithStatus(http.StatusNoContent) // the open page goes on counting; the code is asked on the next one
		return nil
	}
	view := actingpage.CodeView{Name: st.Subject.Name, Path: c.Request.URL.RequestURI(), Method: c.Request.Method, Kept: keptFields(c),
		Seconds: account.NextCode(st.Now)}
	if strings.HasPrefix(c.ContentType(), "multipart/") {
		view.Method, view.Upload = http.MethodGet, true // a file is not kept: the page to choose it on opens again
	}
	c.Abort()
	return s.render(c, http.StatusForbidden, actingpage.Code(view))
}

// keptFields is what was typed, without the token: the form gets a new one.
func keptFields(c *gin.Context) (kept []actingpage.Kept) {
	if safe(c.Request.Method) || c.Request.ParseForm() != nil {
		return nil
	}
	for name, values := range c.Request.PostForm {
		for _, value := range values {
			if name != "csrf" {
				kept = append(kept, actingpage.Kept{Name: name, Value: value})
			}
		}
	}
	return kept
}

type stepUpForm struct {
	Code   string `form:"code" binding:"required,max=20"`
	Path   string `form:"path" binding:"max=2000"`
	Method string `form:"method" binding:"max=10"`
}

// allowNetwork takes the code. A page is opened again; a form that waited is shown once more with what was typed, to be sent.
func (s *Server) allowNetwork(c *gin.Context) error {
	var form stepUpForm
	if !s.actor(c).Acting() {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	errs := s.bind(c, &form)
	var err error
	if errs == nil {
		err = s.rooms.Sessions.AllowNetwork(c.Request.Context(), s.actor(c), actingID(c.Request.Context()), form.Code, s.footprint(c))
		errs = fieldErrors(err)
	}
	back := local(form.Path, "/")
	switch {
	case errs != nil:
		return s.codeAgain(c, form, errs)
	case err != nil:
		return err
	case form.Method == http.MethodGet || form.Method == "":
		return s.redirect(c, back)
	}
	return s.sendOnce(c, back)
}

func (s *Server) codeAgain(c *gin.Context, form stepUpForm, errs part.Errors) error {
	view := actingpage.CodeView{Name: visitorOf(c).person.Name, Path: form.Path, Method: form.Method, Errors: errs, Seconds: s.nextCode(c)}
	for _, f := range waiting(c) {
		view.Kept = append(view.Kept, actingpage.Kept(f))
	}
	return s.render(c, http.StatusUnprocessableEntity, actingpage.Code(view))
}

// sendOnce shows the form that waited, to be sent with a press.
func (s *Server) sendOnce(c *gin.Context, path string) error {
	a := s.actor(c)
	return s.render(c, http.StatusOK, errorpage.Confirm(errorpage.ConfirmView{Heading: "Send it now?", Button: "Send it",
		Text: "Your code was taken. What you had typed is kept here and was not carried out yet.", Action: s.link(c, path),
		Token: s.tokens.make(a.SignIn, a.Session), Fields: waiting(c)}))
}

// waiting are the fields of the form that waited for the code.
func waiting(c *gin.Context) (fields []errorpage.ConfirmField) {
	for name, values := range c.Request.PostForm {
		if inner, ok := strings.CutPrefix(name, keptPrefix); ok {
			for _, value := range values {
				fields = append(fields, errorpage.ConfirmField{Name: inner, Value: value})
			}
		}
	}
	return fields
}

// nextCode is how many seconds the present code still lives, by the database's clock.
func (s *Server) nextCode(c *gin.Context) int {
	var now time.Time
	if err := s.rooms.DB.Get(c.Request.Context(), &now, `SELECT shop.shop_now()`); err != nil {
		now = time.Now() // only the dial is off, by what the clocks differ
	}
	return account.NextCode(now)
}
