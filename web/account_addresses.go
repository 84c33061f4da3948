package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	accountpage "standin/web/page/account"
)

type addressForm struct {
	Name     string `form:"name" binding:"max=400"`
	Street   string `form:"street" binding:"max=400"`
	Postcode string `form:"postcode" binding:"max=400"`
	Town     string `form:"town" binding:"max=400"`
	Country  string `form:"country" binding:"max=10"`
	Phone    string `form:"phone" binding:"max=400"`
}

func (f addressForm) address() account.NewAddress {
	return account.NewAddress{Name: f.Name, Street: f.Street, Postcode: f.Postcode, Town: f.Town, Country: f.Country, Phone: f.Phone}
}

func (s *Server) showAddresses(c *gin.Context) error {
	view, err := s.addressBook(c, "", "")
	if err != nil {
		return err
	}
	return s.answer(c, http.StatusOK, accountpage.Addresses(view), func() any { return asAddresses(view) })
}

// showAddressField reveals one field of one address to an actor whose rule allows it; the view is the row that says so.
func (s *Server) showAddressField(c *gin.Context) error {
	if err := s.actor(c).May(account.ProfileView); err != nil {
		return err
	}
	id, field := c.Param("address"), c.Param("field")
	if field != "street" && field != "phone" {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	if _, err := account.AddressByID(c.Request.Context(), s.rooms.DB, s.actor(c), account.Shopper, id); err != nil {
		return err
	}
	view, err := s.addressBook(c, id, field)
	if err != nil {
		return err
	}
	return s.answer(c, http.StatusOK, accountpage.Addresses(view), func() any { return asAddresses(view) })
}

func (s *Server) addAddress(c *gin.Context) error {
	var f addressForm
	errs := s.bind(c, &f)
	var err error
	if errs == nil {
		_, err = s.rooms.Accounts.AddAddress(c.Request.Context(), s.actor(c), account.Shopper, f.address())
		errs = formFault(err)
	}
	switch {
	case errs != nil:
		view, failed := s.addressBook(c, "", "")
		if failed != nil {
			return failed
		}
		view.Form.Address, view.Form.Errors = f.address(), errs
		return s.render(c, http.StatusUnprocessableEntity, accountpage.Addresses(view))
	case err != nil:
		return err
	}
	s.flash(c, "done", "The address is in the book.")
	return s.redirect(c, "/account/addresses")
}

// showAddress is the form of one address. A masked value never stands in it: while acting, street and phone are empty, and what
// stays empty stays as it is.
func (s *Server) showAddress(c *gin.Context) error {
	a, err := account.AddressByID(c.Request.Context(), s.rooms.DB, s.actor(c), account.Shopper, c.Param("address"))
	if err != nil {
		return err
	}
	form := s.addressForm(c, a)
	return s.render(c, http.StatusOK, accountpage.Edit(accountpage.EditView{Form: form}))
}

func (s *Server) addressForm(c *gin.Context, a account.Address) accountpage.AddressForm {
	form := accountpage.AddressForm{Action: "/account/addresses/" + a.PublicID, Button: "Save the address", Keep: s.actor(c).Acting(),
		Address: account.NewAddress{Name: a.Name, Street: a.Street, Postcode: a.Postcode, Town: a.Town, Country: a.Country, Phone: a.Phone}}
	if form.Keep {
		form.Address.Street, form.Address.Phone = "", ""
	}
	return form
}

func (s *Server) changeAddress(c *gin.Context) error {
	ctx, actor, id := c.Request.Context(), s.actor(c), c.Param("address")
	stored, err := account.AddressByID(ctx, s.rooms.DB, actor, account.Shopper, id)
	if err != nil {
		return err
	}
	var f addressForm
	errs := s.bind(c, &f)
	if errs == nil {
		err = s.rooms.Accounts.ChangeAddress(ctx, actor, account.Shopper, id, unmasked(actor, f.address(), stored))
		errs = formFault(err)
	}
	switch {
	case errs != nil:
		form := s.addressForm(c, stored)
		form.Address, form.Errors = f.address(), errs
		return s.render(c, http.StatusUnprocessableEntity, accountpage.Edit(accountpage.EditView{Form: form}))
	case err != nil:
		return err
	}
	s.flash(c, "done", "The address is saved.")
	return s.redirect(c, "/account/addresses")
}

// unmasked keeps what is stored in the masked fields that were left alone.
func unmasked(actor account.Actor, typed account.NewAddress, stored account.Address) account.NewAddress {
	if !actor.Acting() {
		return typed
	}
	for _, f := range []struct {
		typed  *string
		stored string
	}{{&typed.Street, stored.Street}, {&typed.Phone, stored.Phone}} {
		if strings.TrimSpace(*f.typed) == "" || impersonation.Masked(*f.typed) {
			*f.typed = f.stored
		}
	}
	return typed
}

func (s *Server) removeAddress(c *gin.Context) error {
	if err := s.rooms.Accounts.RemoveAddress(c.Request.Context(), s.actor(c), account.Shopper, c.Param("address")); err != nil {
		return err
	}
	s.flash(c, "done", "The address is out of the book. Orders keep their own copy.")
	return s.redirect(c, "/account/addresses")
}

// confirmAddress is the owner's yes to an address that somebody else added.
func (s *Server) confirmAddress(c *gin.Context) error {
	if err := s.rooms.Accounts.ConfirmAddress(c.Request.Context(), s.actor(c), account.Shopper, c.Param("address")); err != nil {
		return err
	}
	s.flash(c, "done", "The address is yours; orders may go there.")
	return s.redirect(c, "/account/addresses")
}

// addressBook is the book as the visitor may see it; shown and field name what is revealed of one address.
func (s *Server) addressBook(c *gin.Context, shown, field string) (v accountpage.AddressesView, err error) {
	actor := s.actor(c)
	list, err := account.Addresses(c.Request.Context(), s.rooms.DB, actor, account.Shopper)
	if err != nil {
		return v, err
	}
	v = accountpage.AddressesView{Acting: actor.Acting(), Form: accountpage.AddressForm{Action: "/account/addresses", Button: "Add the address"}}
	if err := actor.May(account.AddressEdit); err != nil {
		v.May = whyNot(err)
	}
	for _, a := range list {
		row := accountpage.AddressRow{ID: a.PublicID, Name: a.Name, Confirmed: a.Confirmed(),
			Place: a.Postcode + " " + a.Town + ", " + account.CountryName(a.Country)}
		show, here := "/account/addresses/"+a.PublicID+"/show/", a.PublicID == shown
		row.Street = s.secret(c, "street", a.Street, show+"street", here && field == "street")
		row.Phone = s.secret(c, "phone", a.Phone, show+"phone", here && field == "phone")
		v.List = append(v.List, row)
	}
	return v, nil
}

// whyNot is the sentence of a refusal, for the closed control it is about.
func whyNot(err error) string {
	if f := fault.As(err); f != nil {
		return f.Message
	}
	return ""
}
