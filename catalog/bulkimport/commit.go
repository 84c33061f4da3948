package bulkimport

import (
	"bytes"
	"context"
	"encoding/hex"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
)

// grantLife is how long a job may go on after the click, at the most.
const grantLife = 2 * time.Hour

// Hash is the fingerprint of the comparison, as the commit form carries it.
func (r *Run) Hash() string { return hex.EncodeToString(r.DiffHash) }

// Commit has a job write what the comparison shows. shown is the fingerprint of the comparison that was on the screen: when the
// shop has changed since, the comparison is made anew and the answer is fault.Conflict with code "diff_changed". The job works
// under a grant in the name of the actor (and whom they act for), which outlives neither two hours nor what voids it.
func (im *Imports) Commit(ctx context.Context, actor account.Actor, vendor account.VendorID, publicID, shown string) (err error) {
	defer fault.Wrap(&err, "Imports.Commit(%d, %q)", vendor, publicID)
	if err := desk(actor, vendor, account.CatalogImport); err != nil {
		return err
	}
	run, err := im.read(ctx, im.db, vendor, publicID)
	if err != nil {
		return err
	}
	switch {
	case run.State != Checked:
		return fault.New(fault.Conflict, "This upload has been committed already. Its page shows how far it is.").WithCode("already_committed")
	case run.Writes() == 0:
		return fault.New(fault.Conflict, "This upload would change nothing, so there is nothing to commit.").WithCode("nothing_to_do")
	}
	if err := im.recheck(ctx, actor, run, shown); err != nil {
		return err
	}
	return im.grant(ctx, actor, run)
}

// recheck compares once more. What was on the screen must be what is stored, and what is stored must still be true.
func (im *Imports) recheck(ctx context.Context, actor account.Actor, run *Run, shown string) error {
	src, err := im.source(ctx, run)
	if err != nil {
		return err
	}
	now, err := im.compare(ctx, src, false)
	if err != nil {
		return err
	}
	if bytes.Equal(now, run.DiffHash) && shown == run.Hash() {
		return nil
	}
	if err := im.look(ctx, run); err != nil {
		return err
	}
	err = im.db.Transact(ctx, actor, "import.recheck", func(tx *store.Tx) error {
		if err := tx.About(ctx, "import", int64(run.ID)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, recheckedSQL, run.ID, run.Creates, run.Updates, run.Unchanged, run.Held, run.HeldRows, run.DiffHash)
		return err
	})
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "The shop has changed since this comparison was made. Look at the new one, then commit.").WithCode("diff_changed")
}

// grant hands the run to a job.
func (im *Imports) grant(ctx context.Context, actor account.Actor, run *Run) error {
	return im.db.Transact(ctx, actor, "import.commit", func(tx *store.Tx) error {
		if err := tx.About(ctx, "import", int64(run.ID)); err != nil {
			return err
		}
		var locked Run
		if err := tx.Get(ctx, &locked, lockRunSQL, run.ID); err != nil {
			return err
		}
		if locked.State != Checked || !bytes.Equal(locked.DiffHash, run.DiffHash) {
			return fault.New(fault.Conflict, "This upload has just been committed from another window.").WithCode("already_committed")
		}
		a := actor.Attribution()
		if actor.Kind != store.Person {
			a.Actor = 0
		}
		var grant int64
		err := tx.Get(ctx, &grant, insertGrantSQL, a.Actor, a.Subject, a.Session, run.Vendor, string(account.CatalogImport), run.DiffHash,
			tx.Now(), tx.Now().Add(grantLife))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, beginRunSQL, run.ID, grant, tx.Now()); err != nil {
			return err
		}
		return job.Enqueue(ctx, tx, WorkArgs{Run: run.ID})
	})
}
