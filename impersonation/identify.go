package impersonation

import (
	"context"

	"standin/store/account"
	"standin/store/fault"
)

// Visit is who makes a request outside the prefix, with the sessions that concern them: those of this sign-in that run, and those
// in which somebody acts for them right now.
type Visit struct {
	account.Identity
	Running RunningList `db:"running"`
	Helpers RunningList `db:"helpers"`
}

// Identify is account.Identify with the running sessions beside it, in the same one statement. fault.NotFound means that the
// sign-in is over.
func (s *Sessions) Identify(ctx context.Context, signIn int64) (v Visit, err error) {
	defer fault.Wrap(&err, "Sessions.Identify(%d)", signIn)
	err = s.db.Get(ctx, &v, selectVisit, signIn)
	return v, err
}

var selectVisit = `
	SELECT ` + account.IdentityColumns + `, ` + runningJSON(`s.sign_in_id = i.id`) + ` AS running,
	       ` + runningJSON(`s.subject_id = p.id`) + ` AS helpers
	  FROM ` + account.IdentityTables + ` WHERE ` + account.IdentityWhere
