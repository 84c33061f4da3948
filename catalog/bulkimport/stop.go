package bulkimport

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Stop ends a run after the batch that is being written. What is written stays, and the run says what was not begun. Stopping
// what has ended changes nothing.
func (im *Imports) Stop(ctx context.Context, actor account.Actor, vendor account.VendorID, publicID string) (err error) {
	defer fault.Wrap(&err, "Imports.Stop(%d, %q)", vendor, publicID)
	if err := desk(actor, vendor, account.CatalogImport); err != nil {
		return err
	}
	run, err := im.read(ctx, im.db, vendor, publicID)
	if err != nil || run.State != Committing {
		return err
	}
	return im.db.Transact(ctx, actor, "import.stop", func(tx *store.Tx) error {
		if err := tx.About(ctx, "import", int64(run.ID)); err != nil {
			return err
		}
		// The grant before the run, in the order in which a batch takes them.
		if _, err := tx.Exec(ctx, closeGrantSQL, run.Grant, "stopped"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, closeRunSQL, run.ID, Stopped, sentenceOf("stopped"), tx.Now())
		return err
	})
}
