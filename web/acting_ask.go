package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/web/page/acting"
)

// askForYes puts a start before who may say yes to it, and leads back to the page, which then waits.
func (s *Server) askForYes(c *gin.Context) error {
	var form startForm
	if errs := s.bind(c, &form); errs != nil {
		return s.startAgain(c, http.StatusUnprocessableEntity, form, errs)
	}
	_, err := s.rooms.Sessions.Ask(c.Request.Context(), s.actor(c), s.wish(c, form), impersonation.ConsentKind(form.Kind))
	if f := startFault(err); f != nil {
		return s.startAgain(c, statuses[f.Kind], form, startErrors(f))
	}
	if err != nil {
		return err
	}
	return s.redirect(c, startOf(c, form))
}

// startOf is the start page of the person in the address, with the way back kept.
func startOf(c *gin.Context, form startForm) string {
	return "/act/" + c.Param("person") + "?from=" + url.QueryEscape(local(form.Return, "/"))
}

// cancelAsk withdraws what was asked; what was typed then stands in the form again.
func (s *Server) cancelAsk(c *gin.Context) error {
	var form startForm
	s.bind(c, &form)
	if err := s.rooms.Sessions.Cancel(c.Request.Context(), s.actor(c), c.Param("person")); err != nil {
		return err
	}
	return s.redirect(c, startOf(c, form))
}

// mailPIN sends a PIN to the customer's address on file. The form comes back as it was typed, since nothing of it is kept elsewhere.
func (s *Server) mailPIN(c *gin.Context) error {
	var form startForm
	if errs := s.bind(c, &form); errs != nil {
		return s.startAgain(c, http.StatusUnprocessableEntity, form, errs)
	}
	err := s.rooms.Sessions.MailPIN(c.Request.Context(), s.actor(c), s.wish(c, form))
	if f := startFault(err); f != nil {
		return s.startAgain(c, statuses[f.Kind], form, startErrors(f))
	}
	if err != nil {
		return err
	}
	offer, err := s.rooms.Sessions.Offer(c.Request.Context(), s.actor(c), c.Param("person"), s.footprint(c))
	if err != nil {
		return err
	}
	view := startView(offer, form, nil)
	view.Told = "A PIN is on its way to " + impersonation.MaskEmail(offer.Subject.Email) + ". It is good for ten minutes; one made before is void."
	return s.render(c, http.StatusOK, actingpage.Start(view))
}

// showWaiting is the part of the start page that says whose yes is waited for; the open page asks for it every few seconds.
func (s *Server) showWaiting(c *gin.Context) error {
	offer, err := s.rooms.Sessions.Offer(c.Request.Context(), s.actor(c), c.Param("person"), s.footprint(c))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, actingpage.Waiting(startView(offer, startForm{}, nil)))
}
