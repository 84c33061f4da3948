// Package storetest gives each test a migrated database of its own, cloned from a template in a few hundredths of a second, and
// sample people to fill it. It is known to tests alone.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"standin/migrations"
	"standin/store"
	"standin/store/embedpg"
)

// DB is one test's database.
type DB struct {
	*store.DB           // as the role the shop serves with
	Sequencer *store.DB // as the role that builds the record's tree
	Owner     *sqlx.DB  // as superuser: sets up what the shop may not, and looks where it may not
	name      string
	shifted   time.Duration
}

// New clones a migrated database for the test and drops it at the test's end; with KEEPDB=1 a failed test keeps its own and says
// how to open it. Under -short the test is skipped, for it needs PostgreSQL.
func New(t testing.TB) *DB {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a database (-short)")
	}
	takeSlot(t)
	name, err := clone(t.Context())
	if err != nil {
		t.Fatalf("a database for the test: %v", err)
	}
	db := &DB{name: name}
	t.Cleanup(func() { db.drop(t) })
	db.DB = db.open(t, embedpg.App, perTest)
	db.Sequencer = db.open(t, embedpg.Sequencer, 2)
	db.Owner = sqlx.MustOpen("postgres", db.URL(embedpg.Superuser))
	db.Owner.SetMaxOpenConns(3)
	t.Cleanup(func() { _ = db.Owner.Close() })
	return db
}

// URL is the address of the test's database for one of embedpg's roles, for a program that opens it by itself.
func (db *DB) URL(role string) string {
	s, _ := server() // New has asked before, and failed if there is none
	return s.DatabaseURL(role, db.name)
}

// As opens the database as one of embedpg's roles until the test's end.
func (db *DB) As(t testing.TB, role string) *store.DB {
	t.Helper()
	return db.open(t, role, 2)
}

func (db *DB) open(t testing.TB, role string, conns int) *store.DB {
	t.Helper()
	opened, err := store.Open(t.Context(), db.URL(role), store.Options{MaxConns: conns})
	if err != nil {
		t.Fatalf("open the test's database as %s: %v", role, err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	return opened
}

// Shift moves the shop's clock forward (or, if negative, back) by d from where it is, for everybody who uses this database.
func (db *DB) Shift(t testing.TB, d time.Duration) {
	t.Helper()
	db.shifted += d
	if err := migrations.ShiftClock(t.Context(), db.Owner.DB, db.shifted); err != nil {
		t.Fatalf("shift the clock: %v", err)
	}
}

// drop removes the database when the pools on it, which were opened later, are closed.
func (db *DB) drop(t testing.TB) {
	t.Helper()
	if t.Failed() && os.Getenv("KEEPDB") == "1" {
		t.Logf("kept: psql '%s'", db.URL(embedpg.Superuser))
		return
	}
	if err := maintain(context.Background(), `DROP DATABASE IF EXISTS `+pq.QuoteIdentifier(db.name)+` WITH (FORCE)`); err != nil {
		t.Errorf("drop the test's database: %v", err)
	}
}

var clones atomic.Int64

// clone copies the template. The name tells whose it is, so that what a killed run left can be cleared away.
func clone(ctx context.Context) (string, error) {
	template, err := migrated()
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("t_%d_%d", os.Getpid(), clones.Add(1))
	return name, maintain(ctx, fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s OWNER %s`, name, template, embedpg.Owner))
}

// maintain runs a statement on the server's own database.
func maintain(ctx context.Context, statement string) error {
	db, err := maintenance()
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", strings.SplitN(statement, "\n", 2)[0], err)
	}
	return nil
}

// exists tells whether there is a database of the name.
func exists(ctx context.Context, db *sql.Conn, name string) (found bool, err error) {
	err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&found)
	return found, err
}
