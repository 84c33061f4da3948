package bulkimport

import (
	"context"
	"strings"

	"standin/catalog"
	"standin/store"
	"standin/store/fault"
)

// shownProduct is what the comparison said of a product.
type shownProduct struct {
	Seq     int64   `db:"seq"`
	Handle  string  `db:"handle"`
	Hash    []byte  `db:"hash"`
	Outcome Outcome `db:"outcome"`
	Rows    int     `db:"rows"`
}

// batch writes the next products, all of them or, when anything stands in the way, none. It tells whether there may be more.
func (w *working) batch(ctx context.Context, size int) (more bool, err error) {
	err = w.db.Transact(ctx, w.actor(), "import.batch", func(tx *store.Tx) error {
		more = false // the transaction may be run anew
		if err := tx.About(ctx, "import", int64(w.run.ID)); err != nil {
			return err
		}
		if err := w.holdGrant(ctx, tx); err != nil {
			return err
		}
		shown, err := w.next(ctx, tx, size)
		if err != nil || len(shown) == 0 {
			return err
		}
		more = true
		return w.write(ctx, tx, shown)
	})
	return more, err
}

// holdGrant locks the run's grant until the commit, so that its end comes before the batch or after it.
func (w *working) holdGrant(ctx context.Context, tx *store.Tx) error {
	var g struct {
		Open  bool   `db:"open"`
		Cause string `db:"cause"`
	}
	if err := tx.Get(ctx, &g, openGrantSQL, w.run.Grant); err != nil {
		return err
	}
	if !g.Open {
		return fault.New(fault.Conflict, sentenceOf(g.Cause)).WithCode(codeEnded)
	}
	return nil
}

// next takes the run for this batch and tells what is to be written now.
func (w *working) next(ctx context.Context, tx *store.Tx, size int) ([]shownProduct, error) {
	var locked Run
	switch err := tx.Get(ctx, &locked, takeRunSQL, w.run.ID); {
	case fault.Is(err, fault.NotFound):
		return nil, fault.New(fault.Conflict, "Another worker writes this upload.").WithCode(codeBusy)
	case err != nil:
		return nil, err
	}
	if locked.State != Committing {
		return nil, fault.New(fault.Conflict, "The upload was stopped.").WithCode(codeEnded)
	}
	var seqs []int64
	if err := tx.Select(ctx, &seqs, nextSeqsSQL, w.run.Upload, size); err != nil || len(seqs) == 0 {
		return nil, err
	}
	var shown []shownProduct
	return shown, tx.Select(ctx, &shown, shownSQL, w.run.Upload, store.Array(seqs))
}

// write compares once more, under lock, and saves what comes out as it was shown.
func (w *working) write(ctx context.Context, tx *store.Tx, shown []shownProduct) error {
	if err := w.lock(ctx, tx, shown); err != nil {
		return err
	}
	seqs := make([]int64, len(shown))
	for i, s := range shown {
		seqs[i] = s.Seq
	}
	products, err := w.src.load(ctx, tx, seqs)
	if err != nil {
		return err
	}
	steps, err := w.plan(ctx, tx, w.src, products)
	if err != nil {
		return err
	}
	o := newOutcomes(len(shown))
	var save []catalog.Product
	for i := range steps {
		if steps[i].same(shown[i].Hash) {
			o.written(shown[i])
			save = append(save, steps[i].Product)
		} else {
			o.failed(shown[i], "The product changed in the shop while this upload was being written. Upload it again to see what is left.")
		}
	}
	if _, err := w.products.SaveProducts(ctx, tx, w.run.Vendor, save); err != nil {
		return err
	}
	return o.save(ctx, tx, w.run)
}

func (w *working) lock(ctx context.Context, tx *store.Tx, shown []shownProduct) error {
	handles := make([]string, len(shown))
	for i, s := range shown {
		handles[i] = s.Handle
	}
	var locked []int64
	for _, statement := range []string{lockStocksSQL, lockProductsSQL} {
		if err := tx.Select(ctx, &locked, statement, w.run.Vendor, store.Array(handles)); err != nil {
			return err
		}
	}
	return nil
}

// fail marks the next product, which the catalog would not take, and leaves it out.
func (w *working) fail(ctx context.Context, why string) error {
	return w.db.Transact(ctx, w.actor(), "import.hold", func(tx *store.Tx) error {
		if err := w.holdGrant(ctx, tx); err != nil {
			return err
		}
		shown, err := w.next(ctx, tx, 1)
		if err != nil || len(shown) == 0 {
			return err
		}
		o := newOutcomes(1)
		o.failed(shown[0], why)
		return o.save(ctx, tx, w.run)
	})
}

// outcomes are what came of a batch.
type outcomes struct {
	seqs                            []int64
	results, messages               []string
	rows, created, updated, notDone int
}

func newOutcomes(n int) *outcomes { return &outcomes{seqs: make([]int64, 0, n)} }

func (o *outcomes) add(s shownProduct, r Result, message string) {
	o.seqs, o.results, o.messages = append(o.seqs, s.Seq), append(o.results, string(r)), append(o.messages, message)
	o.rows += s.Rows
}

func (o *outcomes) written(s shownProduct) {
	o.add(s, Written, "")
	if s.Outcome == Create {
		o.created++
	} else {
		o.updated++
	}
}

func (o *outcomes) failed(s shownProduct, why string) {
	o.add(s, Failed, why)
	o.notDone++
}

func (o *outcomes) save(ctx context.Context, tx *store.Tx, run *Run) error {
	if _, err := tx.Exec(ctx, resultsSQL, run.Upload, store.Array(o.seqs), store.Array(o.results), store.Array(o.messages)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, progressSQL, run.ID, o.rows, o.created, o.updated, o.notDone)
	return err
}

// sentenceOf says why a grant ended.
func sentenceOf(cause string) string {
	switch cause {
	case "stopped":
		return "Somebody stopped the upload."
	case "expired":
		return "The two hours an upload may take were over."
	case "actor_revoked":
		return "Who committed the upload may no longer do so."
	case "subject_changed":
		return "The person it was committed for no longer works here."
	}
	return "The session in which it was committed ended (" + strings.ReplaceAll(cause, "_", " ") + ")."
}

// whyEnded says why the database refused the job's writes.
func (w *working) whyEnded(ctx context.Context) string {
	var cause string
	if err := w.db.Get(ctx, &cause, `SELECT coalesce(g.end_cause, i.end_cause, 'expired')
		FROM shop.job_grant g LEFT JOIN shop.impersonation_session i ON i.id = g.session_id WHERE g.id = $1`, w.run.Grant); err != nil {
		cause = "over"
	}
	return sentenceOf(cause)
}
