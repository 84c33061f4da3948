package account

import "fmt"

// CapacityKind is as what somebody is here.
type CapacityKind string

// The capacities a person may have.
const (
	CapacityShopper      CapacityKind = "shopper"
	CapacityVendor       CapacityKind = "vendor"
	CapacityOrganization CapacityKind = "organization"
)

// Capacity is as what a request is made: as shopper, as user of one vendor, or as member of one organization. While acting it
// is fixed by the session, and ids of every other capacity answer as unknown.
type Capacity struct {
	Kind         CapacityKind
	Vendor       VendorID
	Organization OrganizationID
}

// Shopper is the capacity everybody has.
var Shopper = Capacity{Kind: CapacityShopper}

// ForVendor is the capacity of a vendor's user.
func ForVendor(id VendorID) Capacity { return Capacity{Kind: CapacityVendor, Vendor: id} }

// ForOrganization is the capacity of an organization's member.
func ForOrganization(id OrganizationID) Capacity {
	return Capacity{Kind: CapacityOrganization, Organization: id}
}

// String is the form of c in addresses and forms: "shopper", "vendor:3", "organization:7".
func (c Capacity) String() string {
	switch c.Kind {
	case CapacityVendor:
		return fmt.Sprintf("vendor:%d", c.Vendor)
	case CapacityOrganization:
		return fmt.Sprintf("organization:%d", c.Organization)
	default:
		return string(CapacityShopper)
	}
}

// ParseCapacity reads what String writes; ok is false for anything else.
func ParseCapacity(s string) (c Capacity, ok bool) {
	var id int64
	switch {
	case s == string(CapacityShopper):
		return Shopper, true
	case scan(s, "vendor:%d", &id):
		return ForVendor(VendorID(id)), true
	case scan(s, "organization:%d", &id):
		return ForOrganization(OrganizationID(id)), true
	}
	return Capacity{}, false
}

func scan(s, format string, id *int64) bool {
	n, err := fmt.Sscanf(s, format, id)
	return n == 1 && err == nil && *id > 0 && fmt.Sprintf(format, *id) == s
}
