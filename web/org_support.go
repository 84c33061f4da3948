package web

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
	orgpage "standin/web/page/org"
	"standin/web/page/part"
)

type orgSupportForm struct {
	State string `form:"state" binding:"required,oneof=ask allowed"`
	Until string `form:"until" binding:"max=20"`
}

// showOrgSupport is an organization's own switch: whether support may act for its members.
func (s *Server) showOrgSupport(c *gin.Context) error {
	m, b, err := s.managed(c)
	if err != nil {
		return err
	}
	form := orgSupportForm{State: "ask"}
	if until := m.SupportUntil; until != nil {
		form.Until = until.In(part.Zone).Format(time.DateOnly)
		if now, err := account.Now(c.Request.Context(), s.rooms.DB); err == nil && now.Before(*until) {
			form.State = "allowed"
		}
	}
	return s.renderOrgSupport(c, http.StatusOK, m, b, form, nil)
}

// managed is the organization of the page, which the person must manage as a power user.
func (s *Server) managed(c *gin.Context) (m account.Membership, b buyer, err error) {
	if b, err = s.buyer(c); err != nil {
		return m, b, err
	}
	m, _ = b.actor.MemberOf(b.actor.Capacity.Organization)
	if !account.MemberPermissions(m.Role).Has(account.OrgManage) {
		err = fault.New(fault.Forbidden, "Only a power user may say whether support may act for members.")
	}
	return m, b, err
}

func (s *Server) renderOrgSupport(c *gin.Context, status int, m account.Membership, b buyer, form orgSupportForm, errs part.Errors) error {
	view := orgpage.SupportView{Name: m.Name, State: form.State, Until: form.Until, Action: b.at("/org/support"), Back: b.at("/org"), Errors: errs,
		Says: "Support asks each member first."}
	if m.SupportUntil != nil {
		now, err := account.Now(c.Request.Context(), s.rooms.DB)
		if err != nil {
			return err
		}
		view.Says = "Support may act for members until " + part.Date(*m.SupportUntil) + "."
		if !now.Before(*m.SupportUntil) {
			view.Says = "Support might act for members until " + part.Date(*m.SupportUntil) + "; that is over, and each member is asked first."
		}
	}
	return s.render(c, status, orgpage.Support(view))
}

// setOrgSupport sets the switch; withdrawing it ends what stood on it.
func (s *Server) setOrgSupport(c *gin.Context) error {
	m, b, err := s.managed(c)
	if err != nil {
		return err
	}
	var form orgSupportForm
	errs := s.bind(c, &form)
	until := time.Time{}
	if form.State == "allowed" && errs == nil {
		until, errs = wholeDay(form.Until)
	}
	if errs == nil {
		err = s.rooms.Sessions.SetOrganizationSwitch(c.Request.Context(), s.actor(c), m.Organization, until)
		errs = fieldErrors(err)
	}
	if errs != nil {
		return s.renderOrgSupport(c, http.StatusUnprocessableEntity, m, b, form, errs)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "The organization’s answer is saved.")
	return s.redirect(c, b.at("/org/support"))
}

// wholeDay reads the day of a date field; the whole day counts.
func wholeDay(text string) (time.Time, part.Errors) {
	day, err := time.ParseInLocation(time.DateOnly, text, part.Zone)
	if err != nil {
		return time.Time{}, part.Errors{"until": "Choose a day."}
	}
	return day.AddDate(0, 0, 1).Add(-time.Second), nil
}
