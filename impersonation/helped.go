package impersonation

import (
	"context"
	"time"

	"standin/store/account"
	"standin/store/fault"
)

// Look is a reading of somebody's page at the support desk.
type Look struct {
	At   time.Time `db:"at"`
	Role Role      `db:"role"`
}

// Looks are the readings of a person's page at the support desk, the newest first: as what, never by whom.
func (s *Sessions) Looks(ctx context.Context, person account.ID) (list []Look, err error) {
	defer fault.Wrap(&err, "Sessions.Looks(%d)", person)
	err = s.db.Select(ctx, &list, `
		SELECT e.at, coalesce(r.role, 'support_agent') AS role FROM audit.entry e LEFT JOIN shop.staff_role r ON r.person_id = e.actor
		 WHERE e.action = 'customer.open' AND e.outcome = 'viewed' AND e.object = $1 ORDER BY e.id DESC LIMIT 20`, personObject(person))
	return list, err
}

// HelpedMe are the sessions in which somebody acted for the actor, the newest first.
func (s *Sessions) HelpedMe(ctx context.Context, actor account.Actor) (list []Session, err error) {
	defer fault.Wrap(&err, "Sessions.HelpedMe(%d)", actor.Person())
	if err := actor.May(account.HelpView); err != nil {
		return nil, err
	}
	return s.List(ctx, Filter{Subject: account.SubjectID(actor.Person())})
}
