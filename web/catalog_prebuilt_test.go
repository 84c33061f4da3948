package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
)

// ask sends a request into the server itself and counts the statements it took.
func (s *shelves) ask(t testing.TB, path string, change func(*http.Request)) (*httptest.ResponseRecorder, []string) {
	t.Helper()
	ctx, counter := store.WithCounter(t.Context())
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	r.Host = strings.TrimPrefix(s.URL, "http://")
	r.Header.Set("Accept-Encoding", "gzip")
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	s.Server.ServeHTTP(w, r)
	return w, counter.Queries
}

func (s *shelves) statements(t testing.TB, path string) int {
	t.Helper()
	_, queries := s.ask(t, path, nil)
	return len(queries)
}

func TestPrebuiltPagesAskNothing(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	s.save(t, s.boots())
	s.Server.Changed(store.Change{All: true})
	for _, path := range []string{"/", "/p/trail-boots", "/c/outdoors", "/new", "/makers", "/makers/harbour-goods"} {
		first, _ := s.ask(t, path, nil)
		again, queries := s.ask(t, path, nil)
		if first.Code != 200 || len(queries) != 0 || again.Body.String() != first.Body.String() {
			t.Errorf("%s: %d, then %d statements: %v", path, first.Code, len(queries), queries)
		}
		if again.Header().Get("Vary") != "Cookie, Accept-Encoding" || !strings.HasPrefix(again.Header().Get("Cache-Control"), "public") {
			t.Errorf("%s: %v", path, again.Header())
		}
		same, _ := s.ask(t, path, func(r *http.Request) { r.Header.Set("If-None-Match", again.Header().Get("ETag")) })
		if same.Code != http.StatusNotModified || same.Body.Len() != 0 {
			t.Errorf("%s: %d to who has it", path, same.Code)
		}
		plain, _ := s.ask(t, path, func(r *http.Request) { r.Header.Del("Accept-Encoding") })
		if !strings.Contains(plain.Body.String(), "</html>") || plain.Header().Get("ETag") == again.Header().Get("ETag") {
			t.Errorf("%s: uncompressed %v", path, plain.Header())
		}
	}
	if w, _ := s.ask(t, "/p/trail-boots", nil); w.Body.Len() > 8<<10 {
		t.Errorf("a product page is %d bytes on the wire", w.Body.Len())
	}
	if n := s.statements(t, "/c/outdoors?sort=name"); n == 0 {
		t.Error("a filtered list was kept")
	}
}

func TestPrebuiltPagesAreNobodysWhoIsKnown(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	s.save(t, s.boots())
	s.Server.Changed(store.Change{All: true})
	s.statements(t, "/p/trail-boots")
	dark, _ := s.ask(t, "/p/trail-boots", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "theme", Value: "dark"}) })
	dark.Header().Get("Cache-Control")
	if strings.HasPrefix(dark.Header().Get("Cache-Control"), "public") {
		t.Errorf("with a cookie of ours: %v", dark.Header())
	}
	foreign, queries := s.ask(t, "/p/trail-boots", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "other", Value: "1"}) })
	if len(queries) != 0 || foreign.Code != 200 {
		t.Errorf("a stranger's cookie: %d statements", len(queries))
	}
}

func TestPrebuiltPagesAreDroppedByNotice(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	s.save(t, s.boots(), simple("Lamp", 900, s.ids["desk"]))
	s.Server.Changed(store.Change{All: true})
	kept := func(path string) bool { return s.statements(t, path) == 0 }
	fill := func() {
		for _, path := range []string{"/", "/p/trail-boots", "/p/lamp", "/c/desk"} {
			s.statements(t, path)
		}
	}
	fill()
	boots, err := s.Rooms.Products.BySlug(t.Context(), account.Guest(0), "trail-boots")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		table string
		id    int64
		keeps bool // the other product's page
	}{
		"its row": {"shop.product", int64(boots.ID), true}, "its stock": {"shop.stock", int64(boots.Variants[2].ID), true},
		"its price": {"shop.variant", int64(boots.Variants[0].ID), true}, "its picture": {"shop.product_picture", int64(boots.Pictures[0].ID), true},
		"a category": {"shop.category", 1, false}, "something else": {"shop.person", int64(boots.ID), true},
	} {
		fill()
		s.Server.Changed(store.Change{Tables: map[string][]int64{tt.table: {tt.id}}})
		gone := name != "something else"
		if kept("/p/trail-boots") == gone || kept("/p/lamp") != tt.keeps || kept("/") == gone {
			t.Errorf("%s changed, and the wrong pages are kept", name)
		}
	}
	fill()
	s.Server.Changed(store.ParseChange("*"))
	if kept("/p/lamp") {
		t.Error("kept after the listener was away")
	}
}

func TestPrebuiltPageShowsNoOlderPriceThanTheNotice(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	s.save(t, simple("Lamp", 900))
	s.Server.Changed(store.Change{All: true})
	s.statements(t, "/p/lamp")
	s.save(t, simple("Lamp", 1000))
	lamp, err := s.Rooms.Products.BySlug(t.Context(), account.Guest(0), "lamp")
	if err != nil {
		t.Fatal(err)
	}
	s.Server.Changed(store.Change{Tables: map[string][]int64{"shop.variant": {int64(lamp.Variants[0].ID)}}})
	s.Client(t).Get("/p/lamp").Want(200).WantText("€ 10.00")
}

func TestNothingIsKeptBeforeSomebodyTellsOfChanges(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	s.save(t, catalog.Product{Title: "Lamp", Status: catalog.Active, Variants: []catalog.Variant{{Price: eur(900)}}})
	s.statements(t, "/p/lamp")
	if s.statements(t, "/p/lamp") == 0 {
		t.Error("a page was kept that nobody would drop")
	}
}
