package web

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"standin/store/fault"
)

// media serves pictures by their hash. An address never shows anything else, so it may be kept for ever; it asks for no
// session, and serves nothing but pictures: other files belong to those who uploaded them.
func (s *Server) media(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, found := strings.CutPrefix(r.URL.Path, "/media/")
		if !found {
			next.ServeHTTP(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Only GET and HEAD are answered here.", http.StatusMethodNotAllowed)
			return
		}
		s.sendMedia(w, r, name)
	})
}

func (s *Server) sendMedia(w http.ResponseWriter, r *http.Request, name string) {
	b, err := s.rooms.Blobs.Get(r.Context(), name)
	if err == nil && (b.Width == 0 || !strings.HasPrefix(b.Type, "image/")) {
		err = fault.New(fault.NotFound, "There is no such picture.")
	}
	if err != nil {
		f := fault.As(err)
		if f == nil {
			f = fault.New(fault.Internal, "Something went wrong on our side. Try again.").Because(err)
			s.log.Error("media", "request", requestID(r.Context()), "error", err)
		}
		s.plainFailure(w, r, f)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", `"`+name+`"`)
	h.Set("Content-Type", b.Type)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b.Bytes))
}
