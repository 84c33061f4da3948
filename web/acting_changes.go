package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/acting"
	"standin/web/page/part"
)

// showAllowChanges asks for the fresh code that raises a read-only session to changes, and says what it will let do.
func (s *Server) showAllowChanges(c *gin.Context) error {
	return s.renderAllowChanges(c, http.StatusOK, local(c.Query("next"), "/"), nil)
}

type changesForm struct {
	Code string `form:"code" binding:"required,max=2000"`
	Next string `form:"next" binding:"max=2000"`
}

// allowChanges takes the code and leads back to the page one was on.
func (s *Server) allowChanges(c *gin.Context) error {
	if !s.actor(c).Acting() {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	var form changesForm
	errs := s.bind(c, &form)
	var err error
	if errs == nil {
		err = s.rooms.Sessions.AllowChanges(c.Request.Context(), s.actor(c), form.Code)
		errs = fieldErrors(err)
	}
	next := local(form.Next, "/")
	switch {
	case errs != nil:
		return s.renderAllowChanges(c, http.StatusUnprocessableEntity, next, errs)
	case err != nil:
		return err
	}
	s.flash(c, "done", "You may change things now. The end of the session stays where it was.")
	return s.redirect(c, next)
}

func (s *Server) renderAllowChanges(c *gin.Context, status int, next string, errs part.Errors) error {
	v := visitorOf(c)
	if !v.actor.Acting() {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	is, err := s.rooms.Sessions.ByPublicID(c.Request.Context(), actingID(c.Request.Context()))
	if err != nil {
		return err
	}
	grant := impersonation.Grant{Rule: is.Rule, Effective: impersonation.Effective(is.Rule.Grants(), v.person.Permissions(is.Capacity()),
		account.StaffPermissions(v.self.Staff), impersonation.Act)}
	view := actingpage.ChangesView{Name: v.person.Name, May: grant.MaySentence(), Next: next, Errors: errs, Seconds: s.nextCode(c)}
	if view.Refusal = is.WhyNotRaised(); view.Refusal != "" && status == http.StatusOK {
		status = http.StatusForbidden
	}
	return s.render(c, status, actingpage.Changes(view))
}
