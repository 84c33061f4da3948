package account

import (
	"context"

	"standin/store"
	"standin/store/fault"
)

// Place is somebody's place in an organization.
type Place struct {
	Role       MemberRole
	Department string
	OrderLimit *int64 // minor units per order; nil means no limit
}

// SetPlace gives a person a place in an organization, or changes the one they have: by the shop, or by a power user of that
// organization, who gives nobody more than they hold and never changes their own place.
func (a *Accounts) SetPlace(ctx context.Context, actor Actor, organization OrganizationID, person ID, place Place) (err error) {
	defer fault.Wrap(&err, "Accounts.SetPlace(%d, %d)", organization, person)
	if err := mayPlace(actor, organization, person, place.Role); err != nil {
		return err
	}
	return a.db.Transact(ctx, actor, "organization.set_member", func(tx *store.Tx) error {
		return joinOrganization(ctx, tx, organization, person, place)
	})
}

// RemoveMember takes a person's place in an organization away; what they did there stays theirs.
func (a *Accounts) RemoveMember(ctx context.Context, actor Actor, organization OrganizationID, person ID) (err error) {
	defer fault.Wrap(&err, "Accounts.RemoveMember(%d, %d)", organization, person)
	if err := mayPlace(actor, organization, person, Viewer); err != nil {
		return err
	}
	return a.db.Transact(ctx, actor, "organization.remove_member", func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, removeMember, int64(organization), int64(person))
		if err == nil && n == 0 {
			return fault.New(fault.NotFound, "There is nothing at this address.")
		}
		return err
	})
}

func mayPlace(actor Actor, organization OrganizationID, person ID, role MemberRole) error {
	if actor.everywhere() || actor.Can(PeopleManage) {
		return nil
	}
	if err := actor.OrganizationDesk(organization); err != nil {
		return err
	}
	m, ok := actor.MemberOf(organization)
	held := MemberPermissions(m.Role)
	switch {
	case !ok || !held.Has(OrgManage):
		return fault.Newf(fault.Forbidden, "Your place in the organization does not let you %s.", OrgManage.Sentence())
	case ID(actor.ID) == person:
		return fault.New(fault.Forbidden, "Another power user must change your own place.")
	case !MemberPermissions(role).Within(held):
		return fault.New(fault.Forbidden, "You cannot give a role that may do more than you.")
	}
	return nil
}

// joinVendor and joinOrganization join a transaction that decided it.
func joinVendor(ctx context.Context, tx *store.Tx, vendor VendorID, person ID, role string) error {
	_, err := tx.Exec(ctx, saveVendorUser, int64(vendor), int64(person), role)
	return named(err)
}

func joinOrganization(ctx context.Context, tx *store.Tx, organization OrganizationID, person ID, place Place) error {
	_, err := tx.Exec(ctx, saveMember, int64(organization), int64(person), string(place.Role), place.Department, place.OrderLimit)
	return named(err)
}

// named turns the constraints of these tables into faults.
func named(err error) error {
	switch store.Constraint(err) {
	case "vendor_slug_key":
		return fault.New(fault.Conflict, "There is a vendor at this address already.").WithField("slug", "Choose another address.").Because(err)
	case "vendor_name_check", "organization_name_check":
		return fault.Field("name", "Write a name of at most 120 characters.").Because(err)
	case "vendor_slug_check":
		return fault.Field("slug", "Use small letters, figures and dashes only.").Because(err)
	case "member_role_check", "vendor_user_role_check":
		return fault.Field("role", "Choose a role from the list.").Because(err)
	case "member_person_id_fkey", "member_organization_id_fkey", "vendor_user_person_id_fkey", "vendor_user_vendor_id_fkey":
		return fault.New(fault.NotFound, "There is nothing at this address.").Because(err)
	}
	return err
}
