package web

import (
	"encoding/json"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"
)

// claims say whose an answer is and who really asked, in the manner of RFC 8693: sub is the person it is about, act the actor who
// stands in for them. A program that keeps an answer keeps both.
type claims struct {
	Sub string `json:"sub,omitempty"`
	Act *act   `json:"act,omitempty"`
}

type act struct {
	Sub string `json:"sub"`
}

// claimsHeader carries the claims with every answer made under the prefix, so that a file that is not JSON has them, too.
const claimsHeader = "X-Claims"

func (s *Server) claims(c *gin.Context) claims {
	v := visitorOf(c)
	said := claims{Sub: v.person.PublicID}
	if v.actor.Acting() {
		said.Act = &act{Sub: v.self.PublicID}
	}
	return said
}

// claim puts the claims of a request that acts on its answer.
func (s *Server) claim(c *gin.Context) {
	if b, err := json.Marshal(s.claims(c)); err == nil {
		c.Header(claimsHeader, string(b))
	}
}

// jsonForm is a page as data.
type jsonForm struct {
	claims
	Data any `json:"data"`
}

// answer writes a page or, for one who asks for JSON, the same as data with its claims; while acting it passes the same check and is
// the same row of the record.
func (s *Server) answer(c *gin.Context, status int, page templ.Component, data func() any) error {
	c.Writer.Header().Add("Vary", "Accept")
	if !wantsJSON(c) {
		return s.render(c, status, page)
	}
	body, err := json.Marshal(jsonForm{claims: s.claims(c), Data: data()})
	if err != nil {
		return err
	}
	if err := s.recordView(c, status); err != nil {
		return err
	}
	s.private(c)
	return write(c, status, "application/json; charset=utf-8", body)
}

// refusal is a failure as data, with its claims.
func (s *Server) refusal(c *gin.Context, status int, fields gin.H) {
	if said := s.claims(c); said.Act != nil {
		fields["sub"], fields["act"] = said.Sub, said.Act
	}
	c.JSON(status, fields)
}
