package audit

import (
	"context"
	"slices"
	"time"

	"standin/store"
	"standin/store/fault"
)

// SessionFilter narrows the list of sessions. Zero fields do not; those that are set must all fit.
type SessionFilter struct {
	Actor        string // part of a name, or an e-mail address
	Subject      string // the same
	Role         string // the actor's, such as "support_agent"
	Organization string // part of the name of that whose member was acted for
	Vendor       string // the same of a vendor
	Cause        string // how it ended, such as "idle"; "refused" for starts that were refused
	Ticket       string
	Action       string // something was done or refused whose action begins so, such as "cart."
	Text         string // part of the reason, three letters at least
	From         time.Time
	Until        time.Time // exclusive
	Changed      bool      // only with changes
	Refusals     bool      // only with refusals
	After        string    // SessionPage.Next of the page before
}

// SessionRow is one session, or a start that was refused (then ID and PublicID are empty, and Refusal says why).
type SessionRow struct {
	ID         int64      `db:"id"`
	PublicID   string     `db:"public_id"`
	ActorID    int64      `db:"actor_id"`
	Actor      string     `db:"actor"`
	ActorRole  string     `db:"actor_role"`
	SubjectID  int64      `db:"subject_id"`
	SubjectPub string     `db:"subject_public_id"`
	Subject    string     `db:"subject"`
	Capacity   string     `db:"capacity"`
	Place      string     `db:"place"`
	Role       string     `db:"subject_role"`
	Mode       string     `db:"mode"`
	Reason     string     `db:"reason"`
	Ticket     string     `db:"ticket"`
	StartedAt  time.Time  `db:"started_at"`
	ExpiresAt  time.Time  `db:"expires_at"`
	EndedAt    *time.Time `db:"ended_at"`
	EndCause   string     `db:"end_cause"`
	Changes    int        `db:"changes"`
	Refusals   int        `db:"refusals"`
	KillReason string     `db:"kill_reason"` // why somebody else ended it
	Refusal    string     `db:"refusal"`
	Entry      int64      `db:"entry"` // of a refused start
}

// Started tells whether there was a session at all.
func (r SessionRow) Started() bool { return r.PublicID != "" }

// Running tells whether the session has no end yet.
func (r SessionRow) Running() bool { return r.Started() && r.EndedAt == nil }

// Took is how long the session lasted; 0 for one that runs or never began.
func (r SessionRow) Took() time.Duration {
	if r.EndedAt == nil {
		return 0
	}
	return r.EndedAt.Sub(r.StartedAt)
}

func (r SessionRow) cursor() cursor {
	if r.Started() {
		return cursor{at: r.StartedAt, id: r.ID}
	}
	return cursor{at: r.StartedAt, refused: true, id: r.Entry}
}

// SessionPage is one page of the list.
type SessionPage struct {
	Rows []SessionRow
	Next string // of SessionFilter.After; empty on the last page
}

// Sessions lists sessions and refused starts, newest first, and notes who read them. fault.Invalid names the filter that needs more
// letters: who, for, organization, vendor or text.
func (l *Log) Sessions(ctx context.Context, reader store.Actor, f SessionFilter) (p SessionPage, err error) {
	defer fault.Wrap(&err, "Log.Sessions")
	if err := l.noteRead(ctx, reader, "sessions", "", f.detail()); err != nil {
		return p, err
	}
	a, err := f.ask(ctx, l)
	if err != nil || a.nothing {
		return p, err
	}
	at := parseCursor(f.After)
	if f.Cause != "refused" {
		if p.Rows, err = l.started(ctx, f, a, at); err != nil {
			return p, err
		}
	}
	if f.wantsRefused() {
		refused, err := l.refusedStarts(ctx, f, a, at)
		if err != nil {
			return p, err
		}
		p.Rows = append(p.Rows, refused...)
	}
	slices.SortStableFunc(p.Rows, func(a, b SessionRow) int { return b.StartedAt.Compare(a.StartedAt) })
	if len(p.Rows) > pageSize {
		p.Rows = p.Rows[:pageSize]
		p.Next = p.Rows[pageSize-1].cursor().String()
	}
	return p, countActs(ctx, l.db, p.Rows)
}

// wantsRefused tells whether a refused start can be what the filter asks for: it has no ticket, no reason, no place and no changes.
func (f SessionFilter) wantsRefused() bool {
	return (f.Cause == "" || f.Cause == "refused") && f.Ticket == "" && f.Organization == "" && f.Vendor == "" && f.Text == "" && f.Action == "" && !f.Changed
}

// detail is the filter for the record of who read what.
func (f SessionFilter) detail() map[string]any {
	d := map[string]any{}
	for name, v := range map[string]string{"actor": f.Actor, "subject": f.Subject, "role": f.Role, "organization": f.Organization,
		"vendor": f.Vendor, "cause": f.Cause, "ticket": f.Ticket, "action": f.Action, "text": f.Text} {
		if v != "" {
			d[name] = v
		}
	}
	for name, on := range map[string]bool{"changed": f.Changed, "refusals": f.Refusals} {
		if on {
			d[name] = true
		}
	}
	between(d, f.From, f.Until)
	return d
}

// between adds the time that was asked for to the note of who read what.
func between(d map[string]any, from, until time.Time) {
	for name, t := range map[string]time.Time{"from": from, "until": until} {
		if !t.IsZero() {
			d[name] = t.UTC().Format(time.RFC3339)
		}
	}
}

// countActs fills in how many changes and refusals each session has.
func countActs(ctx context.Context, q store.Querier, rows []SessionRow) error {
	var ids []int64
	for _, r := range rows {
		if r.Started() {
			ids = append(ids, r.ID)
		}
	}
	var counts []struct {
		Session  int64 `db:"session"`
		Changes  int   `db:"changes"`
		Refusals int   `db:"refusals"`
	}
	if err := q.Select(ctx, &counts, actsOfSessions, array(ids)); err != nil {
		return err
	}
	for _, c := range counts {
		i := slices.IndexFunc(rows, func(r SessionRow) bool { return r.ID == c.Session })
		rows[i].Changes, rows[i].Refusals = c.Changes, c.Refusals
	}
	return nil
}

// Live is a running session with what was last seen of it.
type Live struct {
	SessionRow
	LastAt    time.Time `db:"last_at"`
	LastRoute string    `db:"last_route"`
	LastPath  string    `db:"last_path"`
}

// LastPage is the page last looked at, in words; empty when none was.
func (v Live) LastPage() string {
	if v.LastPath == "" {
		return ""
	}
	return PageName(v.LastRoute, v.LastPath)
}

// Running lists the sessions that run now, newest first. It is what a page polls, so it leaves no note.
func (l *Log) Running(ctx context.Context) (rows []Live, err error) {
	defer fault.Wrap(&err, "Log.Running")
	err = l.db.Select(ctx, &rows, runningList)
	return rows, err
}

// Day is one bar of the chart.
type Day struct {
	Date             time.Time // its midnight
	Started, Refused int
}
