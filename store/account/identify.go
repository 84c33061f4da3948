package account

import (
	"context"
	"time"

	"standin/store"
	"standin/store/fault"
	"standin/store/session"
)

// Identity is who stands behind a sign-in, read for one request.
type Identity struct {
	Now    time.Time      `db:"now"` // the database's clock
	SignIn session.SignIn `db:"sign_in"`
	Person Person         `db:"person"`
	Cart   int            `db:"cart"` // pieces in the person's own cart
}

// Actor is the person as themselves, in this sign-in. What belongs to a staff role needs a sign-in that was given a second factor:
// one who was made staff meanwhile signs in anew.
func (i Identity) Actor() Actor {
	a := Self(i.Person, i.SignIn.ID)
	if i.Person.Staff == NoStaff || i.SignIn.Factor {
		return a
	}
	plain := i.Person
	plain.Staff = NoStaff
	a.Role = NoStaff
	return a.Allowing(plain.All(), "")
}

// Identify reads sign-in and person in one statement. fault.NotFound means that the sign-in ended or lapsed, or that the person
// may not sign in any more: the request is then nobody's.
func Identify(ctx context.Context, q store.Querier, signIn int64) (i Identity, err error) {
	defer fault.Wrap(&err, "account.Identify(%d)", signIn)
	err = q.Get(ctx, &i, selectIdentity, signIn)
	return i, err
}

// The pieces of Identify's statement, for one that loads an acting session beside them: columns that Identity scans, and the
// tables they come from with the sign-in's id as $1.
const (
	IdentityColumns = IdentitySignIn + `, ` + PersonJSON + ` AS person, ` + cartCount + ` AS cart`
	IdentitySignIn  = `shop.shop_now() AS now, ` + session.JSON + ` AS sign_in` // for one that reads the person otherwise
	IdentityTables  = `web.sign_in i JOIN shop.person p ON p.id = i.person_id LEFT JOIN web.device d ON d.id = i.device_id`
	IdentityWhere   = `i.id = $1 AND ` + session.Open + ` AND p.status IN ('active', 'unconfirmed')`

	selectIdentity = `SELECT ` + IdentityColumns + ` FROM ` + IdentityTables + ` WHERE ` + IdentityWhere
)

// cartCount counts the pieces in the cart of the row p.
const cartCount = `(SELECT coalesce(sum(l.quantity), 0) FROM shop.cart c JOIN shop.cart_line l ON l.cart_id = c.id
    WHERE c.person_id = p.id AND c.status = 'open')`
