package main

import (
	"context"
	"strings"
	"testing"

	"standin/store"
	"standin/store/embedpg"
	"standin/store/storetest"
)

// inspected looks at the database as a role and returns why the shop would refuse it.
func inspected(t *testing.T, db *store.DB, demo bool) string {
	t.Helper()
	seen, err := look(t.Context(), db)
	if err == nil {
		err = seen.check(demo)
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

func refused(t *testing.T, db *store.DB, demo bool, says string) {
	t.Helper()
	if got := inspected(t, db, demo); !strings.Contains(got, says) || (got == "") != (says == "") {
		t.Errorf("with demo=%v the shop says %q, want %q", demo, got, says)
	}
}

// visible does what `shop migrate` does after the migrations.
func visible(t *testing.T, db *storetest.DB) {
	t.Helper()
	if _, err := up(t.Context(), db.URL(embedpg.Owner)); err != nil {
		t.Fatal(err)
	}
}

func TestS71_ServeRefusesAShopWithoutAdministrator(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	visible(t, db)
	refused(t, db.DB, false, "shop setup")
	refused(t, db.DB, true, "")
	storetest.Staff(t, db, "Ada Boss", "administrator")
	refused(t, db.DB, false, "")
}

func TestS71_ServeRefusesDemoAccounts(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	visible(t, db)
	storetest.Staff(t, db, "Ada Boss", "administrator")
	refused(t, db.DB, true, "real shop")
	demo := storetest.Person(t, db, "Dora Demo")
	write(t, db, `UPDATE shop.person SET demo = true WHERE id = $1`, demo)
	refused(t, db.DB, false, "demonstration accounts")
	refused(t, db.DB, true, "")
}

func TestS71_ServeRefusesTheOwnerOfTheTables(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	visible(t, db)
	storetest.Staff(t, db, "Ada Boss", "administrator")
	refused(t, db.As(t, embedpg.Owner), false, "standin_owner, who owns")
	refused(t, db.As(t, embedpg.Superuser), false, "superuser")
	refused(t, db.As(t, embedpg.Superuser), true, "superuser")
}

func TestServe_RefusesAnotherSchema(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	visible(t, db)
	exec := func(statement string) {
		t.Helper()
		if _, err := db.Owner.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`)
	refused(t, db.DB, true, "newer than this program")
	exec(`DELETE FROM goose_db_version WHERE version_id > 1`)
	refused(t, db.DB, true, "shop migrate")
	exec(`DROP TABLE goose_db_version`)
	refused(t, db.DB, true, "shop migrate")
}

type tester struct{}

func (tester) Attribution() store.Attribution {
	return store.Attribution{Kind: store.Operator, Name: "test"}
}

func write(t *testing.T, db *storetest.DB, statement string, args ...any) {
	t.Helper()
	err := db.Transact(context.Background(), tester{}, "test.write", func(tx *store.Tx) error {
		_, err := tx.Exec(context.Background(), statement, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
