// Package migrations holds the shop's schema as numbered SQL files and applies them with goose. It is run as the owner of
// the tables, never as the role the shop serves with.
package migrations

import (
	"context"
	"database/sql"
	"embed"
	"fmt"

	"github.com/pressly/goose/v3"
)

// FS holds the migrations, one subject each, in the order of their numbers.
//
//go:embed *.sql
var FS embed.FS

// Up applies what is missing, each file in a transaction of its own. The database handle must be the owner's.
func Up(ctx context.Context, db *sql.DB) (applied int, err error) {
	p, err := provider(db)
	if err != nil {
		return 0, err
	}
	results, err := p.Up(ctx)
	if err != nil {
		return len(results), fmt.Errorf("migrate: %w", err)
	}
	return len(results), upRiver(ctx, db)
}

// Version is the number of the newest applied migration.
func Version(ctx context.Context, db *sql.DB) (int64, error) {
	p, err := provider(db)
	if err != nil {
		return 0, err
	}
	return p.GetDBVersion(ctx)
}

// provider takes migrations in any order: each room has a block of numbers of its own, so a new file may stand below an applied one.
func provider(db *sql.DB) (*goose.Provider, error) {
	p, err := goose.NewProvider(goose.DialectPostgres, db, FS, goose.WithAllowOutofOrder(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}
