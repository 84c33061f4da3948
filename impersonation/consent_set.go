package impersonation

import (
	"context"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// MyConsent reads the actor's own switch.
func (s *Sessions) MyConsent(ctx context.Context, actor account.Actor) (c Consent, err error) {
	defer fault.Wrap(&err, "Sessions.MyConsent(%d)", actor.Person())
	err = s.db.Get(ctx, &c, `SELECT (SELECT to_jsonb(c) FROM shop.consent c WHERE c.person_id = $1)`, int64(actor.Person()))
	return c, err
}

// SetConsent sets the actor's own switch: ask, allowed until a time, or never; never while acting. What stood on the old state
// ends in the same transaction.
func (s *Sessions) SetConsent(ctx context.Context, actor account.Actor, state State, until time.Time) (err error) {
	defer fault.Wrap(&err, "Sessions.SetConsent(%q)", state)
	if err := actor.May(account.ConsentChange); err != nil {
		return err
	}
	return s.db.Transact(ctx, actor, "consent.set", func(tx *store.Tx) error {
		end, f := consentUntil(state, until, tx.Now())
		if f != nil {
			return tx.Refuse(f)
		}
		if err := tx.About(ctx, "person", int64(actor.Person())); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO shop.consent (person_id, state, until) VALUES ($1, $2, $3)
			ON CONFLICT (person_id) DO UPDATE SET state = excluded.state, until = excluded.until, set_at = excluded.set_at`,
			int64(actor.Person()), string(state), end)
		return err
	})
}

// consentUntil is the end of a yes: in the future, and at most two years off, so that nobody says yes for ever.
func consentUntil(state State, until, now time.Time) (*time.Time, *fault.Fault) {
	switch {
	case state == Ask || state == Said:
		return nil, nil
	case state != Allowed:
		return nil, fault.Field("state", "Choose one of the three.")
	case !until.After(now):
		return nil, fault.Field("until", "Choose a day in the future.")
	case until.After(now.AddDate(2, 0, 0)):
		return nil, fault.Field("until", "Choose a day within two years.")
	}
	return &until, nil
}
