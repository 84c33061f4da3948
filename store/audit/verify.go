package audit

import (
	"context"
	"database/sql"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"standin/store"
	"standin/store/fault"
)

// VerifyOptions is what Verify compares the record with.
type VerifyOptions struct {
	Verifiers note.Verifiers
	Outside   []Checkpoint            // kept elsewhere, in any order
	Progress  func(done, total int64) // entries; may be nil
}

// Verify reads the whole record in one snapshot, makes all leaves and the tree anew, and compares them with what is stored, with every
// signed checkpoint, and with those kept outside. The database handle may be the auditor's. The error is about reading; what is wrong
// with the record stands in the report.
func Verify(ctx context.Context, db *store.DB, o VerifyOptions) (r *Report, err error) {
	defer fault.Wrap(&err, "audit.Verify")
	tx, err := db.Handle().BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	v := &verifier{ctx: ctx, tx: tx, o: o, own: &frontier{}, waiting: map[int64]sealed{}, blamed: map[int64]bool{}}
	v.outside = slices.SortedFunc(slices.Values(o.Outside), func(a, b Checkpoint) int { return int(a.Size - b.Size) })
	return &v.report, v.run()
}

// verifier goes through the record in the order of entries, and through the tree in the order of leaves, which is nearly the same.
type verifier struct {
	ctx    context.Context //nolint:containedctx // lives for one call of Verify
	tx     *sql.Tx
	o      VerifyOptions
	report Report

	total   int64
	waiting map[int64]sealed // leaves whose turn has not come, by index
	blamed  map[int64]bool   // entries of which something is said already
	gone    erasedBy         // what erasures say that they took

	own     *frontier // the tree made of what the entries say now
	kept    *frontier // the tree made of the stored leaf hashes, where they differ; nil while they do not
	lost    bool      // neither is the signed one: nothing later can be judged by roots
	stretch stretch   // entries since the last checkpoint that agreed

	outside []Checkpoint
	agreed  int64 // size of the last outside checkpoint that agreed
}

// sealed is an entry's place in the tree, as made anew.
type sealed struct {
	entry int64
	hash  tlog.Hash
}

// stretch is a range of entries.
type stretch struct{ first, last int64 }

func (s *stretch) take(entry int64) {
	if s.first == 0 || entry < s.first {
		s.first = entry
	}
	s.last = max(s.last, entry)
}

func (v *verifier) run() error {
	if err := v.tx.QueryRowContext(v.ctx, countEntries).Scan(&v.total); err != nil {
		return err
	}
	if err := v.readErasures(); err != nil {
		return err
	}
	var after int64
	for {
		c, err := v.readChunk(after)
		if err != nil {
			return err
		}
		for i := range c.heads {
			v.judge(&c.heads[i])
		}
		if err := v.drain(); err != nil {
			return err
		}
		if v.o.Progress != nil {
			v.o.Progress(v.report.Entries, v.total)
		}
		if c.last {
			return v.finish()
		}
		after = c.heads[len(c.heads)-1].ID
	}
}

// judge compares one entry with its leaf's digest and makes its hash anew.
func (v *verifier) judge(e *verified) {
	v.report.Entries++
	if !e.index.Valid {
		if e.pending {
			v.report.Pending++
			return
		}
		v.blame(e.ID, "stands outside the tree: it was slipped in, or its leaf was removed")
		return
	}
	digest := e.digest
	if e.rows == 0 {
		digest = e.stored
		if !v.erased(e.ID) {
			v.blame(e.ID, "its payload is gone, and no entry says that it was erased")
		}
	} else if string(digest) != string(e.stored) {
		v.blame(e.ID, "what it says was altered: its payload is not the one that was sealed")
	}
	v.waiting[e.index.Int64] = sealed{e.ID, e.leafHash(digest)}
}

// blame names an entry once.
func (v *verifier) blame(entry int64, format string, args ...any) {
	if !v.blamed[entry] {
		v.blamed[entry] = true
		v.report.add(entry, entry, format, args...)
	}
}

// erased tells whether an entry of the record says that it erased this one, and counts.
func (v *verifier) erased(entry int64) bool {
	i, ok := v.gone.of(entry)
	if ok {
		v.report.Erasures[i].Count++
	}
	return ok
}

func (v *verifier) readErasures() error {
	rows, err := v.tx.QueryContext(v.ctx, erasures)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var by int64
		var object string
		if err := rows.Scan(&by, &object); err != nil {
			return err
		}
		if e, ok := v.gone.add(by, object, len(v.report.Erasures)); ok {
			v.report.Erasures = append(v.report.Erasures, e)
		}
	}
	v.gone.settle()
	return rows.Err()
}
