package impersonation

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// RequireTickets says which roles must name a ticket when they act for others; those not named need not. It needs the right to
// edit the policy and a fresh code. A rule that begins to ask ends what runs by it, as each narrowing does.
func (s *Sessions) RequireTickets(ctx context.Context, actor account.Actor, roles []Role, code string) (err error) {
	defer fault.Wrap(&err, "Sessions.RequireTickets(%v)", roles)
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	_, err = s.editPolicy(ctx, actor, code, edit{action: "policy.tickets", change: func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE shop.impersonation_rule SET ticket_required = actor_role = ANY ($1)
			 WHERE removed_at IS NULL AND ticket_required <> (actor_role = ANY ($1))`, store.Array(names))
		return err
	}})
	return err
}
