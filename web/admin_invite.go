package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/web/page/admin"
)

type inviteForm struct {
	Email string `form:"email" binding:"required,max=254"`
	Role  string `form:"role" binding:"required,oneof=support_agent sales_rep auditor administrator"`
	Code  string `form:"code" binding:"required,max=20"`
}

// showInvite asks whom to invite to the staff.
func (s *Server) showInvite(c *gin.Context) error {
	return s.render(c, http.StatusOK, adminpage.Invite(adminpage.InviteView{Seconds: s.nextCode(c)}))
}

// inviteStaff mails the link and shows it this once: the answer is the page itself, so that the link is kept nowhere.
func (s *Server) inviteStaff(c *gin.Context) error {
	var form inviteForm
	view := adminpage.InviteView{}
	view.Errors = s.bind(c, &form)
	view.Email, view.Role = form.Email, form.Role
	var link string
	var err error
	role := account.StaffRole(form.Role)
	if view.Errors == nil {
		link, err = s.rooms.Accounts.InviteLink(c.Request.Context(), s.actor(c), form.Code,
			account.NewInvitation{Email: form.Email, Purpose: account.StaffPurpose, Staff: role, PublicURL: s.config.PublicURL})
		view.Errors = formFault(err)
	}
	if view.Errors != nil {
		view.Seconds = s.nextCode(c)
		return s.render(c, failureStatus(err), adminpage.Invite(view))
	}
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, adminpage.Invited(adminpage.InvitedView{Email: form.Email, Title: role.Title(), Link: link}))
}
