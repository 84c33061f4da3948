package audit

import (
	"context"
	"time"

	"standin/store"
	"standin/store/fault"
)

// EntryFilter narrows the list of entries. Zero fields do not.
type EntryFilter struct {
	Actor   string // part of a name, or an e-mail address
	Subject string // the same
	Action  string // begins so, such as "cart."
	Outcome string // done, refused, viewed or failed
	Session string // public id
	Object  string // such as "order:17"
	Text    string // part of anything in the payload
	From    time.Time
	Until   time.Time // exclusive
	Before  int64     // EntryPage.Next of the page before
}

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
	Next int64 // of EntryFilter.Before; 0 on the last page
}

// Entries lists entries, newest first, and notes who read them.
func (l *Log) Entries(ctx context.Context, reader store.Actor, f EntryFilter) (p EntryPage, err error) {
	defer fault.Wrap(&err, "Log.Entries")
	if err := l.noteRead(ctx, reader, "entries", "", f.detail()); err != nil {
		return p, err
	}
	before := f.Before
	if before == 0 {
		before = start.id
	}
	err = l.db.Select(ctx, &p.Rows, entryList, before, f.From, SessionFilter{Until: f.Until}.until(), like(f.Actor), like(f.Subject),
		prefix(f.Action), f.Outcome, f.Session, f.Object, like(f.Text), pageSize+1)
	if len(p.Rows) > pageSize {
		p.Rows = p.Rows[:pageSize]
		p.Next = p.Rows[pageSize-1].ID
	}
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
	return d
}

// prefix makes a pattern that finds what begins so; empty stays empty.
func prefix(text string) string {
	if p := like(text); p != "" {
		return p[1:]
	}
	return ""
}

// People are resolved first, so that the list can go down the index of entries; a filter that finds nobody finds nothing.
const entryList = `
	WITH actors AS MATERIALIZED (SELECT id FROM shop.person WHERE $4 <> '' AND (name ILIKE $4 OR email ILIKE $4) LIMIT 200),
	     subjects AS MATERIALIZED (SELECT id FROM shop.person WHERE $5 <> '' AND (name ILIKE $5 OR email ILIKE $5) LIMIT 200)
	SELECT e.id, e.at, e.kind, coalesce(a.name, '') AS actor, coalesce(e.actor, 0) AS actor_id, coalesce(b.name, '') AS subject,
	       coalesce(e.subject, 0) AS subject_id, coalesce(s.public_id, '') AS session, e.action, e.outcome, e.object,
	       coalesce(h.body->>'name', '') AS name, coalesce(h.body->'request'->>'ip', '') AS ip,
	       coalesce(h.body->'request'->>'path', '') AS path, coalesce(m.message, '') AS message,
	       coalesce(l.index, -1) AS leaf, h.body IS NOT NULL AS payload
	  FROM audit.entry e
	  LEFT JOIN shop.person a ON a.id = e.actor AND e.kind = 'person'
	  LEFT JOIN shop.person b ON b.id = e.subject
	  LEFT JOIN shop.impersonation_session s ON s.id = e.session
	  LEFT JOIN audit.leaf l ON l.entry = e.id
	  LEFT JOIN LATERAL (
	       SELECT p.body FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at ORDER BY p.seq LIMIT 1) h ON true
	  LEFT JOIN LATERAL (
	       SELECT max(p.body->>'message') AS message FROM audit.payload p WHERE e.outcome = 'refused' AND p.entry = e.id AND p.at = e.at) m ON true
	 WHERE e.id < $1
	   AND e.at >= $2 AND e.at < $3
	   AND ($4 = '' OR e.kind = 'person' AND e.actor IN (SELECT id FROM actors))
	   AND ($5 = '' OR e.subject IN (SELECT id FROM subjects))
	   AND ($6 = '' OR e.action LIKE $6)
	   AND ($7 = '' OR e.outcome = $7)
	   AND ($8 = '' OR e.session = (SELECT id FROM shop.impersonation_session WHERE public_id = $8))
	   AND ($9 = '' OR e.object = $9)
	   AND ($10 = '' OR EXISTS (SELECT FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at AND p.body::text ILIKE $10))
	 ORDER BY e.id DESC
	 LIMIT $11`
