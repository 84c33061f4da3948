package audit

import (
	"context"

	"standin/store"
	"standin/store/fault"
)

// manyPeople is how many people, organizations or vendors a part of a name may fit before more of it is asked for: each of them is
// looked up by itself, so that their pages cost the same however much they did.
const manyPeople = 200

// asked is what the names in a filter stand for. Nil means that the filter does not ask.
type asked struct {
	actors, subjects, organizations, vendors []int64
	actions                                  []string
	staff                                    []int64 // of the role; for power users all staff
	sessions                                 []int64 // whose reason holds the text, where they are few
	nothing                                  bool    // something was asked for that there is not
}

// fewSessions is up to how many sessions with a text in their reason are looked up one by one. Of more, each page is soon full by
// going back in time. The planner alone cannot tell the one case from the other.
const fewSessions = 500

const (
	peopleLike        = `SELECT id FROM shop.person WHERE name ILIKE $1 OR email ILIKE $1 LIMIT $2`
	organizationsLike = `SELECT id FROM shop.organization WHERE name ILIKE $1 LIMIT $2`
	vendorsLike       = `SELECT id FROM shop.vendor WHERE name ILIKE $1 LIMIT $2`

	reasonsLike = `SELECT id FROM shop.impersonation_session WHERE reason ILIKE $1 LIMIT $2`

	// Steps from one action to the next, so that it costs as much as there are kinds of actions.
	actionsLike = `
		WITH RECURSIVE a AS (
		       (SELECT action FROM audit.entry ORDER BY action LIMIT 1)
		       UNION ALL
		       SELECT (SELECT e.action FROM audit.entry e WHERE e.action > a.action ORDER BY e.action LIMIT 1) FROM a WHERE a.action IS NOT NULL)
		SELECT action FROM a WHERE action LIKE $1`
)

// find resolves one part of a name; field is the filter's name for the fault that asks for more of it.
func (l *Log) find(ctx context.Context, a *asked, into *[]int64, field, query, text string) error {
	pattern := like(text)
	if pattern == "" {
		return nil
	}
	*into = []int64{}
	if err := l.db.SelectAnew(ctx, into, query, pattern, manyPeople+1); err != nil {
		return err
	}
	if len(*into) > manyPeople {
		return fault.Field(field, "More than 200 names are like this. Type more of the name, or the whole e-mail address.")
	}
	a.nothing = a.nothing || len(*into) == 0
	return nil
}

func (l *Log) findActions(ctx context.Context, a *asked, text string) error {
	pattern := prefix(text)
	if pattern == "" {
		return nil
	}
	a.actions = []string{}
	err := l.db.SelectAnew(ctx, &a.actions, actionsLike, pattern)
	a.nothing = a.nothing || len(a.actions) == 0
	return err
}

func (l *Log) findReasons(ctx context.Context, a *asked, text string) error {
	pattern := like(text)
	if pattern == "" {
		return nil
	}
	a.sessions = []int64{}
	err := l.db.SelectAnew(ctx, &a.sessions, reasonsLike, pattern, fewSessions+1)
	a.nothing = a.nothing || len(a.sessions) == 0
	if len(a.sessions) > fewSessions {
		a.sessions = nil
	}
	return err
}

// inOrder writes a question for the newest rows: where is what must hold, from the table under its alias. Where a key is asked for,
// each of its values is looked up by itself and then all put in order, so that the index of the key gives them in their order.
type inOrder struct {
	args       *store.Args
	columns    string // of the table, what the order needs among them
	table      string // with its alias
	order      string // of the rows, newest first, without alias
	alias      string
	key, array string // "s.subject_id" and the values' place with their type, "$3::bigint[]"
	limit      int
}

func (q inOrder) text(w *store.Where) string {
	limit := q.args.Put(q.limit)
	from := "SELECT " + q.columns + " FROM " + q.table
	if q.key == "" {
		return from + w.String() + " ORDER BY " + q.order + " LIMIT " + limit
	}
	w.And(true, q.key+" = k.v")
	return "SELECT " + q.alias + ".* FROM unnest(" + q.array + ") k(v) CROSS JOIN LATERAL (" + from + w.String() + " ORDER BY " + q.order +
		" LIMIT " + limit + ") " + q.alias + " ORDER BY " + q.order + " LIMIT " + limit
}
