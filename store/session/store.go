package session

import (
	"context"
	"errors"
	"time"

	"standin/store"
	"standin/store/fault"
)

// ErrRetired says that a request tried to save a session whose token was retired meanwhile, by signing out, a renewal or a
// revocation. Nothing was saved, and no cookie may be set.
var ErrRetired = errors.New("the session's token was retired")

// Store keeps web sessions for scs in web.session. scs must hash the tokens (HashTokenInStore): what lies here is no key to
// anything. A retired token stays as a tombstone, so that a slow request cannot bring it back.
type Store struct{ db *store.DB }

// NewStore gives the store for scs.
func NewStore(db *store.DB) *Store { return &Store{db: db} }

// FindCtx reads a session that stands.
func (s *Store) FindCtx(ctx context.Context, tokenHash string) (data []byte, found bool, err error) {
	err = s.db.Get(ctx, &data, findSession, tokenHash)
	if fault.Is(err, fault.NotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx makes or updates a session; ErrRetired when its token was retired meanwhile.
func (s *Store) CommitCtx(ctx context.Context, tokenHash string, data []byte, expiry time.Time) error {
	n, err := s.db.Exec(ctx, commitSession, tokenHash, data, expiry, signInOf(data))
	if err == nil && n == 0 {
		return ErrRetired
	}
	return err
}

// DeleteCtx retires a token for good.
func (s *Store) DeleteCtx(ctx context.Context, tokenHash string) error {
	_, err := s.db.Exec(ctx, retireSession, tokenHash)
	return err
}

// Retired tells whether a token (as the cookie holds it) was once good and no longer is: then a page loads once more, and a
// post is answered with a conflict.
func (s *Store) Retired(ctx context.Context, token string) (retired bool, err error) {
	if token == "" {
		return false, nil
	}
	err = s.db.Get(ctx, &retired, isRetired, tokenHash(token))
	return retired, err
}

// Renewed tells whether the sign-in of a retired token goes on, under a newer one.
func (s *Store) Renewed(ctx context.Context, token string) (renewed bool, err error) {
	err = s.db.Get(ctx, &renewed, isRenewed, tokenHash(token))
	return renewed, err
}

// Sweep removes the web sessions that lapsed more than a day ago, and the counters against guessing that are as old.
func (s *Store) Sweep(ctx context.Context) (int64, error) { return s.db.Exec(ctx, sweepSessions) }

// Find is FindCtx without a context, which scs asks for and does not call.
func (s *Store) Find(tokenHash string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), tokenHash)
}

// Commit is CommitCtx without a context.
func (s *Store) Commit(tokenHash string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), tokenHash, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s *Store) Delete(tokenHash string) error { return s.DeleteCtx(context.Background(), tokenHash) }
