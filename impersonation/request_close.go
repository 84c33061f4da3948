package impersonation

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Cancel withdraws what the actor has asked about a person and not yet used. Nothing open is no fault.
func (s *Sessions) Cancel(ctx context.Context, actor account.Actor, subjectPublicID string) (err error) {
	defer fault.Wrap(&err, "Sessions.Cancel(%q)", subjectPublicID)
	if err := actor.May(account.Impersonate); err != nil {
		return err
	}
	return s.db.Transact(ctx, own(actor), "acting.cancel_request", func(tx *store.Tx) error {
		var about []int64
		if err := tx.Select(ctx, &about, personNamed, subjectPublicID); err != nil {
			return err
		}
		for _, id := range about {
			if err := tx.About(ctx, "person", id); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, cancelAsked, int64(actor.ID), subjectPublicID)
		return err
	})
}

const personNamed = `SELECT id FROM shop.person WHERE public_id = $1`

// LapseRequests writes the lapse of requests whose 15 minutes are over, each as an entry of its own, and tells how many there were. A
// job calls it each minute; until then they are treated as lapsed already.
func (s *Sessions) LapseRequests(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "Sessions.LapseRequests")
	var ids []int64
	if err := s.db.Select(ctx, &ids, selectLapsedAsked); err != nil {
		return 0, err
	}
	for _, id := range ids {
		err := s.db.Transact(ctx, account.System("acting"), "acting.lapse_request", func(tx *store.Tx) error {
			if err := tx.About(ctx, "request", id); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, lapseAsked, id)
			return err
		})
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
