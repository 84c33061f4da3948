package web

import (
	"bytes"
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/fault"
	"standin/web/page/errorpage"
	"standin/web/page/part"
)

// showFailure writes the page of a failure, in the shop's dress and, while acting, under the bar; scripts get JSON.
func (s *Server) showFailure(c *gin.Context, status int, f *fault.Fault) {
	c.Header("Cache-Control", "no-store")
	if wantsJSON(c) {
		s.refusal(c, status, gin.H{"error": f.Code, "kind": f.Kind.String(), "message": f.Message, "request": requestID(c.Request.Context())})
		return
	}
	frame := s.failureFrame(c)
	body := new(bytes.Buffer)
	view := errorView(status, f, frame.Request)
	view.Typed = typedBefore(c, f)
	if err := errorpage.Show(view).Render(part.With(c.Request.Context(), frame), body); err != nil {
		c.String(status, f.Message)
		return
	}
	_ = write(c, status, "text/html; charset=utf-8", body.Bytes()) // write reports nothing: the answer has begun
}

// failureFrame is the frame of an error page; it must not fail itself, so it asks the database nothing.
func (s *Server) failureFrame(c *gin.Context) *part.Frame {
	f := s.frame(c)
	f.Flash = nil
	if f.Acting == nil && actingID(c.Request.Context()) != "" {
		// The session could not be read: the bar says plainly that one acts, and leads to the end.
		f.Prefix = "/as/" + actingID(c.Request.Context())
		f.Acting = &part.Acting{Plain: true, EndURL: f.Prefix + "/end"}
	}
	return f
}

func errorView(status int, f *fault.Fault, request string) errorpage.ErrorView {
	return errorpage.ErrorView{Status: status, Message: f.Message, Code: f.Code, Request: request}
}

// plainFailure answers before gin has begun: a page without a person.
func (s *Server) plainFailure(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	status := statuses[f.Kind]
	frame := &part.Frame{PublicURL: s.config.PublicURL, Request: requestID(r.Context()), Path: r.URL.RequestURI()}
	if id := actingID(r.Context()); id != "" {
		frame.Prefix = "/as/" + id
		frame.Acting = &part.Acting{Plain: true, EndURL: frame.Prefix + "/end"}
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if f.Kind == fault.Unavailable {
		h.Set("Retry-After", "5")
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = errorpage.Show(errorView(status, f, frame.Request)).Render(part.With(context.WithoutCancel(r.Context()), frame), w)
}
