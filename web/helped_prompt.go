package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/web/page/helped"
	"standin/web/page/part"
)

// promptPart is a question that waits for the answer of the one who reads the page.
func promptPart(a impersonation.Asked) part.Prompt {
	return part.Prompt{Text: a.Text, Until: a.ExpiresAt, URL: "/account/requests/" + a.PublicID}
}

type promptForm struct {
	Answer string `form:"answer" binding:"required,oneof=yes no"`
}

// answerPrompt is somebody's own answer, from whatever page they were on, to the question whether another may act for them.
func (s *Server) answerPrompt(c *gin.Context) error {
	var form promptForm
	if errs := s.bind(c, &form); errs != nil {
		return fault.New(fault.Invalid, "Press Allow or No.")
	}
	asked, err := s.rooms.Sessions.AnswerPrompt(c.Request.Context(), s.actor(c), c.Param("request"), form.Answer == "yes")
	if f := fault.As(err); f != nil && f.Kind == fault.Conflict {
		s.flash(c, "no", f.Message)
		return s.redirect(c, s.pageBefore(c, "/account/helpers"))
	}
	if err != nil {
		return err
	}
	if form.Answer == "yes" {
		s.flash(c, "done", "You allowed it. "+asked.ActorRole.Service()+" may begin until "+part.Clock(asked.ExpiresAt)+". Under Who helped me you can take it back.")
	} else {
		s.flash(c, "done", "You said no. Nobody acts for you.")
	}
	return s.redirect(c, s.pageBefore(c, "/account/helpers"))
}

// pageBefore is the page of this site from which a form was sent.
func (s *Server) pageBefore(c *gin.Context, fallback string) string {
	u, err := url.Parse(c.Request.Referer())
	if err != nil || !strings.EqualFold(u.Host, c.Request.Host) {
		return fallback
	}
	return local(u.RequestURI(), fallback)
}

// withdrawYes takes a yes back: nothing begins on it any more, and what runs on it ends.
func (s *Server) withdrawYes(c *gin.Context) error {
	err := s.rooms.Sessions.Withdraw(c.Request.Context(), s.actor(c), c.Param("request"))
	if f := fault.As(err); f != nil && f.Kind == fault.Conflict {
		s.flash(c, "no", f.Message)
		return s.redirect(c, "/account/helpers")
	}
	if err != nil {
		return err
	}
	s.flash(c, "done", "You took it back. Nobody acts for you on that yes.")
	return s.redirect(c, "/account/helpers")
}

// showPIN makes a PIN and shows it, for the only time: it is in this answer and nowhere else.
func (s *Server) showPIN(c *gin.Context) error {
	pin, err := s.rooms.Sessions.ShowPIN(c.Request.Context(), s.actor(c))
	consent, failed := s.rooms.Sessions.MyConsent(c.Request.Context(), s.actor(c))
	if failed != nil {
		return failed
	}
	if f := fault.As(err); f != nil && f.Code == impersonation.RefusedNever {
		return s.renderHelpers(c, http.StatusForbidden, consent, nil, func(v *helpedpage.HelpedView) { v.NoPIN = f.Message })
	}
	if err != nil {
		return err
	}
	return s.renderHelpers(c, http.StatusOK, consent, nil, func(v *helpedpage.HelpedView) {
		v.PIN, v.PINUntil = pin.Number[:4]+" "+pin.Number[4:], part.Clock(pin.Until)
	})
}

// addPrompts shows what waits for an answer and which yes can be taken back.
func (s *Server) addPrompts(c *gin.Context, v *helpedpage.HelpedView) error {
	list, err := s.rooms.Sessions.MyPrompts(c.Request.Context(), s.actor(c))
	if err != nil {
		return err
	}
	may := s.actor(c).Can(account.ConsentChange)
	for _, a := range list {
		p := helpedpage.Prompt{Text: a.Text, Until: part.Clock(a.ExpiresAt), URL: "/account/requests/" + a.PublicID, Waits: a.State == impersonation.Waiting, May: may}
		switch a.State {
		case impersonation.SaidYes:
			p.Says = "You allowed this. It may begin until " + p.Until + "."
		case impersonation.AskUsed:
			p.Says = "You allowed this, and it is running."
		}
		v.Prompts = append(v.Prompts, p)
	}
	return nil
}
