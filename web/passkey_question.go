package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
)

type questionForm struct {
	For    string `form:"for" binding:"required,max=2000"` // address that the form will be sent to, with its acting prefix
	Fields string `form:"fields" binding:"max=65536"`      // the form's fields, urlencoded as they will be sent
}

// askPasskey gives a browser the question it puts to a passkey of the one who is really there, also under the acting prefix. Nothing
// else comes of it. Who is only signing in is known by the password a moment ago.
func (s *Server) askPasskey(c *gin.Context) error {
	var f questionForm
	if errs := s.bind(c, &f); errs != nil {
		return fault.New(fault.Invalid, "This form is too long for a passkey. Shorten what you wrote.")
	}
	fields, err := url.ParseQuery(f.Fields)
	if err != nil {
		return fault.New(fault.Invalid, "This form could not be read. Reload the page and send it again.")
	}
	actor := s.actor(c)
	person := account.ID(actor.ID)
	if !actor.SignedIn() {
		if person, _, err = s.pending(c); err != nil {
			return err
		}
	}
	options, err := s.rooms.Accounts.AskPasskey(c.Request.Context(), person, actor.SignIn, digest(f.For, fields, s.tie(c)))
	if err != nil {
		return err
	}
	return s.sendOptions(c, options)
}

// askNewPasskey gives a browser the question by which it makes a passkey.
func (s *Server) askNewPasskey(c *gin.Context) error {
	options, err := s.rooms.Accounts.AskNewPasskey(c.Request.Context(), s.actor(c))
	if err != nil {
		return err
	}
	return s.sendOptions(c, options)
}

func (s *Server) sendOptions(c *gin.Context, options []byte) error {
	c.Header("Cache-Control", "no-store")
	return write(c, http.StatusOK, "application/json", options)
}
