package web

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/cart/discount"
	"standin/catalog/money"
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

type grantForm struct {
	Amount string `form:"amount" binding:"max=40"`
	Reason string `form:"reason" binding:"max=400"`
}

// grantDiscount is the discount that staff give on their own account while acting.
func (s *Server) grantDiscount(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	var form grantForm
	errs := s.bind(c, &form)
	var amount money.Amount
	if errs == nil {
		amount, err = money.Parse(form.Amount, s.config.Currency)
		if err != nil {
			errs = part.Errors{"amount": "Type the amount to take off, like 5.00."}
		}
	}
	if errs == nil {
		if err = s.rooms.Carts.GrantDiscount(c.Request.Context(), b.actor, amount, form.Reason); err == nil {
			s.flash(c, "done", part.Money(amount)+" off. It is marked as yours.")
			return s.redirect(c, b.at(b.base))
		}
		if errs = fieldErrors(err); errs == nil {
			return err
		}
	}
	return s.cartAgain(c, b, err, errs, func(v *cartpage.ShowView) {
		if v.Grant != nil {
			v.Grant.Amount, v.Grant.Reason = form.Amount, form.Reason
		}
	})
}
