package impersonation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"standin/store/account"
	"standin/store/fault"
)

// Seen is a page that was made under the prefix and has not been sent yet.
type Seen struct {
	Route   string // the route's pattern, such as "/orders/:number"
	Object  string // what it shows, such as "order:17"; opaque ids only
	Status  int
	Passive bool // a poll or live stream: checked, not recorded, no sign of life
	Shown   *Shown
}

// Shown is what a page told of money: what somebody decides by. With the hash one can show later what the sum was made of.
type Shown struct {
	What     string `json:"what"` // cart, checkout or order
	Total    int64  `json:"total"`
	Currency string `json:"currency"`
	Hash     string `json:"hash"` // SHA-256 of lines, discounts and shipping
}

// ShownOf is what a page showed; sum tells what the total is the sum of, such as order.Seen does in text.
func ShownOf(what string, total int64, currency, sum string) *Shown {
	hash := sha256.Sum256([]byte(sum))
	return &Shown{What: what, Total: total, Currency: currency, Hash: hex.EncodeToString(hash[:])}
}

// View checks once more that the session still stands, and records the page that was made; one statement, called before the first
// byte. An empty cause means that the page may go out; any other says why it must be thrown away. Views commit asynchronously.
func (s *Sessions) View(ctx context.Context, actor account.Actor, seen Seen) (cause Cause, err error) {
	defer fault.Wrap(&err, "Sessions.View(%d)", actor.Session)
	head := map[string]any{"request": actor.Request, "sign_in": actor.SignIn, "status": seen.Status, "route": seen.Route}
	if seen.Shown != nil {
		head["shown"] = seen.Shown
	}
	header, err := json.Marshal(head)
	if err != nil {
		return "", err
	}
	err = s.db.Get(ctx, &cause, `SELECT shop.acting_view($1, $2, $3, 'view', $4, $5, $6::jsonb)`,
		actor.Session, int64(actor.ID), actor.SignIn, seen.Object, seen.Passive, string(header))
	return cause, err
}
