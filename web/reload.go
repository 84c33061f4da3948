package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
)

// reloads is how often a page is asked for anew when its request carried a token that was renewed on its way; reloadAfter is how
// long the browser is given to take in the new one.
const (
	reloads     = 3
	reloadAfter = 100 * time.Millisecond
	reloadParam = "reload"
)

// reload leads a page request with a retired token to the same address once more. It sets no cookie. After a few times the token is
// taken for ended, and the request for nobody's.
func (s *Server) reload(c *gin.Context) {
	times, _ := strconv.Atoi(c.Query(reloadParam))
	if times >= reloads {
		return
	}
	time.Sleep(reloadAfter)
	to := *c.Request.URL
	q := to.Query()
	q.Set(reloadParam, strconv.Itoa(times+1))
	to.RawQuery = q.Encode()
	prefix := ""
	if id := actingID(c.Request.Context()); id != "" {
		prefix = "/as/" + id
	}
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, prefix+to.RequestURI())
	c.Abort()
}
