package account

import (
	"context"

	"standin/store"
	"standin/store/fault"
	"standin/store/session"
)

// SetStaffRole gives a person a role in the house, or takes it away (NoStaff); it asks for a fresh code of the administrator.
// Nobody changes their own. It voids what the role allowed in the same transaction.
func (a *Accounts) SetStaffRole(ctx context.Context, actor Actor, code string, person ID, role StaffRole) (err error) {
	defer fault.Wrap(&err, "Accounts.SetStaffRole(%d, %s)", person, role)
	return a.administer(ctx, actor, "staff_role.set", code, person, func(tx *store.Tx, _ Person) error {
		if role == NoStaff {
			_, err := tx.Exec(ctx, deleteStaffRole, int64(person))
			return err
		}
		_, err := tx.Exec(ctx, saveStaffRole, int64(person), string(role))
		return err
	})
}

// Lock is "lock this person": the account is closed and every sign-in ended, at once, and with them all that hangs on them.
func (a *Accounts) Lock(ctx context.Context, actor Actor, code string, person ID) (err error) {
	defer fault.Wrap(&err, "Accounts.Lock(%d)", person)
	return a.setStatus(ctx, actor, "person.lock", code, person, Locked)
}

// Block closes an account for cause, and ends its sign-ins.
func (a *Accounts) Block(ctx context.Context, actor Actor, code string, person ID) (err error) {
	defer fault.Wrap(&err, "Accounts.Block(%d)", person)
	return a.setStatus(ctx, actor, "person.block", code, person, Blocked)
}

// Unlock opens a locked or blocked account again.
func (a *Accounts) Unlock(ctx context.Context, actor Actor, code string, person ID) (err error) {
	defer fault.Wrap(&err, "Accounts.Unlock(%d)", person)
	return a.setStatus(ctx, actor, "person.unlock", code, person, Active)
}

func (a *Accounts) setStatus(ctx context.Context, actor Actor, action, code string, person ID, status Status) error {
	return a.administer(ctx, actor, action, code, person, func(tx *store.Tx, _ Person) error {
		if _, err := tx.Exec(ctx, updateStatus, int64(person), string(status)); err != nil {
			return err
		}
		if status == Active {
			return nil
		}
		return session.EndAll(ctx, tx, int64(person), 0, session.EndedByLock)
	})
}

// FlagNever marks a person as one nobody may ever act for, or takes the mark away.
func (a *Accounts) FlagNever(ctx context.Context, actor Actor, code string, person ID, never bool) (err error) {
	defer fault.Wrap(&err, "Accounts.FlagNever(%d)", person)
	return a.administer(ctx, actor, "person.flag_never", code, person, func(tx *store.Tx, _ Person) error {
		_, err := tx.Exec(ctx, updateNever, int64(person), never)
		return err
	})
}

// FlagSensitive marks an account for which nobody acts without a second member of staff who says yes, or takes the mark away. What
// runs without a second person ends at once.
func (a *Accounts) FlagSensitive(ctx context.Context, actor Actor, code string, person ID, sensitive bool) (err error) {
	defer fault.Wrap(&err, "Accounts.FlagSensitive(%d)", person)
	return a.administer(ctx, actor, "person.flag_sensitive", code, person, func(tx *store.Tx, _ Person) error {
		_, err := tx.Exec(ctx, updateSensitive, int64(person), sensitive)
		return err
	})
}

// ConfirmFactor lifts the bar on a factor that was enrolled by recovery code or reset: a second administrator says yes.
func (a *Accounts) ConfirmFactor(ctx context.Context, actor Actor, code string, person ID) (err error) {
	defer fault.Wrap(&err, "Accounts.ConfirmFactor(%d)", person)
	return a.administer(ctx, actor, "factor.confirm_for", code, person, func(tx *store.Tx, _ Person) error {
		codes, err := tx.Exec(ctx, liftBar, int64(person))
		if err != nil {
			return err
		}
		keys, err := tx.Exec(ctx, liftPasskeyBars, int64(person))
		if err == nil && codes+keys == 0 {
			return fault.New(fault.Conflict, "There is no bar to lift.")
		}
		return err
	})
}

// administer runs one change an administrator makes to somebody else: permission, then a fresh code, then the change.
func (a *Accounts) administer(ctx context.Context, actor Actor, action, code string, person ID, change func(tx *store.Tx, p Person) error) error {
	if err := actor.May(PeopleManage); err != nil {
		return err
	}
	return a.db.Transact(ctx, actor, action, func(tx *store.Tx) error {
		if err := tx.About(ctx, "person", int64(person)); err != nil {
			return err
		}
		if err := a.stepUp(ctx, tx, actor, code); err != nil {
			return refused(tx, err)
		}
		if ID(actor.ID) == person {
			return tx.Refuse(fault.New(fault.Forbidden, "Another administrator must do this to your account.").WithCode("not_self"))
		}
		p, err := ByID(ctx, tx, person)
		if err != nil {
			return err
		}
		return refused(tx, change(tx, p))
	})
}

// stepUp consumes a fresh code of an actor who is a person; jobs and the command line have none.
func (a *Accounts) stepUp(ctx context.Context, tx *store.Tx, actor Actor, code string) error {
	if actor.everywhere() {
		return nil
	}
	return a.ConsumeCode(ctx, tx, actor.ID, code)
}
