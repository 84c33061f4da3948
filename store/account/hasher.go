package account

import (
	"context"

	"github.com/alexedwards/argon2id"

	"standin/store/fault"
)

// hashing is the cost of one password hash (OWASP's second choice): 19 MiB, two passes, one thread.
var hashing = argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashesAtOnce bounds memory: a crowd signing in waits in line instead of taking 19 MiB each.
const hashesAtOnce = 2

// HashPassword hashes a password that is known to be good: the seed's, whose people share one.
func (a *Accounts) HashPassword(ctx context.Context, password string) (string, error) {
	return a.hash.make(ctx, password)
}

// hasher hashes and compares passwords, a few at a time.
type hasher struct {
	slots chan struct{}
}

// nobody is the hash of a password that was thrown away: what is typed for an unknown person is compared with it, so that it
// takes as long as for a known one. Its cost is that of hashing; a test says so.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$YjRcMdmyb00BKz1tocAekw$1nwTyKJWS02NoPMnsOs6dnQWRB3HYTkb7Qmag+L6eZI"

func newHasher() hasher { return hasher{slots: make(chan struct{}, hashesAtOnce)} }

// make hashes a password.
func (h hasher) make(ctx context.Context, password string) (string, error) {
	if err := h.enter(ctx); err != nil {
		return "", err
	}
	defer h.leave()
	return argon2id.CreateHash(password, &hashing)
}

// matches compares a password with a hash; an empty hash matches nothing and takes as long.
func (h hasher) matches(ctx context.Context, password, hash string) (bool, error) {
	known := hash != ""
	if !known {
		hash = nobody
	}
	if err := h.enter(ctx); err != nil {
		return false, err
	}
	defer h.leave()
	same, err := argon2id.ComparePasswordAndHash(password, hash)
	return same && known, err
}

func (h hasher) enter(ctx context.Context) error {
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fault.New(fault.Unavailable, "Too many people sign in just now. Try again in a moment.").Because(ctx.Err())
	}
}

func (h hasher) leave() { <-h.slots }
