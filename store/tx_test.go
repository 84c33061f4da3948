package store_test

import (
	"errors"
	"testing"

	"standin/store"
	"standin/store/fault"
	"standin/store/storetest"
)

type actor store.Attribution

func (a actor) Attribution() store.Attribution { return store.Attribution(a) }

var operator = actor{Kind: store.Operator, Name: "test"}

func write(t *testing.T, tx *store.Tx, name string) {
	t.Helper()
	if _, err := tx.Exec(t.Context(), `INSERT INTO shop.setting (name, value) VALUES ($1, 'true')`, name); err != nil {
		t.Fatal(err)
	}
}

func outcomes(t *testing.T, db *storetest.DB, action string) (list []string) {
	t.Helper()
	if err := db.Owner.SelectContext(t.Context(), &list, `SELECT outcome FROM audit.entry WHERE action = $1 ORDER BY id`, action); err != nil {
		t.Fatal(err)
	}
	return list
}

func settings(t *testing.T, db *storetest.DB) (n int) {
	t.Helper()
	if err := db.Owner.GetContext(t.Context(), &n, `SELECT count(*) FROM shop.setting WHERE name LIKE 'test.%'`); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTransact_WritesOneEntryWithItsChanges(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	err := db.Transact(t.Context(), operator, "test.write", func(tx *store.Tx) error {
		write(t, tx, "test.one")
		write(t, tx, "test.two")
		return nil
	})
	if err != nil || len(outcomes(t, db, "test.write")) != 1 {
		t.Fatalf("%v, entries %v", err, outcomes(t, db, "test.write"))
	}
	var changes int
	err = db.Owner.GetContext(t.Context(), &changes, `SELECT count(*) FROM audit.payload p JOIN audit.entry e ON e.id = p.entry
		WHERE e.action = 'test.write' AND p.body->>'op' = 'insert'`)
	if err != nil || changes != 2 {
		t.Errorf("%d changes stand beneath the entry, %v", changes, err)
	}
}

func TestTransact_RefusalSurvivesAndUndoesTheRest(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	no := fault.New(fault.Forbidden, "No.").WithCode("because")
	err := db.Transact(t.Context(), operator, "test.plain", func(tx *store.Tx) error {
		write(t, tx, "test.undone")
		return tx.Refuse(no)
	})
	if !errors.Is(err, no) || settings(t, db) != 0 || len(outcomes(t, db, "test.plain")) != 1 || outcomes(t, db, "test.plain")[0] != "refused" {
		t.Errorf("without Keep: %v, %d settings, %v", err, settings(t, db), outcomes(t, db, "test.plain"))
	}
	err = db.Transact(t.Context(), operator, "test.kept", func(tx *store.Tx) error {
		write(t, tx, "test.kept")
		if err := tx.Keep(t.Context()); err != nil {
			return err
		}
		write(t, tx, "test.undone")
		return tx.Refuse(no)
	})
	if !errors.Is(err, no) || settings(t, db) != 1 || outcomes(t, db, "test.kept")[0] != "refused" {
		t.Errorf("with Keep: %v, %d settings, %v", err, settings(t, db), outcomes(t, db, "test.kept"))
	}
}

func TestS61_PanicRollsBackAndGivesTheConnectionBack(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	for range 30 { // more often than there are connections
		func() {
			defer func() { _ = recover() }()
			_ = db.Transact(t.Context(), operator, "test.panic", func(tx *store.Tx) error {
				write(t, tx, "test.panic")
				panic("in the middle")
			})
		}()
	}
	if n := settings(t, db); n != 0 || len(outcomes(t, db, "test.panic")) != 0 {
		t.Errorf("%d settings and %d entries outlived a panic", n, len(outcomes(t, db, "test.panic")))
	}
	if in := db.Stats().InUse; in != 0 {
		t.Errorf("%d connections were not given back", in)
	}
}

func TestTransact_DatabaseRefusesAWriteWithoutAnActor(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	for _, statement := range []string{
		`INSERT INTO shop.setting (name, value) VALUES ('test.bare', 'true')`,
		`WITH s AS (SELECT set_config('audit.entry', '1', true)) INSERT INTO shop.setting (name, value) SELECT 'test.forged', 'true' FROM s`,
	} {
		if _, err := db.Exec(t.Context(), statement); err == nil || settings(t, db) != 0 {
			t.Errorf("%s: %v", statement, err)
		}
	}
	err := db.Transact(t.Context(), actor{Kind: store.Person, Actor: 1, Subject: 2}, "test.subject", func(*store.Tx) error { return nil })
	if err == nil {
		t.Error("acting for somebody without a session was let through")
	}
}
