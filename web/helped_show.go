package web

import (
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/helped"
	"standin/web/page/part"
)

// queryText writes a text into a query.
func queryText(s string) string { return url.QueryEscape(s) }

// showHelpers is who helped, why, and what they changed, with the switch.
func (s *Server) showHelpers(c *gin.Context) error {
	consent, err := s.rooms.Sessions.MyConsent(c.Request.Context(), s.actor(c))
	if err != nil {
		return err
	}
	return s.renderHelpers(c, http.StatusOK, consent, nil)
}

func (s *Server) renderHelpers(c *gin.Context, status int, consent impersonation.Consent, errs part.Errors, change ...func(*helpedpage.HelpedView)) error {
	a, ctx := s.actor(c), c.Request.Context()
	list, err := s.rooms.Sessions.HelpedMe(ctx, a)
	if err != nil {
		return err
	}
	view := helpedpage.HelpedView{State: string(consent.State), Says: consentSays(consent), CanSet: a.Can(account.ConsentChange), Errors: errs}
	if consent.Until != nil {
		view.Until = consent.Until.In(part.Zone).Format(time.DateOnly)
	}
	if err := a.May(account.ConsentChange); err != nil {
		view.WhyNot = fault.As(err).Message
	}
	for i, is := range list {
		hs := helpedSession(is, nil)
		if i < 10 {
			rest, changes, err := s.rooms.Sessions.Account(ctx, is)
			if err != nil {
				return err
			}
			hs = helpedSession(is, rest)
			hs.Changes = changesView(is, changes, "They", "/account/helpers/"+is.PublicID+"/take-back", "/account/helpers")
			hs.Changes.Closed = whyNot(a.May(account.TakeBack))
		}
		view.Sessions = append(view.Sessions, hs)
	}
	looks, err := s.rooms.Sessions.Looks(ctx, a.Person())
	if err != nil {
		return err
	}
	for _, l := range looks {
		view.Looks = append(view.Looks, helpedpage.Look{Who: l.Role.Service(), When: part.Moment(l.At)})
	}
	if err := s.addPrompts(c, &view); err != nil {
		return err
	}
	for _, f := range change {
		f(&view)
	}
	return s.render(c, status, helpedpage.Show(view))
}

func helpedSession(is impersonation.Session, lines []impersonation.Line) helpedpage.Session {
	v := helpedpage.Session{ID: is.PublicID, Who: is.ActorRole.Service(), When: part.Moment(is.StartedAt), Why: is.Reason, Running: is.Open(), Lasted: "running"}
	if is.EndedAt != nil {
		v.Lasted = part.Took(is.Took(*is.EndedAt))
	}
	for _, l := range lines {
		v.Lines = append(v.Lines, helpedpage.Line(l))
	}
	return v
}

func consentSays(is impersonation.Consent) string {
	switch {
	case is.State == impersonation.Said:
		return "You said never: nobody acts for you."
	case is.State == impersonation.Allowed && is.Until != nil:
		return "You allow it until " + part.Date(*is.Until) + "."
	}
	return "You want to be asked first."
}

type consentForm struct {
	State string `form:"state" binding:"required,oneof=ask allowed never"`
	Until string `form:"until" binding:"max=20"`
}

// setConsent sets the switch.
func (s *Server) setConsent(c *gin.Context) error {
	var form consentForm
	errs := s.bind(c, &form)
	until := time.Time{}
	if form.State == string(impersonation.Allowed) && errs == nil {
		until, errs = wholeDay(form.Until)
	}
	var err error
	if errs == nil {
		err = s.rooms.Sessions.SetConsent(c.Request.Context(), s.actor(c), impersonation.State(form.State), until)
		errs = fieldErrors(err)
	}
	if errs != nil {
		return s.renderHelpers(c, http.StatusUnprocessableEntity, impersonation.Consent{State: impersonation.State(form.State)}, errs)
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "Your answer is saved.")
	return s.redirect(c, "/account/helpers")
}

// endHelp ends a session in which somebody acts for the one who asks.
func (s *Server) endHelp(c *gin.Context) error {
	if _, err := s.rooms.Sessions.End(c.Request.Context(), s.actor(c), c.Param("session")); err != nil {
		return err
	}
	s.flash(c, "done", "It has ended. Nobody acts for you now.")
	return s.redirect(c, "/account/helpers")
}
