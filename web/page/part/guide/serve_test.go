package guide

import (
	"net/http"
	"strconv"
	"strings"

	"standin/web/page/errorpage"
	"standin/web/page/part"
	"standin/web/static"
)

// policy is the content policy of the shop, so that what it would break is seen here first.
const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; " +
	"require-trusted-types-for 'script'; trusted-types default htmx"

// handler serves the guide: /guide/<visitor>/<page>, where a page may be error-<status>; and two pieces for htmx.
func handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	mux.HandleFunc("GET /guide/{visitor}/{page}", func(w http.ResponseWriter, r *http.Request) {
		show(w, r, Frames()[r.PathValue("visitor")])
	})
	mux.HandleFunc("GET /guide-fragment/plain", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`<p id="arrived">Three others took the day pack.</p>`))
	})
	mux.HandleFunc("GET /guide-fragment/script", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`<p id="intruder">Never shown</p><script>document.title = "taken"</script>`))
	})
	return mux
}

func show(w http.ResponseWriter, r *http.Request, frame *part.Frame) {
	page := Pages[r.PathValue("page")]
	if colour := r.URL.Query().Get("colour"); colour != "" {
		page = Product(colour)
	}
	if status, ok := strings.CutPrefix(r.PathValue("page"), "error-"); ok {
		code, _ := strconv.Atoi(status)
		page = errorpage.Show(errorpage.ErrorView{Status: code, Request: "7f3a91c2"})
	}
	if frame == nil || page == nil {
		http.NotFound(w, r)
		return
	}
	frame.Theme = r.URL.Query().Get("theme")
	w.Header().Set("Content-Security-Policy", policy)
	_ = page.Render(part.With(r.Context(), frame), w)
}
