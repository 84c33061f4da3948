package web

import (
	"github.com/gin-gonic/gin"

	"standin/web/page/part"
)

// maxAisles is how many departments the masthead names; the home page names all.
const maxAisles = 6

// departments are the aisles of the masthead: the top categories, from the catalog's cache. Without a database there are none.
func (s *Server) departments(c *gin.Context) []part.Desk {
	tree, err := s.rooms.Products.Categories(c.Request.Context())
	if err != nil {
		return nil
	}
	top := tree.Departments()
	aisles := []part.Desk{{Name: "New", URL: "/new"}}
	for _, d := range top[:min(len(top), maxAisles)] {
		aisles = append(aisles, part.Desk{Name: d.Name, URL: "/c/" + d.Slug})
	}
	return append(aisles, part.Desk{Name: "Makers", URL: "/makers"})
}
