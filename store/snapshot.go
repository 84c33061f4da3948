package store

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"
)

// Snapshot lets fn read several statements long as if at one moment: a read-only transaction of its own. It writes nothing, so it
// needs no actor; what must be recorded about the reading is recorded beside it.
func (db *DB) Snapshot(ctx context.Context, fn func(q Querier) error) error {
	tx, err := db.pool.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return translate(err)
	}
	defer func() { _ = tx.Rollback() }()
	return fn(snapshot{tx})
}

type snapshot struct{ tx *sqlx.Tx }

func (s snapshot) Get(ctx context.Context, dest any, query string, args ...any) error {
	count(ctx, query, args...)
	return translate(s.tx.GetContext(ctx, dest, query, args...))
}

func (s snapshot) Select(ctx context.Context, dest any, query string, args ...any) error {
	count(ctx, query, args...)
	return translate(s.tx.SelectContext(ctx, dest, query, args...))
}

func (s snapshot) Rows(ctx context.Context, query string, args ...any) (*sqlx.Rows, error) {
	count(ctx, query, args...)
	rows, err := s.tx.QueryxContext(ctx, query, args...)
	return rows, translate(err)
}
