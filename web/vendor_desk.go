package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/catalog/bulkimport"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/part"
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

// showPortfolio lists the vendors assigned to a sales rep.
func (s *Server) showPortfolio(c *gin.Context) error {
	lines, _, err := s.portfolio(c)
	if err != nil {
		return err
	}
	requests, err := s.requestsWaiting(c)
	if err != nil {
		return err
	}
	view := vendorpage.PortfolioView{Vendors: lines, Requests: requests}
	return s.render(c, http.StatusOK, vendorpage.Portfolio(view))
}

func (s *Server) portfolio(c *gin.Context) ([]vendorpage.VendorLine, []account.VendorCard, error) {
	ctx := c.Request.Context()
	cards, err := s.rooms.Accounts.Portfolio(ctx, s.actor(c))
	if err != nil {
		return nil, nil, err
	}
	ids := make([]account.VendorID, len(cards))
	for i, card := range cards {
		ids[i] = card.ID
	}
	latest, err := s.rooms.Imports.Latest(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	lines := make([]vendorpage.VendorLine, len(cards))
	for i, card := range cards {
		lines[i] = vendorpage.VendorLine{Slug: card.Slug, Name: card.Name, Users: userLines(card)}
		if run, ok := latest[card.ID]; ok {
			lines[i].Last = &s.runLines(c, []bulkimport.Run{run}, false)[0]
		}
	}
	return lines, cards, nil
}

// userLines are the people of a vendor, each with the way to act for them.
func userLines(card account.VendorCard) []vendorpage.UserLine {
	out := make([]vendorpage.UserLine, len(card.Users))
	for i, u := range card.Users {
		out[i] = vendorpage.UserLine{Who: part.Who{ID: u.PublicID, Name: u.Name, Initials: part.Initials(u.Name), Tint: part.TintOf(int64(u.ID))},
			Email: u.Email, Role: u.Role}
		switch u.Status {
		case account.Active, account.Invited:
			out[i].ActURL = "/act/" + u.PublicID + "?capacity=" + queryText(account.ForVendor(card.ID).String()) + "&return=/vendor"
		default:
			out[i].Why = "The account is " + stateWords[u.Status] + "."
		}
	}
	return out
}

// showVendor is what a sales rep sees of an assigned vendor; any other vendor answers as unknown.
func (s *Server) showVendor(c *gin.Context) error {
	lines, cards, err := s.portfolio(c)
	if err != nil {
		return err
	}
	for i, card := range cards {
		if card.Slug != c.Param("vendor") {
			continue
		}
		view := vendorpage.VendorView{VendorLine: lines[i], About: card.About}
		if m, err := s.rooms.Products.Maker(c.Request.Context(), card.Slug); err == nil {
			view.Products = m.Products
		}
		if view.Last != nil {
			view.Runs = []vendorpage.RunLine{*view.Last}
		}
		return s.render(c, http.StatusOK, vendorpage.Vendor(view))
	}
	return fault.New(fault.NotFound, "There is nothing at this address.")
}
