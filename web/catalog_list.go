package web

import (
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"standin/catalog"
	catalogpage "standin/web/page/catalog"
	"standin/web/page/part"
)

// shelf is a list of products at an address: what it always holds, and what the address narrows it to.
type shelf struct {
	title, intro, path string
	whole              int // how many without filters, where that is known; else 0
	crumbs             []part.Desk
	fixed              func(*catalog.Filter) // what makes this list this list
}

// list reads one page of a shelf.
func (s *Server) list(c *gin.Context, sh shelf) (catalogpage.ListView, *catalog.Listing, error) {
	ctx, query := c.Request.Context(), c.Request.URL.Query()
	f, errs := filterOf(query, s.rooms.Products.Currency())
	if sh.fixed != nil {
		sh.fixed(&f)
	}
	tree, err := s.rooms.Products.Categories(ctx)
	if err != nil {
		return catalogpage.ListView{}, nil, err
	}
	l, err := s.rooms.Products.List(ctx, f)
	if err != nil {
		return catalogpage.ListView{}, nil, err
	}
	seen, _ := strconv.Atoi(query.Get("seen")) // only for the words beside the way on
	seen = min(max(seen, 0), l.Total) + len(l.Cards)
	v := catalogpage.ListView{Title: sh.title, Intro: sh.intro, Path: sh.path, Crumbs: sh.crumbs, Query: f.Text, Exact: f.Exact,
		Sort: sortShown(f), Sorts: sorts(f.Text != ""), Chips: chips(sh.path, f, l.Facets), Clear: address(sh.path, catalog.Filter{Text: f.Text, Sort: f.Sort}),
		Facets: l.Facets, From: query.Get("from"), To: query.Get("to"), Errors: errs, Total: l.Total, Cards: catalogpage.Cards(tree, l.Cards, time.Now()),
		Kept: kept(f), Kinds: tree.Departments(), Shown: shown(l.Total, sh.whole)}
	if l.Next != "" {
		v.Next = nextAddress(sh.path, f, l.Next, seen)
	}
	if l.Total > len(l.Cards) {
		v.Place = part.Count(seen) + " of " + part.Count(l.Total)
	}
	v.Head = part.Head{Title: sh.title, Main: mainOf(v), Description: sh.intro, Canonical: sh.path, NoIndex: len(query) > 0, Query: f.Text}
	return v, l, nil
}

// mainOf is how the page is laid out: close for a list, with air where there is nothing but a word of advice.
func mainOf(v catalogpage.ListView) string {
	if v.Total == 0 && len(v.Chips) == 0 {
		return ""
	}
	return "wrap"
}

// shown is "22 of 96", or "96" where nothing is left out.
func shown(total, whole int) string {
	if whole > total {
		return part.Count(total) + " of " + part.Count(whole)
	}
	if total == 0 {
		return ""
	}
	return part.Count(total)
}

func sorts(searched bool) []part.Option {
	list := []part.Option{{Value: "newest", Label: "Newest"}, {Value: "price", Label: "Price, low to high"},
		{Value: "price-down", Label: "Price, high to low"}, {Value: "name", Label: "Name"}}
	if searched {
		return append([]part.Option{{Value: bestFirst, Label: "Best first"}}, list...)
	}
	return list
}

// bestFirst names the order that comes when nobody asks for one.
const bestFirst = "best"

// sortShown is the order of a list as its form names it.
func sortShown(f catalog.Filter) string {
	switch {
	case f.Sort != catalog.Best:
		return string(f.Sort)
	case f.Text != "":
		return bestFirst
	}
	return string(catalog.Newest)
}

// keepList keeps a list only as it is without filters: their combinations have no end.
func keepList(c *gin.Context) depends { return depends{list: c.Request.URL.RawQuery == ""} }

// categoryPage is a department or one of its kinds.
func (s *Server) categoryPage(c *gin.Context) (templ.Component, depends, error) {
	tree, err := s.rooms.Products.Categories(c.Request.Context())
	if err != nil {
		return nil, depends{}, err
	}
	category, ok := tree.BySlug(c.Param("category"))
	if !ok {
		return nil, depends{}, s.formerCategory(c)
	}
	path := tree.Path(category.ID)
	v, _, err := s.list(c, shelf{title: category.Name, intro: category.Intro, path: "/c/" + category.Slug, whole: category.Count, crumbs: crumbs(path),
		fixed: func(f *catalog.Filter) { f.Category, f.Text = category.ID, "" }})
	if err != nil {
		return nil, depends{}, err
	}
	v.Head.Current = "/c/" + path[0].Slug
	v.Head.JSONLD = withContext(s.structuredCrumbs(v.Crumbs))
	v.Crumbs[len(v.Crumbs)-1].URL = "" // one is there
	return catalogpage.Category(v), keepList(c), nil
}

// formerCategory leads from an address a category had to the one it has.
func (s *Server) formerCategory(c *gin.Context) error {
	slug, err := s.rooms.Products.CategoryMovedTo(c.Request.Context(), c.Param("category"))
	if err != nil {
		return err
	}
	c.Redirect(301, s.link(c, "/c/"+slug))
	return nil
}

func withContext(item any) any {
	if m, ok := item.(map[string]any); ok {
		m["@context"] = "https://schema.org"
	}
	return item
}

// newPage is everything, newest first.
func (s *Server) newPage(c *gin.Context) (templ.Component, depends, error) {
	v, _, err := s.list(c, shelf{title: "New", path: "/new", crumbs: crumbs(nil), fixed: func(f *catalog.Filter) { f.Text = "" }})
	if err != nil {
		return nil, depends{}, err
	}
	return catalogpage.Category(v), keepList(c), nil
}

// reducedPage is everything that cost more before.
func (s *Server) reducedPage(c *gin.Context) (templ.Component, depends, error) {
	v, _, err := s.list(c, shelf{title: "For less than before", path: "/reduced", crumbs: crumbs(nil),
		fixed: func(f *catalog.Filter) { f.Text, f.Reduced = "", true }})
	if err != nil {
		return nil, depends{}, err
	}
	return catalogpage.Category(v), keepList(c), nil
}

// searchPage shows what a text finds; without a text it offers the departments. It is never kept: there is no end of texts.
func (s *Server) searchPage(c *gin.Context) (templ.Component, depends, error) {
	f, _ := filterOf(c.Request.URL.Query(), s.rooms.Products.Currency())
	if f.Text == "" {
		return s.emptySearch(c)
	}
	v, l, err := s.list(c, shelf{title: "“" + f.Text + "”", path: "/search"})
	if err != nil {
		return nil, depends{}, err
	}
	v.Head.Title, v.Head.NoIndex = f.Text, true
	return catalogpage.Search(catalogpage.SearchView{ListView: v, Meant: l.Meant}), depends{}, nil
}

func (s *Server) emptySearch(c *gin.Context) (templ.Component, depends, error) {
	tree, err := s.rooms.Products.Categories(c.Request.Context())
	if err != nil {
		return nil, depends{}, err
	}
	v := catalogpage.ListView{Head: part.Head{Title: "Search", NoIndex: true}, Kinds: tree.Departments()}
	return catalogpage.Search(catalogpage.SearchView{ListView: v}), depends{}, nil
}
