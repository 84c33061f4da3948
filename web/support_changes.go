package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/helped"
	"standin/web/page/support"
)

// showChanges is what one session changed for a customer, with the way to take it back. Opening it is a reading of the customer's
// page: it is recorded, counted, and the customer sees it. A vendor's session is for who edits the policy.
func (s *Server) showChanges(c *gin.Context) error {
	ctx, actor := c.Request.Context(), s.actor(c)
	is, err := s.rooms.Sessions.ByPublicID(ctx, c.Param("session"))
	if err != nil {
		return err
	}
	if is.CapacityKind == account.CapacityVendor && !actor.Can(account.PolicyEdit) {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	p, err := s.rooms.Sessions.OpenCustomer(ctx, actor, is.SubjectPub)
	if f := fault.As(err); f != nil && f.Code == impersonation.CodeMore {
		return s.askMore(c, http.StatusForbidden, is.SubjectPub, f.Message, nil)
	}
	if err != nil {
		return err
	}
	rest, changes, err := s.rooms.Sessions.Account(ctx, is)
	if err != nil {
		return err
	}
	path := "/support/sessions/" + is.PublicID
	v := supportpage.ChangesView{Who: whoIs(p), Title: is.ActorName + " for " + is.SubjectName, Why: is.Reason,
		Changes: changesView(is, changes, is.ActorName, path+"/take-back", path)}
	for _, l := range rest {
		v.Rest = append(v.Rest, helpedpage.Line(l))
	}
	return s.render(c, http.StatusOK, supportpage.Changes(v))
}
