package web

import (
	"cmp"
	"context"
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/cart"
	"standin/catalog/money"
	"standin/store/account"
	"standin/store/fault"
	cartpage "standin/web/page/cart"
	"standin/web/page/part"
)

type grantForm struct {
	Amount string `form:"amount" binding:"max=40"`
	Reason string `form:"reason" binding:"max=400"`
}

// grantDiscount is the discount that staff give on their own account while acting: an amount, or a share with a percent sign.
func (s *Server) grantDiscount(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	var form grantForm
	errs := s.bind(c, &form)
	if errs == nil {
		if err = s.give(c.Request.Context(), b, form); err == nil {
			s.flash(c, "done", "The discount is given. It is marked as yours.")
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

func (s *Server) give(ctx context.Context, b buyer, form grantForm) error {
	if share, ok := cart.ParsePercent(form.Amount); ok {
		return s.rooms.Carts.GrantShare(ctx, b.actor, share, form.Reason)
	}
	amount, err := money.Parse(form.Amount, s.config.Currency)
	if err != nil {
		return fault.Field("amount", "Type the amount to take off, like 5.00, or a share, like 5 %.").Because(err)
	}
	return s.rooms.Carts.GrantDiscount(ctx, b.actor, amount, form.Reason)
}

// dropGrant withdraws a discount that the actor gave.
func (s *Server) dropGrant(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(c.Param("grant"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "This is not on the cart any more.").Because(err)
	}
	if err := s.rooms.Carts.DropGrant(c.Request.Context(), b.actor, id); err != nil {
		return err
	}
	s.flash(c, "done", "Your discount is off the cart.")
	return s.redirect(c, b.at(b.base))
}

type priceForm struct {
	Price  string `form:"price" binding:"max=40"`
	Reason string `form:"reason" binding:"max=400"`
}

// overridePrice gives one line a lower price on the actor's own account; a refusal brings the cart back with what was typed.
func (s *Server) overridePrice(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	line, err := strconv.ParseInt(c.Param("line"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "This line is not in the cart any more.").Because(err)
	}
	var form priceForm
	errs := s.bind(c, &form)
	if errs == nil {
		price, bad := money.Parse(form.Price, s.config.Currency)
		if bad != nil {
			err = fault.Field("amount", "Type the price of one, like 5.00.").Because(bad)
		} else {
			err = s.rooms.Carts.OverridePrice(c.Request.Context(), b.actor, line, price, form.Reason)
		}
		if err == nil {
			s.flash(c, "done", "The price is lowered. It is marked as yours.")
			return s.redirect(c, b.at(b.base))
		}
		if errs = fieldErrors(err); errs == nil {
			return err
		}
	}
	at := part.Errors{"price-" + c.Param("line"): cmp.Or(errs["amount"], errs["price"]), "why-" + c.Param("line"): errs["reason"]}
	return s.cartAgain(c, b, err, at, func(v *cartpage.ShowView) {
		if v.Price != nil {
			v.Price.Line, v.Price.Price, v.Price.Reason = line, form.Price, form.Reason
		}
	})
}

// dropOverride gives a line the shop's own price again.
func (s *Server) dropOverride(c *gin.Context) error {
	return s.changeLine(c, func(b buyer, line int64) error {
		return s.rooms.Carts.DropOverride(c.Request.Context(), b.actor, line)
	})
}

// addGiving adds to the cart's page what the actor may give on their own account, and what is left for that.
func (s *Server) addGiving(c *gin.Context, b buyer, found cart.Cart, v *cartpage.ShowView) error {
	grants, prices := b.actor.Can(account.DiscountGrant), b.actor.Can(account.PriceOverride)
	if !b.actor.Acting() || !grants && !prices {
		return nil
	}
	budget, err := s.rooms.Carts.Budget(c.Request.Context(), b.actor)
	if err != nil {
		return err
	}
	v.Me = int64(b.actor.ID)
	limits := func(p account.Permission) cartpage.Limits {
		share := b.actor.Caps[p]
		return cartpage.Limits{As: cart.HelperOf(b.actor).Name(""), Share: share, Room: found.Room(int64(share) * 100), Budget: budget}
	}
	if grants {
		v.Grant = &cartpage.GrantForm{Limits: limits(account.DiscountGrant)}
	}
	if prices {
		v.Price = &cartpage.PriceForm{Limits: limits(account.PriceOverride)}
	}
	return nil
}
