package web

import (
	"time"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	catalogpage "standin/web/page/catalog"
	homepage "standin/web/page/home"
	"standin/web/page/part"
)

// homePage is the shop's first page.
func (s *Server) homePage(c *gin.Context) (templ.Component, depends, error) {
	ctx := c.Request.Context()
	tree, err := s.rooms.Products.Categories(ctx)
	if err != nil {
		return nil, depends{}, err
	}
	front, err := s.rooms.Products.Front(ctx)
	if err != nil {
		return nil, depends{}, err
	}
	now := time.Now()
	v := homepage.HomeView{Products: tree.Products, Makers: tree.Vendors, Fresh: front.Fresh, Departments: tree.Departments(),
		Window: homepage.Window(catalogpage.Cards(tree, front.Window, now)),
		Newest: catalogpage.Cards(tree, front.Newest, now), Reduced: catalogpage.Cards(tree, front.Reduced, now)}
	v.Head = part.Head{Title: "Things made to be kept", Canonical: "/", Main: "home stack loose",
		Description: "Useful objects from makers who repair what they sell. Somebody can stand in for you, and you can see what they did."}
	return homepage.Home(v), keepList(c), nil
}
