package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/session"
	"standin/web/page/admin"
	"standin/web/page/part"
)

// showPerson is one account, with what an administrator may do to it. That they looked stands in the record.
func (s *Server) showPerson(c *gin.Context) error {
	p, err := s.rooms.Accounts.Open(c.Request.Context(), s.actor(c), c.Param("person"))
	if err != nil {
		return err
	}
	return s.renderPerson(c, http.StatusOK, p, "", nil)
}

func (s *Server) renderPerson(c *gin.Context, status int, p account.Person, role string, errs part.Errors) error {
	signIns, err := session.List(c.Request.Context(), s.rooms.DB, int64(p.ID))
	if err != nil {
		return err
	}
	now, err := account.Now(c.Request.Context(), s.rooms.DB)
	if err != nil {
		return err
	}
	barred := p.FactorBarredUntil != nil && p.FactorBarredUntil.After(now)
	view := adminpage.PersonView{Who: whoIs(p), Email: p.Email, Phone: p.Phone, Since: p.CreatedAt, Role: string(p.Staff), RoleName: p.Staff.Title(),
		State: stateWords[p.Status], Open: p.MaySignIn(), Locked: p.Status == account.Locked || p.Status == account.Blocked,
		Never: p.NeverImpersonate, Sensitive: p.Sensitive, Factor: factorWords(p, barred), Barred: barred, MayReset: p.Staff != account.NoStaff && p.HasFactor(),
		SignIns: len(signIns), Places: placeList(p), Self: account.ActorID(p.ID) == s.actor(c).ID, Seconds: account.NextCode(now),
		Errors: errs, ChosenRole: role}
	if p.Staff == account.NoStaff && !p.NeverImpersonate && view.Open && s.actor(c).Can(account.Impersonate) {
		view.ActURL = "/act/" + p.PublicID
	}
	return s.render(c, status, adminpage.Person(view))
}

func factorWords(p account.Person, barred bool) string {
	switch {
	case barred:
		return "new, enrolled without the old one; no acting for others before " + part.Moment(*p.FactorBarredUntil)
	case p.Passkeys > 0:
		return part.Plural(p.Passkeys, "passkey")
	case p.HasTOTP:
		return "set up"
	case p.Staff != account.NoStaff:
		return "none: cannot sign in"
	}
	return "none"
}

func placeList(p account.Person) (list []adminpage.Place) {
	for _, v := range p.Vendors {
		list = append(list, adminpage.Place{Name: v.Name, As: "vendor’s " + v.Role, State: v.Status})
	}
	for _, m := range p.Organizations {
		list = append(list, adminpage.Place{Name: m.Name, As: m.Role.Title(), State: m.Status})
	}
	return list
}
