package web

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"standin/store/fault"
)

// cleanText makes what was sent text that PostgreSQL can hold: valid UTF-8 without NUL. An address that is not is nobody's; in a
// form the stray bytes are left out, and the rest is kept as it was typed.
func (s *Server) cleanText(c *gin.Context) {
	query, err := url.QueryUnescape(c.Request.URL.RawQuery)
	if err != nil || !plain(query) || !plain(c.Request.URL.Path) {
		s.stop(c, fault.New(fault.NotFound, "There is nothing at this address."))
		return
	}
	if safe(c.Request.Method) {
		return
	}
	if strings.HasPrefix(c.ContentType(), "multipart/") {
		_ = c.Request.ParseMultipartForm(bodyLimit) // a broken or too large body is told by the handler that reads it
	} else {
		_ = c.Request.ParseForm()
	}
	cleanValues(c.Request)
}

func cleanValues(r *http.Request) {
	sets := []map[string][]string{r.Form, r.PostForm}
	if r.MultipartForm != nil {
		sets = append(sets, r.MultipartForm.Value)
	}
	for _, set := range sets {
		for _, values := range set {
			for i, v := range values {
				if !plain(v) {
					values[i] = strings.ReplaceAll(strings.ToValidUTF8(v, ""), "\x00", "")
				}
			}
		}
	}
}

func plain(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }
