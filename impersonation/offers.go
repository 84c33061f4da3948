package impersonation

import (
	"context"
	"strings"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
)

// Offers is Offer for a list of people, in one statement: it gives those whom the actor may list, by their public ids. It changes
// nothing and records nothing.
func (s *Sessions) Offers(ctx context.Context, actor account.Actor, publicIDs []string, seen session.Footprint) (_ map[string]Offer, err error) {
	defer fault.Wrap(&err, "Sessions.Offers(%d)", len(publicIDs))
	offers := make(map[string]Offer, len(publicIDs))
	if err := actor.May(account.Impersonate); err != nil || len(publicIDs) == 0 {
		return offers, err
	}
	var list []facts
	if err := s.db.Select(ctx, &list, selectManyFacts, int64(actor.ID), store.Strings(publicIDs)); err != nil {
		return nil, err
	}
	for _, f := range list {
		if f.listed() {
			offers[f.Subject.PublicID] = s.policy.offer(f, actor.SignIn, seen)
		}
	}
	return offers, nil
}

// In is the choice of exactly this capacity; false when the subject does not have it.
func (o Offer) In(c account.Capacity) (Choice, bool) {
	for _, ch := range o.Choices {
		if ch.Capacity == c {
			return ch, true
		}
	}
	return Choice{}, false
}

// selectManyFacts asks selectFacts for each of a list. What does not depend on the subject is read once.
var selectManyFacts = `SELECT f.* FROM unnest($2::text[]) AS one(public_id) CROSS JOIN LATERAL (` +
	strings.ReplaceAll(selectFacts, "$2", "one.public_id") + `) f`
