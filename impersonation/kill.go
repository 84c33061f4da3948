package impersonation

import (
	"context"
	"errors"
	"strings"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// killReasonLimit bounds why a session was killed, in characters.
const killReasonLimit = 500

// Kill ends anybody's session at once, with the cause killed, and keeps why. It needs the right to edit the policy, but no code: who
// sees harm being done must not wait for one. One that has ended stays as it is: the first end counts, and no reason is kept.
// fault.Invalid names the field "reason" (1 to 500 characters); fault.NotFound for an unknown id.
func (s *Sessions) Kill(ctx context.Context, actor account.Actor, publicID, reason string) (ended Session, err error) {
	defer fault.Wrap(&err, "Sessions.Kill(%q)", publicID)
	if err := actor.May(account.PolicyEdit); err != nil {
		return ended, err
	}
	reason = strings.TrimSpace(reason)
	if n := len([]rune(reason)); n == 0 || n > killReasonLimit {
		return ended, fault.Field("reason", "Say in at most 500 characters why you end it. The record keeps it.")
	}
	found, err := s.ByPublicID(ctx, publicID)
	if err != nil || !found.Open() {
		return found, err
	}
	err = s.db.Transact(ctx, actor, "acting.end", func(tx *store.Tx) error {
		if err := endOne(ctx, tx, found.ID, Killed, nil); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, keepKill, found.ID, int64(actor.ID), reason); err != nil {
			return err
		}
		return tx.Get(ctx, &ended, selectSession, found.ID)
	})
	if errors.Is(err, errEnded) {
		return s.byID(ctx, found.ID)
	}
	return ended, err
}

// keepKill keeps why, if it was this that ended the session: it may have lapsed before.
const keepKill = `
	INSERT INTO shop.session_kill (session_id, killed_by, reason)
	SELECT id, nullif($2, 0), $3 FROM shop.impersonation_session WHERE id = $1 AND end_cause = 'killed'`
