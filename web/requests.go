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

// requestsWaiting is what the staff desks show of starts that wait for a yes: those the actor may answer, and the actor's own.
func (s *Server) requestsWaiting(c *gin.Context) (v actingpage.RequestsView, err error) {
	a, ctx := s.actor(c), c.Request.Context()
	waiting, err := s.rooms.Sessions.WaitingRequests(ctx, a)
	if err != nil {
		return v, err
	}
	for _, r := range waiting {
		v.Others = append(v.Others, actingpage.RequestRow{Who: askedFor(r), By: r.ActorName, Tag: "until " + part.Clock(r.ExpiresAt),
			Says: "Why: " + r.Reason, URL: "/requests/" + r.PublicID, Label: "Answer"})
	}
	own, err := s.rooms.Sessions.OwnRequests(ctx, a)
	for _, r := range own {
		v.Mine = append(v.Mine, ownRequestRow(r))
	}
	return v, err
}

func askedFor(r impersonation.Asked) part.Who {
	return part.Who{ID: r.SubjectPub, Name: r.SubjectName, Initials: part.Initials(r.SubjectName), Tint: part.TintOf(int64(r.SubjectID))}
}

func ownRequestRow(r impersonation.Asked) actingpage.RequestRow {
	row := actingpage.RequestRow{Who: askedFor(r), URL: "/act/" + r.SubjectPub, Label: "See", Tag: "waits",
		Says: "You asked on their screen at " + part.Clock(r.AskedAt) + ". Good until " + part.Clock(r.ExpiresAt) + "."}
	who := r.SubjectName
	if r.Kind == impersonation.SecondPerson {
		row.Says, who = "You asked for a second person at "+part.Clock(r.AskedAt)+". Good until "+part.Clock(r.ExpiresAt)+".", r.AnswererName
	}
	switch r.State {
	case impersonation.SaidYes:
		row.Tag, row.Yes, row.Says, row.Label = "yes", true, who+" said yes. Your code is next, until "+part.Clock(r.ExpiresAt)+".", "Go on"
	case impersonation.SaidNo:
		row.Tag, row.No, row.Says = "no", true, who+" said no."
	case impersonation.Waiting, impersonation.AskLapsed, impersonation.Cancelled, impersonation.AskUsed, impersonation.Withdrawn:
	}
	return row
}

// listRequests is the panel as a page, which open desks ask for every few seconds.
func (s *Server) listRequests(c *gin.Context) error {
	if s.actor(c).Role == account.NoStaff {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	view, err := s.requestsWaiting(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, actingpage.Requests(deskOf(s.actor(c).Can), view))
}

// showRequest asks for the second person's yes.
func (s *Server) showRequest(c *gin.Context) error {
	return s.renderRequest(c, http.StatusOK, nil)
}

func (s *Server) renderRequest(c *gin.Context, status int, errs part.Errors) error {
	r, err := s.rooms.Sessions.RequestForAnswer(c.Request.Context(), s.actor(c), c.Param("request"))
	if err != nil {
		return err
	}
	now, err := account.Now(c.Request.Context(), s.rooms.DB)
	if err != nil {
		return err
	}
	view := actingpage.RequestView{ID: r.PublicID, Subject: askedFor(r), Actor: face(r.ActorName), Desk: deskOf(s.actor(c).Can), BackURL: deskHome(s.actor(c)),
		Text: r.Text, Seconds: account.NextCode(now), Errors: errs, Facts: []actingpage.Fact{{Name: "Why", Value: r.Reason}}}
	if r.Ticket != "" {
		view.Facts = append(view.Facts, actingpage.Fact{Name: "Ticket", Value: r.Ticket})
	}
	view.Facts = append(view.Facts, actingpage.Fact{Name: "Asked", Value: part.Clock(r.AskedAt)}, actingpage.Fact{Name: "Good until", Value: part.Clock(r.ExpiresAt)})
	view.Over = map[impersonation.AskState]string{impersonation.SaidYes: "Somebody said yes.", impersonation.SaidNo: "Somebody said no.",
		impersonation.AskLapsed: "Its 15 minutes are over.", impersonation.Cancelled: "It was withdrawn.",
		impersonation.AskUsed: "Somebody said yes, and the session began.", impersonation.Withdrawn: "The yes was taken back."}[r.Stands(now)]
	return s.render(c, status, actingpage.Request(view))
}

// deskHome is the first page of a member of staff's own desk.
func deskHome(a account.Actor) string {
	if a.Can(account.SupportDesk) {
		return "/support"
	}
	return "/vendor"
}

type requestForm struct {
	Answer string `form:"answer" binding:"required,oneof=yes no"`
	Code   string `form:"code" binding:"max=40"`
}

// answerRequest is the second person's answer.
func (s *Server) answerRequest(c *gin.Context) error {
	var form requestForm
	errs := s.bind(c, &form)
	var asked impersonation.Asked
	var err error
	if errs == nil {
		asked, err = s.rooms.Sessions.AnswerSecond(c.Request.Context(), s.actor(c), c.Param("request"), form.Answer == "yes", form.Code)
		if f := startFault(err); f != nil {
			errs = startErrors(f)
		}
	}
	if errs != nil {
		return s.renderRequest(c, failureStatus(err), errs)
	}
	if err != nil {
		return err
	}
	said := map[string]string{"yes": "You said yes. " + asked.ActorName + " may start once, until " + part.Clock(asked.ExpiresAt) + ".",
		"no": "You said no. " + asked.ActorName + " is told."}
	s.flash(c, "done", said[form.Answer])
	return s.redirect(c, deskHome(s.actor(c)))
}
