package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	accountpage "standin/web/page/account"
)

func (s *Server) showAccount(c *gin.Context) error {
	return s.render(c, http.StatusOK, accountpage.Overview(s.overview(c, "")))
}

// showAccountField reveals one masked field to an actor whose rule allows it; the view itself is the row that says so.
func (s *Server) showAccountField(c *gin.Context) error {
	field := c.Param("field")
	if field != "email" && field != "phone" {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	return s.render(c, http.StatusOK, accountpage.Overview(s.overview(c, field)))
}

// overview is the account as the visitor may see it: while acting e-mail and phone are masked, all but the field shown, and only
// the session's capacity exists.
func (s *Server) overview(c *gin.Context, shown string) accountpage.OverviewView {
	p, actor := s.person(c), s.actor(c)
	v := accountpage.OverviewView{Name: p.Name, Email: p.Email, Phone: p.Phone, Shown: shown, Factor: p.HasTOTP, Passkeys: p.Passkeys, Role: p.Staff.Title(),
		Since: p.CreatedAt, BarredUntil: p.FactorBarredUntil, Places: accountPlaces(p)}
	if !actor.Acting() {
		return v
	}
	v.Acting, v.CanShow, v.Places, v.BarredUntil = true, actor.Can(account.PersonalView), nil, nil
	if shown != "email" {
		v.Email = impersonation.MaskEmail(p.Email)
	}
	if shown != "phone" {
		v.Phone = impersonation.MaskPhone(p.Phone)
	}
	return v
}

func accountPlaces(p account.Person) (places []accountpage.Place) {
	for _, v := range p.Vendors {
		places = append(places, accountpage.Place{Name: v.Name, Role: "Works for", URL: "/vendor"})
	}
	for _, m := range p.Organizations {
		places = append(places, accountpage.Place{Name: m.Name, Role: "As " + m.Role.Title() + " in", URL: "/org"})
	}
	return places
}
