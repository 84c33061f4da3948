package order

import (
	"context"
	"strconv"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// scope is whose orders an actor sees, as the values of visible.
type scope struct {
	me    int64 // the person; 0 for a guest
	org   int64 // of the capacity; 0 for none
	guest int64 // a cart of the guest
	all   bool  // oneself, who may open any order of theirs at one address
}

// scopeOf: under a session exactly the capacity's orders exist. Oneself, as shopper, also opens what one may see in one's
// organizations. An organization that is not the actor's answers as unknown.
func scopeOf(a account.Actor) (scope, error) {
	unknown := fault.New(fault.NotFound, "There is no such order here.")
	switch {
	case a.Capacity.Kind == account.CapacityVendor:
		return scope{}, unknown
	case a.Capacity.Kind == account.CapacityOrganization:
		return scope{me: int64(a.Person()), org: int64(a.Capacity.Organization)}, a.OrganizationDesk(a.Capacity.Organization)
	case a.SignedIn():
		return scope{me: int64(a.Person()), all: !a.Acting()}, nil
	case a.Kind == store.Guest && a.Cart != 0:
		return scope{guest: a.Cart}, nil
	}
	return scope{}, unknown
}

// visible says in SQL of an order o which ones a scope sees, with $1 = me, $2 = org, $3 = all, $4 = guest. In an organization a
// power user and an approver see every order, the others their own.
const visible = `(
  ($2::bigint = 0 AND $1::bigint <> 0 AND o.person_id = $1)
  OR (o.organization_id IS NOT NULL AND ($2 = o.organization_id OR $3::boolean) AND EXISTS (
      SELECT FROM shop.member m WHERE m.organization_id = o.organization_id AND m.person_id = $1 AND m.status = 'active'
        AND (m.role IN ('power_user', 'approver') OR o.placed_by = $1)))
  OR ($4::bigint <> 0 AND o.person_id IS NULL AND o.organization_id IS NULL AND EXISTS (
      SELECT FROM shop.cart c JOIN shop.cart k ON k.guest_hash = c.guest_hash WHERE c.id = o.cart_id AND k.id = $4)))`

// ByNumber reads an order of the actor's, in one statement. It needs orders.view; what is
// another's, or of another capacity while acting, answers as unknown (fault.NotFound), like a number that does not exist. A guest
// sees what was ordered in the same browser.
func (os *Orders) ByNumber(ctx context.Context, actor account.Actor, number string) (o Order, err error) {
	defer fault.Wrap(&err, "Orders.ByNumber(%q)", number)
	if err := actor.May(account.OrdersView); err != nil {
		return o, err
	}
	s, err := scopeOf(actor)
	if err != nil {
		return o, err
	}
	return one(ctx, os.db, `o.number = $5 AND `+visible, s.me, s.org, s.all, s.guest, number)
}

func one(ctx context.Context, q store.Querier, where string, args ...any) (o Order, err error) {
	var r wholeRow
	err = q.Get(ctx, &r, `SELECT `+wholeColumns+` FROM shop.orders o WHERE `+where, args...)
	if fault.Is(err, fault.NotFound) {
		return o, fault.New(fault.NotFound, "There is no such order here.").Because(err)
	}
	if err != nil {
		return o, err
	}
	return r.order(), nil
}

// pageSize is how many orders a list shows at once.
const pageSize = 20

// Page is one page of a list, newest first. Next is the cursor of the page behind it, empty at the end.
type Page struct {
	Orders []Head
	Next   string
}

// List reads the orders of the actor's capacity, newest first, behind a cursor (empty for the beginning). It needs orders.view.
func (os *Orders) List(ctx context.Context, actor account.Actor, cursor string) (p Page, err error) {
	defer fault.Wrap(&err, "Orders.List(%q)", cursor)
	if err := actor.May(account.OrdersView); err != nil {
		return p, err
	}
	if !actor.SignedIn() {
		return p, fault.New(fault.Unauthenticated, "Sign in to see your orders.")
	}
	s, err := scopeOf(actor)
	if err != nil {
		return p, err
	}
	mine := `o.person_id = $1 AND $2::bigint = 0`
	if s.org != 0 {
		mine = `o.organization_id = $2 AND EXISTS (SELECT FROM shop.member m WHERE m.organization_id = $2 AND m.person_id = $1
			AND m.status = 'active' AND (m.role IN ('power_user', 'approver') OR o.placed_by = $1))`
	}
	return page(ctx, os.db, cursor, mine, s.me, s.org)
}

// page reads one page of what a condition with $1 and $2 says.
func page(ctx context.Context, q store.Querier, cursor, where string, args ...any) (p Page, err error) {
	before := int64(1) << 62
	if cursor != "" {
		if before, err = strconv.ParseInt(cursor, 36, 64); err != nil {
			return p, fault.New(fault.NotFound, "There is no such page.").Because(err)
		}
	}
	var rows []headRow
	err = q.Select(ctx, &rows, `SELECT `+headColumns+` FROM shop.orders o WHERE o.id < $3 AND `+where+` ORDER BY o.id DESC LIMIT $4`,
		append(args, before, pageSize+1)...)
	if err != nil {
		return p, err
	}
	for i := range rows {
		if i == pageSize {
			p.Next = strconv.FormatInt(rows[i-1].ID, 36)
			break
		}
		p.Orders = append(p.Orders, rows[i].head())
	}
	return p, nil
}
