package storetest

import (
	"fmt"
	"strings"
	"testing"

	"standin/store"
)

// setUp is the actor of sample rows: the record wants to know who wrote them, too.
type setUp struct{}

func (setUp) Attribution() store.Attribution {
	return store.Attribution{Kind: store.Operator, Name: "storetest"}
}

// Person makes an active account without a password and returns its id. The address is made of the name: Person(t, db, "Ada
// Lee") is ada.lee@example.com, so a name is used once in a database.
func Person(t testing.TB, db *DB, name string) int64 {
	t.Helper()
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.com"
	return insert(t, db, `INSERT INTO shop.person (email, name) VALUES ($1, $2) RETURNING id`, email, name)
}

// Staff makes a person with a staff role: support_agent, sales_rep, auditor or administrator.
func Staff(t testing.TB, db *DB, name, role string) int64 {
	t.Helper()
	id := Person(t, db, name)
	return insert(t, db, `INSERT INTO shop.staff_role (person_id, role) VALUES ($1, $2) RETURNING person_id`, id, role)
}

// Vendor makes a vendor and returns its id. The slug is made of the name.
func Vendor(t testing.TB, db *DB, name string) int64 {
	t.Helper()
	slug := strings.ToLower(strings.ReplaceAll(name, " ", "-"))
	return insert(t, db, `INSERT INTO shop.vendor (slug, name) VALUES ($1, $2) RETURNING id`, slug, name)
}

// VendorUser makes a person who works for a vendor.
func VendorUser(t testing.TB, db *DB, vendor int64, name string) int64 {
	t.Helper()
	id := Person(t, db, name)
	return insert(t, db, `INSERT INTO shop.vendor_user (vendor_id, person_id) VALUES ($1, $2) RETURNING person_id`, vendor, id)
}

// Organization makes an organization and returns its id.
func Organization(t testing.TB, db *DB, name string) int64 {
	t.Helper()
	return insert(t, db, `INSERT INTO shop.organization (name) VALUES ($1) RETURNING id`, name)
}

// Member makes a person who belongs to an organization as power_user, approver, buyer or viewer; the result is the person.
func Member(t testing.TB, db *DB, organization int64, name, role string) int64 {
	t.Helper()
	id := Person(t, db, name)
	return insert(t, db, `INSERT INTO shop.member (organization_id, person_id, role) VALUES ($1, $2, $3) RETURNING person_id`,
		organization, id, role)
}

// Assign puts a vendor into a sales rep's portfolio.
func Assign(t testing.TB, db *DB, rep, vendor int64) {
	t.Helper()
	insert(t, db, `INSERT INTO shop.assignment (staff_id, vendor_id) VALUES ($1, $2) RETURNING id`, rep, vendor)
}

func insert(t testing.TB, db *DB, statement string, args ...any) (id int64) {
	t.Helper()
	err := db.Transact(t.Context(), setUp{}, "storetest.sample", func(tx *store.Tx) error {
		return tx.Get(t.Context(), &id, statement, args...)
	})
	if err != nil {
		t.Fatal(fmt.Errorf("a sample row: %w", err))
	}
	return id
}
