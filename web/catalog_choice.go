package web

import (
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/catalog"
	"standin/store/fault"
	catalogpage "standin/web/page/catalog"
)

// choiceOf reads which variant is meant: variant names one, o1 to o3 are values of options, changed is the one chosen last.
func choiceOf(values url.Values) catalog.Choice {
	id, _ := strconv.ParseInt(values.Get("variant"), 10, 64) // what is no number names none
	choice := catalog.Choice{Variant: catalog.VariantID(id)}
	for i := range choice.Options {
		name := "o" + strconv.Itoa(i+1)
		choice.Options[i] = values.Get(name)
		if values.Get("changed") == name {
			choice.Changed = i + 1
		}
	}
	return choice
}

// chosenVariant is the variant that the buy form of a product page means. The form names the one the page showed; where other
// options were chosen since and no script kept the page in step, those decide. fault.Invalid when there is no such combination.
func (s *Server) chosenVariant(c *gin.Context) (catalog.VariantID, error) {
	if err := c.Request.ParseForm(); err != nil {
		return 0, fault.New(fault.Invalid, "This form could not be read. Open the page again.").Because(err)
	}
	form := c.Request.PostForm
	choice := choiceOf(form)
	product, _ := strconv.ParseInt(form.Get("product"), 10, 64)
	if product == 0 || catalogpage.Shown(choice.Options) == form.Get(catalogpage.ShownField) {
		if choice.Variant == 0 {
			return 0, fault.Field("variant", "Choose what to put into the cart.")
		}
		return choice.Variant, nil
	}
	return s.rooms.Products.VariantOf(c.Request.Context(), s.rooms.DB, catalog.ProductID(product), choice.Options)
}
