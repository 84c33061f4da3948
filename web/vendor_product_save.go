package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/catalog"
	"standin/catalog/money"
	"standin/store/fault"
	"standin/web/page/part"
	"standin/web/page/vendordesk"
)

type productForm struct {
	Title  string `form:"title" binding:"required,max=200"`
	Status string `form:"status" binding:"required,oneof=draft active archived"`
}

// saveOwnProduct changes title, state, and the prices and stocks of variants. A stock that was not touched stays as it is, for
// orders may have taken of it since the page was made.
func (s *Server) saveOwnProduct(c *gin.Context) error {
	m, w, err := s.ownProduct(c)
	if err != nil {
		return err
	}
	var form productForm
	errs := s.bind(c, &form)
	if errs == nil {
		errs = part.Errors{}
	}
	changed := w.Product
	changed.Title, changed.Status = form.Title, catalog.Status(form.Status)
	changed.Variants = append([]catalog.Variant(nil), w.Variants...)
	for i := range changed.Variants {
		s.readVariant(c, &changed.Variants[i], errs)
	}
	if len(errs) == 0 {
		_, err = s.rooms.Products.SaveProduct(c.Request.Context(), s.actor(c), m.Vendor, changed)
		if errs = fieldErrors(err); errs == nil && err != nil {
			return err
		}
	}
	if len(errs) > 0 {
		view := s.ownProductView(c, m, w)
		view.Title, view.Status, view.Errors = form.Title, form.Status, errs
		for i := range view.Variants {
			typed(c, &view.Variants[i])
		}
		return s.render(c, http.StatusUnprocessableEntity, vendorpage.Product(view))
	}
	s.flash(c, "done", "“"+changed.Title+"” is saved.")
	return s.redirect(c, "/vendor/products/"+strconv.FormatInt(int64(w.ID), 10))
}

// readVariant takes over what was typed for one variant, and notes at its fields what cannot be used.
func (s *Server) readVariant(c *gin.Context, v *catalog.Variant, errs part.Errors) {
	line := variantLine(v)
	v.KeepStock = true
	if text, sent := c.GetPostForm(line.PriceName); sent {
		a, err := money.Parse(text, s.config.Currency)
		noteField(errs, line.PriceName, err)
		v.Price = a
	}
	if text, sent := c.GetPostForm(line.WasName); sent {
		v.CompareAt = money.Amount{}
		if strings.TrimSpace(text) != "" {
			a, err := money.Parse(text, s.config.Currency)
			noteField(errs, line.WasName, err)
			v.CompareAt = a
		}
	}
	if text, sent := c.GetPostForm(line.StockName); sent && v.Stock.Tracked && text != c.PostForm(line.KeptName) {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 0 || n > 1_000_000_000 {
			errs[line.StockName] = "A stock is a whole number from 0 on."
		}
		v.Stock.Quantity, v.KeepStock = n, false
	}
}

func noteField(errs part.Errors, name string, err error) {
	if f := fault.As(err); f != nil {
		errs[name] = f.Message
	}
}

// typed puts what was typed back into the form.
func typed(c *gin.Context, line *vendorpage.VariantLine) {
	for name, field := range map[string]*string{line.PriceName: &line.Price, line.WasName: &line.Was, line.StockName: &line.Quantity} {
		if text, sent := c.GetPostForm(name); sent {
			*field = text
		}
	}
}
