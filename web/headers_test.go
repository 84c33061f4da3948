package web_test

import (
	"strings"
	"testing"

	"standin/web"
)

func TestS33_HeadersOnEveryAnswer(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	c, prefix, _, _ := s.acting()
	for _, path := range []string{"/", "/cart", "/nothing-here", "/static/none", "/healthz", prefix + "/cart", prefix + "/nothing-here", "/as/none/cart"} {
		h := c.Once("GET", path, nil).Header
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: the policy lacks %s", path, want)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "nonce") {
			t.Errorf("%s: the policy is loosened: %s", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q; want %q", path, name, got, want)
			}
		}
		if h.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: HSTS over plain http", path)
		}
	}
}

func TestS33_OverHTTPSBrowsersAreToldToStay(t *testing.T) {
	t.Parallel()
	s := newTown(t, func(c *web.Config) { c.PublicURL = "https://shop.example" })
	c := s.Client(t)
	if h := c.Get("/healthz").Header.Get("Strict-Transport-Security"); !strings.Contains(h, "max-age=63072000") {
		t.Errorf("HSTS is %q; want two years", h)
	}
}
