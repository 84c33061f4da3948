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
	Controls Controls    `db:"controls"`
	Running  RunningList `db:"running"`
	Helpers  RunningList `db:"helpers"`
	Prompts  AskedList   `db:"prompts"` // questions that wait for this person's answer
}

// Actor is the person as themselves: without the right to act for others when none of their roles may just now, and without what
// belongs to staff when the sign-in was given no second factor.
func (v Visit) Actor() account.Actor { return v.Controls.Narrow(v.Identity.Actor(), v.Person) }

// Identify is account.Identify with the running sessions beside it, in the same one statement. fault.NotFound means that the
// sign-in is over.
func (s *Sessions) Identify(ctx context.Context, signIn int64) (v Visit, err error) {
	defer fault.Wrap(&err, "Sessions.Identify(%d)", signIn)
	err = s.db.Get(ctx, &v, selectVisit, signIn)
	return v, err
}

var selectVisit = `
	SELECT ` + account.IdentityColumns + `, ` + controlsJSON + ` AS controls, ` + runningJSON(`s.sign_in_id = i.id`) + ` AS running,
	       ` + runningJSON(`s.subject_id = p.id`) + ` AS helpers, ` + promptsOf(`p.id`) + ` AS prompts
	  FROM ` + account.IdentityTables + ` WHERE ` + account.IdentityWhere
