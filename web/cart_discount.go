package web

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/cart/discount"
	"standin/store/fault"
	cartpage "standin/web/page/cart"
	"standin/web/page/part"
)

type codeOfDiscount struct {
	Code string `form:"code"`
}

// applyDiscount lays a code on the cart, or brings the cart back with the reason at the field.
func (s *Server) applyDiscount(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	var form codeOfDiscount
	s.bind(c, &form)
	err = s.rooms.Carts.ApplyDiscount(c.Request.Context(), b.actor, form.Code)
	if err == nil {
		return s.redirect(c, b.at(b.base))
	}
	errs := fieldErrors(err)
	if errs == nil {
		return err
	}
	if r := discount.AsRefusal(err); r != nil {
		errs = part.Errors{"code": r.Sentence(cartpage.Say)}
	}
	return s.cartAgain(c, b, err, errs, func(v *cartpage.ShowView) { v.Code = form.Code })
}

func (s *Server) dropDiscount(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(c.Param("code"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "This code is not on the cart any more.").Because(err)
	}
	if err := s.rooms.Carts.DropDiscount(c.Request.Context(), b.actor, discount.CodeID(id)); err != nil {
		return err
	}
	return s.redirect(c, b.at(b.base))
}
