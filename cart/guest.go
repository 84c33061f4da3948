package cart

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"standin/store"
	"standin/store/fault"
)

// tokenBytes is how much chance lies in a guest's token: 192 bits.
const tokenBytes = 24

// Guest is a guest's standing: a cart of theirs, as account.Guest takes it, and how many things lie in the open one.
type Guest struct {
	Cart   int64 `db:"cart"`
	Pieces int   `db:"pieces"`
}

// ByToken finds the guest behind the token of a cookie. fault.NotFound when the token is guessed, spent by a merge, or malformed:
// alike, and it tells nothing.
func (cs *Carts) ByToken(ctx context.Context, token string) (g Guest, err error) {
	defer fault.Wrap(&err, "Carts.ByToken")
	hash, ok := hashToken(token)
	if !ok {
		return g, fault.New(fault.NotFound, "This cart is unknown.")
	}
	err = cs.db.Get(ctx, &g, `
		SELECT c.id AS cart,
		  CASE WHEN c.status = 'open' THEN (SELECT coalesce(sum(l.quantity), 0) FROM shop.cart_line l WHERE l.cart_id = c.id) ELSE 0 END AS pieces
		FROM shop.cart c WHERE c.guest_hash = $1 AND c.status <> 'merged' ORDER BY c.id DESC LIMIT 1`, hash)
	return g, err
}

func newToken() string {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails (crypto/rand, Go 1.24)
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashToken is the form in which a token lies in the database; ok is false for what cannot be one.
func hashToken(token string) (hash []byte, ok bool) {
	if b, err := base64.RawURLEncoding.DecodeString(token); err != nil || len(b) != tokenBytes {
		return nil, false
	}
	h := sha256.Sum256([]byte(token))
	return h[:], true
}

func newGuest(ctx context.Context, tx *store.Tx, token string) (id int64, err error) {
	hash, _ := hashToken(token)
	err = tx.Get(ctx, &id, `INSERT INTO shop.cart (guest_hash) VALUES ($1) RETURNING id`, hash)
	return id, err
}
