package impersonation

import (
	"context"
	"errors"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// End ends a session at once: its actor's own (cause user), or one on the actor's own account (subject_ended). fault.NotFound for
// everybody else, and for an unknown id, alike; who may edit the policy has Kill. One that has ended stays as it is: the first end
// counts.
func (s *Sessions) End(ctx context.Context, actor account.Actor, publicID string) (ended Session, err error) {
	defer fault.Wrap(&err, "Sessions.End(%q)", publicID)
	return s.end(ctx, actor, publicID, false)
}

// EndWithJobs is End, and stops what was begun under the session and still goes on, each after its batch. Without it the session's
// rule decides whether they stop or finish.
func (s *Sessions) EndWithJobs(ctx context.Context, actor account.Actor, publicID string) (ended Session, err error) {
	defer fault.Wrap(&err, "Sessions.EndWithJobs(%q)", publicID)
	return s.end(ctx, actor, publicID, true)
}

func (s *Sessions) end(ctx context.Context, actor account.Actor, publicID string, jobs bool) (ended Session, err error) {
	actor = own(actor)
	found, err := s.ByPublicID(ctx, publicID)
	if err != nil {
		return ended, err
	}
	cause, ok := mayEnd(actor, found)
	if !ok {
		return ended, fault.New(fault.NotFound, "There is nothing at this address.")
	}
	if !found.Open() {
		return found, nil
	}
	err = s.db.Transact(ctx, actor, "acting.end", func(tx *store.Tx) error {
		if err := endOne(ctx, tx, found.ID, cause, nil); err != nil {
			return err
		}
		if jobs {
			if _, err := tx.Exec(ctx, endJobs, found.ID); err != nil {
				return err
			}
		}
		return tx.Get(ctx, &ended, selectSession, found.ID)
	})
	if errors.Is(err, errEnded) {
		return s.byID(ctx, found.ID)
	}
	return ended, err
}

// errEnded says that somebody else was first: this end is rolled back whole, and leaves nothing in the record.
var errEnded = errors.New("the session has ended already")

// endOne writes the one end of a session, which the entry is about: at a moment of the past, or now when it is nil.
func endOne(ctx context.Context, tx *store.Tx, id int64, cause Cause, moment *time.Time) error {
	if err := tx.About(ctx, "session", id); err != nil {
		return err
	}
	var n int
	if err := tx.Get(ctx, &n, endSessionsAt, store.Int64s{id}, string(cause), moment); err != nil {
		return err
	}
	if n == 0 {
		return errEnded
	}
	return nil
}

func mayEnd(actor account.Actor, s Session) (Cause, bool) {
	switch {
	case !actor.SignedIn():
		return "", false
	case actor.ID == s.ActorID:
		return EndedByUser, true
	case account.SubjectID(actor.ID) == s.SubjectID:
		return EndedBySubject, true
	}
	return "", false
}

// closeLapsed is CloseLapsed for one actor, inside a start: a lapsed session takes nobody's place.
func closeLapsed(ctx context.Context, tx *store.Tx, actor account.ActorID) error {
	var ids []int64
	if err := tx.Select(ctx, &ids, selectLapsed, int64(actor)); err != nil || len(ids) == 0 {
		return err
	}
	_, err := tx.Exec(ctx, endSessions, store.Int64s(ids), string(Expired))
	return err
}
