package impersonation

import (
	"context"
	"errors"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// CloseLapsed ends what time or its rule's hours have ended and nobody has noticed, each at the moment it lapsed, and tells how many
// there were. A job calls it each minute.
func (s *Sessions) CloseLapsed(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "Sessions.CloseLapsed")
	list, err := s.lapsed(ctx)
	if err != nil {
		return 0, err
	}
	for _, l := range list {
		if err := s.close(ctx, l.ID, l.Cause, l.moment); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// lapse is a running session that is over, and nobody has noticed.
type lapse struct {
	ID     int64 `db:"id"`
	Cause  Cause
	moment *time.Time // nil where the database knows it
}

func (s *Sessions) lapsed(ctx context.Context) (list []lapse, err error) {
	if err := s.db.Select(ctx, &list, selectLapsed, int64(0)); err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Cause = Expired // or Idle: the database decides
	}
	var timed []struct {
		ID   int64     `db:"id"`
		Rule Rule      `db:"rule"`
		Now  time.Time `db:"now"`
	}
	if err := s.db.Select(ctx, &timed, selectTimed); err != nil {
		return nil, err
	}
	for _, t := range timed {
		if moment := s.policy.closedAt(t.Rule, t.Now); moment != nil {
			list = append(list, lapse{ID: t.ID, Cause: OutsidePolicy, moment: moment})
		}
	}
	return list, nil
}

// closedAt is when a rule's hours ended before now; nil within them.
func (p Policy) closedAt(r Rule, now time.Time) *time.Time {
	now = now.In(p.zone())
	until, err := time.Parse(time.TimeOnly, r.HoursUntil)
	if err != nil || r.At(now) {
		return nil
	}
	y, m, d := now.Date()
	at := time.Date(y, m, d, until.Hour(), until.Minute(), until.Second(), 0, now.Location())
	if at.After(now) {
		at = time.Date(y, m, d-1, until.Hour(), until.Minute(), until.Second(), 0, now.Location())
	}
	return &at
}

// close writes the end that somebody noticed, as an entry of its own. If the session had lapsed before, that is the cause; if
// somebody else was first, theirs is the end.
func (s *Sessions) close(ctx context.Context, id int64, cause Cause, moment *time.Time) error {
	err := s.db.Transact(ctx, account.System("acting"), "acting.end", func(tx *store.Tx) error { return endOne(ctx, tx, id, cause, moment) })
	if errors.Is(err, errEnded) {
		return nil
	}
	return err
}
