package web

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/cart/order"
	"standin/store/account"
	"standin/web/page/part"
	"standin/web/page/support"
)

// lastOrders is how many orders the customer's page shows.
const lastOrders = 5

// addOrders adds the customer's last orders.
func (s *Server) addOrders(c *gin.Context, view *supportpage.CustomerView, p account.Person) error {
	page, err := s.rooms.Orders.OfPerson(c.Request.Context(), s.actor(c), p.ID, "")
	if err != nil {
		return err
	}
	for i, o := range page.Orders {
		if i < lastOrders {
			view.Orders = append(view.Orders, deskOrder(o))
		}
	}
	if n := len(page.Orders); n > 0 && page.Next == "" {
		view.Since += fmt.Sprintf(" · %s", part.Plural(n, "order"))
	}
	return nil
}

func deskOrder(o order.Head) supportpage.Order {
	return supportpage.Order{Number: o.Number, When: part.Date(o.PlacedAt), State: o.State.Title(), Total: o.Total}
}

// listDeskOrders are all orders, the newest first. Who ordered is found by searching the desk for the number, which opens the customer
// and is recorded.
func (s *Server) listDeskOrders(c *gin.Context) error {
	page, err := s.rooms.Orders.All(c.Request.Context(), s.actor(c), c.Query("after"))
	if err != nil {
		return err
	}
	view := supportpage.OrdersView{}
	for _, o := range page.Orders {
		view.Orders = append(view.Orders, deskOrder(o))
	}
	if page.Next != "" {
		view.Next = "/support/orders?after=" + queryText(page.Next)
	}
	return s.render(c, http.StatusOK, supportpage.Orders(view))
}
