package impersonation

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
)

// AllowNetwork takes a fresh code of the actor for the network a request came from, so that the session goes on from there. The
// session's row does not change, and its end does not move.
func (s *Sessions) AllowNetwork(ctx context.Context, actor account.Actor, publicID, code string, seen session.Footprint) (err error) {
	defer fault.Wrap(&err, "Sessions.AllowNetwork(%q)", publicID)
	actor = own(actor)
	found, err := s.ByPublicID(ctx, publicID)
	if err != nil {
		return err
	}
	if found.ActorID != actor.ID || found.SignIn != actor.SignIn || !found.Open() {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	return s.db.Transact(ctx, actor, "acting.step_up", func(tx *store.Tx) error {
		if err := tx.About(ctx, "session", found.ID); err != nil {
			return err
		}
		if err := s.accounts.ConsumeCode(ctx, tx, actor.ID, code); err != nil {
			return s.refuse(ctx, tx, actor, err)
		}
		return learn(ctx, tx, found.ID, seen)
	})
}

func learn(ctx context.Context, tx *store.Tx, session int64, seen session.Footprint) error {
	network := text(seen.Network4)
	if network == "" {
		network = text(seen.Network6)
	}
	_, err := tx.Exec(ctx, `INSERT INTO shop.impersonation_step_up (session_id, kind, network) VALUES ($1, 'network', nullif($2::text, '')::cidr)`,
		session, network)
	return err
}
