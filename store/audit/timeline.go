package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"standin/store"
	"standin/store/fault"
)

// stepsShown bounds the steps of one page of a timeline, and rowsShown the changed rows of one step.
const (
	stepsShown = 400
	rowsShown  = 30
)

// Facts are what stands beside a session's timeline.
type Facts struct {
	SessionRow
	ActorPub    string          `db:"actor_public_id"`
	ConsentKind string          `db:"consent_kind"`
	ConsentText string          `db:"consent_text"`
	ConsentAt   *time.Time      `db:"consent_at"`
	Rule        json.RawMessage `db:"rule"` // as it then stood
	Browser     string          `db:"browser"`
	Platform    string          `db:"platform"`
	IP          string          `db:"ip"`
	Network     string          `db:"network"`
	Device      string          `db:"device"`
	IdleMinutes int             `db:"idle_minutes"`
	Views       int             `db:"views"`
	FirstEntry  int64           `db:"first_entry"`
	LastEntry   int64           `db:"last_entry"`
	Entries     int             `db:"entries"`
	Leaves      int             `db:"leaves"` // of the entries, how many stand in the tree
}

// StepKind says how a step is shown.
type StepKind string

// The kinds of steps.
const (
	ViewStep    StepKind = "view"
	ChangeStep  StepKind = "change"
	RefusedStep StepKind = "refused"
	MarkStep    StepKind = "mark"
)

// Step is one thing that happened, in words.
type Step struct {
	Entry   int64
	At      time.Time
	Kind    StepKind
	Title   string
	Text    string
	Changes []Card
	More    int // changed rows that are not shown
	Path    string
	Action  string
}

// Card is one changed row.
type Card struct {
	Title  string
	Op     string // insert, update or delete
	Fields []Field
}

// Field is one value before and after, in words.
type Field struct{ Label, Before, After string }

// Timeline is one session, step by step.
type Timeline struct {
	Facts
	Steps []Step
	Next  int64 // entry after which the next page begins; 0 on the last
}

// Session reads one session's timeline from the entry after the given one, and notes who read it. fault.NotFound when there is none.
func (l *Log) Session(ctx context.Context, reader store.Actor, publicID string, after int64) (t Timeline, err error) {
	defer fault.Wrap(&err, "Log.Session(%q)", publicID)
	if err := l.db.Get(ctx, &t.Facts, sessionFacts, publicID); err != nil {
		return t, err
	}
	if err := l.noteRead(ctx, reader, "session", objectOf("session", t.ID), nil); err != nil {
		return t, err
	}
	t.Steps, t.Next, err = l.Steps(ctx, t.ID, after)
	return t, err
}

// Steps reads what happened under a session; next is the entry after which more follows, or 0.
func (l *Log) Steps(ctx context.Context, session, after int64) (steps []Step, next int64, err error) {
	defer fault.Wrap(&err, "Log.Steps(%d)", session)
	var rows []stepRow
	if err := l.db.Select(ctx, &rows, stepRows, session, after, stepsShown+1, rowsShown); err != nil {
		return nil, 0, err
	}
	list := group(rows)
	if len(list) > stepsShown {
		list = list[:stepsShown]
		next = list[stepsShown-1].ID
	}
	words, err := l.wordsFor(ctx, list)
	if err != nil {
		return nil, 0, err
	}
	for _, e := range list {
		steps = append(steps, words.step(e))
	}
	return steps, next, nil
}

// stepRow is one payload row with its entry's head.
type stepRow struct {
	ID      int64           `db:"id"`
	At      time.Time       `db:"at"`
	Action  string          `db:"action"`
	Outcome string          `db:"outcome"`
	Object  string          `db:"object"`
	Rows    int             `db:"rows"`
	Body    json.RawMessage `db:"body"`
	Who     string          `db:"who"` // where a list tells it
}

// recorded is an entry with its payload.
type recorded struct {
	stepRow
	head    header
	refusal refusal
	changes []changedRow
}

// header is what the record keeps of a request.
type header struct {
	Name    string        `json:"name"`
	Request store.Request `json:"request"`
	Route   string        `json:"route"`
	Status  int           `json:"status"`
	Shown   shown         `json:"shown"`
}

// shown is which total a page showed.
type shown struct {
	What  string `json:"what"`
	Total int64  `json:"total"`
}

type refusal struct {
	Cause   string `json:"cause"`
	Message string `json:"message"`
}

// changedRow is a row as the capture triggers write it.
type changedRow struct {
	Table  string         `json:"table"`
	Op     string         `json:"op"`
	Key    map[string]any `json:"key"`
	Before map[string]any `json:"before"`
	After  map[string]any `json:"after"`
}

// group puts payload rows, in the order of entries, to their entries.
func group(rows []stepRow) (list []*recorded) {
	for _, r := range rows {
		if len(list) == 0 || list[len(list)-1].ID != r.ID {
			list = append(list, &recorded{stepRow: r})
		}
		list[len(list)-1].take(r.Body)
	}
	return list
}

// take reads one payload row; one that cannot be read is left out rather than hiding the rest.
func (e *recorded) take(body json.RawMessage) {
	var c changedRow
	if decode(body, &c) && c.Table != "" {
		e.changes = append(e.changes, c)
		return
	}
	var r refusal
	if decode(body, &r) && r.Message != "" {
		e.refusal = r
	}
	var h header
	if decode(body, &h) && (h.Request.Path != "" || h.Name != "") {
		e.head = h
	}
}

// decode keeps numbers as they are written: ids may be larger than a float holds.
func decode(body []byte, into any) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	return d.Decode(into) == nil
}
