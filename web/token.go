package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/store/fault"
)

// tokenMaker makes and checks CSRF tokens. A token is bound to (sign-in, acting session or none), so a form rendered on one side
// of the acting prefix cannot be posted on the other. A random nonce keeps it different on each page (BREACH).
type tokenMaker struct{ key []byte }

const nonceSize = 9

// tokenField is the form field of the token.
const tokenField = "csrf"

func (m tokenMaker) make(signIn, session int64) string {
	b := make([]byte, nonceSize, nonceSize+8+sha256.Size)
	_, _ = rand.Read(b)                                   // never fails (crypto/rand, Go 1.24)
	b = binary.BigEndian.AppendUint64(b, uint64(session)) // #nosec G115 -- ids are positive
	b = append(b, m.mac(b, signIn)...)
	return base64.RawURLEncoding.EncodeToString(b)
}

func (m tokenMaker) mac(head []byte, signIn int64) []byte {
	h := hmac.New(sha256.New, m.key)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(signIn))) // #nosec G115 -- ids are positive
	h.Write(head)
	return h.Sum(nil)
}

// read gives the acting session a token was made for; ok is false when it was not made for this sign-in at all.
func (m tokenMaker) read(token string, signIn int64) (session int64, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != nonceSize+8+sha256.Size {
		return 0, false
	}
	head, mac := b[:nonceSize+8], b[nonceSize+8:]
	if !hmac.Equal(mac, m.mac(head, signIn)) {
		return 0, false
	}
	return int64(binary.BigEndian.Uint64(head[nonceSize:])), true // #nosec G115 -- made above from a positive id
}

// checkToken refuses a change that comes without a token of this sign-in and this side of the acting prefix. A guest's form
// from a prebuilt page has none: there the browser's word for "same origin" does, and without it the person is asked.
func (s *Server) checkToken(c *gin.Context) {
	if safe(c.Request.Method) {
		return
	}
	v := visitorOf(c)
	if v.failure != nil {
		return // admit will say why
	}
	session, ok := s.tokens.read(s.sentToken(c), v.actor.SignIn)
	switch {
	case ok && session == v.actor.Session:
		return
	case ok:
		s.stop(c, fault.New(fault.Conflict, "This form was opened on the other side: as yourself, or for somebody else. Open the page again; nothing was changed.").WithCode("other_side"))
	case !v.actor.SignedIn() && s.sameOrigin(c.Request):
		return
	case !v.actor.SignedIn():
		s.confirm(c)
	default:
		s.stop(c, fault.New(fault.Forbidden, "This form has expired or came from elsewhere. Open the page again and send it from there; nothing was changed.").WithCode("csrf"))
	}
}

// sentToken finds the token in a form or, for scripts, in the header X-CSRF-Token.
func (s *Server) sentToken(c *gin.Context) string {
	if t := c.GetHeader("X-CSRF-Token"); t != "" {
		return t
	}
	return c.PostForm(tokenField)
}

func (s *Server) stop(c *gin.Context, err error) {
	s.fail(c, err)
	c.Abort()
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// sameOrigin tells whether the browser itself says that a post comes from a page of ours.
func (s *Server) sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	o, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && o.Host != "" && strings.EqualFold(o.Host, r.Host)
}
