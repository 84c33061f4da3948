package account

import (
	"context"

	"standin/store"
	"standin/store/fault"
)

// Resident is somebody who is given an account by the house: staff, a vendor's user, a member, a demo account.
type Resident struct {
	NewPerson
	Staff  StaffRole
	Secret string // of the second factor in base32; empty for none
	Demo   bool   // shop serve refuses to start with such an account outside the demo
}

// AddResident makes an account with its role and factor in one action. It needs people.manage; only the command line may set a
// factor for somebody else. Faults as SignUp.
func (a *Accounts) AddResident(ctx context.Context, actor Actor, r Resident) (id ID, err error) {
	defer fault.Wrap(&err, "Accounts.AddResident")
	if err := actor.May(PeopleManage); err != nil {
		return 0, err
	}
	if r.Secret != "" && actor.Kind != store.Operator {
		return 0, fault.New(fault.Forbidden, "A second factor is enrolled by its owner.")
	}
	row, err := a.prepare(ctx, actor, r.NewPerson)
	if err != nil {
		return 0, err
	}
	err = a.db.Transact(ctx, actor, "person.add", func(tx *store.Tx) error {
		if id, err = row.insert(ctx, tx); err != nil {
			return err
		}
		return a.settle(ctx, tx, id, r)
	})
	return id, err
}

// settle gives a new person what comes with the account.
func (a *Accounts) settle(ctx context.Context, tx *store.Tx, id ID, r Resident) error {
	if r.Demo {
		if _, err := tx.Exec(ctx, `UPDATE shop.person SET demo = true WHERE id = $1`, int64(id)); err != nil {
			return err
		}
	}
	if r.Staff != NoStaff {
		if _, err := tx.Exec(ctx, `INSERT INTO shop.staff_role (person_id, role) VALUES ($1, $2)`, int64(id), string(r.Staff)); err != nil {
			return err
		}
	}
	if r.Secret == "" {
		return nil
	}
	secret, err := secretBytes(r.Secret)
	if err != nil {
		return fault.New(fault.Invalid, "The secret of the second factor is not base32.").Because(err)
	}
	keyID, sealed, err := a.seal(personOwner(id), secret)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, saveFactor, int64(id), sealed, keyID, 0, "person", false)
	return err
}

// NewVendor is a vendor as the house takes it in.
type NewVendor struct {
	Slug, Name, About string
	DispatchDays      int
}

// AddVendor takes a vendor in; it needs people.manage. fault.Conflict when the slug is taken.
func (a *Accounts) AddVendor(ctx context.Context, actor Actor, v NewVendor) (id VendorID, err error) {
	defer fault.Wrap(&err, "Accounts.AddVendor(%q)", v.Slug)
	err = a.furnish(ctx, actor, "vendor.add", func(tx *store.Tx) error {
		err := tx.Get(ctx, &id, `INSERT INTO shop.vendor (slug, name, about, dispatch_days) VALUES ($1, $2, $3, $4) RETURNING id`,
			v.Slug, v.Name, v.About, v.DispatchDays)
		if store.Constraint(err) == "vendor_slug_key" {
			return fault.Field("slug", "Another vendor has this address.")
		}
		return err
	})
	return id, err
}

// AddOrganization takes an organization in, with so many days to pay an invoice; it needs people.manage.
func (a *Accounts) AddOrganization(ctx context.Context, actor Actor, name string, termsDays int) (id OrganizationID, err error) {
	defer fault.Wrap(&err, "Accounts.AddOrganization(%q)", name)
	err = a.furnish(ctx, actor, "organization.add", func(tx *store.Tx) error {
		return tx.Get(ctx, &id, `INSERT INTO shop.organization (name, terms_days) VALUES ($1, $2) RETURNING id`, name, termsDays)
	})
	return id, err
}

// AddVendorUser lets a person work at a vendor, as owner or editor; it needs people.manage.
func (a *Accounts) AddVendorUser(ctx context.Context, actor Actor, vendor VendorID, person ID, role string) (err error) {
	defer fault.Wrap(&err, "Accounts.AddVendorUser(%d, %d)", vendor, person)
	return a.furnish(ctx, actor, "vendor.add_user", func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO shop.vendor_user (vendor_id, person_id, role) VALUES ($1, $2, $3)`, int64(vendor), int64(person), role)
		return err
	})
}

// AddMember makes a person a member of an organization; it needs people.manage.
func (a *Accounts) AddMember(ctx context.Context, actor Actor, organization OrganizationID, person ID, role MemberRole, department string) (err error) {
	defer fault.Wrap(&err, "Accounts.AddMember(%d, %d)", organization, person)
	return a.furnish(ctx, actor, "organization.add_member", func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO shop.member (organization_id, person_id, role, department) VALUES ($1, $2, $3, $4)`,
			int64(organization), int64(person), string(role), department)
		return err
	})
}

// Assign puts a vendor or an organization (the other is 0) into a sales rep's portfolio; it needs people.manage.
func (a *Accounts) Assign(ctx context.Context, actor Actor, rep ID, vendor VendorID, organization OrganizationID) (err error) {
	defer fault.Wrap(&err, "Accounts.Assign(%d)", rep)
	return a.furnish(ctx, actor, "rep.assign", func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO shop.assignment (staff_id, vendor_id, organization_id) VALUES ($1, nullif($2, 0), nullif($3, 0))`,
			int64(rep), int64(vendor), int64(organization))
		return err
	})
}

func (a *Accounts) furnish(ctx context.Context, actor Actor, action string, fn func(tx *store.Tx) error) error {
	if err := actor.May(PeopleManage); err != nil {
		return err
	}
	return a.db.Transact(ctx, actor, action, fn)
}
