package account_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
)

var here = store.Request{IP: "192.0.2.7", Agent: "Firefox"}

// S53: unknown address, wrong password, and an account without one answer alike, and after the same statements.
func TestS53_UnknownAndWrongAnswerAlike(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.resident(t, "robin@example.com", account.NoStaff, "")
	passwordless := w.resident(t, "none@example.com", account.NoStaff, "")
	err := w.Transact(t.Context(), operator, "test.no_password", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE shop.person SET password_hash = '' WHERE id = $1`, int64(passwordless.ID))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var first *fault.Fault
	var queries []string
	for _, email := range []string{"robin@example.com", "nobody@example.com", "none@example.com", "no address at all"} {
		ctx, counter := store.WithCounter(t.Context())
		_, err := w.CheckPassword(ctx, here, email, "wrong password")
		f := fault.As(err)
		if f == nil || f.Code != account.WrongPassword {
			t.Fatalf("%s: %v", email, err)
		}
		if first == nil {
			first, queries = f, counter.Queries
		}
		if f.Message != first.Message || f.Kind != first.Kind || !slices.Equal(queries, counter.Queries) {
			t.Errorf("%s is told apart: %v after %d statements", email, err, len(counter.Queries))
		}
	}
}

// BenchmarkS53_UnknownAndWrong measures what the test above decides by counting: compare known with unknown.
func BenchmarkS53_UnknownAndWrong(b *testing.B) {
	w := newWorld(b)
	w.resident(b, "robin@example.com", account.NoStaff, "")
	for name, email := range map[string]string{"known": "robin@example.com", "unknown": "nobody@example.com"} {
		b.Run(name, func(b *testing.B) {
			for i := range b.N {
				_, _ = w.CheckPassword(b.Context(), store.Request{IP: fmt.Sprintf("198.51.%d.%d", i/250%250, i%250)}, email, "wrong password")
			}
		})
	}
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	got, err := w.CheckPassword(t.Context(), here, " Robin@Example.COM", goodPassword)
	if err != nil || got.ID != p.ID {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := w.Block(t.Context(), operator, "", p.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.CheckPassword(t.Context(), here, p.Email, goodPassword)
	wantCode(t, err, "account_closed")
	_, err = w.CheckPassword(t.Context(), here, p.Email, "wrong password")
	wantCode(t, err, account.WrongPassword)
	var refusals int
	if err := w.Get(t.Context(), &refusals, `SELECT count(*) FROM audit.entry WHERE action = 'sign_in.refused' AND object = 'person:' || $1`, fmt.Sprint(int64(p.ID))); err != nil || refusals != 2 {
		t.Errorf("%d refusals in the record, %v", refusals, err)
	}
}

// Ten wrong passwords from one network bar that network for the account, and nobody else.
func TestCheckPassword_Throttles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	for range 10 {
		_, err := w.CheckPassword(t.Context(), here, p.Email, "wrong password")
		wantCode(t, err, account.WrongPassword)
	}
	if _, err := w.CheckPassword(t.Context(), here, p.Email, goodPassword); !fault.Is(err, fault.Throttled) {
		t.Errorf("the right password after ten wrong ones: %v", err)
	}
	if _, err := w.CheckPassword(t.Context(), store.Request{IP: "203.0.113.9"}, p.Email, goodPassword); err != nil {
		t.Errorf("the person elsewhere: %v", err)
	}
	w.Shift(t, 15*time.Minute+time.Second)
	if _, err := w.CheckPassword(t.Context(), here, p.Email, goodPassword); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	shopper := w.resident(t, "robin@example.com", account.NoStaff, "")
	agent := w.resident(t, "kim@example.com", account.SupportAgent, robinsSecret)
	bare := w.resident(t, "lee@example.com", account.SupportAgent, "")

	s, err := w.SignIn(t.Context(), here, shopper.ID, "", arrival("laptop"))
	if err != nil || s.Person != int64(shopper.ID) || s.Factor || s.EndsAt.Sub(s.CreatedAt) != session.Life {
		t.Errorf("a shopper: %+v, %v", s, err)
	}
	if s.Footprint.Compare(arrival("laptop").Footprint) != (session.Difference{}) {
		t.Errorf("the footprint came back as %+v", s.Footprint)
	}
	_, err = w.SignIn(t.Context(), here, agent.ID, "", arrival("laptop"))
	wantCode(t, err, account.CodeWrong)
	_, err = w.SignIn(t.Context(), here, bare.ID, "", arrival("laptop"))
	wantCode(t, err, account.NoFactor)
	s, err = w.SignIn(t.Context(), here, agent.ID, w.code(t, robinsSecret), arrival("laptop"))
	if err != nil || !s.Factor || s.EndsAt.Sub(s.CreatedAt) != session.StaffLife {
		t.Errorf("staff: %+v, %v", s, err)
	}
}

// One action, one entry: the code, the device and the sign-in stand in one.
func TestSignIn_IsOneEntry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	agent := w.resident(t, "kim@example.com", account.SupportAgent, robinsSecret)
	var before, after int
	count := `SELECT count(*) FROM audit.entry`
	if err := w.Get(t.Context(), &before, count); err != nil {
		t.Fatal(err)
	}
	s, err := w.SignIn(t.Context(), here, agent.ID, w.code(t, robinsSecret), arrival("laptop"))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Get(t.Context(), &after, count); err != nil || after != before+1 {
		t.Errorf("%d entries, %v", after-before, err)
	}
	var object string
	if err := w.Get(t.Context(), &object, `SELECT object FROM audit.entry ORDER BY id DESC LIMIT 1`); err != nil || object != fmt.Sprintf("sign_in:%d", s.ID) {
		t.Errorf("about %q, %v", object, err)
	}
}

// S8: a recovery code signs in once.
func TestS8_RecoveryCodeSignsInOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	recovery := w.enrol(t, p)
	if _, err := w.SignIn(t.Context(), here, p.ID, recovery[4], arrival("laptop")); err != nil {
		t.Fatal(err)
	}
	_, err := w.SignIn(t.Context(), here, p.ID, recovery[4], arrival("laptop"))
	wantCode(t, err, account.CodeWrong)
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.SalesRep, robinsSecret)
	vendor, err := w.AddVendor(t.Context(), operator, account.NewVendor{Slug: "hollow-oak", Name: "Hollow Oak"})
	if err != nil {
		t.Fatal(err)
	}
	org, err := w.AddOrganization(t.Context(), operator, "Northside School", 30)
	if err != nil {
		t.Fatal(err)
	}
	limit := int64(50000)
	for _, err := range []error{
		w.AddVendorUser(t.Context(), operator, vendor, p.ID, "owner"),
		w.SetPlace(t.Context(), operator, org, p.ID, account.Place{Role: account.Buyer, Department: "Science", OrderLimit: &limit}),
		w.Assign(t.Context(), operator, p.ID, vendor, 0),
		w.Assign(t.Context(), operator, p.ID, 0, org),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := w.SignIn(t.Context(), here, p.ID, w.code(t, robinsSecret), arrival("laptop"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, counter := store.WithCounter(t.Context())
	id, err := account.Identify(ctx, w.DB.DB, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(counter.Queries) != 1 {
		t.Errorf("%d statements", len(counter.Queries))
	}
	got := id.Person
	if got.ID != p.ID || got.Staff != account.SalesRep || !got.HasTOTP || len(got.Vendors) != 1 || got.Vendors[0].Slug != "hollow-oak" ||
		len(got.Organizations) != 1 || *got.Organizations[0].OrderLimit != limit || len(got.Assigned.Vendors) != 1 || len(got.Assigned.Organizations) != 1 {
		t.Errorf("%+v", got)
	}
	a := id.Actor()
	if a.VendorDesk(vendor) != nil || a.OrganizationDesk(org) != nil || !fault.Is(a.VendorDesk(vendor+1), fault.NotFound) || a.SignIn != s.ID {
		t.Errorf("the actor %+v", a)
	}
	w.Shift(t, session.StaffLife+time.Second)
	if _, err := account.Identify(t.Context(), w.DB.DB, s.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("after the absolute end: %v", err)
	}
}

// Who is locked is nobody from the next request on.
func TestLock_EndsEverySignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := w.resident(t, "boss@example.com", account.Administrator, otherSecret)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	s, err := w.SignIn(t.Context(), here, p.ID, "", arrival("laptop"))
	if err != nil {
		t.Fatal(err)
	}
	admin := account.Self(boss, 0)
	wantCode(t, w.Lock(t.Context(), admin, "000000", p.ID), account.CodeWrong)
	if _, err := account.Identify(t.Context(), w.DB.DB, s.ID); err != nil {
		t.Errorf("locked without a code: %v", err)
	}
	if err := w.Lock(t.Context(), admin, w.code(t, otherSecret), p.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := account.Identify(t.Context(), w.DB.DB, s.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("after the lock: %v", err)
	}
	w.Shift(t, account.Step)
	wantCode(t, w.Lock(t.Context(), admin, w.code(t, otherSecret), boss.ID), "not_self")
	if err := w.Lock(t.Context(), account.Self(p, 0), "", boss.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("by a shopper: %v", err)
	}
}

func TestChangePassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	var signIns [2]session.SignIn
	for i := range signIns {
		s, err := w.SignIn(t.Context(), here, p.ID, "", arrival(fmt.Sprint("device ", i)))
		if err != nil {
			t.Fatal(err)
		}
		signIns[i] = s
	}
	actor := account.Self(p, signIns[0].ID)
	for field, words := range map[string][2]string{"current": {"wrong", "another good one"}, "password": {goodPassword, "short"}} {
		if f := fault.As(w.ChangePassword(t.Context(), actor, words[0], words[1])); f == nil || f.Fields[field] == "" {
			t.Errorf("%v: %v", words, f)
		}
	}
	if err := w.ChangePassword(t.Context(), actor, goodPassword, "another good one"); err != nil {
		t.Fatal(err)
	}
	if _, err := account.Identify(t.Context(), w.DB.DB, signIns[0].ID); err != nil {
		t.Errorf("this sign-in ended: %v", err)
	}
	if _, err := account.Identify(t.Context(), w.DB.DB, signIns[1].ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("the other one stands: %v", err)
	}
	if _, err := w.CheckPassword(t.Context(), here, p.Email, "another good one"); err != nil {
		t.Errorf("the new password: %v", err)
	}
}
