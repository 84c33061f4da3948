package impersonation_test

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
	"standin/store/storetest"
)

// world is a shop with acting switched on, in which people can sign in and have a second factor.
type world struct {
	*storetest.DB
	t        testing.TB
	accounts *account.Accounts
	sessions *impersonation.Sessions
}

// sealing is the one key of the test's second factors.
type sealing struct{}

func (sealing) TOTP() (string, []byte)          { return "test", make([]byte, 32) }
func (sealing) TOTPByID(string) ([]byte, error) { return make([]byte, 32), nil }

var secret = []byte("a secret of twenty b")

func newWorld(t testing.TB) *world {
	t.Helper()
	db := storetest.New(t)
	accounts := account.New(db.DB, sealing{})
	w := &world{DB: db, t: t, accounts: accounts, sessions: impersonation.New(db.DB, accounts)}
	w.change(`INSERT INTO shop.setting (name, value) VALUES ('acting.enabled', 'true')`)
	return w
}

// change writes as the command line.
func (w *world) change(statement string, args ...any) {
	w.t.Helper()
	if err := w.try(statement, args...); err != nil {
		w.t.Fatalf("%s: %v", statement, err)
	}
}

func (w *world) try(statement string, args ...any) error {
	return w.Transact(w.t.Context(), account.Operator("test"), "test.change", func(tx *store.Tx) error {
		_, err := tx.Exec(w.t.Context(), statement, args...)
		return err
	})
}

// get reads one value as superuser.
func get[T any](w *world, query string, args ...any) (v T) {
	w.t.Helper()
	if err := w.Owner.GetContext(w.t.Context(), &v, query, args...); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return v
}

func (w *world) now() time.Time { return get[time.Time](w, `SELECT shop.shop_now()`) }

// factor gives the person a second factor, and leaves every code unused.
func (w *world) factor(person int64) {
	w.t.Helper()
	block, _ := aes.NewCipher(make([]byte, 32))
	box, _ := cipher.NewGCM(block)
	nonce := make([]byte, box.NonceSize())
	sealed := box.Seal(nonce, nonce, secret, fmt.Appendf(nil, "person:%d", person))
	w.change(`INSERT INTO shop.totp (person_id, secret, key_id, confirmed_at) VALUES ($1, $2, 'test', shop.shop_now())
		ON CONFLICT (person_id) DO UPDATE SET last_step = 0`, person, sealed)
}

// code is a code that was not used before.
func (w *world) code(person int64) string {
	w.t.Helper()
	w.change(`UPDATE shop.totp SET last_step = 0 WHERE person_id = $1`, person)
	return w.sameCode()
}

// sameCode is the present code, used or not.
func (w *world) sameCode() string {
	w.t.Helper()
	code, err := account.Code(account.SecretText(secret), w.now())
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

var firefox = session.Read(session.Seen{DeviceToken: "a device", IP: "203.0.113.7",
	Agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})

// signIn lets the person sign in with Firefox and gives the actor of their requests.
func (w *world) signIn(person int64) account.Actor {
	w.t.Helper()
	var in session.SignIn
	err := w.Transact(w.t.Context(), account.Operator("test"), "test.sign_in", func(tx *store.Tx) (err error) {
		in, err = session.Begin(w.t.Context(), tx, person, session.Arrival{Footprint: firefox}, session.Life, true)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	p, err := w.accounts.ByID(w.t.Context(), account.ID(person))
	if err != nil {
		w.t.Fatal(err)
	}
	return account.Self(p, in.ID)
}

// agent is a support agent who is signed in and has a second factor.
func (w *world) agent(name string) account.Actor { return w.staff(name, "support_agent") }

func (w *world) staff(name, role string) account.Actor {
	w.t.Helper()
	id := storetest.Staff(w.t, w.DB, name, role)
	w.factor(id)
	return w.signIn(id)
}

// shopper is a shopper who has allowed help for 30 days.
func (w *world) shopper(name string) account.Person {
	w.t.Helper()
	id := storetest.Person(w.t, w.DB, name)
	w.allow(id)
	return w.person(id)
}

func (w *world) allow(id int64) {
	w.t.Helper()
	w.change(`INSERT INTO shop.consent (person_id, state, until) VALUES ($1, 'allowed', shop.shop_now() + interval '30 days')
		ON CONFLICT (person_id) DO UPDATE SET state = excluded.state, until = excluded.until`, id)
}

func (w *world) person(id int64) account.Person {
	w.t.Helper()
	p, err := w.accounts.ByID(w.t.Context(), account.ID(id))
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// form is a start with nothing wrong in it.
func (w *world) form(actor account.Actor, subject account.Person) impersonation.StartForm {
	w.t.Helper()
	return impersonation.StartForm{Subject: subject.PublicID, Capacity: account.Shopper, Mode: impersonation.Act, Reason: "The code does not work",
		Ticket: "4812", Code: w.code(int64(actor.ID)), Footprint: firefox, Return: "/support"}
}

func (w *world) start(actor account.Actor, form impersonation.StartForm) impersonation.Session {
	w.t.Helper()
	s, err := w.sessions.Start(w.t.Context(), actor, form)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// begin starts for a subject as shopper, with nothing wrong.
func (w *world) begin(actor account.Actor, subject account.Person) impersonation.Session {
	w.t.Helper()
	return w.start(actor, w.form(actor, subject))
}

// refused starts and wants a refusal of the kind and code, with a row that tells it and no session.
func (w *world) refused(actor account.Actor, form impersonation.StartForm, kind fault.Kind, code string) *fault.Fault {
	w.t.Helper()
	before := get[int](w, `SELECT count(*) FROM shop.impersonation_session`)
	_, err := w.sessions.Start(w.t.Context(), actor, form)
	f := fault.As(err)
	if f == nil || f.Kind != kind || f.Code != code {
		w.t.Fatalf("starting says %v (%+v); want %v, %s", err, f, kind, code)
	}
	if after := get[int](w, `SELECT count(*) FROM shop.impersonation_session`); after != before {
		w.t.Fatalf("a refused start left %d sessions", after-before)
	}
	if cause := w.lastRefusal(actor); cause != code {
		w.t.Fatalf("the record says the cause was %q; want %q", cause, code)
	}
	return f
}

// lastRefusal is the cause of the newest refused start of the actor, as the record tells it.
func (w *world) lastRefusal(actor account.Actor) string {
	w.t.Helper()
	return get[string](w, `SELECT coalesce((SELECT p.body->>'cause' FROM audit.entry e JOIN audit.payload p ON p.entry = e.id
		WHERE e.actor = $1 AND e.action = 'acting.start' AND e.outcome = 'refused' AND p.body ? 'cause' ORDER BY e.id DESC LIMIT 1), '')`, actor.ID)
}

// current asks what a request of the actor under the session's prefix is.
func (w *world) current(actor account.Actor, s impersonation.Session) impersonation.Standing {
	w.t.Helper()
	st, err := w.sessions.Current(w.t.Context(), actor.SignIn, s.PublicID, firefox)
	if err != nil {
		w.t.Fatal(err)
	}
	return st
}

// acting is the actor that the rooms receive under the session.
func (w *world) acting(actor account.Actor, s impersonation.Session) account.Actor {
	w.t.Helper()
	st := w.current(actor, s)
	if st.Outcome != impersonation.Open {
		w.t.Fatalf("the session is not open: %v, %s", st.Outcome, st.Cause)
	}
	return st.Actor
}

// over wants the session ended with the cause, once, in the row and for the next request.
func (w *world) over(actor account.Actor, s impersonation.Session, cause impersonation.Cause) impersonation.Session {
	w.t.Helper()
	if st := w.current(actor, s); st.Outcome != impersonation.Over || st.Cause != cause {
		w.t.Fatalf("the next request finds %v, %q; want over, %q", st.Outcome, st.Cause, cause)
	}
	row, err := w.sessions.ByPublicID(w.t.Context(), s.PublicID)
	if err != nil || row.EndedAt == nil || row.EndCause != cause {
		w.t.Fatalf("the row says %v %q, %v; want an end with cause %q", row.EndedAt, row.EndCause, err, cause)
	}
	return row
}

// write changes something of the subject, as a room would.
func (w *world) write(actor account.Actor) error {
	return w.Transact(w.t.Context(), actor, "test.write", func(tx *store.Tx) error {
		_, err := tx.Exec(w.t.Context(), `UPDATE shop.person SET phone = phone || '1' WHERE id = $1`, int64(actor.Person()))
		return err
	})
}

func itoa(n int64) string { return fmt.Sprint(n) }
