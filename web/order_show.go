package web

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/cart/order"
	"standin/impersonation"
	"standin/store/account"
	orderpage "standin/web/page/order"
	"standin/web/page/part"
)

func ordersBase(b buyer) string {
	if b.base == "/org/cart" {
		return "/org/orders"
	}
	return "/orders"
}

// showOrder is the page of one order of the reader's.
func (s *Server) showOrder(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	view, err := s.orderView(c, b)
	if err != nil {
		return err
	}
	return s.answer(c, http.StatusOK, orderpage.Show(view), func() any { return asOrder(view) })
}

func (s *Server) orderView(c *gin.Context, b buyer) (v orderpage.ShowView, err error) {
	o, err := s.rooms.Orders.ByNumber(c.Request.Context(), b.actor, c.Param("number"))
	if err != nil {
		return v, err
	}
	about(c, "order", o.ID)
	shows(c, "order", o.Seen(), o.Currency)
	v = orderpage.ShowView{Order: o, Base: ordersBase(b), Of: b.of, Fresh: c.Query("placed") != "", Acting: b.actor.Acting(),
		Street: o.Address.Street, Phone: o.Address.Phone, Email: o.Email}
	v.First = part.Who{Name: firstName(s.person(c).Name, o.Address.Name)}.First()
	v.ByReader = b.actor.Acting() && b.actor.Session == o.Session
	v.NoCancel = whyNot(order.MayCancel(b.actor, o))
	v.NoPay = whyNot(order.MayPay(b.actor, o))
	if b.actor.Acting() {
		v.Street, v.Phone, v.Email = impersonation.MaskStreet(v.Street), impersonation.MaskPhone(v.Phone), impersonation.MaskEmail(v.Email)
	}
	return v, nil
}

func firstName(names ...string) string {
	for _, name := range names {
		if strings.TrimSpace(name) != "" {
			return name
		}
	}
	return ""
}

// showOrderAtDesk is any order, for the support desk: with who really placed it, and for who may read the log, in which session.
func (s *Server) showOrderAtDesk(c *gin.Context) error {
	o, err := s.rooms.Orders.AtDesk(c.Request.Context(), s.actor(c), c.Param("number"))
	if err != nil {
		return err
	}
	v := orderpage.ShowView{Order: o, Base: "/support/orders", Desk: true, Street: impersonation.MaskStreet(o.Address.Street),
		Phone: impersonation.MaskPhone(o.Address.Phone), Email: impersonation.MaskEmail(o.Email)}
	if o.SessionID != "" && s.actor(c).Can(account.AuditRead) {
		v.LogURL = "/audit/sessions/" + o.SessionID
	}
	if v.Door, err = s.orderDoor(c, o); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, orderpage.Show(v))
}

// orderDoor leads to act for who placed an order, as what they placed it, and back to the order.
func (s *Server) orderDoor(c *gin.Context, o order.Order) (part.Door, error) {
	if o.PlacedBy.ID == 0 {
		return part.Door{ID: "guest", Name: "a guest", Why: "A guest ordered this. There is no account to act for."}, nil
	}
	offers, err := s.doors(c, []string{o.PlacedBy.PublicID})
	offer, listed := offers[o.PlacedBy.PublicID]
	if err != nil || !listed {
		return part.Door{}, err
	}
	as := account.Shopper
	if o.Organization != 0 {
		as = account.ForOrganization(o.Organization)
	}
	return doorway{From: "/support/orders/" + o.Number, Order: o.Number}.doorAs(offer, as, o.PlacedBy.Name), nil
}

// listOrders is the orders of the reader, or of their organization, newest first.
func (s *Server) listOrders(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	page, err := s.rooms.Orders.List(c.Request.Context(), b.actor, c.Query("after"))
	if err != nil {
		return err
	}
	view := orderpage.ListView{Title: "Your orders", Base: ordersBase(b), Of: b.of, Shared: b.shared(), Orders: page.Orders}
	if b.shared() {
		m, _ := s.person(c).Organization(b.actor.Capacity.Organization)
		view.Title = "Orders of " + m.Name
	}
	if page.Next != "" {
		view.Next = view.Base + "?after=" + page.Next + ofQuery(b)
	}
	return s.answer(c, http.StatusOK, orderpage.List(view), func() any { return asOrders(page.Orders) })
}

type cancelForm struct {
	Reason string `form:"reason" binding:"max=400"`
}

// cancelOrder calls an order off, or brings its page back with the sentence.
func (s *Server) cancelOrder(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	var form cancelForm
	errs := s.bind(c, &form)
	if errs == nil {
		err = s.rooms.Orders.Cancel(c.Request.Context(), b.actor, c.Param("number"), form.Reason)
		if err == nil {
			s.flash(c, "done", "The order is cancelled.")
			return s.redirect(c, b.at(ordersBase(b)+"/"+c.Param("number")))
		}
		if errs = formFault(err); errs == nil {
			return err
		}
	}
	view, failed := s.orderView(c, b)
	if failed != nil {
		return failed
	}
	view.Errors, view.Reason = errs, form.Reason
	return s.render(c, failureStatus(err), orderpage.Show(view))
}
