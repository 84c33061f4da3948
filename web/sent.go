package web

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/store/account"
)

// sent is the digest of all that a form asks of us, when it brings an answer of a passkey; else empty. The answer is good only for the
// digest its question was asked for: this address, under this acting prefix, with these values in its fields.
func (s *Server) sent(c *gin.Context) string {
	if safe(c.Request.Method) || strings.HasPrefix(c.ContentType(), "multipart/") || c.Request.ParseForm() != nil {
		return ""
	}
	for _, values := range c.Request.PostForm {
		if slices.ContainsFunc(values, account.IsAnswer) {
			return digest(c.Request.RequestURI, c.Request.PostForm, s.tie(c))
		}
	}
	return ""
}

// tie is what holds the questions of somebody who is only signing in to their browser: a secret of their web session. A sign-in
// needs none; its id stands beside the question.
func (s *Server) tie(c *gin.Context) string {
	if s.signInID(c.Request.Context()) != 0 {
		return ""
	}
	return s.cookies.GetString(c.Request.Context(), keyPendingTie)
}

// digest writes address and fields in one order, each with its length, and hashes them. What is empty, the form's token and the
// answer itself are left out: they are not there yet, or differ, when the question is asked.
func digest(address string, fields url.Values, tie string) string {
	h := sha256.New()
	add := func(text string) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(text))))
		h.Write([]byte(text))
	}
	add(tie)
	add(address)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			if value == "" || name == tokenField || account.IsAnswer(value) {
				continue
			}
			add(name)
			add(strings.ReplaceAll(value, "\r\n", "\n")) // browsers send line ends of either kind
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
