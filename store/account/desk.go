package account

import (
	"standin/store"
	"standin/store/fault"
)

// VendorDesk tells whether the actor works at this vendor now: as its user, or for one in that capacity. Every other vendor
// answers as unknown (fault.NotFound). Jobs and the command line work everywhere.
func (a Actor) VendorDesk(id VendorID) error {
	if a.everywhere() || a.Acting() && a.Capacity == ForVendor(id) {
		return nil
	}
	for _, v := range a.vendors {
		if v.Vendor == id && !a.Acting() {
			return nil
		}
	}
	return fault.New(fault.NotFound, "There is nothing at this address.")
}

// OrganizationDesk is VendorDesk for an organization. As what somebody is there, Actor.MemberOf tells.
func (a Actor) OrganizationDesk(id OrganizationID) error {
	if a.everywhere() || a.Acting() && a.Capacity == ForOrganization(id) {
		return nil
	}
	if _, ok := a.MemberOf(id); ok {
		return nil
	}
	return fault.New(fault.NotFound, "There is nothing at this address.")
}

// MemberOf is the actor's own place in an organization; none while acting for somebody.
func (a Actor) MemberOf(id OrganizationID) (Membership, bool) {
	if a.Acting() {
		return Membership{}, false
	}
	return Person{Organizations: a.organizations}.Organization(id)
}

// Vendors are the vendors the actor works at now: one at most while acting.
func (a Actor) Vendors() []VendorID {
	if a.Acting() {
		if a.Capacity.Kind != CapacityVendor {
			return nil
		}
		return []VendorID{a.Capacity.Vendor}
	}
	ids := make([]VendorID, 0, len(a.vendors))
	for _, v := range a.vendors {
		ids = append(ids, v.Vendor)
	}
	return ids
}

// Organizations are those the actor belongs to now: one at most while acting.
func (a Actor) Organizations() []OrganizationID {
	if a.Acting() {
		if a.Capacity.Kind != CapacityOrganization {
			return nil
		}
		return []OrganizationID{a.Capacity.Organization}
	}
	ids := make([]OrganizationID, 0, len(a.organizations))
	for _, m := range a.organizations {
		ids = append(ids, m.Organization)
	}
	return ids
}

func (a Actor) everywhere() bool { return a.Kind == store.System || a.Kind == store.Operator }
