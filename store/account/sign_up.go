package account

import (
	"context"
	"strings"
	"unicode/utf8"

	"standin/store"
	"standin/store/fault"
	"standin/store/session"
)

// NewPerson is what somebody says of themselves to get an account.
type NewPerson struct {
	Name     string
	Email    string
	Phone    string
	Password string

	// Hash is of the password, made by HashPassword, for the seed, whose people share one. It counts only when the command line or
	// a job signs somebody up.
	Hash string
}

// SignUp makes an account for a guest, or for a person an operator names, and gives its id. fault.Conflict with the field
// "email" when the address has an account; fault.Invalid with the fields of what cannot be used.
func (a *Accounts) SignUp(ctx context.Context, actor Actor, n NewPerson) (id ID, err error) {
	defer fault.Wrap(&err, "Accounts.SignUp")
	row, err := a.prepare(ctx, actor, n)
	if err != nil {
		return 0, err
	}
	err = a.db.Transact(ctx, actor, "account.sign_up", func(tx *store.Tx) error {
		id, err = row.insert(ctx, tx)
		return err
	})
	return id, err
}

// SignUpHere is SignUp and the first sign-in together: one action, one entry.
func (a *Accounts) SignUpHere(ctx context.Context, actor Actor, n NewPerson, at session.Arrival) (s session.SignIn, err error) {
	defer fault.Wrap(&err, "Accounts.SignUpHere")
	row, err := a.prepare(ctx, actor, n)
	if err != nil {
		return s, err
	}
	err = a.db.Transact(ctx, actor, "account.sign_up", func(tx *store.Tx) error {
		id, err := row.insert(ctx, tx)
		if err != nil {
			return err
		}
		s, err = session.Begin(ctx, tx, int64(id), at, session.Life, false)
		return err
	})
	return s, err
}

// personRow is a person ready to be written: checked, and the password hashed.
type personRow struct {
	name, phone, hash string
	email             Email
}

func (a *Accounts) prepare(ctx context.Context, actor Actor, n NewPerson) (row personRow, err error) {
	row, err = n.check()
	if err != nil {
		return row, err
	}
	if actor.everywhere() && n.Hash != "" {
		row.hash = n.Hash
		return row, nil
	}
	row.hash, err = a.newHash(ctx, n.Password, row.name, row.email)
	return row, err
}

// check tidies up what was typed, all but the password.
func (n NewPerson) check() (row personRow, err error) {
	row = personRow{name: strings.Join(strings.Fields(n.Name), " "), phone: strings.TrimSpace(n.Phone)}
	switch length := utf8.RuneCountInString(row.name); {
	case length == 0:
		return row, fault.Field("name", "Write your name.")
	case length > 120:
		return row, fault.Field("name", "Use at most 120 characters.")
	case utf8.RuneCountInString(row.phone) > 40:
		return row, fault.Field("phone", "Use at most 40 characters.")
	}
	row.email, err = ParseEmail(n.Email)
	return row, err
}

func (row personRow) insert(ctx context.Context, tx *store.Tx) (id ID, err error) {
	err = tx.Get(ctx, &id, insertPerson, row.name, string(row.email), row.phone, row.hash)
	if store.Constraint(err) == "person_email_key" {
		says := "There is an account with this address already. Sign in, or use another address."
		return 0, fault.New(fault.Conflict, says).WithField("email", says).WithCode("email_taken").Because(err)
	}
	if err != nil {
		return 0, err
	}
	return id, tx.About(ctx, "person", int64(id))
}
