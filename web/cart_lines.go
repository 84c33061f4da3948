package web

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
	cartpage "standin/web/page/cart"
	"standin/web/page/part"
)

type addLineForm struct {
	Quantity int    `form:"quantity"`
	For      string `form:"for" binding:"max=40"` // "organization:7" puts it into that organization's cart
}

// addCartLine puts a thing into the cart, from its own page.
func (s *Server) addCartLine(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	var form addLineForm
	if errs := s.bind(c, &form); errs != nil {
		return fault.Field("quantity", "Choose a quantity from 1 to 999.")
	}
	if form.Quantity == 0 && c.PostForm("quantity") == "" {
		form.Quantity = 1
	}
	b = b.meant(form.For)
	variant, err := s.chosenVariant(c)
	if err != nil {
		return err
	}
	added, err := s.rooms.Carts.AddLine(c.Request.Context(), b.actor, variant, form.Quantity)
	if err != nil {
		return err
	}
	s.keepGuest(c, added.Token)
	s.flash(c, "done", added.Item.Title+" is in the cart.")
	return s.redirect(c, b.at(b.base))
}

// meant lets a member who shops put a thing into their organization's cart right away.
func (b buyer) meant(capacity string) buyer {
	as, ok := account.ParseCapacity(capacity)
	if !ok || as.Kind != account.CapacityOrganization || b.actor.Acting() {
		return b
	}
	m, ok := b.actor.MemberOf(as.Organization)
	if !ok {
		return b
	}
	b.actor.Capacity, b.base = as, "/org/cart"
	if len(b.actor.Organizations()) > 1 {
		b.of = m.PublicID
	}
	return b
}

type quantityForm struct {
	Quantity int `form:"quantity"`
}

// setCartLine gives a line another quantity; 0 takes it out.
func (s *Server) setCartLine(c *gin.Context) error {
	var form quantityForm
	bound := s.bind(c, &form)
	return s.changeLine(c, func(b buyer, line int64) error {
		if bound != nil || c.PostForm("quantity") == "" {
			return fault.Field("quantity", "Choose a quantity from 0 to 999.")
		}
		return s.rooms.Carts.SetQuantity(c.Request.Context(), b.actor, line, form.Quantity)
	})
}

func (s *Server) removeCartLine(c *gin.Context) error {
	return s.changeLine(c, func(b buyer, line int64) error {
		return s.rooms.Carts.RemoveLine(c.Request.Context(), b.actor, line)
	})
}

// changeLine leads back to the cart; a refusal brings the page back with its sentence at the line.
func (s *Server) changeLine(c *gin.Context, change func(b buyer, line int64) error) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	line, err := strconv.ParseInt(c.Param("line"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "This line is not in the cart any more.").Because(err)
	}
	err = change(b, line)
	if err == nil {
		return s.redirect(c, b.at(b.base))
	}
	errs := fieldErrors(err)
	if errs == nil {
		return err
	}
	return s.cartAgain(c, b, err, part.Errors{"quantity-" + c.Param("line"): errs["quantity"]}, nil)
}

// cartAgain is the cart page once more, with what was refused.
func (s *Server) cartAgain(c *gin.Context, b buyer, refused error, errs part.Errors, change func(*cartpage.ShowView)) error {
	view, err := s.cartView(c, b)
	if err != nil {
		return err
	}
	view.Errors = errs
	if change != nil {
		change(&view)
	}
	status := failureStatus(refused)
	if status < http.StatusBadRequest {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, cartpage.Show(view))
}
