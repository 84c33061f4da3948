package audit_test

import (
	"crypto/rand"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"standin/store"
	"standin/store/audit"
	"standin/store/storetest"
)

// tester is the actor of these tests.
type tester struct{}

func (tester) Attribution() store.Attribution {
	return store.Attribution{Kind: store.Operator, Name: "tester"}
}

// keys are one signing key and what checks it.
type keys struct {
	signer note.Signer
	known  note.Verifiers
}

func newKeys(t testing.TB) keys {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, "standin")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return keys{signer, note.VerifierList(verifier)}
}

// record is a database with its sequencer.
type record struct {
	*storetest.DB
	keys
	seq *audit.Sequencer
}

func newRecord(t testing.TB) *record {
	t.Helper()
	r := &record{DB: storetest.New(t), keys: newKeys(t)}
	r.seq = r.sequencer()
	// Migrations write entries too; here counting is easier without them.
	r.tamper(t, `DELETE FROM audit.pending`, `DELETE FROM audit.payload`, `DELETE FROM audit.entry`, `ALTER TABLE audit.entry ALTER id RESTART`)
	return r
}

func (r *record) sequencer() *audit.Sequencer {
	return audit.NewSequencer(r.Sequencer, audit.SequencerOptions{Shop: "test", Signer: r.signer, Verifiers: r.known})
}

// write makes n entries with a changed row each.
func (r *record) write(t testing.TB, n int) {
	t.Helper()
	for i := range n {
		err := r.Transact(t.Context(), tester{}, "test.write", func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO shop.setting (name, value) VALUES ('test', to_jsonb($1::int))
				ON CONFLICT (name) DO UPDATE SET value = excluded.value`, i)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// sequence takes everything that is pending.
func (r *record) sequence(t testing.TB) {
	t.Helper()
	for {
		n, err := r.seq.Once(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// tamper changes the record as superuser with all triggers off.
func (r *record) tamper(t testing.TB, statements ...string) {
	t.Helper()
	tx, err := r.Owner.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	for _, table := range []string{"entry", "payload", "leaf", "hash", "checkpoint"} {
		if _, err := tx.ExecContext(t.Context(), `ALTER TABLE audit.`+table+` DISABLE TRIGGER ALL`); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range statements {
		if _, err := tx.ExecContext(t.Context(), s); err != nil {
			t.Fatal(fmt.Errorf("%s: %w", s, err))
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

func count(t testing.TB, q store.Querier, query string, args ...any) (n int) {
	t.Helper()
	if err := q.Get(t.Context(), &n, query, args...); err != nil {
		t.Fatal(err)
	}
	return n
}
