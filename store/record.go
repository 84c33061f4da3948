package store

import "context"

// Outcome is what came of a recorded act that changed no row.
type Outcome string

// The outcomes of Record. Done is only for sign-ins, exports and reads of the record itself.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused"
	Viewed  Outcome = "viewed"
	Failed  Outcome = "failed"
)

// Event is an entry without row changes: a view, a refusal at the door, a sign-in, an export.
type Event struct {
	Action  string // such as "view", "sign_in.password", "route.refused"
	Outcome Outcome
	Object  string         // such as "order:17"; opaque ids only
	Passive bool           // a poll: recorded, but no sign of life
	Detail  map[string]any // erasable: reason, status, duration
}

// Record writes an event. Views commit asynchronously (a crash of the database may lose up to a second of them), everything
// else is durable when Record returns.
func (db *DB) Record(ctx context.Context, actor Actor, e Event) error {
	a := actor.Attribution()
	header, err := a.header(e.Detail)
	if err != nil {
		return err
	}
	_, err = db.Exec(ctx, `SELECT audit.record($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		string(a.Kind), a.Actor, a.Subject, a.Session, e.Action, string(e.Outcome), e.Object, e.Passive, string(header))
	return err
}
