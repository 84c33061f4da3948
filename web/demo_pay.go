package web

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/cart/payment"
	"standin/store/account"
	demopage "standin/web/page/demo"
)

// demoBank is the demonstration's provider of card payments: a page of the demo desk on which one presses a button. It exists in a
// demonstration alone.
type demoBank struct{}

// Begin leads to the page of the demo's bank.
func (demoBank) Begin(_ context.Context, o payment.Order) (payment.Receipt, error) {
	return payment.Receipt{Reference: demoReference(o.Number), State: payment.Requested, GoTo: "/demo/pay/" + o.Number}, nil
}

func demoReference(number string) string { return "demo-" + number }

// showDemoPay is the bank's page.
func (s *Server) showDemoPay(c *gin.Context) error {
	bill, state, err := s.rooms.Orders.Bill(c.Request.Context(), account.Provider("demo bank"), c.Param("number"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, demopage.Pay(demopage.PayView{Number: bill.Number, Total: bill.Total, Open: state == payment.Requested}))
}

// demoPay says to the shop that the card was charged, as a provider would from outside.
func (s *Server) demoPay(c *gin.Context) error {
	bank, number := account.Provider("demo bank"), c.Param("number")
	bill, _, err := s.rooms.Orders.Bill(c.Request.Context(), bank, number)
	if err == nil {
		err = s.rooms.Orders.Settle(c.Request.Context(), bank, number, demoReference(number), bill.Total)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "The payment has arrived.")
	return s.redirect(c, "/orders/"+number)
}
