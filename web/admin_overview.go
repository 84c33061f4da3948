package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/audit"
	"standin/web/page/admin"
	"standin/web/page/part"
)

// What the overview shows at the most of each list.
const (
	overviewSessions = 10
	overviewRefusals = 6
)

// showAdmin is what stands and runs: sessions, the feature's switch, the record, people, and what was refused lately.
func (s *Server) showAdmin(c *gin.Context) error {
	book, err := s.rooms.Sessions.Rulebook(c.Request.Context(), s.actor(c))
	if err != nil {
		return err
	}
	view := adminpage.OverviewView{Enabled: book.Controls.Enabled}
	for _, add := range []func(*gin.Context, *adminpage.OverviewView) error{s.addRunning, s.addCensus, s.addProof, s.addRefusals, s.addRequests} {
		if err := add(c, &view); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, adminpage.Overview(view))
}

func (s *Server) addRunning(c *gin.Context, v *adminpage.OverviewView) error {
	list, err := s.rooms.Sessions.List(c.Request.Context(), impersonation.Filter{Running: true, Limit: overviewSessions})
	if err != nil {
		return err
	}
	now, err := account.Now(c.Request.Context(), s.rooms.DB)
	if err != nil {
		return err
	}
	for _, r := range list {
		detail := r.ActorRole.Title() + " · " + r.Role()
		if r.Place != "" {
			detail += ", " + r.Place
		}
		if r.Mode == impersonation.ReadOnly {
			detail += ", read-only"
		}
		v.Running = append(v.Running, adminpage.Running{Subject: face(r.SubjectName), Actor: face(r.ActorName), Detail: detail,
			Left: r.ExpiresAt.Sub(now), URL: "/audit/sessions/" + r.PublicID})
	}
	return nil
}

// face is somebody of whom only the name is known here.
func face(name string) part.Who { return part.Who{Name: name, Initials: part.Initials(name)} }

func (s *Server) addCensus(c *gin.Context, v *adminpage.OverviewView) error {
	n, err := s.rooms.Accounts.Census(c.Request.Context(), s.actor(c))
	if err != nil {
		return err
	}
	v.Counts = []adminpage.Count{{N: n.People, Name: "accounts", URL: "/admin/people"}, {N: n.Staff, Name: "staff", URL: "/admin/people?group=staff"},
		{N: n.Vendors, Name: "vendors’ users", URL: "/admin/people?group=vendors"}, {N: n.Members, Name: "members", URL: "/admin/people?group=members"},
		{N: n.Closed, Name: "locked or blocked", URL: "/admin/people?group=closed"}}
	for _, w := range []adminpage.Count{
		{N: n.Invited, Name: "invited to the staff, not here yet.", URL: "/admin/people?group=staff"},
		{N: n.NoFactor, Name: "of the staff without a second factor: they cannot sign in.", URL: "/admin/people?group=staff"},
		{N: n.BarredTill, Name: "with a new second factor that waits for your yes.", URL: "/admin/people?group=staff"},
	} {
		if w.N > 0 {
			v.Waiting = append(v.Waiting, w)
		}
	}
	return nil
}

func (s *Server) addRequests(c *gin.Context, v *adminpage.OverviewView) (err error) {
	v.Requests, err = s.requestsWaiting(c)
	return err
}

func (s *Server) addProof(c *gin.Context, v *adminpage.OverviewView) error {
	p, err := s.rooms.Record.Proof(c.Request.Context())
	v.Record = adminpage.Record{Sealed: p.Size, Entries: p.Entries, At: p.At, Signed: p.Signed}
	return err
}

func (s *Server) addRefusals(c *gin.Context, v *adminpage.OverviewView) error {
	page, err := s.rooms.Record.Entries(c.Request.Context(), s.actor(c), audit.EntryFilter{Outcome: "refused"})
	if err != nil {
		return err
	}
	for _, e := range page.Rows[:min(overviewRefusals, len(page.Rows))] {
		v.Refusals = append(v.Refusals, adminpage.Refusal{At: e.At, Who: e.Who(), For: e.Subject, What: audit.ActionName(e.Action), Why: e.Message})
	}
	return nil
}
