package audit

import (
	"context"
	"time"

	"standin/store"
)

// entryIDs finds the entries of a filter, the oldest first.
func (l *Log) entryIDs(ctx context.Context, q store.Querier, f EntryFilter) (ids []int64, err error) {
	a, err := f.ask(ctx, l)
	if err != nil || a.nothing {
		return nil, err
	}
	var args store.Args
	w := args.Where()
	f.conditions(w, a)
	pattern := like(f.Text)
	w.And(pattern != "", `EXISTS (SELECT FROM audit.payload p WHERE p.entry = e.id AND p.at = e.at AND p.body::text ILIKE ?)`, pattern)
	err = q.Select(ctx, &ids, `SELECT e.id FROM audit.entry e`+w.String()+` ORDER BY e.id`, args...)
	return ids, err
}

// listedSession is a session, or the entry of a start that was refused.
type listedSession struct {
	ID      int64     `db:"id"`
	At      time.Time `db:"at"`
	Refused bool      `db:"refused"`
}

// listed finds the sessions and refused starts of a filter, the newest first.
func (l *Log) listed(ctx context.Context, q store.Querier, f SessionFilter) (list []listedSession, err error) {
	a, err := f.ask(ctx, l)
	if err != nil || a.nothing {
		return nil, err
	}
	var args store.Args
	w := args.Where()
	w.And(f.Cause == "refused", `false`)
	if f.Cause != "refused" {
		f.conditions(w, a)
	}
	text := `SELECT s.id, s.started_at AS at, false AS refused FROM shop.impersonation_session s` + w.String()
	if f.wantsRefused() {
		w = args.Where()
		f.refusedConditions(w, a)
		text += ` UNION ALL SELECT e.id, e.at, true FROM audit.entry e` + w.String()
	}
	err = q.Select(ctx, &list, text+` ORDER BY at DESC, refused, id DESC`, args...)
	return list, err
}

// parted are the sessions of a list, and the entries of refused starts.
func parted(list []listedSession) (sessions, refused []int64) {
	for _, s := range list {
		if s.Refused {
			refused = append(refused, s.ID)
		} else {
			sessions = append(sessions, s.ID)
		}
	}
	return sessions, refused
}

// entriesOf finds the entries of sessions: what was done under them, and what changed their own rows, which are their start and end.
func entriesOf(ctx context.Context, q store.Querier, sessions []int64) (ids []int64, err error) {
	err = q.Select(ctx, &ids, entriesOfSessions, array(sessions))
	return ids, err
}

const entriesOfSessions = `
	SELECT e.id FROM audit.entry e WHERE e.session = ANY($1::bigint[])
	UNION
	SELECT p.entry FROM audit.payload p
	 WHERE p.body->>'table' = 'shop.impersonation_session' AND p.body->'key'->>'id' = ANY(($1::bigint[])::text[])
	 ORDER BY 1`
