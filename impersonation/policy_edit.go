package impersonation

import (
	"context"
	"errors"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Ending is a running session that a change of the policy ends.
type Ending struct {
	PublicID string `db:"public_id"`
	Actor    string `db:"actor"`
	Subject  string `db:"subject"`
}

// edit is one change of the policy: ready refuses what could not be saved anyway, before a code is used for it; change writes.
type edit struct {
	action string
	ready  func(tx *store.Tx) error // may be nil
	change func(tx *store.Tx) error
}

// editPolicy runs a change of the policy behind a fresh code, and tells which sessions it ended.
func (s *Sessions) editPolicy(ctx context.Context, actor account.Actor, code string, e edit) (ended []Ending, err error) {
	if err := actor.May(account.PolicyEdit); err != nil {
		return nil, err
	}
	err = s.db.Transact(ctx, actor, e.action, func(tx *store.Tx) (err error) {
		if e.ready != nil {
			err = e.ready(tx)
		}
		if err == nil {
			err = s.accounts.ConsumeCode(ctx, tx, actor.ID, code)
		}
		if err == nil {
			ended, err = watchEnds(ctx, tx, e.change)
		}
		if err != nil {
			return s.refuse(ctx, tx, actor, err)
		}
		return nil
	})
	return ended, err
}

// errUndone rolls a preview back.
var errUndone = errors.New("a preview is undone")

// preview tells which running sessions a change would end: it is the change itself, in a transaction that is undone. It asks for no
// code, for nothing stays of it, not even an entry of the record.
func (s *Sessions) preview(ctx context.Context, actor account.Actor, e edit) (ended []Ending, err error) {
	if err := actor.May(account.PolicyEdit); err != nil {
		return nil, err
	}
	err = s.db.Transact(ctx, actor, e.action, func(tx *store.Tx) (err error) {
		if e.ready != nil {
			if err = e.ready(tx); err != nil {
				return err
			}
		}
		if ended, err = watchEnds(ctx, tx, e.change); err != nil {
			return err
		}
		return errUndone
	})
	if errors.Is(err, errUndone) {
		err = nil
	}
	return ended, err
}

const (
	selectOpen = `SELECT id FROM shop.impersonation_session WHERE ended_at IS NULL ORDER BY id`

	selectEnded = `
		SELECT s.public_id, a.name AS actor, b.name AS subject FROM shop.impersonation_session s
		  JOIN shop.person a ON a.id = s.actor_id JOIN shop.person b ON b.id = s.subject_id
		 WHERE s.id = ANY ($1) AND s.ended_at IS NOT NULL AND s.end_cause NOT IN ('expired', 'idle') ORDER BY s.id`
)

// watchEnds runs a change and tells which running sessions it ended: the database does that by itself, in the same transaction. What
// time had ended before is none of them.
func watchEnds(ctx context.Context, tx *store.Tx, change func(tx *store.Tx) error) (ended []Ending, err error) {
	var open store.Int64s
	if err := tx.Select(ctx, (*[]int64)(&open), selectOpen); err != nil {
		return nil, err
	}
	if err := change(tx); err != nil {
		return nil, err
	}
	err = tx.Select(ctx, &ended, selectEnded, open)
	return ended, err
}

// changedMeanwhile is told to one who saves what somebody else has changed since the form was opened.
func changedMeanwhile(what string) *fault.Fault {
	says := "Somebody else has changed " + what + " while this form was open. What you typed still stands here; saving it now takes the place of their change."
	return fault.New(fault.Conflict, says).WithCode("changed_meanwhile")
}
