package account

import (
	"context"

	"standin/store"
	"standin/store/fault"
	"standin/store/session"
)

// ResetFor reads whose password a link that is still good may change. Used, lapsed and invented links are fault.NotFound alike.
func (a *Accounts) ResetFor(ctx context.Context, token string) (p Person, err error) {
	defer fault.Wrap(&err, "Accounts.ResetFor")
	var link resetLink
	if err := readReset(ctx, a.db, selectReset, token, &link); err != nil {
		return p, err
	}
	return a.ByID(ctx, link.Person)
}

// ResetPassword gives the person of a link a new password, uses up all links of theirs, ends all their sign-ins and with them what
// they acted, and tells them by mail. It signs nobody in and changes no second factor: that is asked for at the next sign-in, as
// ever. fault.NotFound for a link that is not good any more; fault.Invalid with the field "password".
func (a *Accounts) ResetPassword(ctx context.Context, r store.Request, token, password string) (err error) {
	defer fault.Wrap(&err, "Accounts.ResetPassword")
	p, err := a.ResetFor(ctx, token)
	if err != nil {
		return err
	}
	hash, err := a.newHash(ctx, password, p.Name, Email(p.Email))
	if err != nil {
		return err
	}
	stranger := Guest(0)
	stranger.Request = r
	return a.db.Transact(ctx, stranger, "password.reset", func(tx *store.Tx) error {
		var link resetLink
		if err := readReset(ctx, tx, lockReset, token, &link); err != nil {
			return refused(tx, err)
		}
		if err := tx.About(ctx, "person", int64(p.ID)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, updatePassword, int64(p.ID), hash); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, useResets, int64(p.ID)); err != nil {
			return err
		}
		if err := session.EndAll(ctx, tx, int64(p.ID), 0, session.EndedByPassword); err != nil {
			return err
		}
		return tellPasswordChanged(ctx, tx, p, "You are signed out everywhere.")
	})
}

// resetLink is a link that is still good.
type resetLink struct {
	Person ID `db:"person_id"`
}

func readReset(ctx context.Context, q store.Querier, statement, token string, link *resetLink) error {
	err := q.Get(ctx, link, statement, tokenHash(token))
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "This link is not good any more. Each works once and for an hour; ask for a new one.").Because(err)
	}
	return err
}
