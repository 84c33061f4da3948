package custody

import (
	"context"
	"fmt"

	"standin/store"
	"standin/store/account"
	"standin/store/audit"
	"standin/store/fault"
)

// atOnce bounds the entries of one erasure: each is one transaction, and names its ranges for ever.
const atOnce = 20_000

// Gone is what an erasure took.
type Gone struct {
	Entries int
	Rows    int64
	Younger int  // entries about the same person that are not twelve months old
	More    bool // there is more that could go: erase once more
}

// EraseRange removes the details of the entries first to last; it needs settings.edit, a fresh code and a reason. A legal hold
// refuses (fault.Conflict, code "legal_hold"), and so does the floor of twelve months (fault.Forbidden). fault.Invalid names the
// fields first, last and reason.
func (c *Custody) EraseRange(ctx context.Context, actor account.Actor, first, last int64, reason, code string) (g Gone, err error) {
	defer fault.Wrap(&err, "Custody.EraseRange(%d, %d)", first, last)
	if reason, err = parseReason(reason); err != nil {
		return g, err
	}
	if first < 1 || last < first || last-first >= atOnce {
		return g, fault.Field("last", "Name a first and a last entry, not before the first, and 20,000 at the most at once.")
	}
	err = c.decide(ctx, actor, audit.EraseAction, code, func(tx *store.Tx) error {
		if last >= tx.Entry() {
			return fault.Field("last", "There are not so many entries yet.")
		}
		g.Entries = int(last - first + 1)
		g.Rows, err = audit.Erase(ctx, tx, first, last, reason)
		return err
	})
	return g, err
}

// ErasePerson removes the details of what a person did, what was done for them and what is about them, as far as it is twelve months
// old. Needs and faults as EraseRange; fault.Invalid names the fields person and reason.
func (c *Custody) ErasePerson(ctx context.Context, actor account.Actor, email, reason, code string) (g Gone, err error) {
	defer fault.Wrap(&err, "Custody.ErasePerson")
	if reason, err = parseReason(reason); err != nil {
		return g, err
	}
	err = c.decide(ctx, actor, audit.EraseAction, code, func(tx *store.Tx) error {
		p, err := account.ByEmail(ctx, tx, email)
		if err != nil {
			return unknown(err, "person", "Nobody has this e-mail address.")
		}
		var ids []int64
		if ids, g, err = c.about(ctx, tx, p.ID); err != nil {
			return err
		}
		if len(ids) == 0 {
			return fault.Field("person", "Nothing in the record about this person is twelve months old and still has its details.")
		}
		g.Rows, err = audit.EraseEntries(ctx, tx, ids, reason)
		return err
	})
	return g, err
}

// about finds the entries of a person that may be erased.
func (c *Custody) about(ctx context.Context, tx *store.Tx, person account.ID) (ids []int64, g Gone, err error) {
	var found []struct {
		ID  int64 `db:"id"`
		Old bool  `db:"old"`
	}
	if err := tx.Select(ctx, &found, personsEntries, int64(person), tx.Now()); err != nil {
		return nil, g, err
	}
	for _, e := range found {
		switch {
		case !e.Old:
			g.Younger++
		case len(ids) == atOnce:
			g.More = true
		default:
			ids = append(ids, e.ID)
		}
	}
	g.Entries = len(ids)
	return ids, g, nil
}

// Expire erases the details of what is older than the months that were set, held entries left out, and tells of how many entries. A
// job calls it each day; it can be called again at any time.
func (c *Custody) Expire(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "Custody.Expire")
	months, err := c.months(ctx, c.db)
	if err != nil || months == 0 {
		return 0, err
	}
	reason := fmt.Sprintf("Older than %d months, as set for the whole record.", months)
	for after := int64(0); ; {
		due, last, err := c.due(ctx, months, after)
		if err != nil || last == 0 {
			return n, err
		}
		after = last
		if len(due) == 0 {
			continue
		}
		err = c.db.Transact(ctx, account.System("retention"), audit.EraseAction, func(tx *store.Tx) error {
			_, err := audit.EraseEntries(ctx, tx, due, reason)
			return err
		})
		if err != nil {
			return n, err
		}
		n += len(due)
	}
}

// due reads the next stretch of old entries that still have their details: those that may go, and the last of the stretch.
func (c *Custody) due(ctx context.Context, months int, after int64) (ids []int64, last int64, err error) {
	var found []struct {
		ID  int64 `db:"id"`
		Due bool  `db:"due"`
	}
	if err := c.db.Select(ctx, &found, dueEntries, months, after, atOnce); err != nil {
		return nil, 0, err
	}
	for _, e := range found {
		last = e.ID
		if e.Due {
			ids = append(ids, e.ID)
		}
	}
	return ids, last, nil
}
