package web

import (
	"github.com/gin-gonic/gin"

	"standin/cart"
	"standin/cart/discount"
	"standin/cart/order"
	"standin/cart/payment"
	"standin/store/account"
	"standin/store/fault"
	cartpage "standin/web/page/cart"
	checkoutpage "standin/web/page/checkout"
	"standin/web/page/part"
)

type placeForm struct {
	Key          string `form:"key" binding:"max=80"`
	SeenStandard string `form:"seen_standard"`
	SeenExpress  string `form:"seen_express"`
	Address      string `form:"address" binding:"max=40"`
	Name         string `form:"name" binding:"max=400"`
	Street       string `form:"street" binding:"max=400"`
	Postcode     string `form:"postcode" binding:"max=400"`
	Town         string `form:"town" binding:"max=400"`
	Country      string `form:"country" binding:"max=10"`
	Phone        string `form:"phone" binding:"max=400"`
	Keep         string `form:"keep" binding:"max=10"`
	Email        string `form:"email" binding:"max=400"`
	Shipping     string `form:"shipping" binding:"max=20"`
	Payment      string `form:"payment" binding:"max=20"`
	PONumber     string `form:"po_number" binding:"max=400"`
}

func (f placeForm) typed() account.NewAddress {
	return account.NewAddress{Name: f.Name, Street: f.Street, Postcode: f.Postcode, Town: f.Town, Country: f.Country, Phone: f.Phone}
}

// back is the form as it comes back with what was typed.
func (f placeForm) back(key string) *checkoutpage.Form {
	return &checkoutpage.Form{Address: f.Address, New: f.typed(), Keep: f.Keep != "", Email: f.Email, Shipping: cart.Method(f.Shipping),
		Payment: payment.Key(f.Payment), PONumber: f.PONumber, Key: key}
}

// seen is what the page showed for the way of shipping that was chosen.
func (f placeForm) seen() string {
	if cart.Method(f.Shipping) == cart.Express {
		return f.SeenExpress
	}
	return f.SeenStandard
}

func (f placeForm) placement(seen order.Seen) order.Placement {
	p := order.Placement{AddressID: f.Address, Email: f.Email, Shipping: cart.Method(f.Shipping), Payment: payment.Key(f.Payment),
		IdempotencyKey: f.Key, Seen: seen, PONumber: f.PONumber}
	if f.Address == "" || f.Address == "new" {
		p.AddressID, p.NewAddress = "", f.typed()
	}
	return p
}

// placeOrder places the order and leads to it. A refusal brings the checkout back with what was typed, the sentence, and the
// total as it is now: pressing again agrees to that one.
func (s *Server) placeOrder(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	var form placeForm
	if errs := s.bind(c, &form); errs != nil {
		return s.checkoutAgain(c, b, form, fault.New(fault.Invalid, "Look at the marked fields."), errs)
	}
	seen, err := order.ParseSeen(form.seen())
	if err != nil {
		return s.checkoutAgain(c, b, form, err, part.Errors{"": whyNot(err)})
	}
	p := form.placement(seen)
	receipt, err := s.rooms.Orders.Place(c.Request.Context(), b.actor, p)
	if err != nil {
		return s.checkoutAgain(c, b, form, err, placeErrors(err))
	}
	s.keepAddress(c, b, form, p, receipt)
	if receipt.Fell.Minor > 0 {
		s.flash(c, "done", "The total fell by "+part.Money(receipt.Fell)+" since you looked. You got it.")
	}
	if receipt.GoTo != "" {
		c.Redirect(303, receipt.GoTo)
		return nil
	}
	return s.redirect(c, ordersBase(b)+"/"+receipt.Number+"?placed=1"+ofQuery(b))
}

func ofQuery(b buyer) string {
	if b.of == "" {
		return ""
	}
	return "&of=" + b.of
}

// placeErrors are the sentences the checkout shows at its fields, or above them; nil for an error it cannot show.
func placeErrors(err error) part.Errors {
	f := fault.As(err)
	switch {
	case f == nil:
		return nil
	case order.DifferenceOf(err) != nil:
		return part.Errors{}
	case len(f.Fields) > 0 && discount.AsRefusal(err) == nil:
		return part.Errors(f.Fields)
	}
	if r := discount.AsRefusal(err); r != nil {
		return part.Errors{"": r.Sentence(cartpage.Say) + " Nothing was ordered; look at the new total."}
	}
	switch f.Kind {
	case fault.Invalid, fault.Conflict, fault.Forbidden:
		return part.Errors{"": f.Message}
	}
	return nil
}

// checkoutAgain is the checkout once more. A new key goes with it where something was seen anew: the old one stands for a
// decision that was not carried out.
func (s *Server) checkoutAgain(c *gin.Context, b buyer, form placeForm, refused error, errs part.Errors) error {
	if errs == nil {
		return refused
	}
	view, err := s.checkoutView(c, b, form.back(form.Key))
	if err != nil {
		return err
	}
	if fault.Is(refused, fault.Conflict) || form.Key == "" {
		view.Form.Key = view.Key
	}
	if view.Cart.Empty() {
		return refused
	}
	view.Errors, view.Changed = errs, order.DifferenceOf(refused)
	return s.render(c, failureStatus(refused), checkoutpage.Show(view))
}

// keepAddress puts a typed address into the book, once the order is in. That the order stands does not hang on it.
func (s *Server) keepAddress(c *gin.Context, b buyer, form placeForm, p order.Placement, r order.Receipt) {
	if form.Keep == "" || p.AddressID != "" || r.Again || !mayKeep(b) {
		return
	}
	if _, err := s.rooms.Accounts.AddAddress(c.Request.Context(), b.actor, b.actor.Capacity, p.NewAddress); err != nil {
		s.log.Warn("keep an address", "request", requestID(c.Request.Context()), "error", err)
	}
}
