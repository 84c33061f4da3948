package session

import (
	"context"

	"standin/store"
	"standin/store/fault"
)

// End ends a sign-in of the person, with its web session; ending what has ended does nothing. Impersonation sessions that hang
// on it end in the same transaction.
func (r *SignIns) End(ctx context.Context, actor store.Actor, signIn int64) (err error) {
	defer fault.Wrap(&err, "SignIns.End(%d)", signIn)
	return r.db.Transact(ctx, actor, "sign_in.end", func(tx *store.Tx) error {
		return endOne(ctx, tx, signIn, EndedBySignOut)
	})
}

// Revoke ends another sign-in of the person, known by its public id; fault.NotFound when it is not theirs.
func (r *SignIns) Revoke(ctx context.Context, actor store.Actor, person int64, publicID string) (err error) {
	defer fault.Wrap(&err, "SignIns.Revoke(%d, %q)", person, publicID)
	return r.db.Transact(ctx, actor, "sign_in.revoke", func(tx *store.Tx) error {
		var id int64
		if err := tx.Get(ctx, &id, selectOwnSignIn, person, publicID); err != nil {
			return err
		}
		if err := tx.About(ctx, "sign_in", id); err != nil {
			return err
		}
		return endOne(ctx, tx, id, EndedByRevoke)
	})
}

// RevokeDevice forgets a device of the person and ends every sign-in in it; fault.NotFound when it is not theirs.
func (r *SignIns) RevokeDevice(ctx context.Context, actor store.Actor, person int64, publicID string) (err error) {
	defer fault.Wrap(&err, "SignIns.RevokeDevice(%d, %q)", person, publicID)
	return r.db.Transact(ctx, actor, "device.revoke", func(tx *store.Tx) error {
		var id int64
		if err := tx.Get(ctx, &id, revokeDevice, person, publicID); err != nil {
			return err
		}
		if err := tx.About(ctx, "device", id); err != nil {
			return err
		}
		return end(ctx, tx, `device_id = $2`, EndedByRevoke, id)
	})
}

// SignOutEverywhere ends every sign-in of the person, that of the actor too. Whoever acts for the person is out in the same
// transaction (cause subject_ended).
func (r *SignIns) SignOutEverywhere(ctx context.Context, actor store.Actor, person int64) (err error) {
	defer fault.Wrap(&err, "SignIns.SignOutEverywhere(%d)", person)
	return r.db.Transact(ctx, actor, "sign_in.end_all", func(tx *store.Tx) error {
		if err := tx.About(ctx, "person", person); err != nil {
			return err
		}
		return EndAll(ctx, tx, person, 0, EndedEverywhere)
	})
}

// EndAll ends every sign-in of the person but one (0 for none spared), in the transaction of what makes it necessary.
func EndAll(ctx context.Context, tx *store.Tx, person, spared int64, cause string) (err error) {
	defer fault.Wrap(&err, "session.EndAll(%d)", person)
	return end(ctx, tx, `person_id = $2 AND id <> $3`, cause, person, spared)
}

func endOne(ctx context.Context, tx *store.Tx, id int64, cause string) error {
	return end(ctx, tx, `id = $2`, cause, id)
}

// end closes the sign-ins of the condition, each once, and retires the tokens that carried them.
func end(ctx context.Context, tx *store.Tx, condition, cause string, args ...any) error {
	_, err := tx.Exec(ctx, `
		WITH ended AS (
		  UPDATE web.sign_in SET ended_at = shop.shop_now(), end_cause = $1
		   WHERE ended_at IS NULL AND `+condition+` RETURNING id)
		UPDATE web.session SET retired_at = shop.shop_now(), data = ''
		 WHERE retired_at IS NULL AND sign_in_id IN (SELECT id FROM ended)`, append([]any{cause}, args...)...)
	return err
}
