package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"standin/store"
	"standin/store/fault"
)

// batch bounds the entries of one checkpoint, and so the memory one pass takes.
const batch = 5000

// Sequencer puts committed entries into the tree, signs what the tree has become, and tells listeners what changed: once a
// second, one transaction each. Of several on one database one works at a time.
type Sequencer struct {
	db     *store.DB
	origin string
	signer note.Signer
	known  note.Verifiers
	file   *File
	log    *slog.Logger

	mu   sync.Mutex
	last Checkpoint // newest this process knows to be true
	err  error      // why the last pass failed
}

// SequencerOptions is what a Sequencer needs besides its database.
type SequencerOptions struct {
	Shop      string // the shop's name, for the checkpoints' origin
	Signer    note.Signer
	Verifiers note.Verifiers
	File      *File // where checkpoints are kept outside the database; may be nil
	Log       *slog.Logger
}

// ErrTampered says that the tree in the database is not the one that was signed: nothing is added to it any more.
var ErrTampered = errors.New("the record in the database is not the one that was signed; run `shop audit verify`")

// NewSequencer makes a sequencer that works as the role standin_sequencer.
func NewSequencer(db *store.DB, o SequencerOptions) *Sequencer {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Sequencer{db: db, origin: Origin(o.Shop), signer: o.Signer, known: o.Verifiers, file: o.File, log: o.Log}
}

// Origin is the first line of a shop's checkpoints.
func Origin(shop string) string { return "standin/" + shop }

// Run works until ctx ends.
func (s *Sequencer) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var day time.Time
	for {
		if time.Since(day) > 24*time.Hour {
			if _, err := s.db.Exec(ctx, ensurePartitions); err == nil {
				day = time.Now()
			}
		}
		s.work(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// work takes all there is, and notes how it went.
func (s *Sequencer) work(ctx context.Context) {
	for {
		n, err := s.Once(ctx)
		s.note(ctx, err)
		if err != nil || n < batch {
			return
		}
	}
}

func (s *Sequencer) note(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	before := s.err
	s.err = err
	s.mu.Unlock()
	if err != nil && (before == nil || before.Error() != err.Error()) {
		s.log.ErrorContext(ctx, "the record's tree does not grow", "error", err)
	}
}

// Err is why the last pass failed; nil when it did not.
func (s *Sequencer) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// Once adds what is pending, up to a bound, and returns how many entries that were. It fails with ErrTampered when the tree in the
// database is not the one last signed.
func (s *Sequencer) Once(ctx context.Context) (n int, err error) {
	defer fault.Wrap(&err, "Sequencer.Once")
	tx, err := s.db.Handle().BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	ids, err := take(ctx, tx)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	next, signed, err := s.grow(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	if err := tx.Commit(); err != nil {
		return 0, err
	}
	s.remember(next)
	return len(ids), s.file.Append(next, signed)
}

func (s *Sequencer) remember(c Checkpoint) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = c
}

func take(ctx context.Context, tx *sql.Tx) (ids []int64, err error) {
	rows, err := tx.QueryContext(ctx, takePending, batch)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// grow adds the entries to the tree and signs it.
func (s *Sequencer) grow(ctx context.Context, tx *sql.Tx, ids []int64) (next Checkpoint, signed []byte, err error) {
	hashes := &storedHashes{ctx: ctx, q: tx}
	last, err := s.trusted(ctx, tx, hashes)
	if err != nil {
		return next, nil, err
	}
	b, err := readBatch(ctx, tx, ids)
	if err != nil {
		return next, nil, err
	}
	hashes.first = tlog.StoredHashCount(last.Size)
	for i, h := range b.heads {
		added, err := tlog.StoredHashesForRecordHash(last.Size+int64(i), h.leafHash(b.digests[i]), hashes)
		if err != nil {
			return next, nil, err
		}
		hashes.fresh = append(hashes.fresh, added...)
	}
	next = Checkpoint{Origin: s.origin, Size: last.Size + int64(len(b.heads))}
	if next.Root, err = tlog.TreeHash(next.Size, hashes); err != nil {
		return next, nil, err
	}
	if signed, err = next.Sign(s.signer); err != nil {
		return next, nil, fmt.Errorf("sign the checkpoint: %w", err)
	}
	_, err = tx.ExecContext(ctx, appendLeaves, last.Size, array(b.ids()), b.joinedDigests(), hashes.first, join(hashes.fresh),
		next.Root[:], string(signed), b.changed.String())
	return next, signed, err
}
