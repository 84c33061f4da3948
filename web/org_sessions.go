package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	orgpage "standin/web/page/org"
	"standin/web/page/part"
)

// listMemberSessions is who acted for members of the organization, why, and what they did: for its power users.
func (s *Server) listMemberSessions(c *gin.Context) error {
	m, b, err := s.managed(c)
	if err != nil {
		return err
	}
	list, more, err := s.rooms.Sessions.OnMembers(c.Request.Context(), s.actor(c), m.Organization, c.Query("after"))
	if err != nil {
		return err
	}
	v := orgpage.SessionsView{Name: m.Name, Back: b.at("/org")}
	for _, is := range list {
		lines, err := s.rooms.Sessions.Summary(c.Request.Context(), is)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, memberSession(is, lines))
	}
	if more {
		v.Next = nextPage(c, "after", list[len(list)-1].PublicID)
	}
	return s.render(c, http.StatusOK, orgpage.Sessions(v))
}

// memberSession names a colleague by name and staff by their service: an organization learns no address or device of theirs.
func memberSession(is impersonation.Session, lines []impersonation.Line) orgpage.SessionRow {
	v := orgpage.SessionRow{Who: is.ActorRole.Service(), For: is.SubjectName, When: part.Moment(is.StartedAt), Why: is.Reason,
		Mode: modeWords(string(is.Mode)), Ended: "running"}
	if is.ActorRole == impersonation.PowerUser {
		v.Who = is.ActorName
	}
	if is.EndedAt != nil {
		v.Ended = part.Took(is.Took(*is.EndedAt)) + ", ended " + is.EndCause.By()
	}
	for _, l := range lines {
		v.Lines = append(v.Lines, orgpage.SessionLine{Icon: l.Icon, Text: l.Text, Refused: l.Refused})
	}
	return v
}
