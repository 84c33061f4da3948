package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"standin/web/page/part"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// compressFrom is the size in bytes below which a page is not worth compressing: it fits one packet.
const compressFrom = 1300

// render writes a page: whole to memory first, then, while acting, through the check that the session still stands (which also
// records the view), and only then its first byte.
func (s *Server) render(c *gin.Context, status int, page templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer func() { buf.Reset(); buffers.Put(buf) }()
	ctx := part.With(c.Request.Context(), s.frame(c))
	if err := page.Render(ctx, buf); err != nil {
		return err
	}
	if err := s.recordView(c, status); err != nil {
		return err
	}
	if err := s.renewAfterStepUp(c); err != nil {
		return err
	}
	s.private(c)
	return write(c, status, "text/html; charset=utf-8", buf.Bytes())
}

// private keeps a page out of every cache when it shows somebody.
func (s *Server) private(c *gin.Context) {
	h := c.Writer.Header()
	if visitorOf(c).known() {
		h.Set("Cache-Control", "no-store")
	} else if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Add("Vary", "Cookie, Accept-Encoding")
}

func write(c *gin.Context, status int, kind string, body []byte) error {
	h := c.Writer.Header()
	h.Set("Content-Type", kind)
	if len(body) < compressFrom || !strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
		c.Status(status)
		_, err := c.Writer.Write(body)
		return ignoreGone(err)
	}
	h.Set("Content-Encoding", "gzip")
	c.Status(status)
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(c.Writer)
	if _, err := z.Write(body); err != nil {
		return nil // the reader has gone; there is nobody to tell
	}
	return ignoreGone(z.Close())
}

var zippers = sync.Pool{New: func() any { z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return z }}

// ignoreGone drops the error of a reader who has gone: the answer has begun, so no error page can follow.
func ignoreGone(error) error { return nil }

// redirect answers 303 to a path of ours, inside the acting prefix when there is one.
func (s *Server) redirect(c *gin.Context, path string) error {
	if visitorOf(c).known() {
		c.Header("Cache-Control", "no-store")
	}
	c.Redirect(http.StatusSeeOther, s.link(c, path))
	return nil
}

// link is part.Link for handlers.
func (s *Server) link(c *gin.Context, path string) string {
	return string(part.Link(part.With(c.Request.Context(), &part.Frame{Prefix: visitorOf(c).prefix}), path))
}

// local gives path when it is a path of this site and fallback otherwise: no return address leads away, out of a prefix, or
// into one, however a browser may read it.
func local(path, fallback string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(path, "/") || strings.ContainsAny(path, "\\\r\n\t") ||
		ambiguous(u) || u.Path == "/as" || strings.HasPrefix(u.Path, "/as/") {
		return fallback
	}
	return path
}
