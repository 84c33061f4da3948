package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/vendordesk"
)

// deskRuns and deskOrders are how many uploads and orders a desk begins with.
const (
	deskRuns   = 5
	deskOrders = 8
	runsPage   = 25
)

// vendorOf is the vendor at whose desk the request is made: the capacity's while acting, else the person's own. Somebody who
// works at no vendor is told that there is no such page.
func (s *Server) vendorOf(c *gin.Context) (account.VendorMembership, error) {
	ids := s.actor(c).Vendors()
	if len(ids) == 0 {
		return account.VendorMembership{}, fault.New(fault.NotFound, "You work at no vendor, so there is no desk here.")
	}
	m, _ := s.person(c).Vendor(ids[0])
	m.Vendor = ids[0]
	return m, nil
}

// closedFor says why a control is closed to the actor; empty when it is open.
func (s *Server) closedFor(c *gin.Context, p account.Permission) vendorpage.Closed {
	err := s.actor(c).May(p)
	if f := fault.As(err); f != nil {
		return vendorpage.Closed(f.Message)
	}
	return ""
}

// showVendorDesk is the desk of a vendor's user, and a sales rep's list of vendors.
func (s *Server) showVendorDesk(c *gin.Context) error {
	actor := s.actor(c)
	if !actor.Acting() && actor.Can(account.RepDesk) {
		return s.showPortfolio(c)
	}
	m, err := s.vendorOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	view := vendorpage.DeskView{Name: m.Name, Import: s.closedFor(c, account.CatalogImport)}
	if view.Numbers, err = s.rooms.Products.OwnNumbers(ctx, actor, m.Vendor); err != nil {
		return err
	}
	runs, err := s.rooms.Imports.List(ctx, actor, m.Vendor, 0, deskRuns)
	if err != nil {
		return err
	}
	view.Runs = s.runLines(c, runs, true)
	page, err := s.rooms.Orders.OfVendor(ctx, actor, m.Vendor, "")
	if err != nil {
		return err
	}
	view.Orders = s.orderLines(c, page.Orders, deskOrders)
	return s.render(c, http.StatusOK, vendorpage.Desk(view))
}
