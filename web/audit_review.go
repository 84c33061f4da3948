package web

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/audit"
	"standin/store/fault"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// monthForm is how an address writes a month: 2026-10.
const monthForm = "2006-01"

// officeHours are when a session surprises nobody: the review names the others.
func officeHours() audit.OfficeHours { return audit.OfficeHours{Zone: part.Zone, From: 8, Until: 18} }

// reviewed is the month of the address, by default the present one.
func reviewed(c *gin.Context) (from, until time.Time, err error) {
	text := c.Query("month")
	if text == "" {
		now := time.Now().In(part.Zone)
		from = time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, part.Zone)
	} else if from, err = time.ParseInLocation(monthForm, text, part.Zone); err != nil || from.Year() < 1970 || from.Year() > 9000 {
		return from, until, fault.Field("month", "Write the month like 2026-05.")
	}
	return from, from.AddDate(0, 1, 0), nil
}

// showReview is the access review of a month: who may act for whom, who did, and what somebody should look at.
func (s *Server) showReview(c *gin.Context) error {
	from, until, err := reviewed(c)
	if errs := fieldErrors(err); errs != nil {
		return s.render(c, http.StatusUnprocessableEntity, auditpage.Review(auditpage.ReviewView{Month: c.Query("month"), Errors: errs}))
	}
	ctx := c.Request.Context()
	r, err := s.rooms.Record.Review(ctx, s.actor(c), from, until, officeHours())
	if err != nil {
		return err
	}
	// The auditor reads the policy here without the right to edit it: the page reads it for them.
	book, err := s.rooms.Sessions.Rulebook(ctx, account.System("access review"))
	if err != nil {
		return err
	}
	days, err := s.rooms.Record.Days(ctx, audit.SessionFilter{}, midnights(from, until))
	if err != nil {
		return err
	}
	v := reviewView(r, book)
	v.Month, v.Title, v.Chart = from.Format(monthForm), from.Format("January 2006"), chartOf(days)
	v.Before = "/audit/review?month=" + from.AddDate(0, -1, 0).Format(monthForm)
	if until.Before(time.Now()) {
		v.After = "/audit/review?month=" + until.Format(monthForm)
	}
	v.Printed = "Access review of " + v.Title + ", read " + part.Moment(visitorNow()) + " by " + s.person(c).Name + "."
	return s.render(c, http.StatusOK, auditpage.Review(v))
}

// sendReview sends the numbers of a review as a file.
func (s *Server) sendReview(c *gin.Context) error {
	from, until, err := reviewed(c)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := s.rooms.Record.ExportReview(c.Request.Context(), s.actor(c), from, until, officeHours(), &out); err != nil {
		return err
	}
	s.private(c)
	c.Header("Content-Disposition", fmt.Sprintf(`attachment; filename="access-review-%s.csv"`, from.Format(monthForm)))
	c.Data(http.StatusOK, "text/csv; charset=utf-8", out.Bytes())
	return nil
}

func reviewView(r audit.Review, book impersonation.Rulebook) auditpage.ReviewView {
	hours := officeHours()
	v := auditpage.ReviewView{Enabled: book.Controls.Enabled,
		Hours: fmt.Sprintf("Monday to Friday, %02d:00 to %02d:00", hours.From, hours.Until),
		Numbers: []auditpage.Number{{N: part.Count(r.Sessions), Name: "sessions"}, {N: part.Count(r.Refused), Name: "starts refused"},
			{N: part.Count(r.Changed), Name: "with changes"}, {N: part.Count(r.ReadOnly), Name: "read-only"},
			{N: part.Count(len(r.NoTicket)), Name: "without a ticket"}, {N: part.Count(len(r.Outside)), Name: "outside office hours"}}}
	for _, a := range r.ByActor {
		v.Actors = append(v.Actors, auditpage.ReviewActor{Name: a.Name, Role: capitalized(impersonation.Role(a.Role).Title()), Sessions: part.Count(a.Sessions),
			Subjects: part.Count(a.Subjects), Minutes: part.Count(a.Minutes), Changes: part.Count(a.Changes), Refusals: part.Count(a.Refusals),
			NoTicket: part.Count(a.NoTicket), Outside: part.Count(a.Outside)})
	}
	for _, rule := range book.Rules {
		v.Rules = append(v.Rules, auditpage.ReviewRule{Text: rule.Sentence(), Off: !rule.Enabled})
	}
	for _, st := range r.Changes {
		v.Changes = append(v.Changes, policyStep(st))
	}
	v.Lists = []auditpage.ReviewList{{Title: "As what, for whom", Rows: counts(r.ByRole, roleForWhom)},
		{Title: "How they ended", Rows: counts(r.Ends, func(name string) string { return cmp.Or(impersonation.Cause(name).By(), name) })},
		{Title: "Reasons given", Rows: counts(r.Reasons, func(name string) string { return "“" + name + "”" })},
		{Title: "Starts refused, by cause", Rows: counts(r.StartCauses, causeOfRefusal)}, {Title: "Refused while acting, by cause", Rows: counts(r.ActCauses, causeOfRefusal)}}
	v.Look = []auditpage.ReviewRows{{Title: "Longest", Rows: logRows(r.Longest, len(r.Longest))},
		{Title: "Without a ticket", More: more(len(r.NoTicket)), Rows: logRows(r.NoTicket, rowsInReview)},
		{Title: "Outside office hours", More: more(len(r.Outside)), Rows: logRows(r.Outside, rowsInReview)}}
	v.Staff = holders(r.Staff)
	return v
}

// policyStep shows what was changed before and after. A rule that came whole is only named: what the rules say stands above.
func policyStep(st audit.Step) auditpage.StepView {
	v := stepView(st)
	v.Time = part.Day(st.At) + ", " + part.Clock(st.At)
	var changed []auditpage.CardView
	var whole []string
	for _, card := range v.Cards {
		if card.Whole == "" {
			changed = append(changed, card)
		} else {
			whole = append(whole, card.Title+" ("+card.Whole+")")
		}
	}
	v.Cards = changed
	if len(whole) > 0 {
		v.More = strings.Join(whole, "; ")
	}
	return v
}

// rowsInReview bounds a list of sessions on the page; the numbers count them all.
const rowsInReview = 40

func more(n int) string {
	if n <= rowsInReview {
		return ""
	}
	return fmt.Sprintf("The first %d of %s.", rowsInReview, part.Count(n))
}

func logRows(list []audit.SessionRow, most int) (rows []auditpage.Row) {
	for _, r := range list[:min(len(list), most)] {
		rows = append(rows, logRow(r))
	}
	return rows
}

func counts(list []audit.ReviewCount, say func(string) string) (rows []auditpage.Number) {
	for _, c := range list {
		rows = append(rows, auditpage.Number{N: part.Count(c.N), Name: say(c.Name)})
	}
	return rows
}

// roleForWhom writes "support_agent for shopper" in words.
func roleForWhom(name string) string {
	role, whom, _ := strings.Cut(name, " for ")
	capacities := map[string]string{"shopper": "shoppers", "vendor": "vendors’ users", "organization": "members of organizations"}
	return capitalized(impersonation.Role(role).Title()) + "s for " + cmp.Or(capacities[whom], whom)
}

// causeOfRefusal writes a code such as "no_consent" as words.
func causeOfRefusal(name string) string { return capitalized(strings.ReplaceAll(name, "_", " ")) }

// holders writes who holds which role in the house.
func holders(list []audit.Holder) (rows []auditpage.Fact) {
	for _, h := range list {
		name := capitalized(impersonation.Role(h.Role).Title()) + "s"
		if len(rows) == 0 || rows[len(rows)-1].Name != name {
			rows = append(rows, auditpage.Fact{Name: name, Text: h.Name})
			continue
		}
		rows[len(rows)-1].Text += ", " + h.Name
	}
	return rows
}
