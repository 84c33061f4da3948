package audit_test

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"standin/store"
	"standin/store/audit"
	"standin/store/embedpg"
	"standin/store/storetest"
)

func TestSequencer_EveryEntryBecomesALeafOnce(t *testing.T) {
	t.Parallel()
	r := newRecord(t)
	for _, n := range []int{1, 2, 7, 30} {
		r.write(t, n)
		r.sequence(t)
	}
	if n := count(t, r.Sequencer, `SELECT count(*) FROM audit.pending`); n != 0 {
		t.Errorf("%d entries still pending", n)
	}
	entries := count(t, r, `SELECT count(*) FROM audit.entry`)
	leaves := count(t, r, `SELECT count(DISTINCT entry) FROM audit.leaf WHERE index < $1`, entries)
	if leaves != entries {
		t.Errorf("%d leaves for %d entries", leaves, entries)
	}
	if n := count(t, r, `SELECT max(size) FROM audit.checkpoint`); n != entries {
		t.Errorf("the last checkpoint is over %d of %d", n, entries)
	}
}

// A row whose transaction began first and commits last has a lower id than what is a leaf already.
func TestSequencer_TakesWhatCommitsLate(t *testing.T) {
	t.Parallel()
	r := newRecord(t)
	begun, goOn, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		done <- r.Transact(t.Context(), tester{}, "test.late", func(tx *store.Tx) error {
			close(begun)
			<-goOn
			return nil
		})
	}()
	<-begun
	r.write(t, 3)
	r.sequence(t)
	close(goOn)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	r.sequence(t)
	late := count(t, r, `SELECT l.index FROM audit.leaf l JOIN audit.entry e ON e.id = l.entry WHERE e.action = 'test.late'`)
	if after := count(t, r, `SELECT max(index) FROM audit.leaf`); late != after {
		t.Errorf("the late entry is leaf %d of %d", late, after)
	}
	r.verifies(t)
}

func TestSequencer_SeveralAtOnce(t *testing.T) {
	t.Parallel()
	r := newRecord(t)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		seq := r.sequencer()
		wg.Go(func() {
			for {
				if _, err := seq.Once(t.Context()); err != nil {
					t.Error(err)
				}
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	var writers sync.WaitGroup
	for range 3 {
		writers.Go(func() { r.write(t, 40) })
	}
	writers.Wait()
	close(stop)
	wg.Wait()
	r.sequence(t)
	r.verifies(t)
}

func TestSequencer_SignsNothingOverAChangedTree(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"a hash of the frontier": `UPDATE audit.hash SET hash = sha256(hash) WHERE index = (SELECT max(index) FROM audit.hash)`,
		"the checkpoint's root":  `UPDATE audit.checkpoint SET root = sha256(root)`,
		"the signature":          `UPDATE audit.checkpoint SET note = replace(note, E'\n— ', E'\n— x')`,
		"rolled back":            `DELETE FROM audit.checkpoint WHERE size = (SELECT max(size) FROM audit.checkpoint)`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRecord(t)
			r.write(t, 5)
			r.sequence(t)
			r.write(t, 5)
			r.sequence(t)
			r.tamper(t, change)
			r.write(t, 1)
			if _, err := r.seq.Once(t.Context()); !errors.Is(err, audit.ErrTampered) {
				t.Errorf("went on: %v", err)
			}
			if n := count(t, r.Sequencer, `SELECT count(*) FROM audit.pending`); n != 1 {
				t.Errorf("%d pending, want the one that is not sealed", n)
			}
		})
	}
}

// Another process finds in the file what the database no longer has.
func TestSequencer_FileRemembersARollback(t *testing.T) {
	t.Parallel()
	r := newRecord(t)
	file := audit.NewFile(filepath.Join(t.TempDir(), "checkpoints"))
	opt := audit.SequencerOptions{Shop: "test", Signer: r.signer, Verifiers: r.known, File: file}
	r.seq = audit.NewSequencer(r.Sequencer, opt)
	r.write(t, 5)
	r.sequence(t)
	r.tamper(t, `DELETE FROM audit.checkpoint`, `DELETE FROM audit.leaf`, `DELETE FROM audit.hash`)
	r.write(t, 1)
	if _, err := audit.NewSequencer(r.Sequencer, opt).Once(t.Context()); !errors.Is(err, audit.ErrTampered) {
		t.Errorf("a new process went on: %v", err)
	}
}

func TestSequencer_TellsWhatChanged(t *testing.T) {
	t.Parallel()
	r := newRecord(t)
	told := make(chan store.Change, 10)
	go func() { _ = store.Listen(t.Context(), r.URL(embedpg.App), func(c store.Change) { told <- c }) }()
	if c := next(t, told); !c.All {
		t.Errorf("at the start: %v", c)
	}
	id := storetest.Person(t, r.DB, "Mara Lind")
	r.sequence(t)
	if c := next(t, told); c.All || !c.Touches("shop.person", id) || c.Touches("shop.person", id+1) || c.TouchesTable("shop.setting") {
		t.Errorf("after a change: %v", c)
	}
	_, err := r.Owner.ExecContext(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`)
	if err != nil {
		t.Fatal(err)
	}
	if c := next(t, told); !c.All {
		t.Errorf("after the connection was lost: %v", c)
	}
}

func next(t *testing.T, told <-chan store.Change) store.Change {
	t.Helper()
	select {
	case c := <-told:
		return c
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was told")
		return store.Change{}
	}
}
