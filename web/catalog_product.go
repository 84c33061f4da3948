package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/gin-gonic/gin"

	"standin/catalog"
	"standin/store/account"
	"standin/store/fault"
	catalogpage "standin/web/page/catalog"
	"standin/web/page/part"
)

// productPage shows a product with the variant that the address names; an address it had before leads to the present one.
func (s *Server) productPage(c *gin.Context) (templ.Component, depends, error) {
	ctx, slug := c.Request.Context(), c.Param("product")
	w, err := s.rooms.Products.BySlug(ctx, s.actor(c), slug)
	if err != nil {
		return nil, depends{}, err
	}
	if w.Slug != slug {
		c.Redirect(http.StatusMovedPermanently, s.link(c, "/p/"+w.Slug))
		return nil, depends{}, nil
	}
	tree, err := s.rooms.Products.Categories(ctx)
	if err != nil {
		return nil, depends{}, err
	}
	query := c.Request.URL.Query()
	choice := choiceOf(query)
	selection, ok := w.Choose(choice)
	if !ok {
		return nil, depends{}, fault.New(fault.NotFound, "This thing is not sold any more.")
	}
	view := s.productView(c, tree, w, selection)
	return catalogpage.Product(view), productDepends(w, query, selection), nil
}

// productDepends keeps the page as such and the page of each variant by its id; no other query makes a page worth keeping.
func productDepends(w *catalog.Whole, query url.Values, s catalog.Selection) depends {
	if len(query) > 1 || len(query) == 1 && query.Get("variant") != strconv.FormatInt(int64(s.Variant.ID), 10) || !w.Public() {
		return depends{}
	}
	d := depends{product: int64(w.ID), vendor: int64(w.Vendor)}
	for _, v := range w.Variants {
		d.variants = append(d.variants, int64(v.ID))
	}
	for _, p := range w.Pictures {
		d.pictures = append(d.pictures, int64(p.ID))
	}
	return d
}

func (s *Server) productView(c *gin.Context, tree *catalog.Tree, w *catalog.Whole, selection catalog.Selection) catalogpage.ProductView {
	v := catalogpage.ProductView{Product: w, Selection: selection, Path: "/p/" + w.Slug, Draft: !w.Public()}
	v.Address = v.Path
	if len(w.Variants) > 1 {
		v.Address += "?variant=" + strconv.FormatInt(int64(selection.Variant.ID), 10)
	}
	var own catalog.CategoryID
	if len(w.Categories) > 0 {
		own = w.Categories[0]
	}
	v.Category, _ = tree.ByID(own)
	v.Crumbs = crumbs(tree.Path(own))
	v.Head = part.Head{Title: w.Title, Description: catalog.PlainText(w.Description, 155), Canonical: v.Path, NoIndex: v.Draft,
		JSONLD: s.structuredProduct(v)}
	if len(v.Crumbs) > 1 {
		v.Head.Current = v.Crumbs[1].URL
	}
	if err := s.actor(c).May(account.CartEdit); err != nil && s.actor(c).Acting() {
		v.Closed = fault.As(err).Message
	}
	v.Shared = s.sharedCarts(c)
	return v
}

// sharedCarts are the organizations into whose cart somebody may put a thing as themselves. While acting the session has decided
// whose cart it is.
func (s *Server) sharedCarts(c *gin.Context) (list []part.Option) {
	if s.actor(c).Acting() {
		return nil
	}
	for _, m := range s.person(c).Organizations {
		if m.Status == "active" && account.MemberPermissions(m.Role).Has(account.CartEdit) {
			list = append(list, part.Option{Value: account.ForOrganization(m.Organization).String(), Label: m.Name})
		}
	}
	return list
}

// crumbs leads from the shop down to the last of the path.
func crumbs(path []catalog.Category) []part.Desk {
	list := []part.Desk{{Name: "Shop", URL: "/"}}
	for _, c := range path {
		list = append(list, part.Desk{Name: c.Name, URL: "/c/" + c.Slug})
	}
	return list
}

// chooseVariant is the button "Show this choice" for who has no script: it leads to the page of the variant.
func (s *Server) chooseVariant(c *gin.Context) error {
	w, err := s.rooms.Products.BySlug(c.Request.Context(), s.actor(c), c.Param("product"))
	if err != nil {
		return err
	}
	if err := c.Request.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "This form could not be read. Open the page again.").Because(err)
	}
	choice := choiceOf(c.Request.PostForm)
	choice.Variant = 0 // what was chosen since decides
	selection, ok := w.Choose(choice)
	if !ok {
		return fault.New(fault.NotFound, "This thing is not sold any more.")
	}
	return s.redirect(c, "/p/"+w.Slug+"?variant="+strconv.FormatInt(int64(selection.Variant.ID), 10))
}
