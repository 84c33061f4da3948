package bulkimport

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// ByPublicID is a run of a vendor, for the people at that vendor's desk. Another vendor's is fault.NotFound.
func (im *Imports) ByPublicID(ctx context.Context, actor account.Actor, vendor account.VendorID, publicID string) (_ *Run, err error) {
	defer fault.Wrap(&err, "Imports.ByPublicID(%d, %q)", vendor, publicID)
	if err := desk(actor, vendor, account.CatalogView); err != nil {
		return nil, err
	}
	return im.read(ctx, im.db, vendor, publicID)
}

func (im *Imports) read(ctx context.Context, q store.Querier, vendor account.VendorID, publicID string) (*Run, error) {
	run := &Run{}
	return run, q.Get(ctx, run, runSQL+` WHERE i.vendor_id = $1 AND i.public_id = $2`, vendor, publicID)
}

// List is a vendor's newest runs before one (0 for the newest of all), for the people at its desk.
func (im *Imports) List(ctx context.Context, actor account.Actor, vendor account.VendorID, before RunID, limit int) (_ []Run, err error) {
	defer fault.Wrap(&err, "Imports.List(%d)", vendor)
	if err := desk(actor, vendor, account.CatalogView); err != nil {
		return nil, err
	}
	var runs []Run
	return runs, im.db.Select(ctx, &runs, runSQL+` WHERE i.vendor_id = $1 AND ($2 = 0 OR i.id < $2) ORDER BY i.id DESC LIMIT $3`, vendor, before, limit)
}

// Latest is the newest run of each of the vendors that has one: for who looks after them. It asks for no permission: the caller
// knows whose they are.
func (im *Imports) Latest(ctx context.Context, vendors []account.VendorID) (_ map[account.VendorID]Run, err error) {
	defer fault.Wrap(&err, "Imports.Latest")
	var runs []Run
	if err := im.db.Select(ctx, &runs, runSQL+` WHERE i.id = ANY (ARRAY(SELECT max(id) FROM shop.import_run WHERE vendor_id = ANY ($1) GROUP BY vendor_id))`,
		idArray(vendors)); err != nil {
		return nil, err
	}
	out := make(map[account.VendorID]Run, len(runs))
	for _, r := range runs {
		out[r.Vendor] = r
	}
	return out, nil
}

// SessionRun is a run that was committed under an impersonation session.
type SessionRun struct {
	Run
	Over bool `db:"over"` // its grant has ended: no further batch is written
}

// GoesOn tells whether the run is still being written, and will be.
func (r SessionRun) GoesOn() bool { return r.State == Committing && !r.Over }

// OfSession are the runs that were committed under an impersonation session, the newest first: for its actor. It asks for no
// permission: the caller knows whose session it is.
func (im *Imports) OfSession(ctx context.Context, session int64) (runs []SessionRun, err error) {
	defer fault.Wrap(&err, "Imports.OfSession(%d)", session)
	return runs, im.db.Select(ctx, &runs, `SELECT i.*, g.ended_at IS NOT NULL AS over FROM (`+runSQL+`) i
		JOIN shop.job_grant g ON g.id = i.grant_id WHERE g.session_id = $1 ORDER BY i.id DESC LIMIT 10`, session)
}

// Mend is one thing to mend in the file of a run.
type Mend struct {
	Run     RunID  `db:"run"`
	Row     int    `db:"row"`
	Column  string `db:"column"`
	Message string `db:"message"`
}

// ToMend are the first few mistakes in the files of runs, by run: for who looks after the vendors. It asks for no permission: the
// caller knows whose they are. Those of an old file have been swept away.
func (im *Imports) ToMend(ctx context.Context, runs []RunID, each int) (_ map[RunID][]Mend, err error) {
	defer fault.Wrap(&err, "Imports.ToMend")
	var list []Mend
	if err := im.db.Select(ctx, &list, toMendSQL, idArray(runs), each); err != nil {
		return nil, err
	}
	out := map[RunID][]Mend{}
	for _, m := range list {
		out[m.Run] = append(out[m.Run], m)
	}
	return out, nil
}

// Planned is one product of a run with what the file does to it.
type Planned struct {
	Seq      int     `db:"seq"`
	Handle   string  `db:"handle"`
	Title    string  `db:"title"`
	Outcome  Outcome `db:"outcome"`
	Rows     int     `db:"rows"`
	Result   Result  `db:"result"`
	Message  string  `db:"message"`
	FirstRow int     `db:"first_row"`
	Each     []PlannedRow
	Changes  []Change
	Problems []Problem
}

// PlannedRow is one row of a product, by its number in the file.
type PlannedRow struct {
	Number int
	Kind   Kind
}

// Result is what came of a product that was to be written.
type Result string

// The results. A product without one was not come to yet.
const (
	Written Result = "written"
	Failed  Result = "failed" // held back at the last moment; Message says why
)

// Products lists a run's products of one outcome after a place in the file, with their changes and problems.
func (im *Imports) Products(ctx context.Context, run *Run, o Outcome, after, limit int) (_ []Planned, err error) {
	defer fault.Wrap(&err, "Imports.Products(%d)", run.ID)
	var list []Planned
	if err := im.db.Select(ctx, &list, plannedSQL, run.Upload, o, after, limit); err != nil {
		return nil, err
	}
	return list, im.details(ctx, run.Upload, list)
}

func (im *Imports) details(ctx context.Context, upload int64, list []Planned) error {
	at := make(map[int]*Planned, len(list))
	seqs := make([]int, len(list))
	for i := range list {
		at[list[i].Seq], seqs[i] = &list[i], list[i].Seq
	}
	var rows []struct {
		Seq int
		PlannedRow
	}
	if err := im.db.Select(ctx, &rows, plannedRowsSQL, upload, idArray(seqs)); err != nil {
		return err
	}
	for _, r := range rows {
		at[r.Seq].Each = append(at[r.Seq].Each, r.PlannedRow)
	}
	return im.findings(ctx, upload, seqs, at)
}

func (im *Imports) findings(ctx context.Context, upload int64, seqs []int, at map[int]*Planned) error {
	var changes []struct {
		Seq int `db:"seq"`
		Change
	}
	if err := im.db.Select(ctx, &changes, changesSQL, upload, idArray(seqs)); err != nil {
		return err
	}
	for _, c := range changes {
		at[c.Seq].Changes = append(at[c.Seq].Changes, c.Change)
	}
	var problems []struct {
		Seq int `db:"seq"`
		Problem
	}
	if err := im.db.Select(ctx, &problems, problemsSQL, upload, idArray(seqs)); err != nil {
		return err
	}
	for _, p := range problems {
		at[p.Seq].Problems = append(at[p.Seq].Problems, p.Problem)
	}
	return nil
}

// ToWrite is how many rows the run's job has to deal with in all.
func (im *Imports) ToWrite(ctx context.Context, run *Run) (n int, err error) {
	defer fault.Wrap(&err, "Imports.ToWrite(%d)", run.ID)
	err = im.db.Get(ctx, &n, `SELECT coalesce(sum(rows), 0) FROM staging.import_product WHERE upload_id = $1 AND outcome IN ('create', 'update')`, run.Upload)
	return n, err
}

// Warnings lists what was noticed in a run and holds nothing back.
func (im *Imports) Warnings(ctx context.Context, run *Run, limit int) (_ []Problem, err error) {
	defer fault.Wrap(&err, "Imports.Warnings(%d)", run.ID)
	var list []Problem
	return list, im.db.Select(ctx, &list, warningsSQL, run.Upload, limit)
}
