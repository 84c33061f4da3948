package storetest_test

import (
	"testing"
	"time"

	"standin/store"
	"standin/store/embedpg"
	"standin/store/storetest"
)

func now(t *testing.T, db *store.DB) (at time.Time) {
	t.Helper()
	if err := db.Get(t.Context(), &at, `SELECT shop.shop_now()`); err != nil {
		t.Fatal(err)
	}
	return at
}

func TestNew_EachTestHasItsOwn(t *testing.T) {
	t.Parallel()
	one, other := storetest.New(t), storetest.New(t)
	storetest.Person(t, one, "Ada Lee")
	for db, want := range map[*storetest.DB]int{one: 1, other: 0} {
		var n int
		if err := db.Get(t.Context(), &n, `SELECT count(*) FROM shop.person`); err != nil || n != want {
			t.Errorf("%d people, %v; want %d", n, err, want)
		}
	}
}

func TestNew_RunsAsTheRolesOfTheShop(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	for role, as := range map[string]*store.DB{
		embedpg.App: db.DB, embedpg.Sequencer: db.Sequencer, embedpg.Auditor: db.As(t, embedpg.Auditor),
	} {
		var user string
		if err := as.Get(t.Context(), &user, `SELECT current_user`); err != nil || user != role {
			t.Errorf("runs as %q, %v; want %s", user, err, role)
		}
	}
	var super bool
	if err := db.Owner.Get(&super, `SELECT rolsuper FROM pg_roles WHERE rolname = current_user`); err != nil || !super {
		t.Errorf("Owner is no superuser: %v", err)
	}
}

func TestShift_AddsUp(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	before := now(t, db.DB)
	db.Shift(t, time.Hour)
	db.Shift(t, 30*time.Minute)
	if moved := now(t, db.DB).Sub(before); moved < 90*time.Minute || moved > 91*time.Minute {
		t.Errorf("the clock moved by %v", moved)
	}
}

func TestPeople_StandInTheRecord(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	storetest.Staff(t, db, "Sam Agent", "support_agent")
	vendor := storetest.Vendor(t, db, "North Wind")
	storetest.VendorUser(t, db, vendor, "Vera")
	storetest.Member(t, db, storetest.Organization(t, db, "School"), "Mia", "buyer")
	storetest.Assign(t, db, storetest.Staff(t, db, "Rita Rep", "sales_rep"), vendor)
	var entries int
	if err := db.Get(t.Context(), &entries, `SELECT count(*) FROM audit.entry WHERE action = 'storetest.sample'`); err != nil || entries != 11 {
		t.Errorf("%d entries, %v", entries, err)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		b.Run("", func(b *testing.B) { storetest.New(b) })
	}
}
