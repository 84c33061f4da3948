package impersonation

import (
	"context"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// SetOrganizationSwitch lets support act for the members of an organization until a time, or withdraws that (the zero time); only its
// power users, and never while acting. What stood on it ends in the same transaction. fault.NotFound for an organization that is not
// the actor's, fault.Forbidden for its other members, fault.Invalid with the field "until".
func (s *Sessions) SetOrganizationSwitch(ctx context.Context, actor account.Actor, organization account.OrganizationID, until time.Time) (err error) {
	defer fault.Wrap(&err, "Sessions.SetOrganizationSwitch(%d)", organization)
	if err := actor.May(account.OrgManage); err != nil {
		return err
	}
	m, ok := actor.MemberOf(organization)
	if !ok {
		return fault.New(fault.NotFound, "There is nothing at this address.")
	}
	if !account.MemberPermissions(m.Role).Has(account.OrgManage) {
		return fault.New(fault.Forbidden, "Only a power user may say whether support may act for members.")
	}
	return s.db.Transact(ctx, actor, "organization.set_support", func(tx *store.Tx) error {
		if err := tx.About(ctx, "organization", int64(organization)); err != nil {
			return err
		}
		state := Ask
		if !until.IsZero() {
			state = Allowed
		}
		end, f := consentUntil(state, until, tx.Now())
		if f != nil {
			return tx.Refuse(f)
		}
		_, err := tx.Exec(ctx, `UPDATE shop.organization SET support_until = $2 WHERE id = $1`, int64(organization), end)
		return err
	})
}
