package custody_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"standin/store"
	"standin/store/account"
	"standin/store/audit"
	"standin/store/custody"
	"standin/store/embedpg"
	"standin/store/storetest"
)

// world is a shop with an administrator who has a second factor, and a sequencer.
type world struct {
	*storetest.DB
	t        testing.TB
	accounts *account.Accounts
	custody  *custody.Custody
	seq      *audit.Sequencer
	known    note.Verifiers
	root     account.Actor
}

// sealing is the one key of the test's second factors.
type sealing struct{}

func (sealing) TOTP() (string, []byte)          { return "test", make([]byte, 32) }
func (sealing) TOTPByID(string) ([]byte, error) { return make([]byte, 32), nil }

const secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

func newWorld(t testing.TB) *world {
	t.Helper()
	db := storetest.New(t)
	private, public, err := note.GenerateKey(rand.Reader, "standin")
	must(t, err)
	signer, err := note.NewSigner(private)
	must(t, err)
	verifier, err := note.NewVerifier(public)
	must(t, err)
	w := &world{DB: db, t: t, accounts: account.New(db.DB, sealing{}), known: note.VerifierList(verifier)}
	w.seq = audit.NewSequencer(db.Sequencer, audit.SequencerOptions{Shop: "test", Signer: signer, Verifiers: w.known})
	w.custody = custody.New(db.DB, w.accounts)
	w.root = w.staff("Ruth Root", account.Administrator)
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) staff(name string, role account.StaffRole) account.Actor {
	w.t.Helper()
	id, err := w.accounts.AddResident(w.t.Context(), account.Operator("test"), account.Resident{Staff: role, Secret: secret,
		NewPerson: account.NewPerson{Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.com", Password: "a long password of tests"}})
	must(w.t, err)
	p, err := w.accounts.ByID(w.t.Context(), id)
	must(w.t, err)
	return account.Self(p, 0)
}

// code is a code of the administrator's, not used before.
func (w *world) code() string {
	w.t.Helper()
	w.change(`UPDATE shop.totp SET last_step = 0`)
	code, err := account.Code(secret, get[time.Time](w, `SELECT shop.shop_now()`))
	must(w.t, err)
	return code
}

func (w *world) change(statement string, args ...any) {
	w.t.Helper()
	must(w.t, w.Transact(w.t.Context(), account.Operator("test"), "test.change", func(tx *store.Tx) error {
		_, err := tx.Exec(w.t.Context(), statement, args...)
		return err
	}))
}

// get reads one value as superuser.
func get[T any](w *world, query string, args ...any) (v T) {
	w.t.Helper()
	must(w.t, w.Owner.GetContext(w.t.Context(), &v, query, args...))
	return v
}

// event is an entry of somebody about something, with payload; it gives the entry's id.
func (w *world) event(actor store.Actor, object string) int64 {
	w.t.Helper()
	must(w.t, w.Record(w.t.Context(), actor, store.Event{Action: "test.event", Outcome: store.Viewed, Object: object, Detail: map[string]any{"saw": "a name"}}))
	return get[int64](w, `SELECT max(id) FROM audit.entry`)
}

// seal takes everything into the tree.
func (w *world) seal() {
	w.t.Helper()
	for {
		n, err := w.seq.Once(w.t.Context())
		must(w.t, err)
		if n == 0 {
			return
		}
	}
}

// months lets so many months pass.
func (w *world) months(n int) {
	w.t.Helper()
	now := get[time.Time](w, `SELECT shop.shop_now()`)
	w.Shift(w.t, now.AddDate(0, n, 0).Sub(now)+24*time.Hour)
}

func (w *world) verify() *audit.Report {
	w.t.Helper()
	r, err := audit.Verify(w.t.Context(), w.As(w.t, embedpg.Auditor), audit.VerifyOptions{Verifiers: w.known})
	must(w.t, err)
	return r
}

// kept tells whether an entry still has its details.
func (w *world) kept(entry int64) bool {
	w.t.Helper()
	return get[bool](w, `SELECT EXISTS (SELECT FROM audit.payload WHERE entry = $1)`, entry)
}

// session is a past session of the administrator for somebody, with one entry under it.
func (w *world) session(subject int64) (public string, entry int64) {
	w.t.Helper()
	var id int64
	must(w.t, w.Transact(w.t.Context(), account.Operator("test"), "test.session", func(tx *store.Tx) error {
		return tx.Get(w.t.Context(), &id, `
			WITH i AS (INSERT INTO web.sign_in (person_id, ends_at) VALUES ($1, shop.shop_now() + interval '1 day') RETURNING id)
			INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions, footprint,
			       reason, consent_kind, consent_text, expires_at, idle_minutes)
			SELECT $1, $2, i.id, 'administrator', 'shopper', r.id, '{}', 'act', '{}', 'end', 'why', 'none', 'told', shop.shop_now() + interval '30 minutes', 10
			  FROM i, (SELECT id FROM shop.impersonation_rule ORDER BY id LIMIT 1) r RETURNING id`, int64(w.root.ID), subject)
	}))
	entry = w.event(account.Actor{Kind: store.Person, ID: w.root.ID, Subject: account.SubjectID(subject), Session: id}, "")
	return get[string](w, `SELECT public_id FROM shop.impersonation_session WHERE id = $1`, id), entry
}
