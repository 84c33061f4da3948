package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/web/page/part"
	"standin/web/page/support"
)

// showSupport is the desk: one search, running sessions, the last call and the customers of the day.
func (s *Server) showSupport(c *gin.Context) error {
	a, ctx := s.actor(c), c.Request.Context()
	along, err := s.carriedOver(c)
	if err != nil {
		return err
	}
	view := supportpage.DeskView{Query: strings.TrimSpace(c.Query("q")), Ticket: carriedTicket(c), After: along.ID, Running: visitorOf(c).running}
	if along.Ticket != "" {
		view.Ticket = along.Ticket
	}
	var found []impersonation.Customer
	if view.Query != "" {
		found, err = s.rooms.Sessions.Search(ctx, a, view.Query)
		if view.Errors = fieldErrors(err); view.Errors == nil && err != nil {
			return err
		}
		view.Searched = view.Errors == nil
	}
	recent, err := s.rooms.Sessions.Recent(ctx, a)
	if err != nil {
		return err
	}
	if err := s.deskPeople(c, &view, found, recent); err != nil {
		return err
	}
	if err := s.deskSessions(c, &view); err != nil {
		return err
	}
	if view.Requests, err = s.requestsWaiting(c); err != nil {
		return err
	}
	status := http.StatusOK
	if view.Errors != nil {
		status = http.StatusUnprocessableEntity
	}
	return s.render(c, status, supportpage.Desk(view))
}

// carriedTicket is the ticket that goes along to the next call; what is too long for one is none.
func carriedTicket(c *gin.Context) string {
	ticket := strings.TrimSpace(c.Query("ticket"))
	if len([]rune(ticket)) > impersonation.TicketLimit {
		return ""
	}
	return ticket
}

// deskSessions adds the details of running sessions and the call that ended last.
func (s *Server) deskSessions(c *gin.Context, view *supportpage.DeskView) error {
	v := visitorOf(c)
	list, err := s.rooms.Sessions.List(c.Request.Context(), impersonation.Filter{Actor: v.actor.ID, Limit: 5})
	if err != nil {
		return err
	}
	for i := range view.Running {
		view.Running[i].URL = strings.TrimSuffix(view.Running[i].URL, "/") + "/"
		view.Details = append(view.Details, runningWords(view.Running[i], list))
	}
	view.Limit = fmt.Sprintf("%d running", len(view.Running))
	for _, is := range list {
		if is.EndedAt != nil {
			view.Last = &supportpage.LastCall{Name: is.SubjectName, When: part.Day(*is.EndedAt) + " at " + part.Clock(*is.EndedAt), Ticket: is.Ticket, URL: startPath(is)}
			break
		}
	}
	return nil
}

// runningWords is "Shopper · since 14:22, ticket 4809".
func runningWords(r part.Running, list []impersonation.Session) string {
	words := sentenceCase(r.Detail)
	for _, is := range list {
		if strings.HasPrefix(r.URL, is.Prefix()+"/") {
			words += " · since " + part.Clock(is.StartedAt)
			if is.Ticket != "" {
				words += ", ticket " + is.Ticket
			}
		}
	}
	return words
}

// deskPeople are the people found and those of the day, each with the door to act for them; all doors are asked for at once.
func (s *Server) deskPeople(c *gin.Context, v *supportpage.DeskView, found, recent []impersonation.Customer) error {
	var ids []string
	for _, p := range slices.Concat(found, recent) {
		ids = append(ids, p.PublicID)
	}
	offers, err := s.doors(c, ids)
	if err != nil {
		return err
	}
	d := doorway{From: "/support", After: v.After}
	if v.After == "" {
		d.Ticket = v.Ticket
	}
	rows := func(list []impersonation.Customer, where string) (rows []supportpage.Person) {
		for _, p := range list {
			row := supportpage.Person{Places: p.Places, About: p.About, Never: p.State == impersonation.Said,
				Who: part.Who{ID: p.PublicID, Name: p.Name, Initials: part.Initials(p.Name), Tint: part.TintOf(int64(p.ID))}}
			if o, ok := offers[p.PublicID]; ok {
				row.Door = d.door(o, p.Name)
				row.Door.ID, row.Door.Quiet, row.Door.Short = where+p.PublicID, true, true
			}
			rows = append(rows, row)
		}
		return rows
	}
	ofDay := rows(recent, "recent-")
	for i, p := range recent {
		ofDay[i].When = part.Clock(p.At)
	}
	hits := rows(found, "found-")
	both := slices.Concat(hits, ofDay)
	v.NoDoor = oneWhy("no-door", both, func(p *supportpage.Person) *part.Door { return &p.Door })
	v.Found, v.Recent = both[:len(hits)], both[len(hits):]
	return nil
}

// listOwnSessions are the sessions the actor has had, the newest first.
func (s *Server) listOwnSessions(c *gin.Context) error {
	filter := impersonation.Filter{Actor: s.actor(c).ID, Limit: 26}
	if after, err := s.rooms.Sessions.ByPublicID(c.Request.Context(), c.Query("after")); err == nil && after.ActorID == s.actor(c).ID {
		filter.After = &after
	}
	list, err := s.rooms.Sessions.List(c.Request.Context(), filter)
	if err != nil {
		return err
	}
	view := supportpage.SessionsView{}
	for i, is := range list {
		if i == 25 {
			view.Next = "/support/sessions?after=" + list[24].PublicID
			break
		}
		view.Rows = append(view.Rows, ownSessionRow(is))
	}
	return s.render(c, http.StatusOK, supportpage.Sessions(view))
}

func ownSessionRow(is impersonation.Session) supportpage.SessionRow {
	row := supportpage.SessionRow{ID: is.PublicID, As: sentenceCase(is.Role()), When: part.Moment(is.StartedAt), Why: is.Reason, How: "running",
		Running: is.Open(), Who: part.Who{ID: is.SubjectPub, Name: is.SubjectName, Initials: part.Initials(is.SubjectName),
			Tint: part.TintOf(int64(is.SubjectID))}}
	if is.Place != "" {
		row.As += ", " + is.Place
	}
	if is.EndedAt != nil {
		row.How = is.EndCause.Sentence() + " After " + part.Took(is.Took(*is.EndedAt)) + "."
	}
	return row
}

type moreForm struct {
	Code     string `form:"code" binding:"required,max=20"`
	Customer string `form:"customer" binding:"max=40"`
}

// allowMore takes a code for more customers within the hour.
func (s *Server) allowMore(c *gin.Context) error {
	var form moreForm
	errs := s.bind(c, &form)
	var err error
	if errs == nil {
		err = s.rooms.Sessions.AllowMore(c.Request.Context(), s.actor(c), form.Code)
		errs = fieldErrors(err)
	}
	if errs != nil {
		return s.askMore(c, http.StatusUnprocessableEntity, form.Customer, "Type the code your app shows.", errs)
	}
	if err != nil {
		return err
	}
	return s.redirect(c, local("/support/customers/"+form.Customer, "/support"))
}

func (s *Server) askMore(c *gin.Context, status int, customer, text string, errs part.Errors) error {
	return s.render(c, status, supportpage.More(supportpage.MoreView{ID: customer, Text: text, Seconds: s.nextCode(c), Errors: errs}))
}
