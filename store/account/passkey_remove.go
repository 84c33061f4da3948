package account

import (
	"context"
	"time"

	"standin/store"
	"standin/store/fault"
	"standin/store/session"
)

// RemovePasskey takes one of the actor's passkeys away and ends all other sign-ins. It asks for an answer of a passkey, or for a
// recovery code, which bars acting for others for a day and is told to all administrators: else a stolen code would open the way
// back to weaker factors. Staff keep at least one second factor (fault.Conflict). fault.NotFound for one that is not the actor's;
// fault.Forbidden while acting for somebody; faults name the field "code".
func (a *Accounts) RemovePasskey(ctx context.Context, actor Actor, code, publicID string) (err error) {
	defer fault.Wrap(&err, "Accounts.RemovePasskey(%d)", actor.ID)
	if err := actor.May(MFAChange); err != nil {
		return err
	}
	p, err := a.ByID(ctx, actor.Person())
	if err != nil {
		return err
	}
	return a.db.Transact(ctx, actor, "passkey.remove", func(tx *store.Tx) error {
		return refused(tx, a.removePasskey(ctx, tx, p, code, publicID))
	})
}

func (a *Accounts) removePasskey(ctx context.Context, tx *store.Tx, p Person, code, publicID string) error {
	how, err := a.proveByOldFactor(ctx, tx, p.ID, code)
	if err != nil {
		return err
	}
	var gone struct {
		ID          int64      `db:"id"`
		Name        string     `db:"name"`
		BarredUntil *time.Time `db:"bars_start_until"`
	}
	if err := tx.Get(ctx, &gone, deletePasskey, int64(p.ID), publicID); err != nil {
		return err
	}
	if err := tx.About(ctx, "passkey", gone.ID); err != nil {
		return err
	}
	if err := keepOneFactor(ctx, tx, p); err != nil {
		return err
	}
	if how.bars() {
		until := tx.Now().Add(barLife)
		gone.BarredUntil = &until
	}
	if err := carryBar(ctx, tx, p.ID, gone.BarredUntil); err != nil {
		return err
	}
	if err := session.EndAll(ctx, tx, int64(p.ID), tx.By().SignIn, session.EndedByFactor); err != nil {
		return err
	}
	return tellPasskey(ctx, tx, p, how, "removed", gone.Name)
}

// barLife is how long a factor that was enrolled without the one before bars acting for others.
const barLife = 24 * time.Hour

// keepOneFactor refuses staff who would be left without a factor. Anybody else may go without one; recovery codes then go, too.
func keepOneFactor(ctx context.Context, tx *store.Tx, p Person) error {
	now, err := ByID(ctx, tx, p.ID)
	if err != nil || now.HasFactor() {
		return err
	}
	if now.Staff != NoStaff {
		return fault.New(fault.Conflict, "This is your only second factor, and staff need one. Add another passkey or set up an app first.").WithCode("last_factor")
	}
	_, err = tx.Exec(ctx, deleteRecovery, int64(p.ID))
	return err
}

// carryBar puts a bar on what factors the person has, where theirs ends earlier.
func carryBar(ctx context.Context, tx *store.Tx, person ID, until *time.Time) error {
	if until == nil {
		return nil
	}
	for _, statement := range []string{barTOTP, barPasskeys} {
		if _, err := tx.Exec(ctx, statement, int64(person), *until); err != nil {
			return err
		}
	}
	return nil
}

// RenamePasskey gives one of the actor's passkeys another name. fault.NotFound for one that is not theirs; fault.Invalid with the
// field "name"; fault.Forbidden while acting for somebody.
func (a *Accounts) RenamePasskey(ctx context.Context, actor Actor, publicID, name string) (err error) {
	defer fault.Wrap(&err, "Accounts.RenamePasskey(%d)", actor.ID)
	if err := actor.May(MFAChange); err != nil {
		return err
	}
	if name, err = passkeyName(name); err != nil {
		return err
	}
	return a.db.Transact(ctx, actor, "passkey.rename", func(tx *store.Tx) error {
		var id int64
		if err := tx.Get(ctx, &id, renamePasskey, int64(actor.Person()), publicID, name); err != nil {
			return err
		}
		return tx.About(ctx, "passkey", id)
	})
}
