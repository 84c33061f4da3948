package account_test

import (
	"path/filepath"
	"testing"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/keyring"
	"standin/store/session"
	"standin/store/storetest"
)

// world is one test's shop: its database and the room of people.
type world struct {
	*storetest.DB
	*account.Accounts
}

func newWorld(t testing.TB) world {
	t.Helper()
	db := storetest.New(t)
	keys, err := keyring.Open(filepath.Join(t.TempDir(), "keys"), true)
	if err != nil {
		t.Fatal(err)
	}
	return world{db, account.New(db.DB, keys).At(site)}
}

// site is where people reach the shop of these tests.
const site = "https://shop.example"

const goodPassword = "four words make one"

var operator = account.Operator("test")

// resident makes a person with the good password and, for a role or when asked, a second factor.
func (w world) resident(t testing.TB, email string, role account.StaffRole, secret string) account.Person {
	t.Helper()
	id, err := w.AddResident(t.Context(), operator, account.Resident{Staff: role, Secret: secret,
		NewPerson: account.NewPerson{Name: "Robin Hale", Email: email, Password: goodPassword}})
	if err != nil {
		t.Fatal(err)
	}
	return w.person(t, id)
}

func (w world) person(t testing.TB, id account.ID) account.Person {
	t.Helper()
	p, err := w.ByID(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// now is the database's clock.
func (w world) now(t *testing.T) (now time.Time) {
	t.Helper()
	if err := w.Get(t.Context(), &now, `SELECT shop.shop_now()`); err != nil {
		t.Fatal(err)
	}
	return now
}

// code is the present code of a secret, by the database's clock.
func (w world) code(t *testing.T, secret string) string {
	t.Helper()
	return w.codeAt(t, secret, 0)
}

func (w world) codeAt(t *testing.T, secret string, steps int) string {
	t.Helper()
	c, err := account.Code(secret, w.now(t).Add(time.Duration(steps)*account.Step))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// consume takes a code as the step-up of an action of its own.
func (w world) consume(t *testing.T, person account.ID, code string) error {
	t.Helper()
	actor := account.Self(account.Person{ID: person}, 0)
	return w.Transact(t.Context(), actor, "test.step_up", func(tx *store.Tx) error {
		if err := w.ConsumeCode(t.Context(), tx, account.ActorID(person), code); err != nil {
			if f := fault.As(err); f != nil {
				return tx.Refuse(f)
			}
			return err
		}
		return nil
	})
}

// middle moves the clock to the middle of a time step, so that no test straddles two.
func (w world) middle(t *testing.T) {
	t.Helper()
	into := w.now(t).Sub(w.now(t).Truncate(account.Step))
	w.Shift(t, account.Step+2*time.Second-into)
}

func arrival(device string) session.Arrival {
	return session.Arrival{Footprint: session.Read(session.Seen{DeviceToken: device, IP: "192.0.2.7",
		Agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if f := fault.As(err); f == nil || f.Code != code {
		t.Errorf("got %v, want a fault with code %q", err, code)
	}
}

const (
	robinsSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	otherSecret  = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
)
