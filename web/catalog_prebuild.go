package web

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"standin/store"
	"standin/web/page/part"
)

// Changed drops what is kept in memory of the rows that changed: prebuilt pages and the tree of categories. The program calls it
// for each notice, and with All when it begins to listen.
func (s *Server) Changed(c store.Change) {
	for _, table := range []string{"shop.category", "shop.product", "shop.product_category", "shop.vendor"} {
		if c.TouchesTable(table) {
			s.rooms.Products.Forget()
			break
		}
	}
	if c.TouchesTable("shop.setting") {
		s.settings.drop()
	}
	s.pages.changed(c)
}

// prebuilt answers requests without any cookie of ours from memory: no session, no statement, no rendering. Everything else
// goes on as usual.
func (s *Server) prebuilt(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if (r.Method == http.MethodGet || r.Method == http.MethodHead) && !s.hasCookies(r) && !strings.HasPrefix(r.URL.Path, "/as/") {
			if b := s.pages.get(r.URL.RequestURI()); b != nil {
				b.send(w, r)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// maker makes a public page and says what it is made of. It returns a nil page when it has answered by itself.
type maker func(c *gin.Context) (templ.Component, depends, error)

// public makes a handler of a page that everybody may see: kept for those who carry no cookie of ours, rendered anew for
// anybody else.
func (s *Server) public(make maker) func(c *gin.Context) error {
	return func(c *gin.Context) error {
		mark := s.pages.mark()
		page, d, err := make(c)
		if err != nil || page == nil {
			return err
		}
		if !d.kept() || visitorOf(c).known() || s.hasCookies(c.Request) || actingID(c.Request.Context()) != "" {
			return s.render(c, http.StatusOK, page)
		}
		var out bytes.Buffer
		if err := page.Render(part.With(c.Request.Context(), s.frame(c)), &out); err != nil {
			return err
		}
		b := build(out.Bytes(), d)
		s.pages.put(c.Request.URL.RequestURI(), b, mark)
		b.send(c.Writer, c.Request)
		return nil
	}
}
