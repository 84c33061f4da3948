package bulkimport

import (
	"context"

	"standin/store/fault"
)

// SweepArgs asks for staged rows that nobody needs any more.
type SweepArgs struct{}

// Kind names the sort of job.
func (SweepArgs) Kind() string { return "import.sweep" }

// keepRows is how long the rows of an upload can be looked at; its counts stay in the history.
const keepRows = "30 days"

const sweepSQL = `
	DELETE FROM staging.upload u WHERE u.created_at < shop.shop_now() - interval '1 hour' AND NOT EXISTS (
	  SELECT FROM shop.import_run i WHERE i.upload_id = u.id
	    AND (i.state = 'committing' OR i.created_at > shop.shop_now() - interval '` + keepRows + `'))`

// Sweep clears the rows of uploads that came to nothing, and of those that are older than 30 days.
func (im *Imports) Sweep(ctx context.Context, _ SweepArgs) (err error) {
	defer fault.Wrap(&err, "Imports.Sweep")
	_, err = im.db.Exec(ctx, sweepSQL)
	return err
}
