package account

import (
	"context"

	"standin/store"
	"standin/store/fault"
)

// owner is whose address book it is: one of the two is 0.
type owner struct {
	person       ID
	organization OrganizationID
}

// bookOf finds the address book of the actor in a capacity; fault.NotFound for one that is not theirs now.
func bookOf(actor Actor, as Capacity) (owner, error) {
	if as.Kind == CapacityOrganization {
		return owner{organization: as.Organization}, actor.OrganizationDesk(as.Organization)
	}
	if actor.Person() == 0 {
		return owner{}, fault.New(fault.Unauthenticated, "Sign in to see your addresses.")
	}
	if actor.Acting() && actor.Capacity.Kind != CapacityShopper {
		return owner{}, fault.New(fault.NotFound, "There is nothing at this address.")
	}
	return owner{person: actor.Person()}, nil
}

// editBook is bookOf for one who changes it: their own with address.edit, an organization's with organization.manage.
func editBook(actor Actor, as Capacity) (owner, error) {
	book, err := bookOf(actor, as)
	if err != nil {
		return book, err
	}
	if book.organization == 0 {
		return book, actor.May(AddressEdit)
	}
	if m, ok := actor.MemberOf(book.organization); ok && !MemberPermissions(m.Role).Has(OrgManage) {
		return book, fault.New(fault.Forbidden, "Only a power user of your organization may change its addresses.")
	}
	return book, actor.May(OrgManage)
}

// Addresses lists the addresses of the actor in a capacity: their own as shopper, the organization's as its member.
func Addresses(ctx context.Context, q store.Querier, actor Actor, as Capacity) (list []Address, err error) {
	defer fault.Wrap(&err, "account.Addresses(%s)", as)
	book, err := bookOf(actor, as)
	if err != nil {
		return nil, err
	}
	err = q.Select(ctx, &list, selectAddresses, int64(book.person), int64(book.organization))
	return list, err
}

// AddressByID reads one of them by its public id; fault.NotFound when it is not among them.
func AddressByID(ctx context.Context, q store.Querier, actor Actor, as Capacity, publicID string) (a Address, err error) {
	defer fault.Wrap(&err, "account.AddressByID(%s, %q)", as, publicID)
	book, err := bookOf(actor, as)
	if err != nil {
		return a, err
	}
	err = q.Get(ctx, &a, selectAddress, int64(book.person), int64(book.organization), publicID)
	return a, err
}

// DeliverTo is AddressByID for an order: fault.Conflict when the owner has not confirmed the address yet.
func DeliverTo(ctx context.Context, q store.Querier, actor Actor, as Capacity, publicID string) (Address, error) {
	a, err := AddressByID(ctx, q, actor, as, publicID)
	if err == nil && !a.Confirmed() {
		says := "This address was added by somebody else. Nothing is sent there until its owner confirms it under Account, Addresses."
		return a, fault.New(fault.Conflict, says).WithField("address", says).WithCode("address_unconfirmed")
	}
	return a, err
}

// AddAddress puts an address into the book and gives it. One that is added while acting receives no order until the subject
// confirms it. fault.Invalid names the fields.
func (a *Accounts) AddAddress(ctx context.Context, actor Actor, as Capacity, n NewAddress) (added Address, err error) {
	defer fault.Wrap(&err, "Accounts.AddAddress(%s)", as)
	book, err := editBook(actor, as)
	if err != nil {
		return added, err
	}
	if n, err = n.Check(); err != nil {
		return added, err
	}
	err = a.db.Transact(ctx, actor, "address.add", func(tx *store.Tx) error {
		added, err = addAddress(ctx, tx, book, n, !actor.Acting())
		return err
	})
	return added, err
}

func addAddress(ctx context.Context, tx *store.Tx, book owner, n NewAddress, confirmed bool) (added Address, err error) {
	err = tx.Get(ctx, &added, insertAddress, int64(book.person), int64(book.organization),
		n.Name, n.Street, n.Postcode, n.Town, n.Country, n.Phone, confirmed)
	if err != nil {
		return added, err
	}
	return added, tx.About(ctx, "address", added.ID)
}

// ChangeAddress writes an address anew; while acting it waits for confirmation again.
func (a *Accounts) ChangeAddress(ctx context.Context, actor Actor, as Capacity, publicID string, n NewAddress) (err error) {
	defer fault.Wrap(&err, "Accounts.ChangeAddress(%q)", publicID)
	if n, err = n.Check(); err != nil {
		return err
	}
	return a.withAddress(ctx, actor, as, "address.change", publicID, func(tx *store.Tx, id int64) error {
		_, err := tx.Exec(ctx, updateAddress, id, n.Name, n.Street, n.Postcode, n.Town, n.Country, n.Phone, !actor.Acting())
		return err
	})
}

// ConfirmAddress says yes to an address that somebody else added; never while acting.
func (a *Accounts) ConfirmAddress(ctx context.Context, actor Actor, as Capacity, publicID string) (err error) {
	defer fault.Wrap(&err, "Accounts.ConfirmAddress(%q)", publicID)
	if actor.Acting() {
		return fault.New(fault.Forbidden, "Only its owner may confirm an address.").WithCode("not_while_acting")
	}
	return a.withAddress(ctx, actor, as, "address.confirm", publicID, func(tx *store.Tx, id int64) error {
		_, err := tx.Exec(ctx, confirmAddress, id)
		return err
	})
}

// RemoveAddress takes an address out of the book; orders keep their copy.
func (a *Accounts) RemoveAddress(ctx context.Context, actor Actor, as Capacity, publicID string) (err error) {
	defer fault.Wrap(&err, "Accounts.RemoveAddress(%q)", publicID)
	return a.withAddress(ctx, actor, as, "address.remove", publicID, func(tx *store.Tx, id int64) error {
		_, err := tx.Exec(ctx, removeAddress, id)
		return err
	})
}

// withAddress runs one change on an address of the actor's book, under its lock.
func (a *Accounts) withAddress(ctx context.Context, actor Actor, as Capacity, action, publicID string, do func(tx *store.Tx, id int64) error) error {
	book, err := editBook(actor, as)
	if err != nil {
		return err
	}
	return a.db.Transact(ctx, actor, action, func(tx *store.Tx) error {
		var found Address
		if err := tx.Get(ctx, &found, selectAddress+` FOR UPDATE`, int64(book.person), int64(book.organization), publicID); err != nil {
			return err
		}
		if err := tx.About(ctx, "address", found.ID); err != nil {
			return err
		}
		return do(tx, found.ID)
	})
}
