package web

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/web/page/admin"
	"standin/web/page/part"
)

// showSettings is what holds for the whole shop.
func (s *Server) showSettings(c *gin.Context) error {
	set, err := s.rooms.Accounts.Settings(c.Request.Context())
	if err != nil {
		return err
	}
	return s.renderSettings(c, http.StatusOK, set, "", nil)
}

func (s *Server) renderSettings(c *gin.Context, status int, set account.Settings, at string, errs part.Errors) error {
	v, err := s.settingsWith(c, set)
	if err != nil {
		return err
	}
	v.At, v.Errors = at, errs
	return s.render(c, status, adminpage.Settings(v))
}

// tickets tells for each role whether all its rules ask for a ticket.
func tickets(rules []impersonation.Rule) (list []adminpage.Ticket) {
	for _, role := range impersonation.Roles() {
		free := slices.ContainsFunc(rules, func(r impersonation.Rule) bool { return r.ActorRole == role && !r.TicketRequired })
		list = append(list, adminpage.Ticket{Role: string(role), Name: role.Title(), Required: !free})
	}
	return list
}

type settingsForm struct {
	Name         string `form:"name" binding:"required,max=40"`
	SupportEmail string `form:"support_email" binding:"max=254"`
	Code         string `form:"code" binding:"required,max=20"`
}

// saveSettings changes the shop's name and where customers write.
func (s *Server) saveSettings(c *gin.Context) error {
	var form settingsForm
	errs := s.bind(c, &form)
	set := account.Settings{Name: form.Name, SupportEmail: form.SupportEmail}
	var err error
	if errs == nil {
		err = s.rooms.Accounts.SaveSettings(c.Request.Context(), s.actor(c), form.Code, set)
		errs = formFault(err)
	}
	if errs != nil {
		return s.renderSettings(c, failureStatus(err), set, "shop", errs)
	}
	if err != nil {
		return err
	}
	s.settings.drop() // other instances hear of it within a second
	s.flash(c, "done", "The settings are saved.")
	return s.redirect(c, "/admin/settings")
}

type ticketForm struct {
	Roles []string `form:"role" binding:"max=4,dive,oneof=support_agent sales_rep power_user administrator"`
	Code  string   `form:"code" binding:"required,max=20"`
}

// saveTickets says who must name a ticket to act for others.
func (s *Server) saveTickets(c *gin.Context) error {
	var form ticketForm
	errs := s.bind(c, &form)
	var err error
	if errs == nil {
		roles := make([]impersonation.Role, len(form.Roles))
		for i, r := range form.Roles {
			roles[i] = impersonation.Role(r)
		}
		err = s.rooms.Sessions.RequireTickets(c.Request.Context(), s.actor(c), roles, form.Code)
		errs = formFault(err)
	}
	if errs != nil {
		return s.ticketsAgain(c, failureStatus(err), errs)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "Who must name a ticket is saved.")
	return s.redirect(c, "/admin/settings")
}

func (s *Server) ticketsAgain(c *gin.Context, status int, errs part.Errors) error {
	set, err := s.rooms.Accounts.Settings(c.Request.Context())
	if err != nil {
		return err
	}
	return s.renderSettings(c, status, set, "tickets", errs)
}
