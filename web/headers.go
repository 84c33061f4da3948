package web

import (
	"context"
	"crypto/rand"
	"net"
	"net/http"
	"strings"
	"time"

	"standin/store/fault"
	"standin/web/static"
)

// policy lets a page load from this host only: no inline script, no inline style, no frame round it. Trusted types keep text
// from becoming HTML in a script; htmx gets the one policy that web/static/js names.
const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; " +
	"require-trusted-types-for 'script'; trusted-types default htmx"

// headers sets what every answer carries, files and errors included (OWASP ASVS 5.0 3.4).
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		if s.config.secure() {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// checkHost refuses a Host that is not the shop's: in the demo, anything but this machine (DNS rebinding). Health checks come by
// address, so they pass.
func (s *Server) checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" && r.URL.Path != "/readyz" && !s.hostAllowed(r.Host) {
			http.Error(w, "This shop answers at "+s.config.PublicURL+".", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) hostAllowed(host string) bool {
	if strings.EqualFold(host, s.config.host()) {
		return true
	}
	if !s.config.Demo {
		return false
	}
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	switch strings.ToLower(strings.Trim(host, "[]")) {
	case "localhost", "127.0.0.1", "::1":
		return true
	}
	return false
}

// refuseAuthorization answers 401 to any Authorization header: there are no API keys yet, so one is a mistake or an attempt.
func (s *Server) refuseAuthorization(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			http.Error(w, "There are no API keys yet. Sign in with a browser.", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// crossOrigin refuses what a browser says comes from another site (Sec-Fetch-Site, Origin). A request without these headers
// passes here and needs the token.
func (s *Server) crossOrigin(next http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	_ = guard.AddTrustedOrigin(s.config.PublicURL) // Config.check has parsed it
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.plainFailure(w, r, fault.New(fault.Forbidden, "This came from another site. Open the shop itself and try there; nothing was changed."))
	}))
	return guard.Handler(next)
}

// files serves what never carries a prefix or a person: style, script, font, icons.
func (s *Server) files(next http.Handler) http.Handler {
	fixed := static.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/static/") {
			fixed.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type requestKey struct{}

// requestID is the id of the request of ctx, as the log and error pages show it.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// observe gives each request its id, and notes it when it is done: a line in the log, a count in the metrics.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, began := rand.Text()[:12], time.Now()
		w.Header().Set("X-Request-Id", id)
		rec := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r.WithContext(context.WithValue(r.Context(), requestKey{}, id)))
		took := time.Since(began)
		s.metrics.observe(r.Method, rec.status, took)
		// The path is logged quoted by slog, so no line break in it can forge a second line; the query is left out.
		s.log.Debug("request", "request", id, "method", r.Method, "path", tellable(r.URL.Path), "status", rec.status, "took", took)
	})
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *statusRecorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
