package web

import (
	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"standin/catalog"
	catalogpage "standin/web/page/catalog"
	"standin/web/page/part"
)

// makersPage lists who sells here.
func (s *Server) makersPage(c *gin.Context) (templ.Component, depends, error) {
	makers, err := s.rooms.Products.Makers(c.Request.Context())
	if err != nil {
		return nil, depends{}, err
	}
	head := part.Head{Title: "Makers", Canonical: "/makers", Description: "Who makes what is sold here, and sends it to you."}
	return catalogpage.Makers(head, makers), keepList(c), nil
}

// makerPage is one maker with what they sell.
func (s *Server) makerPage(c *gin.Context) (templ.Component, depends, error) {
	m, err := s.rooms.Products.Maker(c.Request.Context(), c.Param("maker"))
	if err != nil {
		return nil, depends{}, err
	}
	v, _, err := s.list(c, shelf{title: m.Name, path: "/makers/" + m.Slug, whole: m.Products,
		crumbs: append(crumbs(nil), part.Desk{Name: "Makers", URL: "/makers"}),
		fixed:  func(f *catalog.Filter) { f.Vendor, f.Text = m.ID, "" }})
	if err != nil {
		return nil, depends{}, err
	}
	v.Head.Current, v.Head.Description = "/makers", catalog.PlainText(m.About, 155)
	return catalogpage.Maker(catalogpage.MakerView{ListView: v, Maker: m}), keepList(c), nil
}
