package audit

import (
	"context"
	"time"

	"standin/store"
	"standin/store/fault"
)

// foundEntry is an entry that the filter lets through; with a text only a Hit holds it.
type foundEntry struct {
	ID  int64     `db:"id"`
	At  time.Time `db:"at"`
	Hit bool      `db:"hit"`
}

// cursor is what EntryFilter.After takes to go on behind this entry.
func (e foundEntry) cursor() string { return cursor{at: e.At, refused: true, id: e.ID}.String() }

// ask resolves the names of the filter.
func (f EntryFilter) ask(ctx context.Context, l *Log) (a asked, err error) {
	if n := len([]rune(like(f.Text))) - 2; n > 0 && n < fewestLetters {
		return a, fault.Field("text", "Type three letters at least.")
	}
	if err := l.find(ctx, &a, &a.actors, "who", peopleLike, f.Actor); err != nil {
		return a, err
	}
	if err := l.find(ctx, &a, &a.subjects, "for", peopleLike, f.Subject); err != nil {
		return a, err
	}
	return a, l.findActions(ctx, &a, f.Action)
}

func (f EntryFilter) conditions(w *store.Where, a asked) {
	w.And(!f.From.IsZero(), `e.at >= ?`, f.From)
	w.And(!f.Until.IsZero(), `e.at < ?`, f.Until)
	w.And(a.actors != nil, `e.kind = 'person' AND e.actor = ANY(?::bigint[])`, array(a.actors))
	w.And(a.subjects != nil, `e.subject = ANY(?::bigint[])`, array(a.subjects))
	w.And(a.actions != nil, `e.action = ANY(?::text[])`, store.Array(a.actions))
	w.And(f.Session != "", `e.session = (SELECT id FROM shop.impersonation_session WHERE public_id = ?)`, f.Session)
	w.And(f.Object != "", `e.object = ? AND e.object <> '' AND length(e.object) <= 80`, f.Object)
	w.And(f.Outcome != "", `e.outcome = ?`, f.Outcome)
	w.And(f.Outcome == "refused" || f.Outcome == "failed", `e.outcome IN ('refused', 'failed')`)
}

// findEntries reads which entries a page is of, newest first: one more than it shows, or with a text all that it looks through.
func (l *Log) findEntries(ctx context.Context, f EntryFilter, a asked) (found []foundEntry, err error) {
	var args store.Args
	w := args.Where()
	if at := parseCursor(f.After); at != start {
		w.And(true, `(e.at, e.id) < (?, ?)`, at.at, at.id)
	}
	f.conditions(w, a)
	q := inOrder{args: &args, columns: "e.id, e.at", table: "audit.entry e", alias: "e", order: "e.at DESC, e.id DESC", limit: pageSize + 1}
	if like(f.Text) != "" {
		q.limit = TextWindow
	}
	switch {
	case f.Session != "" || f.Object != "":
	case a.subjects != nil:
		q.key, q.array = "e.subject", args.Put(array(a.subjects))+"::bigint[]"
	case a.actors != nil:
		q.key, q.array = "e.actor", args.Put(array(a.actors))+"::bigint[]"
	case a.actions != nil:
		q.key, q.array = "e.action", args.Put(store.Array(a.actions))+"::text[]"
	}
	text := q.text(w)
	hit := "true"
	if pattern := like(f.Text); pattern != "" {
		hit = "EXISTS (SELECT FROM audit.payload p WHERE p.entry = f.id AND p.at = f.at AND p.body::text ILIKE " + args.Put(pattern) + ")"
	}
	err = l.db.SelectAnew(ctx, &found, "SELECT f.id, f.at, "+hit+" AS hit FROM ("+text+") f ORDER BY f.at DESC, f.id DESC", args...)
	return found, err
}

// entriesByID reads what a page shows of its entries.
const entriesByID = `
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
	 WHERE e.id = ANY($1::bigint[])
	 ORDER BY e.at DESC, e.id DESC`
