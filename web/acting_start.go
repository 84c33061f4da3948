package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/acting"
	"standin/web/page/part"
)

type startForm struct {
	Capacity string `form:"capacity" binding:"max=40"`
	Reason   string `form:"reason" binding:"max=4000"`
	Ticket   string `form:"ticket" binding:"max=400"`
	Mode     string `form:"mode" binding:"max=20"`
	Code     string `form:"code" binding:"max=40"`
	Return   string `form:"return" binding:"max=500"`
	End      string `form:"end" binding:"max=40"`
	PIN      string `form:"pin" binding:"max=40"`
	Kind     string `form:"kind" binding:"max=20"` // whose yes is asked for
	Order    string `form:"order" binding:"max=40"`
	carried  bool
}

// orderNumber is what an order's number can look like; anything else in the address fills in nothing.
var orderNumber = regexp.MustCompile(`^[0-9A-Za-z-]{1,20}$`)

// wish is what was typed, as the room takes it.
func (s *Server) wish(c *gin.Context, form startForm) impersonation.StartForm {
	capacity, ok := account.ParseCapacity(form.Capacity)
	if !ok {
		capacity = account.Capacity{Kind: account.CapacityKind(form.Capacity)} // refused, and recorded, by the policy
	}
	return impersonation.StartForm{Subject: c.Param("person"), Capacity: capacity, Mode: impersonation.Mode(form.Mode), Reason: form.Reason,
		Ticket: form.Ticket, Code: form.Code, PIN: form.PIN, Footprint: s.footprint(c), Return: local(form.Return, "/"), End: form.End}
}

// showStart is the page before a start. It fills in what the address brings along, and starts nothing.
func (s *Server) showStart(c *gin.Context) error {
	offer, err := s.rooms.Sessions.Offer(c.Request.Context(), s.actor(c), c.Param("person"), s.footprint(c))
	if err != nil {
		return err
	}
	form := startForm{Capacity: c.Query("capacity"), Ticket: c.Query("ticket"), Return: local(c.Query("from"), s.cameFrom(c)), Mode: string(impersonation.Act)}
	if order := c.Query("order"); orderNumber.MatchString(order) {
		form.Order, form.Reason = order, "About order "+order
	}
	along, err := s.carriedOver(c)
	if err != nil {
		return err
	}
	if along.ID != "" {
		form.carried, form.Reason, form.Ticket = true, along.Reason, orElse(form.Ticket, along.Ticket)
	} else if last := offer.Last; last != nil && form.Order == "" { // what came to nothing is kept, to be asked or started anew
		form.Reason, form.Mode = last.Reason, string(last.Mode)
		form.Ticket, form.Capacity = orElse(form.Ticket, last.Ticket), orElse(form.Capacity, last.Capacity().String())
	}
	return s.renderStart(c, http.StatusOK, offer, form, nil)
}

// startActing starts, and leads into the session. A refusal brings the page back with the sentence and what was typed.
func (s *Server) startActing(c *gin.Context) error {
	var form startForm
	errs := s.bind(c, &form)
	if errs != nil {
		return s.startAgain(c, http.StatusUnprocessableEntity, form, errs)
	}
	started, err := s.rooms.Sessions.Start(c.Request.Context(), s.actor(c), s.wish(c, form))
	if f := startFault(err); f != nil {
		return s.startAgain(c, statuses[f.Kind], form, startErrors(f))
	}
	if err != nil {
		return err
	}
	return s.enterSession(c, started, s.firstPage(c, started, form.Order))
}

// firstPage is where a session begins: at the order it is about, when the subject placed it and the rule lets it be seen, else at the
// first page of the capacity.
func (s *Server) firstPage(c *gin.Context, started impersonation.Session, number string) string {
	first := landing(started.Capacity())
	if !orderNumber.MatchString(number) || !s.actor(c).Can(account.SupportDesk) || !slices.Contains(started.Permissions, account.OrdersView) {
		return first
	}
	o, err := s.rooms.Orders.AtDesk(c.Request.Context(), s.actor(c), number)
	switch {
	case err != nil || account.SubjectID(o.PlacedBy.ID) != started.SubjectID || o.Organization != started.Organization:
		return first
	case o.Organization != 0:
		return "/org/orders/" + o.Number
	}
	return "/orders/" + o.Number
}

// startFault is a refusal that brings the form back; nil for what is answered with a page of its own.
func startFault(err error) *fault.Fault {
	f := fault.As(err)
	if f == nil || f.Kind == fault.NotFound || f.Kind == fault.Unauthenticated || f.Kind == fault.Unavailable || f.Kind == fault.Internal {
		return nil
	}
	return f
}

// enterSession leads into a session that has begun. The token of the sign-in is renewed with the step up; its end does not move.
func (s *Server) enterSession(c *gin.Context, started impersonation.Session, first string) error {
	if err := s.renew(c); err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Redirect(http.StatusSeeOther, started.Prefix()+first)
	return nil
}

// landing is the first page of a capacity.
func landing(of account.Capacity) string {
	switch of.Kind {
	case account.CapacityVendor:
		return "/vendor"
	case account.CapacityOrganization:
		return "/org"
	}
	return "/"
}

// startErrors puts a refusal where it belongs: at its field, or over the form.
func startErrors(f *fault.Fault) part.Errors {
	if len(f.Fields) > 0 {
		return part.Errors(f.Fields)
	}
	return part.Errors{"": f.Message}
}

func (s *Server) startAgain(c *gin.Context, status int, form startForm, errs part.Errors) error {
	offer, err := s.rooms.Sessions.Offer(c.Request.Context(), s.actor(c), c.Param("person"), s.footprint(c))
	if err != nil {
		return err
	}
	return s.renderStart(c, status, offer, form, errs)
}

// orElse is the first that says something.
func orElse(value, fallback string) string {
	if value != "" {
		return value
	}
	return fallback
}

func (s *Server) renderStart(c *gin.Context, status int, offer impersonation.Offer, form startForm, errs part.Errors) error {
	view := startView(offer, form, errs)
	if view.Refusal != "" && status == http.StatusOK {
		status = http.StatusForbidden
	}
	return s.render(c, status, actingpage.Start(view))
}

// cameFrom is the page of this site from which the start was opened, so that the end leads back there.
func (s *Server) cameFrom(c *gin.Context) string {
	fallback := "/"
	if s.actor(c).Can(account.SupportDesk) {
		fallback = "/support"
	}
	u, err := url.Parse(c.Request.Referer())
	if err != nil || !strings.EqualFold(u.Host, c.Request.Host) || strings.HasPrefix(u.Path, "/act/") {
		return fallback
	}
	return local(u.Path, fallback)
}
