package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
)

// reloads is how often a page is asked for anew when its request carried a token that was renewed on its way, before the request is
// taken for nobody's; reloadAfter is how long the browser is given to take in the new one. Each new try may meet one more renewal, so
// there are several (where tabs start and end all the time, about one in six does); fewer than a client follows redirects.
const (
	reloads     = 7 // of a personal page, while the sign-in goes on under a newer token
	reloadsOnce = 1 // of a page for everybody, and when the sign-in is over
	reloadAfter = 100 * time.Millisecond
	reloadParam = "reload"
)

// reload leads a page request with a retired token to the same address once more, at most so many times in all. It sets no cookie.
// After that the token is taken for ended, and the request for nobody's.
func (s *Server) reload(c *gin.Context, atMost int) {
	times, _ := strconv.Atoi(c.Query(reloadParam))
	if times >= atMost {
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
