package account

import (
	"context"

	"standin/store"
	"standin/store/fault"
	"standin/store/session"
)

// ChangePassword gives the actor a new password, ends all their other sign-ins, and tells them by mail. It asks for the present
// one. fault.Forbidden while acting for somebody; faults name the fields "current" and "password".
func (a *Accounts) ChangePassword(ctx context.Context, actor Actor, current, password string) (err error) {
	defer fault.Wrap(&err, "Accounts.ChangePassword(%d)", actor.ID)
	if err := actor.May(PasswordChange); err != nil {
		return err
	}
	p, err := a.ByID(ctx, actor.Person())
	if err != nil {
		return err
	}
	if err := a.checkOwnPassword(ctx, actor, p, current, "current"); err != nil {
		return err
	}
	hash, err := a.newHash(ctx, password, p.Name, Email(p.Email))
	if err != nil {
		return err
	}
	return a.db.Transact(ctx, actor, "password.change", func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, updatePassword, int64(p.ID), hash); err != nil {
			return err
		}
		if err := session.EndAll(ctx, tx, int64(p.ID), actor.SignIn, session.EndedByPassword); err != nil {
			return err
		}
		return tellPasswordChanged(ctx, tx, p, "You are signed out everywhere else.")
	})
}

// newHash checks a password that was chosen and hashes it, before any transaction is open.
func (a *Accounts) newHash(ctx context.Context, password, name string, email Email) (string, error) {
	if err := CheckNewPassword("password", password, name, email); err != nil {
		return "", err
	}
	return a.hash.make(ctx, password)
}
