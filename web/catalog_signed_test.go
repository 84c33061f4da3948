package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/web/webtest"
)

// as sends a request into the server with the cookies of a client and counts its statements.
func (s *shelves) as(t testing.TB, c *webtest.Client, path string) (http.Header, []string) {
	t.Helper()
	w, queries := s.ask(t, path, func(r *http.Request) {
		for _, name := range []string{"standin", "device", "cart"} {
			if v := c.Cookie(name); v != "" {
				r.AddCookie(&http.Cookie{Name: name, Value: v})
			}
		}
		r.Header.Set("User-Agent", c.Agent)
		r.RemoteAddr = "127.0.0.1:1"
	})
	if w.Code != http.StatusOK {
		t.Fatalf("%s answers %d", path, w.Code)
	}
	return w.Header(), queries
}

func TestPagesOfTheCatalogTakeFewStatements(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.shelf.Server.Changed(store.Change{All: true})
	shopper := s.signIn(s.resident("Jo Park", account.NoStaff))
	agent, prefix, _, _ := s.acting()
	desk, err := s.Rooms.Products.SaveCategories(t.Context(), account.Operator("test"), []catalog.Category{{Name: "Desk"}}, []string{""})
	if err != nil {
		t.Fatal(err)
	}
	s.shelf.save(t, simple("Pen", 900, desk...))
	for _, path := range []string{"/p/lamp", "/c/desk", "/search?q=lamp&exact=1", "/new", "/"} {
		s.shelf.as(t, shopper, path)
		head, own := s.shelf.as(t, shopper, path)
		if len(own) > 4 {
			t.Errorf("%s: %d statements signed in:\n%s", path, len(own), strings.Join(own, "\n---\n"))
		}
		if head.Get("Cache-Control") != "no-store" {
			t.Errorf("%s signed in: %v", path, head)
		}
		head, acting := s.shelf.as(t, agent, prefix+path)
		if len(acting) > len(own)+1 {
			t.Errorf("%s: %d statements while acting, %d as oneself:\n%s", path, len(acting), len(own), strings.Join(acting, "\n---\n"))
		}
		if head.Get("Cache-Control") != "no-store" {
			t.Errorf("%s while acting: %v", path, head)
		}
	}
}

func TestPagesOfTheCatalogKeepThePrefix(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	s.shelf.Server.Changed(store.Change{All: true})
	c, prefix, _, _ := s.acting()
	for _, path := range []string{"/p/lamp", "/search?q=lamp", "/new", "/makers", "/makers/harbour-goods", "/"} {
		s.shelf.statements(t, path) // as a stranger: the page is kept for strangers
		page := c.Get(prefix + path).Want(200)
		page.Find("main a[href], main form[action]").Each(func(_ int, e *goquery.Selection) {
			to := e.AttrOr("href", e.AttrOr("action", ""))
			if e.Closest("template").Length() > 0 {
				return // what the page becomes when the session is over
			}
			if strings.HasPrefix(to, "/") && !strings.HasPrefix(to, prefix+"/") {
				t.Errorf("%s leads out of the session to %s", path, to)
			}
		})
		if canonical := page.Find("link[rel=canonical]").AttrOr("href", ""); strings.Contains(canonical, "/as/") {
			t.Errorf("%s: canonical %s", path, canonical)
		}
		if block := page.Find(`script[type="application/ld+json"]`).Text(); strings.Contains(block, "/as/") {
			t.Errorf("%s: JSON-LD %s", path, block)
		}
	}
}
