package audit

import (
	"context"
	"time"

	"standin/store"
	"standin/store/fault"
)

// EntryFilter narrows the list of entries. Zero fields do not; those that are set must all fit.
type EntryFilter struct {
	Actor   string // part of a name, or an e-mail address
	Subject string // the same
	Action  string // begins so, such as "cart."
	Outcome string // done, refused, viewed or failed
	Session string // public id
	Object  string // such as "order:17"
	Text    string // part of anything in the payload, looked for in TextWindow entries at a time
	From    time.Time
	Until   time.Time // exclusive
	After   string    // EntryPage.Next of the page before
}

// TextWindow is how many entries, newest first, one page looks through for a text: no index knows what stands in the payload, so a
// search through all of a large record would never end. The next page goes on where this one stopped.
const TextWindow = 2000

// EntryRow is one entry with names as they are now.
type EntryRow struct {
	ID        int64     `db:"id"`
	At        time.Time `db:"at"`
	Kind      string    `db:"kind"`
	ActorName string    `db:"actor"`
	ActorID   int64     `db:"actor_id"`
	Subject   string    `db:"subject"`
	SubjectID int64     `db:"subject_id"`
	Session   string    `db:"session"`
	Action    string    `db:"action"`
	Outcome   string    `db:"outcome"`
	Object    string    `db:"object"`
	Name      string    `db:"name"` // of a job, provider or operator
	IP        string    `db:"ip"`
	Path      string    `db:"path"`
	Message   string    `db:"message"` // of a refusal
	Leaf      int64     `db:"leaf"`    // -1 while pending
	Payload   bool      `db:"payload"` // false when it was erased
}

// Who is the actor in words.
func (r EntryRow) Who() string {
	switch {
	case r.ActorName != "":
		return r.ActorName
	case r.Kind == "guest":
		return "a guest"
	case r.Kind == "operator":
		return "the command line" + named(r.Name)
	case r.Kind == "provider":
		return "a provider" + named(r.Name)
	case r.Kind == "system":
		return "the shop" + named(r.Name)
	}
	return "somebody"
}

func named(name string) string {
	if name == "" {
		return ""
	}
	return " (" + name + ")"
}

// EntryPage is one page of the list.
type EntryPage struct {
	Rows []EntryRow
	Next string    // of EntryFilter.After; empty on the last page
	Back time.Time // with a text: how far back this page looked for it, where there is more; else zero
}

// Entries lists entries, newest first, and notes who read them. fault.Invalid names the filter that needs more letters: who, for or
// text.
func (l *Log) Entries(ctx context.Context, reader store.Actor, f EntryFilter) (p EntryPage, err error) {
	defer fault.Wrap(&err, "Log.Entries")
	if err := l.noteRead(ctx, reader, "entries", "", f.detail()); err != nil {
		return p, err
	}
	q, err := f.ask(ctx, l)
	if err != nil || q.nothing {
		return p, err
	}
	found, err := l.findEntries(ctx, f, q)
	if err != nil || len(found) == 0 {
		return p, err
	}
	ids, next := page(found)
	p.Next = next
	if last := found[len(found)-1]; next == "" && like(f.Text) != "" && len(found) == TextWindow {
		p.Next, p.Back = last.cursor(), last.At
	}
	err = l.db.Select(ctx, &p.Rows, entriesByID, array(ids))
	return p, err
}

func (f EntryFilter) detail() map[string]any {
	d := map[string]any{}
	for name, v := range map[string]string{"actor": f.Actor, "subject": f.Subject, "action": f.Action, "outcome": f.Outcome,
		"session": f.Session, "object": f.Object, "text": f.Text} {
		if v != "" {
			d[name] = v
		}
	}
	between(d, f.From, f.Until)
	return d
}

// page takes the hits of one page; next is where the following one begins, empty when there are no more hits.
func page(found []foundEntry) (ids []int64, next string) {
	var last foundEntry
	for _, e := range found {
		switch {
		case !e.Hit:
		case len(ids) == pageSize:
			return ids, last.cursor()
		default:
			ids, last = append(ids, e.ID), e
		}
	}
	return ids, ""
}
