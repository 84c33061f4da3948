package account

import (
	"database/sql"
	"encoding/json"
	"time"
)

// Status is how an account stands.
type Status string

// The states of an account. Only active and unconfirmed ones sign in.
const (
	Active      Status = "active"
	Unconfirmed Status = "unconfirmed" // the e-mail address was not proved yet
	Blocked     Status = "blocked"     // by the shop, for cause
	Locked      Status = "locked"      // by "lock this person": everything ended at once
	Invited     Status = "invited"     // has not accepted the invitation yet
	Deleted     Status = "deleted"
)

// Person is somebody with an account, with all that decides what they may do.
type Person struct {
	ID                 ID                 `json:"id"`
	PublicID           string             `json:"public_id"`
	Email              string             `json:"email"`
	Name               string             `json:"name"`
	Phone              string             `json:"phone"`
	Status             Status             `json:"status"`
	Staff              StaffRole          `json:"staff"`
	Vendors            []VendorMembership `json:"vendors"`
	Organizations      []Membership       `json:"organizations"`
	Assigned           Portfolio          `json:"assigned"`
	HasTOTP            bool               `json:"has_totp"`
	Passkeys           int                `json:"passkeys"`
	FactorBarredUntil  *time.Time         `json:"factor_barred_until"` // no impersonation starts before; nil for no bar
	MustChangePassword bool               `json:"must_change_password"`
	NeverImpersonate   bool               `json:"never_impersonate"`
	Sensitive          bool               `json:"sensitive"` // acting for them needs a second person's yes
	Demo               bool               `json:"demo"`
	CreatedAt          time.Time          `json:"created_at"`
}

// VendorMembership is somebody's place at a vendor.
type VendorMembership struct {
	Vendor VendorID `json:"vendor"`
	Slug   string   `json:"slug"`
	Name   string   `json:"name"`
	Role   string   `json:"role"` // owner or editor
	Status string   `json:"status"`
}

// Membership is somebody's active place in an organization.
type Membership struct {
	Member       int64          `json:"member"`
	Organization OrganizationID `json:"organization"`
	PublicID     string         `json:"public_id"` // of the organization
	Name         string         `json:"name"`      // of the organization
	Role         MemberRole     `json:"role"`
	Department   string         `json:"department"`
	OrderLimit   *int64         `json:"order_limit"` // minor units per order; nil means no limit
	Status       string         `json:"status"`      // of the organization
	SupportUntil *time.Time     `json:"support_until"`
}

// Portfolio is what a sales rep is assigned to.
type Portfolio struct {
	Vendors       []VendorID       `json:"vendors"`
	Organizations []OrganizationID `json:"organizations"`
}

// MaySignIn tells whether the account is in a state that signs in.
func (p Person) MaySignIn() bool { return p.Status == Active || p.Status == Unconfirmed }

// HasFactor tells whether the person has a second factor: an app that shows codes, or a passkey.
func (p Person) HasFactor() bool { return p.HasTOTP || p.Passkeys > 0 }

// Vendor finds the person's place at a vendor.
func (p Person) Vendor(id VendorID) (VendorMembership, bool) {
	for _, v := range p.Vendors {
		if v.Vendor == id {
			return v, true
		}
	}
	return VendorMembership{}, false
}

// Organization finds the person's place in an organization.
func (p Person) Organization(id OrganizationID) (Membership, bool) {
	for _, m := range p.Organizations {
		if m.Organization == id {
			return m, true
		}
	}
	return Membership{}, false
}

// Has tells whether the person is in the capacity.
func (p Person) Has(c Capacity) bool {
	switch c.Kind {
	case CapacityVendor:
		_, ok := p.Vendor(c.Vendor)
		return ok
	case CapacityOrganization:
		_, ok := p.Organization(c.Organization)
		return ok
	}
	return c.Kind == CapacityShopper
}

// Permissions is what the person may do in one capacity; nothing in one they are not in. The staff role is not part of it.
func (p Person) Permissions(c Capacity) Permissions {
	switch c.Kind {
	case CapacityVendor:
		if _, ok := p.Vendor(c.Vendor); ok {
			return VendorPermissions()
		}
	case CapacityOrganization:
		if m, ok := p.Organization(c.Organization); ok {
			return MemberPermissions(m.Role)
		}
	case CapacityShopper:
		return ShopperPermissions()
	}
	return nil
}

// All is what the person may do as themselves, in every capacity and role they hold.
func (p Person) All() Permissions {
	all := ShopperPermissions().Or(StaffPermissions(p.Staff))
	if len(p.Vendors) > 0 {
		all = all.Or(VendorPermissions())
	}
	for _, m := range p.Organizations {
		all = all.Or(MemberPermissions(m.Role))
	}
	return all
}

// Scan reads what PersonJSON writes, so that a statement of any room can load a person as one column.
func (p *Person) Scan(src any) error {
	switch b := src.(type) {
	case []byte:
		return json.Unmarshal(b, p)
	case string:
		return json.Unmarshal([]byte(b), p)
	}
	return sql.ErrNoRows
}
