package impersonation

import (
	"context"
	"encoding/json"

	"standin/store/account"
	"standin/store/fault"
)

// Stay is the sign of life of an actor who reads and clicks on nothing: the idle time begins anew, the absolute end stays where it
// is. It stands in the record like a page that was looked at. A cause that is not empty says why the session is over instead.
func (s *Sessions) Stay(ctx context.Context, actor account.Actor) (cause Cause, err error) {
	defer fault.Wrap(&err, "Sessions.Stay(%d)", actor.Session)
	header, err := json.Marshal(map[string]any{"request": actor.Request, "sign_in": actor.SignIn})
	if err != nil {
		return "", err
	}
	err = s.db.Get(ctx, &cause, `SELECT shop.acting_view($1, $2, $3, 'acting.stay', '', false, $4::jsonb)`,
		actor.Session, int64(actor.ID), actor.SignIn, string(header))
	return cause, err
}
