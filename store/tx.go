package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"standin/store/fault"
)

// Tx is the transaction of one action. What is written through it stands in the record under its actor.
type Tx struct {
	tx    *sqlx.Tx
	db    *DB
	entry int64
	now   time.Time
	kept  bool
	by    Attribution
}

// retries is how often a transaction that lost a race against another one (serialization failure, deadlock) is run anew.
const retries = 3

// Transact runs fn in a transaction that carries actor and the action's name, such as "cart.add_line"; it is the only way to
// write to schema shop. It commits when fn returns nil, rolls back when fn fails or panics, and runs fn again (so fn must not
// change what lies outside it before it succeeds) when the database asks for that. The database refuses it before fn runs,
// with fault.Conflict and code "session_ended", when the actor's impersonation session is over. A fault made by Tx.Refuse
// commits the refusal to the record and is returned as the fault.
//
// A verb opens a transaction, a function that takes *Tx joins one: that keeps transactions from nesting.
func (db *DB) Transact(ctx context.Context, actor Actor, action string, fn func(tx *Tx) error) (err error) {
	for try := 1; ; try++ {
		err = db.transactOnce(ctx, actor, action, fn)
		if try > retries || !retryable(err) {
			return err
		}
	}
}

func (db *DB) transactOnce(ctx context.Context, actor Actor, action string, fn func(tx *Tx) error) (err error) {
	tx, err := db.begin(ctx, actor, action)
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil {
			_ = tx.tx.Rollback()
			panic(p)
		}
	}()
	err = fn(tx)
	var refusal *refusal
	switch {
	case err == nil:
		return translate(tx.tx.Commit())
	case errors.As(err, &refusal) && tx.kept:
		return tx.commitRefusal(ctx, refusal)
	}
	_ = tx.tx.Rollback()
	if refusal == nil {
		return translate(err)
	}
	return db.recordRefusal(ctx, actor, action, refusal)
}

func (db *DB) begin(ctx context.Context, actor Actor, action string) (*Tx, error) {
	a := actor.Attribution()
	header, err := a.header(nil)
	if err != nil {
		return nil, err
	}
	sqlTx, err := db.pool.BeginTxx(ctx, nil)
	if err != nil {
		return nil, translate(err)
	}
	count(ctx, "BEGIN")
	tx := &Tx{tx: sqlTx, db: db, by: a}
	var opened struct {
		Entry int64     `db:"entry"`
		At    time.Time `db:"at"`
	}
	err = tx.Get(ctx, &opened, `SELECT entry, at FROM audit.open($1, $2, $3, $4, $5, '', $6)`,
		string(a.Kind), a.Actor, a.Subject, a.Session, action, string(header))
	if err != nil {
		_ = sqlTx.Rollback()
		return nil, err
	}
	tx.entry, tx.now = opened.Entry, opened.At
	return tx, nil
}

// Now is the database's clock at the beginning of this transaction: the shop's only time for what is written.
func (tx *Tx) Now() time.Time { return tx.now }

// By is who opened this transaction, in which sign-in, and by which request.
func (tx *Tx) By() Attribution { return tx.by }

// Entry is the id of this transaction's entry in the record.
func (tx *Tx) Entry() int64 { return tx.entry }

// Handle is the plain transaction, for libraries that bring their own SQL (enqueueing a job).
func (tx *Tx) Handle() *sqlx.Tx { return tx.tx }

// About names what the action was about, such as "order:17", once its id is known.
func (tx *Tx) About(ctx context.Context, kind string, id int64) error {
	_, err := tx.Exec(ctx, `SELECT audit.set_object($1)`, fmt.Sprintf("%s:%d", kind, id))
	return err
}

// Get reads one row into dest; fault.NotFound when there is none.
func (tx *Tx) Get(ctx context.Context, dest any, query string, args ...any) error {
	count(ctx, query, args...)
	if s := tx.db.holding(query); s != nil {
		return translate(tx.tx.StmtxContext(ctx, s).GetContext(ctx, dest, args...))
	}
	tx.db.holdSoon(query)
	return translate(tx.tx.GetContext(ctx, dest, query, args...))
}

// Select reads all rows into dest, a pointer to a slice.
func (tx *Tx) Select(ctx context.Context, dest any, query string, args ...any) error {
	count(ctx, query, args...)
	if s := tx.db.holding(query); s != nil {
		return translate(tx.tx.StmtxContext(ctx, s).SelectContext(ctx, dest, args...))
	}
	tx.db.holdSoon(query)
	return translate(tx.tx.SelectContext(ctx, dest, query, args...))
}

// Rows reads a result row by row; the caller closes it before the next statement.
func (tx *Tx) Rows(ctx context.Context, query string, args ...any) (*sqlx.Rows, error) {
	count(ctx, query, args...)
	rows, err := tx.tx.QueryxContext(ctx, query, args...)
	return rows, translate(err)
}

// Exec runs one statement and tells how many rows it changed.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	count(ctx, query, args...)
	if s := tx.db.holding(query); s != nil {
		return affected(tx.tx.StmtxContext(ctx, s).ExecContext(ctx, args...))
	}
	tx.db.holdSoon(query)
	return affected(tx.tx.ExecContext(ctx, query, args...))
}

// Keep marks what was written so far as kept even when the action is refused afterwards: a consumed code, a counter.
func (tx *Tx) Keep(ctx context.Context) error {
	if tx.kept {
		_, err := tx.tx.ExecContext(ctx, `RELEASE SAVEPOINT kept; SAVEPOINT kept`)
		return translate(err)
	}
	tx.kept = true
	_, err := tx.tx.ExecContext(ctx, `SAVEPOINT kept`)
	return translate(err)
}

// refusal carries a fault out of fn; see Tx.Refuse.
type refusal struct{ fault *fault.Fault }

func (r *refusal) Error() string { return r.fault.Error() }
func (r *refusal) Unwrap() error { return r.fault }

// Refuse makes the result of a refused action: `return tx.Refuse(f)`. The record gets the refusal with f's code (or kind) as
// its cause, what was written before Keep stays, everything else is undone, and Transact returns f.
func (tx *Tx) Refuse(f *fault.Fault) error { return &refusal{fault: f} }

func (tx *Tx) commitRefusal(ctx context.Context, r *refusal) error {
	if _, err := tx.tx.ExecContext(ctx, `ROLLBACK TO SAVEPOINT kept`); err != nil {
		_ = tx.tx.Rollback()
		return translate(err)
	}
	return tx.refuse(ctx, r)
}

// recordRefusal writes the refusal as an entry of its own, after the action was rolled back whole.
func (db *DB) recordRefusal(ctx context.Context, actor Actor, action string, r *refusal) error {
	tx, err := db.begin(ctx, actor, action)
	if err != nil {
		return err
	}
	return tx.refuse(ctx, r)
}

func (tx *Tx) refuse(ctx context.Context, r *refusal) error {
	cause := r.fault.Code
	if cause == "" {
		cause = r.fault.Kind.String()
	}
	if _, err := tx.Exec(ctx, `SELECT audit.refuse($1, $2)`, cause, r.fault.Message); err != nil {
		_ = tx.tx.Rollback()
		return err
	}
	if err := tx.tx.Commit(); err != nil {
		return translate(err)
	}
	return r.fault
}
