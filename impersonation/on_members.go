package impersonation

import (
	"context"
	"fmt"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// membersPage is how many sessions a power user sees at a time, each with what was done.
const membersPage = 10

// OnMembers are the sessions in which somebody acted for a member of the organization, in that capacity, the newest first: those after
// the given one, or from the beginning when it is empty; more tells whether there are earlier ones. What members do as shoppers is no
// business of their organization. It needs to manage the organization as a power user; that it was read stands in the record.
// fault.Forbidden for other members, fault.NotFound for an organization that is not the actor's, or another's session.
func (s *Sessions) OnMembers(ctx context.Context, actor account.Actor, id account.OrganizationID, after string) (list []Session, more bool, err error) {
	defer fault.Wrap(&err, "Sessions.OnMembers(%d)", id)
	m, ok := actor.MemberOf(id)
	switch {
	case !ok || actor.Acting():
		return nil, false, fault.New(fault.NotFound, "There is nothing at this address.")
	case !account.MemberPermissions(m.Role).Has(account.OrgManage):
		return nil, false, fault.New(fault.Forbidden, "Only a power user may see who acted for members.")
	}
	f := Filter{Organization: id, Limit: membersPage + 1}
	if after != "" {
		last, err := s.ByPublicID(ctx, after)
		if err != nil || last.Organization != id {
			return nil, false, fault.New(fault.NotFound, "There is nothing at this address.").Because(err)
		}
		f.After = &last
	}
	if list, err = s.List(ctx, f); err != nil {
		return nil, false, err
	}
	if more = len(list) > membersPage; more {
		list = list[:membersPage]
	}
	return list, more, s.db.Record(ctx, actor, store.Event{Action: "audit.read_members", Outcome: store.Done, Object: fmt.Sprintf("organization:%d", id)})
}
