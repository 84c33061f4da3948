// Package custody looks after the record from the outside: how long its details are kept, what a legal hold keeps beyond that, what is
// erased and by whom, and where copies of its checkpoints go. It never removes anything itself; audit.erase does, and refuses.
package custody

import (
	"context"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Custody holds the database in which terms, holds and copies stand.
type Custody struct {
	db       *store.DB
	accounts *account.Accounts
}

// New looks after the record of a database; accounts take the codes.
func New(db *store.DB, accounts *account.Accounts) *Custody {
	return &Custody{db: db, accounts: accounts}
}

// Terms are how the record is kept now.
type Terms struct {
	Months   int // 0 while nobody has said for how long: then everything is kept
	Holds    []Hold
	Erasures []Erased
}

// Terms reads them, holds that were released included; it needs the right to read the record.
func (c *Custody) Terms(ctx context.Context, actor account.Actor) (t Terms, err error) {
	defer fault.Wrap(&err, "Custody.Terms")
	if err := actor.May(account.AuditRead); err != nil {
		return t, err
	}
	if t.Months, err = c.months(ctx, c.db); err != nil {
		return t, err
	}
	if err := c.db.Select(ctx, &t.Holds, selectHolds); err != nil {
		return t, err
	}
	err = c.db.Select(ctx, &t.Erasures, selectErasures)
	return t, err
}

// decide runs one decision of an administrator behind a fresh code; a fault of it is a refusal and stays in the record.
func (c *Custody) decide(ctx context.Context, actor account.Actor, action, code string, do func(tx *store.Tx) error) error {
	if err := actor.May(account.SettingsEdit); err != nil {
		return err
	}
	return c.db.Transact(ctx, actor, action, func(tx *store.Tx) error {
		err := c.accounts.ConsumeCode(ctx, tx, actor.ID, code)
		if err == nil {
			err = do(tx)
		}
		if f := fault.As(err); f != nil && f.Kind != fault.Internal && f.Kind != fault.Unavailable {
			return tx.Refuse(f)
		}
		return err
	})
}

// floorMonths is how long the record is kept at the least, whatever anybody sets: audit.erase holds to it, too.
const floorMonths = 12

// longest is a hundred years.
const longest = 1200

// reasonLimit bounds why something is decided, in characters.
const reasonLimit = 500

// Hold is a promise to keep: of one session, of all about one person, or of a stretch of time.
type Hold struct {
	PublicID      string     `db:"public_id"`
	Session       string     `db:"session"` // its public id
	Who           string     `db:"who"`     // of the session: who acted for whom
	Person        string     `db:"person"`
	From          *time.Time `db:"from_at"`
	Until         *time.Time `db:"until_at"` // exclusive
	Reason        string     `db:"reason"`
	SetBy         string     `db:"set_by"`
	SetAt         time.Time  `db:"set_at"`
	ReleasedBy    string     `db:"released_by"`
	ReleasedAt    *time.Time `db:"released_at"`
	ReleaseReason string     `db:"release_reason"`
}

// Stands tells whether the hold still keeps.
func (h Hold) Stands() bool { return h.ReleasedAt == nil }

// Erased is one erasure, as its entry tells.
type Erased struct {
	Entry  int64     `db:"entry"`
	At     time.Time `db:"at"`
	By     string    `db:"by"`     // empty for the daily job
	Ranges string    `db:"ranges"` // of entries, such as "3-5,9-9"
	Reason string    `db:"reason"` // empty once that was erased with time itself
	Rows   int       `db:"rows"`
}
