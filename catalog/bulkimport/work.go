package bulkimport

import (
	"context"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
)

// WorkArgs names a run to be written.
type WorkArgs struct {
	Run RunID `json:"run"`
}

// Kind names the sort of job.
func (WorkArgs) Kind() string { return "import.work" }

// ResumeArgs asks for runs that a crash left behind.
type ResumeArgs struct{}

// Kind names the sort of job.
func (ResumeArgs) Kind() string { return "import.resume" }

// Jobs tells a plan what this room does in the background.
func (im *Imports) Jobs(p *job.Plan) {
	job.Register(p, im.Work)
	job.Register(p, im.Resume)
	job.Register(p, im.FetchPictures)
	job.Register(p, im.FetchPicture)
	job.Register(p, im.Sweep)
	p.Every(time.Minute, ResumeArgs{})
	p.Every(time.Minute, PicturesArgs{})
	p.Every(time.Hour, SweepArgs{})
}

// Work writes a committed run, batch by batch of whole products, each batch one transaction under the run's grant. It may be
// killed at any place and begun again: what is written is known in the same transaction.
func (im *Imports) Work(ctx context.Context, args WorkArgs) (err error) {
	defer fault.Wrap(&err, "Imports.Work(%d)", args.Run)
	run := &Run{}
	if err := im.db.Get(ctx, run, runSQL+` WHERE i.id = $1`, args.Run); err != nil || run.State != Committing {
		return err
	}
	src, err := im.source(ctx, run)
	if err != nil {
		return err
	}
	w := &working{Imports: im, run: run, src: src}
	return w.all(ctx)
}

// Resume takes up the runs that no job works on any more.
func (im *Imports) Resume(ctx context.Context, _ ResumeArgs) (err error) {
	defer fault.Wrap(&err, "Imports.Resume")
	var runs []RunID
	if err := im.db.Select(ctx, &runs, `SELECT id FROM shop.import_run WHERE state = 'committing' ORDER BY id`); err != nil {
		return err
	}
	for _, id := range runs {
		if err := im.Work(ctx, WorkArgs{Run: id}); err != nil {
			return err
		}
	}
	return nil
}

// working is one go at a run.
type working struct {
	*Imports
	run     *Run
	src     *source
	singles int // products still to be written one by one, after a batch was refused
}

func (w *working) all(ctx context.Context) error {
	for {
		size := batchProducts
		if w.singles > 0 {
			w.singles--
			size = 1
		}
		more, err := w.batch(ctx, size)
		switch f := fault.As(err); {
		case err == nil && more:
		case err == nil:
			return w.end(ctx, Done, "")
		case f != nil && f.Code == codeBusy:
			return nil
		case f != nil && f.Code == codeEnded:
			return w.end(ctx, Stopped, f.Message)
		case f != nil && f.Code == "session_ended":
			return w.end(ctx, Stopped, w.whyEnded(ctx))
		case !refused(err):
			return err
		case size > 1:
			w.singles = batchProducts
		default:
			if err := w.fail(ctx, whyRefused(err)); err != nil {
				return err
			}
		}
	}
}

// refused tells whether a batch failed for what is in it, so that its products are to be tried one by one.
func refused(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || store.Constraint(err) != ""
}

func whyRefused(err error) string {
	if f := fault.As(err); f != nil {
		return f.Message
	}
	return "The shop could not store this product. Check its values against the others."
}

// Marks of faults that end the work on a run.
const (
	codeEnded = "grant_ended" // the run stops after what is written
	codeBusy  = "run_busy"    // another worker is at it
)

// actor is who the job works for: the person who committed, or whom they acted for, as the grant says.
func (w *working) actor() account.Actor {
	switch {
	case w.run.Session != 0:
		a := account.System("import")
		a.ID, a.Subject, a.Session, a.Capacity = w.run.Actor, w.run.Subject, w.run.Session, account.ForVendor(w.run.Vendor)
		return a
	case w.run.Actor != 0:
		return account.Actor{Kind: store.Person, ID: w.run.Actor, Capacity: account.ForVendor(w.run.Vendor)}
	}
	return account.System("import")
}

// end closes the run, and its grant where it is still open, in the name of the job: the grant's own end needs no grant.
func (w *working) end(ctx context.Context, state State, cause string) error {
	return w.db.Transact(ctx, account.System("import"), "import.end", func(tx *store.Tx) error {
		if err := tx.About(ctx, "import", int64(w.run.ID)); err != nil {
			return err
		}
		var open bool
		if err := tx.Get(ctx, &open, openProductsSQL, w.run.Upload); err != nil {
			return err
		}
		if !open { // it stopped with nothing left to do
			state, cause = Done, ""
		}
		if _, err := tx.Exec(ctx, closeRunSQL, w.run.ID, state, cause, tx.Now()); err != nil {
			return err
		}
		because := "done"
		if state == Stopped {
			because = "stopped"
		}
		_, err := tx.Exec(ctx, closeGrantSQL, w.run.Grant, because)
		return err
	})
}
