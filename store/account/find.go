package account

import (
	"context"

	"standin/store"
	"standin/store/fault"
)

// ByID reads a person; fault.NotFound when there is none. It is a read without a check: callers know who may ask.
func (a *Accounts) ByID(ctx context.Context, id ID) (Person, error) { return ByID(ctx, a.db, id) }

// ByPublicID reads a person by the id that stands in addresses; fault.NotFound when there is none.
func (a *Accounts) ByPublicID(ctx context.Context, publicID string) (Person, error) {
	return ByPublicID(ctx, a.db, publicID)
}

// ByEmail reads a person by e-mail address; fault.NotFound when there is none, or it is no address.
func (a *Accounts) ByEmail(ctx context.Context, email string) (Person, error) {
	return ByEmail(ctx, a.db, email)
}

// ByID is Accounts.ByID for one who has a transaction.
func ByID(ctx context.Context, q store.Querier, id ID) (p Person, err error) {
	defer fault.Wrap(&err, "account.ByID(%d)", id)
	err = q.Get(ctx, &p, selectByID, int64(id))
	return p, err
}

// ByPublicID is Accounts.ByPublicID for one who has a transaction.
func ByPublicID(ctx context.Context, q store.Querier, publicID string) (p Person, err error) {
	defer fault.Wrap(&err, "account.ByPublicID(%q)", publicID)
	err = q.Get(ctx, &p, selectByPublicID, publicID)
	return p, err
}

// ByEmail is Accounts.ByEmail for one who has a transaction.
func ByEmail(ctx context.Context, q store.Querier, email string) (p Person, err error) {
	defer fault.Wrap(&err, "account.ByEmail")
	e, err := ParseEmail(email)
	if err != nil {
		return p, fault.New(fault.NotFound, "Nobody has this e-mail address.").Because(err)
	}
	err = q.Get(ctx, &p, selectByEmail, string(e))
	return p, err
}
