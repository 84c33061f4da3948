package audit

import (
	"context"
	"time"

	"standin/store"
	"standin/store/fault"
)

// powerUser is the role of whoever acts for others and holds no staff role.
const powerUser = "power_user"

// staffOfRole are the staff of a role; for power users all staff, which they are not. Their ids stand in the question instead of a look at
// each entry's actor: so the database knows beforehand how many entries fit.
const staffOfRole = `SELECT person_id FROM shop.staff_role WHERE role = $1 OR $1 = 'power_user'`

// fewestLetters is what a search in the reasons needs: fewer fit nearly every reason, and no index knows them.
const fewestLetters = 3

// ask resolves the names of the filter. Its faults name the fields who, for, organization, vendor and text.
func (f SessionFilter) ask(ctx context.Context, l *Log) (a asked, err error) {
	if n := len([]rune(like(f.Text))) - 2; n > 0 && n < fewestLetters {
		return a, fault.Field("text", "Type three letters at least.")
	}
	for _, name := range []struct {
		into               *[]int64
		field, query, text string
	}{
		{&a.actors, "who", peopleLike, f.Actor}, {&a.subjects, "for", peopleLike, f.Subject},
		{&a.organizations, "organization", organizationsLike, f.Organization}, {&a.vendors, "vendor", vendorsLike, f.Vendor},
	} {
		if err := l.find(ctx, &a, name.into, name.field, name.query, name.text); err != nil {
			return a, err
		}
	}
	if f.Role != "" {
		if err := l.db.SelectAnew(ctx, &a.staff, staffOfRole, f.Role); err != nil {
			return a, err
		}
	}
	if err := l.findReasons(ctx, &a, f.Text); err != nil {
		return a, err
	}
	return a, l.findActions(ctx, &a, f.Action)
}

// conditions are what a session must be. The people come first of their own in key, where one kind of them is asked for.
func (f SessionFilter) conditions(w *store.Where, a asked) {
	w.And(!f.From.IsZero(), `s.started_at >= ?`, f.From)
	w.And(!f.Until.IsZero(), `s.started_at < ?`, f.Until)
	w.And(a.actors != nil, `s.actor_id = ANY(?::bigint[])`, array(a.actors))
	w.And(a.subjects != nil, `s.subject_id = ANY(?::bigint[])`, array(a.subjects))
	w.And(a.organizations != nil, `s.organization_id = ANY(?::bigint[])`, array(a.organizations))
	w.And(a.vendors != nil, `s.vendor_id = ANY(?::bigint[])`, array(a.vendors))
	w.And(f.Role != "", `s.actor_role = ?`, f.Role)
	w.And(f.Cause != "", `s.end_cause = ?`, f.Cause)
	w.And(f.Ticket != "", `s.ticket = ?`, f.Ticket)
	w.And(a.sessions != nil, `s.id = ANY(?::bigint[])`, array(a.sessions))
	w.And(like(f.Text) != "" && a.sessions == nil, `s.reason ILIKE ?`, like(f.Text))
	w.And(a.actions != nil, `EXISTS (SELECT FROM audit.entry e WHERE e.session = s.id AND e.outcome <> 'viewed' AND e.action = ANY(?::text[]))`,
		store.Array(a.actions))
	w.And(f.Changed, `EXISTS (SELECT FROM audit.entry e WHERE e.session = s.id AND e.outcome <> 'viewed' AND e.outcome = 'done')`)
	w.And(f.Refusals, `EXISTS (SELECT FROM audit.entry e WHERE e.session = s.id AND e.outcome <> 'viewed' AND e.outcome = 'refused')`)
}

// key is the column by which sessions are looked up one value at a time: of what is asked for, that which fits the fewest.
func (a asked) key() (column string, ids []int64) {
	for _, k := range []struct {
		column string
		ids    []int64
	}{{"s.subject_id", a.subjects}, {"s.organization_id", a.organizations}, {"s.vendor_id", a.vendors}, {"s.actor_id", a.actors}} {
		if k.ids != nil {
			return k.column, k.ids
		}
	}
	return "", nil
}

// started reads the sessions of a page: first their ids, down an index, then what the page shows of them.
func (l *Log) started(ctx context.Context, f SessionFilter, a asked, at cursor) (rows []SessionRow, err error) {
	var args store.Args
	w := args.Where()
	w.And(at != start, `(s.started_at, s.id) < (?, ?)`, at.at, at.sessionID())
	f.conditions(w, a)
	q := inOrder{args: &args, columns: "s.id, s.started_at", table: "shop.impersonation_session s", alias: "s", order: "s.started_at DESC, s.id DESC",
		limit: pageSize + 1}
	if column, ids := a.key(); column != "" {
		q.key, q.array = column, args.Put(array(ids))+"::bigint[]"
	}
	var found []struct {
		ID        int64     `db:"id"`
		StartedAt time.Time `db:"started_at"`
	}
	if err := l.db.SelectAnew(ctx, &found, q.text(w), args...); err != nil || len(found) == 0 {
		return nil, err
	}
	ids := make([]int64, len(found))
	for i, r := range found {
		ids[i] = r.ID
	}
	err = l.db.Select(ctx, &rows, sessionsByID, array(ids))
	return rows, err
}

// refusedConditions are what a refused start must be, for the same filter.
func (f SessionFilter) refusedConditions(w *store.Where, a asked) {
	w.And(true, `e.action = 'acting.start' AND e.outcome = 'refused' AND e.kind = 'person'`)
	w.And(!f.From.IsZero(), `e.at >= ?`, f.From)
	w.And(!f.Until.IsZero(), `e.at < ?`, f.Until)
	w.And(a.actors != nil, `e.actor = ANY(?::bigint[])`, array(a.actors))
	w.And(a.subjects != nil, `e.object = ANY(?::text[])`, store.Array(objectsOf("person", a.subjects)))
	w.And(f.Role != "" && f.Role != powerUser, `e.actor = ANY(?::bigint[])`, array(a.staff))
	w.And(f.Role == powerUser, `e.actor <> ALL(?::bigint[])`, array(a.staff))
}

func objectsOf(kind string, ids []int64) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = objectOf(kind, id)
	}
	return list
}

func (l *Log) refusedStarts(ctx context.Context, f SessionFilter, a asked, at cursor) (rows []SessionRow, err error) {
	var args store.Args
	w := args.Where()
	w.And(at != start, `(e.at, e.id) < (?, ?)`, at.at, at.refusedID())
	f.refusedConditions(w, a)
	q := inOrder{args: &args, columns: "e.id, e.at", table: "audit.entry e", alias: "e", order: "e.at DESC, e.id DESC", limit: pageSize + 1}
	if a.subjects != nil { // who was meant stands in the object, which has an index of its own
		w.And(true, `e.object <> '' AND length(e.object) <= 80`)
		q.key, q.array = "e.object", args.Put(store.Array(objectsOf("person", a.subjects)))+"::text[]"
	}
	var found []foundEntry
	if err := l.db.SelectAnew(ctx, &found, q.text(w), args...); err != nil || len(found) == 0 {
		return nil, err
	}
	ids := make([]int64, len(found))
	for i, e := range found {
		ids[i] = e.ID
	}
	err = l.db.Select(ctx, &rows, refusedByID, array(ids))
	return rows, err
}

// Days counts sessions and refused starts that the filter lets through, by day: each of the midnights begins a day, and the last ends
// the last one. Whoever asks knows the time zone, and so how long each day was.
func (l *Log) Days(ctx context.Context, f SessionFilter, midnights []time.Time) (days []Day, err error) {
	defer fault.Wrap(&err, "Log.Days")
	if len(midnights) < 2 {
		return nil, nil
	}
	for _, m := range midnights[:len(midnights)-1] {
		days = append(days, Day{Date: m})
	}
	f.From, f.Until = midnights[0], midnights[len(midnights)-1]
	a, err := f.ask(ctx, l)
	if err != nil || a.nothing {
		return days, err
	}
	var counts []struct {
		Day     int  `db:"day"`
		Refused bool `db:"refused"`
		N       int  `db:"n"`
	}
	query, args := f.countByDay(a, midnights)
	if err := l.db.SelectAnew(ctx, &counts, query, args...); err != nil {
		return nil, err
	}
	for _, c := range counts {
		if c.Refused {
			days[c.Day-1].Refused = c.N
		} else {
			days[c.Day-1].Started = c.N
		}
	}
	return days, nil
}

func (f SessionFilter) countByDay(a asked, midnights []time.Time) (query string, args store.Args) {
	bounds := make([]string, len(midnights))
	for i, m := range midnights {
		bounds[i] = m.UTC().Format(time.RFC3339Nano)
	}
	b := args.Put(store.Array(bounds)) + "::timestamptz[]"
	started, refused := args.Where(), args.Where()
	started.And(f.Cause == "refused", `false`)
	refused.And(!f.wantsRefused(), `false`)
	if f.Cause != "refused" {
		f.conditions(started, a)
	}
	f.refusedConditions(refused, a)
	return `SELECT width_bucket(s.started_at, ` + b + `) AS day, false AS refused, count(*) AS n FROM shop.impersonation_session s` + started.String() + ` GROUP BY 1
		 UNION ALL
		SELECT width_bucket(e.at, ` + b + `), true, count(*) FROM audit.entry e` + refused.String() + ` GROUP BY 1`, args
}
