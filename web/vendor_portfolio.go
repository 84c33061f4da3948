package web

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/catalog/bulkimport"
	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/part"
	"standin/web/page/vendordesk"
)

// mendShown is how many mistakes of a vendor's last upload its rep reads at a glance.
const mendShown = 2

// showPortfolio lists the vendors and organizations assigned to a sales rep.
func (s *Server) showPortfolio(c *gin.Context) error {
	lines, _, err := s.portfolio(c, "/vendor")
	if err != nil {
		return err
	}
	view := vendorpage.PortfolioView{Vendors: lines}
	if view.Requests, err = s.requestsWaiting(c); err != nil {
		return err
	}
	if view.Organizations, err = s.portfolioOrganizations(c); err != nil {
		return err
	}
	view.NoDoor = oneWhyOfAll("no-door", view)
	return s.render(c, http.StatusOK, vendorpage.Portfolio(view))
}

// oneWhyOfAll says once why nobody of the portfolio can be acted for, if it is the same for all.
func oneWhyOfAll(id string, v vendorpage.PortfolioView) string {
	var all []*vendorpage.UserLine
	for i := range v.Vendors {
		for j := range v.Vendors[i].Users {
			all = append(all, &v.Vendors[i].Users[j])
		}
	}
	for i := range v.Organizations {
		for j := range v.Organizations[i].Members {
			all = append(all, &v.Organizations[i].Members[j])
		}
	}
	return oneWhy(id, all, func(l **vendorpage.UserLine) *part.Door { return &(*l).Door })
}

// portfolio are the assigned vendors: their people with the doors to act for them, the last upload and what is to mend in it. However
// many they are, it is four statements.
func (s *Server) portfolio(c *gin.Context, from string) ([]vendorpage.VendorLine, []account.VendorCard, error) {
	cards, err := s.rooms.Accounts.Portfolio(c.Request.Context(), s.actor(c))
	if err != nil {
		return nil, nil, err
	}
	var people []string
	for _, card := range cards {
		for _, u := range card.Users {
			people = append(people, u.PublicID)
		}
	}
	offers, err := s.doors(c, people)
	if err != nil {
		return nil, nil, err
	}
	lines := make([]vendorpage.VendorLine, len(cards))
	for i, card := range cards {
		lines[i] = vendorpage.VendorLine{Slug: card.Slug, Name: card.Name, Users: userLines(card, offers, doorway{From: from})}
	}
	return lines, cards, s.addUploads(c, lines, cards)
}

// addUploads adds each vendor's last upload, with the first things to mend in it.
func (s *Server) addUploads(c *gin.Context, lines []vendorpage.VendorLine, cards []account.VendorCard) error {
	ids := make([]account.VendorID, len(cards))
	for i, card := range cards {
		ids[i] = card.ID
	}
	latest, err := s.rooms.Imports.Latest(c.Request.Context(), ids)
	if err != nil {
		return err
	}
	var bad []bulkimport.RunID
	for _, run := range latest {
		if run.Held > 0 {
			bad = append(bad, run.ID)
		}
	}
	mend, err := s.rooms.Imports.ToMend(c.Request.Context(), bad, mendShown)
	if err != nil {
		return err
	}
	for i, card := range cards {
		if run, ok := latest[card.ID]; ok {
			lines[i].Last = &s.runLines(c, []bulkimport.Run{run}, false)[0]
			for _, m := range mend[run.ID] {
				lines[i].Mend = append(lines[i].Mend, fmt.Sprintf("Row %s: %s", part.Count(m.Row), m.Message))
			}
		}
	}
	return nil
}

// userLines are the people of a vendor, each with the door to act for them.
func userLines(card account.VendorCard, offers map[string]impersonation.Offer, d doorway) []vendorpage.UserLine {
	out := make([]vendorpage.UserLine, len(card.Users))
	for i, u := range card.Users {
		out[i] = vendorpage.UserLine{Who: part.Who{ID: u.PublicID, Name: u.Name, Initials: part.Initials(u.Name), Tint: part.TintOf(int64(u.ID))},
			About: u.Email, Role: u.Role}
		if o, ok := offers[u.PublicID]; ok {
			out[i].Door = d.doorAs(o, account.ForVendor(card.ID), u.Name)
		}
	}
	return out
}

func (s *Server) portfolioOrganizations(c *gin.Context) (lines []vendorpage.OrganizationLine, err error) {
	cards, err := s.rooms.Accounts.AssignedOrganizations(c.Request.Context(), s.actor(c))
	if err != nil {
		return nil, err
	}
	var people []string
	for _, card := range cards {
		for _, m := range card.Members {
			people = append(people, m.PublicID)
		}
	}
	offers, err := s.doors(c, people)
	if err != nil {
		return nil, err
	}
	for _, card := range cards {
		lines = append(lines, vendorpage.OrganizationLine{ID: fmt.Sprint(card.ID), Name: card.Name, Members: memberLines(card, offers)})
	}
	return lines, nil
}

func memberLines(card account.OrganizationCard, offers map[string]impersonation.Offer) (out []vendorpage.UserLine) {
	for _, m := range card.Members {
		line := vendorpage.UserLine{Who: part.Who{ID: m.PublicID, Name: m.Name, Initials: part.Initials(m.Name), Tint: part.TintOf(int64(m.ID))},
			Role: m.Role.Title(), About: m.Department}
		if o, ok := offers[m.PublicID]; ok {
			line.Door = doorway{From: "/vendor"}.doorAs(o, account.ForOrganization(card.ID), m.Name)
		}
		out = append(out, line)
	}
	return out
}

// showVendor is what a sales rep sees of an assigned vendor; any other vendor answers as unknown.
func (s *Server) showVendor(c *gin.Context) error {
	lines, cards, err := s.portfolio(c, c.Request.URL.Path)
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
