package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/catalog"
	"standin/store/account"
	"standin/store/fault"
	catalogpage "standin/web/page/catalog"
	"standin/web/page/vendordesk"
)

// listProducts is a vendor's own products, whatever their state.
func (s *Server) listProducts(c *gin.Context) error {
	m, err := s.vendorOf(c)
	if err != nil {
		return err
	}
	f := catalog.OwnFilter{Text: clip(c.Query("q")), Low: c.Query("low") == "yes", After: c.Query("after")}
	switch status := catalog.Status(c.Query("status")); status {
	case catalog.Active, catalog.Draft, catalog.Archived:
		f.Status = status
	}
	list, err := s.rooms.Products.Own(c.Request.Context(), s.actor(c), m.Vendor, f)
	if err != nil {
		return err
	}
	view := vendorpage.ProductsView{Name: m.Name, Query: f.Text, Status: string(f.Status), Low: f.Low, Import: s.closedFor(c, account.CatalogImport)}
	for _, p := range list.Products {
		view.Products = append(view.Products, vendorpage.ProductLine{OwnProduct: p, Image: catalogpage.PictureOf(p.Picture, p.Tint, catalog.Category{}, "")})
	}
	if list.Next != "" {
		q := url.Values{"q": {f.Text}, "status": {string(f.Status)}, "low": {c.Query("low")}, "after": {list.Next}}
		view.Next = "/vendor/products?" + q.Encode()
	}
	return s.answer(c, http.StatusOK, vendorpage.Products(view), func() any { return asProducts(list.Products) })
}

// ownProduct is the product of the address, of the vendor at whose desk the request is made.
func (s *Server) ownProduct(c *gin.Context) (account.VendorMembership, *catalog.Whole, error) {
	m, err := s.vendorOf(c)
	if err != nil {
		return m, nil, err
	}
	id, err := strconv.ParseInt(c.Param("product"), 10, 64)
	if err != nil {
		return m, nil, fault.New(fault.NotFound, "There is nothing at this address.")
	}
	w, err := s.rooms.Products.OfVendor(c.Request.Context(), s.actor(c), m.Vendor, catalog.ProductID(id))
	if err == nil {
		about(c, "product", id)
	}
	return m, w, err
}

// showOwnProduct is the form of one product.
func (s *Server) showOwnProduct(c *gin.Context) error {
	m, w, err := s.ownProduct(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, vendorpage.Product(s.ownProductView(c, m, w)))
}

func (s *Server) ownProductView(c *gin.Context, m account.VendorMembership, w *catalog.Whole) vendorpage.ProductView {
	view := vendorpage.ProductView{Name: m.Name, URL: "/vendor/products/" + strconv.FormatInt(int64(w.ID), 10), Slug: w.Slug, Title: w.Title,
		Status: string(w.Status), Edit: s.closedFor(c, account.CatalogEdit)}
	for _, p := range w.Pictures {
		switch p.State {
		case catalog.PicturePending:
			view.Waiting++
		case catalog.PictureFailed:
			view.Failed++
		}
	}
	for i := range w.Variants {
		view.Variants = append(view.Variants, variantLine(&w.Variants[i]))
	}
	return view
}

func variantLine(v *catalog.Variant) vendorpage.VariantLine {
	id := strconv.FormatInt(int64(v.ID), 10)
	line := vendorpage.VariantLine{ID: int64(v.ID), Label: v.Options.String(), SKU: v.SKU, Price: v.Price.Decimal(), Counted: v.Stock.Tracked,
		Quantity: strconv.Itoa(v.Stock.Quantity), PriceName: "price." + id, WasName: "was." + id, StockName: "stock." + id, KeptName: "kept." + id}
	if line.Label == "" {
		line.Label = "the product"
	}
	if !v.CompareAt.IsZero() {
		line.Was = v.CompareAt.Decimal()
	}
	return line
}
