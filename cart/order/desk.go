package order

import (
	"context"

	"standin/store/account"
	"standin/store/fault"
)

// AtDesk reads any order for the support desk, with who really placed it. It needs support.desk.
func (os *Orders) AtDesk(ctx context.Context, actor account.Actor, number string) (o Order, err error) {
	defer fault.Wrap(&err, "Orders.AtDesk(%q)", number)
	if err := staffDesk(actor); err != nil {
		return o, err
	}
	return one(ctx, os.db, `o.number = $1`, number)
}

// OfPerson lists what a person ordered, in their own name or an organization's, newest first, for the support desk.
func (os *Orders) OfPerson(ctx context.Context, actor account.Actor, person account.ID, cursor string) (p Page, err error) {
	defer fault.Wrap(&err, "Orders.OfPerson(%d, %q)", person, cursor)
	if err := staffDesk(actor); err != nil {
		return p, err
	}
	return page(ctx, os.db, cursor, `(o.person_id = $1 OR o.placed_by = $1) AND $2::bigint = 0`, int64(person), 0)
}

// All lists every order, newest first, for the support desk.
func (os *Orders) All(ctx context.Context, actor account.Actor, cursor string) (p Page, err error) {
	defer fault.Wrap(&err, "Orders.All(%q)", cursor)
	if err := staffDesk(actor); err != nil {
		return p, err
	}
	return page(ctx, os.db, cursor, `$1::bigint = $2::bigint`, 0, 0)
}

// staffDesk: the desk is staff's own, so it does not exist while acting.
func staffDesk(actor account.Actor) error {
	if actor.Acting() {
		return fault.New(fault.NotFound, "This page does not exist while acting for somebody.")
	}
	return actor.May(account.SupportDesk)
}
