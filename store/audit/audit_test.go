package audit_test

import (
	"crypto/rand"
	"fmt"
	"slices"
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
	line   string // of the public key
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
	return keys{signer, note.VerifierList(verifier), public}
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

// write makes n entries with a changed row each, many in one round trip: to the record each is a transaction's of its own.
func (r *record) write(t testing.TB, n int) {
	t.Helper()
	const most = 200 // one row's many versions slow down the transaction that makes them
	for ; n > 0; n -= most {
		_, err := r.Handle().ExecContext(t.Context(), fmt.Sprintf(`DO $$ BEGIN
			FOR i IN 1..%d LOOP
				PERFORM audit.open('operator', 0, 0, 0, 'test.write', '', '{"name": "tester", "request": {"path": "/cart/lines", "ip": "198.51.100.7"}}');
				INSERT INTO shop.setting (name, value) VALUES ('test', to_jsonb(i)) ON CONFLICT (name) DO UPDATE SET value = to_jsonb(random());
				PERFORM set_config('audit.entry', '', true);
			END LOOP;
		END $$`, min(n, most)))
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
	var off, on []string
	for _, table := range []string{"entry", "payload", "leaf", "hash", "checkpoint"} {
		off = append(off, `ALTER TABLE audit.`+table+` DISABLE TRIGGER ALL`)
		on = append(on, `ALTER TABLE audit.`+table+` ENABLE ALWAYS TRIGGER keep`, `ALTER TABLE audit.`+table+` ENABLE ALWAYS TRIGGER keep_all`)
	}
	for _, s := range slices.Concat(off, statements, on) {
		if _, err := tx.ExecContext(t.Context(), s); err != nil {
			t.Fatal(fmt.Errorf("%s: %w", s, err))
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// save keeps a copy of the record; the function it returns brings it back.
func (r *record) save(t testing.TB) (restore func()) {
	t.Helper()
	var copies, back []string
	for _, table := range []string{"entry", "payload", "pending", "leaf", "hash", "checkpoint"} {
		copies = append(copies, `CREATE TABLE saved_`+table+` AS TABLE audit.`+table)
		back = append(back, `TRUNCATE audit.`+table, `INSERT INTO audit.`+table+` OVERRIDING SYSTEM VALUE SELECT * FROM saved_`+table)
	}
	r.tamper(t, copies...)
	return func() { r.tamper(t, back...) }
}

func count(t testing.TB, q store.Querier, query string, args ...any) (n int) {
	t.Helper()
	if err := q.Get(t.Context(), &n, query, args...); err != nil {
		t.Fatal(err)
	}
	return n
}
