package static

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// kinds are the media types we serve; a file of another kind is not put up.
var kinds = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".webp":  "image/webp",
	".png":   "image/png",
	".woff2": "font/woff2",
}

func compressible(kind string) bool {
	return strings.HasPrefix(kind, "text/") || kind == kinds[".svg"]
}

// compress never fails: it writes to memory.
func compress(content []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = w.Write(content)
	_ = w.Close()
	return out.Bytes()
}

// Handler serves GET and HEAD below /static/. Hashed addresses may be kept for ever; an address with the hash of another
// version (a page that was open while the program was replaced) gets the present file, not to be kept.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Only GET and HEAD are answered here.", http.StatusMethodNotAllowed)
			return
		}
		a, keep := find(r.URL.Path)
		if a == nil {
			w.Header().Set("Cache-Control", "no-store")
			http.NotFound(w, r)
			return
		}
		a.send(w, r, keep)
	})
}

// find gives the asset of an address, and whether the answer may be kept.
func find(address string) (a *asset, keep bool) {
	s := assets()
	if a = s.byAddress[address]; a != nil {
		return a, true
	}
	name := strings.TrimPrefix(address, "/static/")
	if a = s.byName[name]; a != nil {
		return a, false
	}
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	return s.byName[strings.TrimSuffix(stem, path.Ext(stem))+ext], false
}

func (a *asset) send(w http.ResponseWriter, r *http.Request, keep bool) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	if keep {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := a.plain
	if a.gzipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = a.gzipped
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the reader went away; there is nobody to tell
	}
}

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding == "gzip" && strings.ReplaceAll(weight, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
