package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/cart/order"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/part"
	"standin/web/page/vendordesk"
)

// listVendorOrders are the orders that have a part of the vendor's.
func (s *Server) listVendorOrders(c *gin.Context) error {
	m, err := s.vendorOf(c)
	if err != nil {
		return err
	}
	page, err := s.rooms.Orders.OfVendor(c.Request.Context(), s.actor(c), m.Vendor, c.Query("after"))
	if err != nil {
		return err
	}
	view := vendorpage.OrdersView{Name: m.Name, Orders: s.orderLines(c, page.Orders, len(page.Orders))}
	if page.Next != "" {
		view.Next = "/vendor/orders?after=" + queryText(page.Next)
	}
	return s.render(c, http.StatusOK, vendorpage.Orders(view))
}

// orderLines leave out every total of the order: they hold other vendors' parts.
func (s *Server) orderLines(_ *gin.Context, heads []order.Head, most int) []vendorpage.OrderLine {
	var out []vendorpage.OrderLine
	for i, h := range heads {
		if i == most {
			break
		}
		out = append(out, vendorpage.OrderLine{Number: h.Number, At: h.PlacedAt, Town: h.Address.Town, State: h.State.Title()})
	}
	return out
}

// showVendorOrder is the vendor's own part of an order; for an actor who may see personal data, with the one field revealed that the
// address names. The view is the row that says so.
func (s *Server) showVendorOrder(c *gin.Context) error {
	if field := c.Param("field"); field != "" && field != "street" {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	m, err := s.vendorOf(c)
	if err != nil {
		return err
	}
	h, p, err := s.rooms.Orders.PartOf(c.Request.Context(), s.actor(c), m.Vendor, c.Param("order"))
	if err != nil {
		return err
	}
	about(c, "order", h.ID)
	view := vendorpage.OrderView{Name: m.Name, Number: h.Number, At: h.PlacedAt, State: p.State.Title(), Goods: p.Goods, Shipping: p.Shipping,
		Edit: s.closedFor(c, account.StoreSettings)}
	for _, l := range p.Lines {
		view.Lines = append(view.Lines, vendorpage.PackLine{Title: l.Title, Options: l.Options, SKU: l.SKU, Quantity: l.Quantity, Total: l.Total})
	}
	view.Address, view.Hidden = s.parcelAddress(c, h.Number, h.Address)
	for _, next := range []struct {
		state order.State
		label string
	}{{order.Packed, "Mark as packed"}, {order.Shipped, "Mark as on its way"}, {order.Delivered, "Mark as delivered"}} {
		if p.State.May(next.state) == nil {
			view.Next = append(view.Next, vendorpage.StateButton{State: string(next.state), Label: next.label})
		}
	}
	return s.render(c, http.StatusOK, vendorpage.Order(view))
}

// parcelAddress is where a parcel goes. Who acts for the vendor needs leave to see personal data, else only the town is told; and the
// street stays masked until it is asked for.
func (s *Server) parcelAddress(c *gin.Context, number string, a account.NewAddress) (lines []part.Secret, hidden string) {
	if actor := s.actor(c); actor.Acting() && !actor.Can(account.PersonalView) {
		return []part.Secret{{Text: a.Town}, {Text: account.CountryName(a.Country)}}, "Name and street are hidden while acting for somebody."
	}
	street := s.secret(c, "street", a.Street, "/vendor/orders/"+number+"/show/street", c.Param("field") == "street")
	return []part.Secret{{Text: a.Name}, street, {Text: a.Postcode + " " + a.Town}, {Text: account.CountryName(a.Country)}}, ""
}

type stateForm struct {
	State string `form:"state" binding:"required,oneof=packed shipped delivered"`
}

// advanceOrder brings the vendor's part into its next state.
func (s *Server) advanceOrder(c *gin.Context) error {
	m, err := s.vendorOf(c)
	if err != nil {
		return err
	}
	number := c.Param("order")
	var form stateForm
	if errs := s.bind(c, &form); errs == nil {
		if err := s.rooms.Orders.Advance(c.Request.Context(), s.actor(c), m.Vendor, number, order.State(form.State)); err != nil {
			return err
		}
		s.flash(c, "done", "Your part of "+number+" is now: "+order.State(form.State).Title()+".")
	}
	return s.redirect(c, "/vendor/orders/"+number)
}
