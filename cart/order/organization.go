package order

import (
	"bytes"
	"context"
	"time"

	"standin/cart"
	"standin/catalog/money"
	"standin/store/account"
	"standin/store/fault"
)

// Organization is what the page of an organization shows beside its shared cart.
type Organization struct {
	Purchase  // the reader's own standing
	PublicID  string
	Members   []Member   // by name
	Approvals []Approval // newest first: waiting ones, and what was decided within a month
	Spent     []Month    // the last twelve months, oldest first
	Live      *Approval  // the reader's own request about the cart as it is now; nil when there is none
	Ask       error      // why the cart cannot be ordered as it is, as Checkout.Closed
}

// Member is one of the people of an organization.
type Member struct {
	PublicID   string             `json:"public_id"`
	Name       string             `json:"name"`
	Role       account.MemberRole `json:"role"`
	Department string             `json:"department"`
	Limit      *int64             `json:"limit"`
	ID         account.ID         `json:"id"`
}

// Month is what was ordered in one.
type Month struct {
	Begins time.Time `json:"begins"`
	Total  int64     `json:"total"`
}

type organizationRow struct {
	PublicID string       `db:"public_id"`
	Members  list[Member] `db:"members"`
	Spent    list[Month]  `db:"spent"`
}

// Organization reads the organization of the actor's capacity, for a page that shows the shared cart c beside it. It needs
// organization.view; one that is not the actor's answers as unknown.
func (os *Orders) Organization(ctx context.Context, actor account.Actor, c cart.Cart) (o Organization, err error) {
	defer fault.Wrap(&err, "Orders.Organization(%d)", actor.Capacity.Organization)
	if actor.Capacity.Kind != account.CapacityOrganization {
		return o, fault.New(fault.NotFound, "There is no such organization here.")
	}
	if err := cart.May(actor, account.OrgView); err != nil {
		return o, err
	}
	if o.Purchase, err = purchase(ctx, os.db, actor, ""); err != nil {
		return o, err
	}
	var row organizationRow
	if err := os.db.Get(ctx, &row, selectOrganization, int64(actor.Capacity.Organization)); err != nil {
		return o, err
	}
	o.PublicID, o.Members, o.Spent = row.PublicID, row.Members, row.Spent
	var approvals []approvalRow
	if err := os.db.Select(ctx, &approvals, selectApprovals, int64(actor.Capacity.Organization)); err != nil {
		return o, err
	}
	o.read(actor, c, approvals)
	return o, nil
}

// read sorts out what the requests mean for the cart as it is, and for the reader.
func (o *Organization) read(actor account.Actor, c cart.Cart, rows []approvalRow) {
	now := ContentOf(c).Hash()
	for i := range rows {
		a := rows[i].approval(c.Currency)
		if (a.Status == Pending || a.Status == Approved) && !bytes.Equal(a.Hash, now) {
			a.Status = Void
		}
		o.Approvals = append(o.Approvals, a)
		if a.Requester.ID == actor.Person() && (a.Status == Pending || a.Status == Approved) {
			o.Live = &a
		}
	}
	o.Ask = first(mayPlace(actor), unsold(c), o.Allows(c.Totals.Total, o.Live))
}

// Waiting are the requests the reader may answer now.
func (o Organization) Waiting(actor account.Actor) []Approval {
	if actor.Acting() || !account.MemberPermissions(o.Role).Has(account.ApprovalDecide) {
		return nil
	}
	var list []Approval
	for _, a := range o.Approvals {
		if a.Status == Pending && a.Requester.ID != actor.Person() && a.Actor.ID != actor.Person() {
			list = append(list, a)
		}
	}
	return list
}

// Deciders are those who may answer the reader, by name.
func (o Organization) Deciders(me account.ID) []Member {
	var list []Member
	for _, m := range o.Members {
		if m.ID != me && account.MemberPermissions(m.Role).Has(account.ApprovalDecide) {
			list = append(list, m)
		}
	}
	return list
}

// LimitOf is a member's limit as an amount; ok is false where there is none.
func (m Member) LimitOf(c money.Currency) (limit money.Amount, ok bool) {
	if m.Limit == nil {
		return money.Amount{}, false
	}
	return money.Of(*m.Limit, c), true
}

const selectOrganization = `
SELECT g.public_id,
  (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'public_id', p.public_id, 'name', p.name, 'role', m.role, 'department', m.department,
      'limit', m.order_limit) ORDER BY p.name, p.id)
    FROM shop.member m JOIN shop.person p ON p.id = m.person_id WHERE m.organization_id = g.id AND m.status = 'active') AS members,
  (SELECT jsonb_agg(jsonb_build_object('begins', s.begins, 'total',
      (SELECT coalesce(sum(o.total), 0) FROM shop.orders o WHERE o.organization_id = g.id AND o.cancelled_at IS NULL
         AND o.placed_at >= s.begins AND o.placed_at < s.begins + interval '1 month')) ORDER BY s.begins)
    FROM generate_series(date_trunc('month', shop.shop_now()) - interval '11 months', date_trunc('month', shop.shop_now()), '1 month') s(begins)) AS spent
FROM shop.organization g WHERE g.id = $1`

const selectApprovals = `
SELECT ` + approvalColumns + ` FROM shop.approval r
WHERE r.organization_id = $1 AND (r.status = 'pending' OR r.created_at > shop.shop_now() - interval '31 days')
ORDER BY r.id DESC LIMIT 50`
