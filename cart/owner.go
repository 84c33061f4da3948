package cart

import (
	"context"
	"fmt"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// owner is whose cart a verb means: where says it in SQL of the row c with $1 = id, and buyer is the key under which uses of
// discount codes are counted for them.
type owner struct {
	id    int64
	kind  string
	where string
	buyer string
}

var (
	personOwns = owner{kind: "person", where: `c.person_id = $1`,
		buyer: `(SELECT shop.buyer_key(p.email) FROM shop.person p WHERE p.id = $1)`}
	organizationOwns = owner{kind: "organization", where: `c.organization_id = $1`, buyer: `'organization:' || $1`}
	// A guest is known by any of their carts: the token in the cookie is the same for all of them.
	guestOwns = owner{kind: "guest", where: `c.guest_hash = (SELECT k.guest_hash FROM shop.cart k WHERE k.id = $1)`, buyer: `''`}
)

// ownerOf finds whose cart the actor means. A vendor's desk has none (fault.NotFound); an organization that is not the actor's
// answers as unknown.
func ownerOf(a account.Actor) (owner, error) {
	switch {
	case a.Capacity.Kind == account.CapacityVendor:
		return owner{}, fault.New(fault.NotFound, "A vendor’s desk has no cart.")
	case a.Capacity.Kind == account.CapacityOrganization:
		return organizationOwns.of(int64(a.Capacity.Organization)), a.OrganizationDesk(a.Capacity.Organization)
	case a.Kind == store.Person:
		return personOwns.of(int64(a.Person())), nil
	case a.Kind == store.Guest:
		return guestOwns.of(a.Cart), nil
	}
	return owner{}, fault.New(fault.NotFound, "There is no cart here.")
}

func (o owner) of(id int64) owner { o.id = id; return o }

// May is Actor.May in the capacity: who is member of an organization may there what their role may, whatever they may elsewhere.
func May(a account.Actor, p account.Permission) error {
	if err := a.May(p); err != nil {
		return err
	}
	if a.Capacity.Kind != account.CapacityOrganization || a.Acting() {
		return nil
	}
	if err := a.OrganizationDesk(a.Capacity.Organization); err != nil {
		return err
	}
	if m, ok := a.MemberOf(a.Capacity.Organization); ok && !account.MemberPermissions(m.Role).Has(p) {
		return fault.Newf(fault.Forbidden, "As %s of %s you may not %s.", m.Role.Title(), m.Name, p.Sentence())
	}
	return nil
}

// held is an open cart whose row this transaction has locked.
type held struct {
	ID     int64 `db:"id"`
	Lines  int   `db:"lines"`
	Helped bool  `db:"helped"` // somebody's help is noted on it
}

// LockOpen locks the actor's open cart for the rest of the transaction; fault.NotFound when there is none.
func LockOpen(ctx context.Context, tx *store.Tx, a account.Actor) (id int64, err error) {
	o, err := ownerOf(a)
	if err != nil {
		return 0, err
	}
	h, err := lock(ctx, tx, o)
	return h.ID, err
}

// lock is in two steps: what is counted must be read after the row was waited for.
func lock(ctx context.Context, tx *store.Tx, o owner) (h held, err error) {
	var id int64
	if err := tx.Get(ctx, &id, lockSQL[o.kind], o.id); err != nil {
		if fault.Is(err, fault.NotFound) {
			err = fault.New(fault.NotFound, "There is nothing in the cart.").Because(err)
		}
		return h, err
	}
	err = tx.Get(ctx, &h, `
		SELECT $1::bigint AS id, (SELECT count(*) FROM shop.cart_line WHERE cart_id = $1) AS lines,
		  EXISTS (SELECT FROM shop.cart_help WHERE cart_id = $1) AS helped`, id)
	return h, err
}

var lockSQL = each(func(o owner) string {
	return `SELECT c.id FROM shop.cart c WHERE c.status = 'open' AND ` + o.where + ` FOR UPDATE`
})

// each writes a statement for every kind of owner, once.
func each(statement func(owner) string) map[string]string {
	m := map[string]string{}
	for _, o := range []owner{personOwns, organizationOwns, guestOwns} {
		m[o.kind] = statement(o)
	}
	return m
}

// lockOrOpen is lock for one who puts something in: it opens a cart where there is none. The token is set for a new guest alone,
// and lies nowhere else.
func lockOrOpen(ctx context.Context, tx *store.Tx, o owner) (h held, token string, err error) {
	h, err = lock(ctx, tx, o)
	if !fault.Is(err, fault.NotFound) {
		return h, "", err
	}
	if token, err = open(ctx, tx, o); err != nil {
		return h, "", err
	}
	if token != "" {
		o.id, err = newGuest(ctx, tx, token)
		if err != nil {
			return h, "", err
		}
	}
	h, err = lock(ctx, tx, o)
	return h, token, err
}

// open makes an open cart for the owner, if nobody else has in the meantime. For a guest without any cart it gives a new token.
func open(ctx context.Context, tx *store.Tx, o owner) (token string, err error) {
	if o.kind != guestOwns.kind {
		_, err = tx.Exec(ctx, fmt.Sprintf(`INSERT INTO shop.cart (%s_id) VALUES ($1) ON CONFLICT DO NOTHING`, o.kind), o.id)
		return "", err
	}
	// Their former cart was ordered: the same token goes on. After a merge the token is spent.
	n, err := tx.Exec(ctx, `
		INSERT INTO shop.cart (guest_hash) SELECT guest_hash FROM shop.cart WHERE id = $1 AND status = 'ordered'
		ON CONFLICT DO NOTHING`, o.id)
	if err != nil || n > 0 {
		return "", err
	}
	return newToken(), nil
}
