package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
	accountpage "standin/web/page/account"
)

func (s *Server) showAccount(c *gin.Context) error {
	view := s.overview(c, "")
	return s.answer(c, http.StatusOK, accountpage.Overview(view), func() any { return asAccount(view) })
}

// showAccountField reveals one masked field to an actor whose rule allows it; the view itself is the row that says so.
func (s *Server) showAccountField(c *gin.Context) error {
	if err := s.actor(c).May(account.ProfileView); err != nil {
		return err // who acts in another capacity knows nothing of the account
	}
	field := c.Param("field")
	if field != "email" && field != "phone" {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	view := s.overview(c, field)
	return s.answer(c, http.StatusOK, accountpage.Overview(view), func() any { return asAccount(view) })
}

// overview is the account as the visitor may see it: while acting e-mail and phone are masked, all but the field shown, and only
// the session's capacity exists.
func (s *Server) overview(c *gin.Context, shown string) accountpage.OverviewView {
	p, acting := s.person(c), s.actor(c).Acting()
	v := accountpage.OverviewView{Name: p.Name, Factor: p.HasTOTP, Passkeys: p.Passkeys, Role: p.Staff.Title(), Since: p.CreatedAt, BarredUntil: p.FactorBarredUntil,
		Places: accountPlaces(p), Acting: acting}
	v.Email = s.secret(c, "email", p.Email, "/account/show/email", shown == "email")
	v.Phone = s.secret(c, "phone", p.Phone, "/account/show/phone", shown == "phone")
	if acting {
		v.Places, v.BarredUntil = nil, nil
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
