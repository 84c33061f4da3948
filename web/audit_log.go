package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/audit"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// logForm is what narrows the session log.
type logForm struct {
	Who          string `form:"who" binding:"max=120"`
	For          string `form:"for" binding:"max=120"`
	Role         string `form:"role" binding:"max=40"`
	Organization string `form:"organization" binding:"max=120"`
	Vendor       string `form:"vendor" binding:"max=120"`
	Cause        string `form:"cause" binding:"max=40"`
	Ticket       string `form:"ticket" binding:"max=60"`
	Action       string `form:"action" binding:"max=60"`
	Text         string `form:"text" binding:"max=120"`
	From         string `form:"from" binding:"max=10"`
	Until        string `form:"until" binding:"max=10"`
	Changed      string `form:"changed" binding:"max=1"`
	Refusals     string `form:"refused" binding:"max=1"`
	After        string `form:"after" binding:"max=60"`
}

var logNarrowing = narrowing{
	path: "/audit",
	words: []filterWord{{"who", "by "}, {"for", "for "}, {"role", ""}, {"organization", "at "}, {"vendor", "vendor "}, {"cause", "ended: "},
		{"ticket", "ticket "}, {"action", "did: "}, {"text", "reason has "}, {"from", "from "}, {"until", "until "}, {"changed", ""}, {"refused", ""}},
	offers: []offer{
		{"Support agents", "role", "support_agent"}, {"Sales reps", "role", "sales_rep"}, {"Power users", "role", "power_user"},
		{"Administrators", "role", "administrator"}, {"With changes", "changed", "1"}, {"With refusals", "refused", "1"},
		{"Never started", "cause", "refused"},
	},
	values: func(name, value string) string {
		switch name {
		case "cause":
			return impersonation.Cause(value).By()
		case "action":
			return optionName(actionOptions(value), value)
		}
		return ""
	},
}

func (f logForm) filter() (audit.SessionFilter, error) {
	from, until, err := dates(f.From, f.Until)
	return audit.SessionFilter{Actor: f.Who, Subject: f.For, Role: f.Role, Organization: f.Organization, Vendor: f.Vendor, Cause: f.Cause,
		Ticket: f.Ticket, Action: f.Action, Text: f.Text, From: from, Until: until, Changed: f.Changed != "", Refusals: f.Refusals != "",
		After: f.After}, err
}

func (f logForm) view(c *gin.Context, errs part.Errors) auditpage.FilterView {
	v := auditpage.FilterView{Path: logNarrowing.path, Errors: errs}
	v.On, v.Offer = logNarrowing.chips(c.Request.URL.Query())
	v.Fields = []auditpage.Control{
		textControl("who", "Who", f.Who, errs), textControl("for", "For whom", f.For, errs), listControl("role", "As what", f.Role, roleOptions()),
		textControl("organization", "Organization", f.Organization, errs), textControl("vendor", "Vendor", f.Vendor, errs),
		listControl("cause", "How it ended", f.Cause, causeOptions()), textControl("ticket", "Ticket", f.Ticket, errs),
		listControl("action", "What was done", f.Action, actionOptions(f.Action)), textControl("text", "In the reason", f.Text, errs),
		dateControl("from", "From", f.From, errs), dateControl("until", "Until", f.Until, errs),
		tickControl("changed", "with changes", f.Changed != ""), tickControl("refused", "with refusals", f.Refusals != ""),
	}
	v.Hint = "Days begin and end at midnight in the shop’s time zone (" + zoneWords(time.Now()) + ")."
	return v
}

// zoneWords names the time zone days are meant in, with its distance from UTC now.
func zoneWords(now time.Time) string { return now.In(part.Zone).Format("MST, UTC-07:00") }

// deeds are what one may ask for of what was done in a session, by how the actions begin.
var deeds = []part.Option{{Label: "anything"}, {Value: "cart.", Label: "Changed a cart"}, {Value: "cart.apply_discount", Label: "Used a discount code"},
	{Value: "cart.grant_discount", Label: "Gave a discount"}, {Value: "order.", Label: "Orders"}, {Value: "order.place", Label: "Placed an order"},
	{Value: "address.", Label: "Changed an address"}, {Value: "acting.show", Label: "Showed a masked field"}, {Value: "catalog.", Label: "Changed products"},
	{Value: "import.", Label: "Uploaded products"}, {Value: "store.", Label: "Changed the store"}}

// actionOptions are the deeds, and the one that is asked for if it is none of them.
func actionOptions(value string) []part.Option {
	if slices.ContainsFunc(deeds, func(o part.Option) bool { return o.Value == value }) {
		return deeds
	}
	return append(slices.Clone(deeds), part.Option{Value: value, Label: audit.ActionName(value)})
}

func optionName(list []part.Option, value string) string {
	for _, o := range list {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

func roleOptions() []part.Option {
	options := []part.Option{{Label: "anybody"}}
	for _, r := range []impersonation.Role{impersonation.Role(account.SupportAgent), impersonation.Role(account.SalesRep),
		impersonation.PowerUser, impersonation.Role(account.Administrator)} {
		options = append(options, part.Option{Value: string(r), Label: r.Title()})
	}
	return options
}

func causeOptions() []part.Option {
	options := []part.Option{{Label: "any way"}, {Value: "refused", Label: "never started"}}
	for _, cause := range impersonation.Causes() {
		options = append(options, part.Option{Value: string(cause), Label: cause.By()})
	}
	return options
}

// showSessionLog lists sessions and refused starts, with a chart by day and what runs now.
func (s *Server) showSessionLog(c *gin.Context) error {
	var f logForm
	errs := s.bind(c, &f)
	filter, err := f.filter()
	if errs == nil {
		errs = fieldErrors(err)
	}
	v := auditpage.LogView{Filter: f.view(c, errs), Exports: exportLinks("/audit/export", c.Request.URL.Query(), "Sessions (CSV)")}
	if len(errs) > 0 {
		v.Proof = s.sealed(c)
		return s.render(c, http.StatusUnprocessableEntity, auditpage.Log(v))
	}
	page, err := s.rooms.Record.Sessions(c.Request.Context(), s.actor(c), filter)
	if errs = fieldErrors(err); errs != nil {
		v = auditpage.LogView{Filter: f.view(c, errs), Proof: s.sealed(c)}
		return s.render(c, http.StatusUnprocessableEntity, auditpage.Log(v))
	}
	if err != nil {
		return err
	}
	for _, r := range page.Rows {
		if !r.Running() {
			v.Rows = append(v.Rows, logRow(r))
		}
	}
	v.Next = nextPage(c, "after", page.Next)
	if v.Live, err = s.liveView(c); err != nil {
		return err
	}
	if v.Chart, err = s.sessionChart(c, filter); err != nil {
		return err
	}
	v.Proof = s.sealed(c)
	return s.render(c, http.StatusOK, auditpage.Log(v))
}

// logRow is a session as the table shows it.
func logRow(r audit.SessionRow) auditpage.Row {
	v := auditpage.Row{Actor: r.Actor, Subject: r.Subject, Roles: rolesOf(r), Reason: r.Reason, Ticket: r.Ticket,
		When: part.Day(r.StartedAt) + ", " + part.Clock(r.StartedAt), Lasted: part.Took(r.Took()), Changes: part.Count(r.Changes),
		Refusals: r.Refusals}
	if v.Subject == "" {
		v.Subject = "somebody"
	}
	if !r.Started() {
		v.End, v.EndWhy, v.Bad, v.Lasted, v.Changes = "never started", r.Refusal, true, "", "–"
		return v
	}
	cause := impersonation.Cause(r.EndCause)
	v.URL, v.End, v.EndWhy = "/audit/sessions/"+r.PublicID, cause.By(), r.KillReason
	v.Bad = !ordinary[cause]
	return v
}

// ordinary ends need nobody's attention.
var ordinary = map[impersonation.Cause]bool{impersonation.EndedByUser: true, impersonation.EndedBySignOut: true, impersonation.Expired: true,
	impersonation.Idle: true, impersonation.Superseded: true}

// rolesOf says as what somebody acted, and for whom in what capacity.
func rolesOf(r audit.SessionRow) string {
	text := capitalized(impersonation.Role(r.ActorRole).Title())
	if !r.Started() {
		return text
	}
	subject := impersonation.Session{CapacityKind: account.CapacityKind(r.Capacity), SubjectRole: r.Role}.Role()
	text += ", for " + subject
	if r.Place != "" {
		text += " at " + r.Place
	}
	return text
}

// defaultDays is how far back the chart goes when nobody says from when.
const defaultDays = 30

// sessionChart draws the days of the filter, ninety at the most.
func (s *Server) sessionChart(c *gin.Context, f audit.SessionFilter) (auditpage.Chart, error) {
	until := f.Until
	if until.IsZero() {
		until = midnight(time.Now()).AddDate(0, 0, 1)
	}
	from := f.From
	if from.IsZero() {
		from = until.AddDate(0, 0, -defaultDays)
	}
	if from.Before(until.AddDate(0, 0, -90)) {
		from = until.AddDate(0, 0, -90)
	}
	days, err := s.rooms.Record.Days(c.Request.Context(), f, midnights(from, until))
	return chartOf(days), err
}
