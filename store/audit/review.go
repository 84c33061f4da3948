package audit

import (
	"cmp"
	"context"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"standin/store"
	"standin/store/fault"
)

// Review is one month of acting for others: who did, how often, why, what was refused, and what a reviewer should look at.
type Review struct {
	Sessions    int // that began in the month
	Changed     int // of them, with changes
	ReadOnly    int
	Refused     int           // starts that were refused
	ByActor     []ReviewActor // most sessions first
	ByRole      []ReviewCount // as what, for whom: "support_agent for shopper"
	Reasons     []ReviewCount // the most frequent
	Ends        []ReviewCount // by cause; "running" for those without an end
	StartCauses []ReviewCount // of refused starts
	ActCauses   []ReviewCount // of what was refused within sessions
	NoTicket    []SessionRow
	Outside     []SessionRow // that began outside office hours
	Longest     []SessionRow
	Changes     []Step   // of the policy
	Staff       []Holder // who holds which staff role now
}

// ReviewActor is what one person did.
type ReviewActor struct {
	ID                                   int64
	Name, Role                           string
	Sessions, Subjects, Minutes          int
	Changes, Refusals, NoTicket, Outside int
}

// ReviewCount is how often something was.
type ReviewCount struct {
	Name string `db:"name"`
	N    int    `db:"n"`
}

// Holder is somebody with a staff role.
type Holder struct {
	Name string `db:"name"`
	Role string `db:"role"`
}

// OfficeHours are when a session surprises nobody.
type OfficeHours struct {
	Zone        *time.Location
	From, Until int // hours of the day, Monday to Friday
}

// Within tells whether t lies in the office hours.
func (o OfficeHours) Within(t time.Time) bool {
	t = t.In(o.Zone)
	day := t.Weekday()
	return day != time.Saturday && day != time.Sunday && t.Hour() >= o.From && t.Hour() < o.Until
}

// longestShown and reasonsShown bound those two lists of a review.
const (
	longestShown = 10
	reasonsShown = 15
)

// Review reads what happened from one moment to the other (exclusive), and notes who read it.
func (l *Log) Review(ctx context.Context, reader store.Actor, from, until time.Time, hours OfficeHours) (r Review, err error) {
	defer fault.Wrap(&err, "Log.Review")
	span := map[string]any{}
	between(span, from, until)
	if err := l.noteRead(ctx, reader, "review", "", span); err != nil {
		return r, err
	}
	var rows []SessionRow
	if err := l.db.Select(ctx, &rows, sessionsOfMonth, from, until); err != nil {
		return r, err
	}
	if err := countActs(ctx, l.db, rows); err != nil {
		return r, err
	}
	r = review(rows, hours)
	for _, list := range []struct {
		into  any
		query string
	}{{&r.StartCauses, refusedStartsOfMonth}, {&r.ActCauses, refusedActsOfMonth}} {
		if err := l.db.Select(ctx, list.into, list.query, from, until); err != nil {
			return r, err
		}
	}
	for _, c := range r.StartCauses {
		r.Refused += c.N
	}
	if err := l.db.Select(ctx, &r.Staff, staffNow); err != nil {
		return r, err
	}
	r.Changes, err = l.policyChanges(ctx, from, until)
	return r, err
}

// review counts the sessions of a month.
func review(rows []SessionRow, hours OfficeHours) (r Review) {
	actors, subjects := map[int64]*ReviewActor{}, map[[2]int64]bool{}
	roles, reasons, ends := map[string]int{}, map[string]int{}, map[string]int{}
	for _, s := range rows {
		r.Sessions++
		a := actors[s.ActorID]
		if a == nil {
			a = &ReviewActor{ID: s.ActorID, Name: s.Actor, Role: s.ActorRole}
			actors[s.ActorID] = a
		}
		r.take(a, s, hours)
		if pair := [2]int64{s.ActorID, s.SubjectID}; !subjects[pair] {
			subjects[pair] = true
			a.Subjects++
		}
		roles[s.ActorRole+" for "+s.Capacity]++
		reasons[s.Reason]++
		ends[cmp.Or(s.EndCause, "running")]++
	}
	for _, a := range actors {
		r.ByActor = append(r.ByActor, *a)
	}
	slices.SortFunc(r.ByActor, func(a, b ReviewActor) int {
		return cmp.Or(b.Sessions-a.Sessions, cmp.Compare(a.Name, b.Name), int(a.ID-b.ID))
	})
	r.ByRole, r.Reasons, r.Ends = ranked(roles), ranked(reasons), ranked(ends)
	r.Reasons = r.Reasons[:min(len(r.Reasons), reasonsShown)]
	r.Longest = slices.SortedStableFunc(slices.Values(rows), func(a, b SessionRow) int { return cmp.Compare(b.Took(), a.Took()) })
	r.Longest = r.Longest[:min(len(r.Longest), longestShown)]
	return r
}

// take counts one session for its actor and for the whole.
func (r *Review) take(a *ReviewActor, s SessionRow, hours OfficeHours) {
	a.Sessions++
	a.Minutes += int(s.Took() / time.Minute)
	a.Changes += s.Changes
	a.Refusals += s.Refusals
	if s.Changes > 0 {
		r.Changed++
	}
	if s.Mode == "read_only" {
		r.ReadOnly++
	}
	if s.Ticket == "" {
		a.NoTicket++
		r.NoTicket = append(r.NoTicket, s)
	}
	if !hours.Within(s.StartedAt) {
		a.Outside++
		r.Outside = append(r.Outside, s)
	}
}

// ranked puts the most frequent first.
func ranked(counts map[string]int) (list []ReviewCount) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, ReviewCount{name, counts[name]})
	}
	slices.SortStableFunc(list, func(a, b ReviewCount) int { return b.N - a.N })
	return list
}

// policyChanges are the changes of the rules and of the feature's switch, in order and in words.
func (l *Log) policyChanges(ctx context.Context, from, until time.Time) (steps []Step, err error) {
	var rows []stepRow
	if err := l.db.Select(ctx, &rows, policyOfMonth, from, until, stepsShown, rowsShown); err != nil {
		return nil, err
	}
	list := group(rows)
	words, err := l.wordsFor(ctx, list)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		st := words.step(e)
		if who := cmp.Or(e.Who, e.head.Name); who != "" {
			st.Title += ", by " + who
		}
		steps = append(steps, st)
	}
	return steps, nil
}

// ExportReview writes the numbers of a review as CSV, each with what it is of; that it was downloaded stands in the record.
func (l *Log) ExportReview(ctx context.Context, reader store.Actor, from, until time.Time, hours OfficeHours, w io.Writer) (err error) {
	defer fault.Wrap(&err, "Log.ExportReview")
	r, err := l.Review(ctx, reader, from, until, hours)
	if err != nil {
		return err
	}
	span := map[string]any{}
	between(span, from, until)
	if err := l.db.Record(ctx, reader, store.Event{Action: "export.review", Outcome: store.Done, Detail: span}); err != nil {
		return err
	}
	return r.write(w)
}

func (r Review) write(w io.Writer) error {
	t, err := newTable(w, "what", "name", "of", "count")
	if err != nil {
		return err
	}
	row := func(what, name, of string, n int) {
		if err == nil {
			err = t.row(what, name, of, strconv.Itoa(n))
		}
	}
	for _, c := range []ReviewCount{{"sessions", r.Sessions}, {"with changes", r.Changed}, {"read-only", r.ReadOnly}, {"without a ticket", len(r.NoTicket)},
		{"outside office hours", len(r.Outside)}, {"starts refused", r.Refused}} {
		row("month", c.Name, "", c.N)
	}
	for _, a := range r.ByActor {
		for _, c := range []ReviewCount{{"sessions", a.Sessions}, {"people acted for", a.Subjects}, {"minutes", a.Minutes}, {"changes", a.Changes},
			{"refusals", a.Refusals}, {"without a ticket", a.NoTicket}, {"outside office hours", a.Outside}} {
			row("person", a.Name, c.Name, c.N)
		}
	}
	for _, list := range []struct {
		what   string
		counts []ReviewCount
	}{{"as what, for whom", r.ByRole}, {"reason", r.Reasons}, {"how it ended", r.Ends}, {"start refused because", r.StartCauses}, {"act refused because", r.ActCauses}} {
		for _, c := range list.counts {
			row(list.what, c.Name, "", c.N)
		}
	}
	if err != nil {
		return err
	}
	return t.flush()
}

const (
	sessionsOfMonth = `
		SELECT ` + sessionColumns + sessionTables + `
		 WHERE s.started_at >= $1 AND s.started_at < $2
		 ORDER BY s.started_at, s.id`

	refusedStartsOfMonth = `
		SELECT coalesce(p.cause, 'unknown') AS name, count(*) AS n
		  FROM audit.entry e
		  LEFT JOIN LATERAL (
		       SELECT max(p.body->>'cause') AS cause FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at) p ON true
		 WHERE e.action = 'acting.start' AND e.outcome = 'refused' AND e.at >= $1 AND e.at < $2
		 GROUP BY 1 ORDER BY 2 DESC, 1`

	refusedActsOfMonth = `
		SELECT coalesce(p.cause, 'unknown') AS name, count(*) AS n
		  FROM audit.entry e
		  LEFT JOIN LATERAL (
		       SELECT max(p.body->>'cause') AS cause FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at) p ON true
		 WHERE e.outcome = 'refused' AND e.session IS NOT NULL AND e.action <> 'acting.start' AND e.at >= $1 AND e.at < $2
		 GROUP BY 1 ORDER BY 2 DESC, 1`

	staffNow = `
		SELECT p.name, r.role FROM shop.staff_role r JOIN shop.person p ON p.id = r.person_id
		 WHERE p.status = 'active' ORDER BY r.role, p.name`

	policyOfMonth = `
		SELECT e.id, e.at, e.action, e.outcome, e.object, coalesce(p.n, 0) AS rows, coalesce(p.body, '{}') AS body, coalesce(w.name, '') AS who
		  FROM (SELECT * FROM audit.entry WHERE action >= 'policy.' AND action < 'policy/' AND outcome = 'done' AND at >= $1 AND at < $2
		         ORDER BY at, id LIMIT $3) e
		  LEFT JOIN shop.person w ON w.id = e.actor AND e.kind = 'person'
		  LEFT JOIN LATERAL (
		       SELECT p.seq, p.body, count(*) OVER () AS n FROM audit.payload p
		        WHERE p.entry = e.id AND p.at = e.at ORDER BY p.seq LIMIT $4) p ON true
		 ORDER BY e.at, e.id, p.seq`
)
