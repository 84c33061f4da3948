package session_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"standin/store"
	"standin/store/fault"
	"standin/store/session"
	"standin/store/storetest"
)

type setUp struct{}

func (setUp) Attribution() store.Attribution {
	return store.Attribution{Kind: store.Operator, Name: "test"}
}

// begin makes a sign-in of the person in a browser known by a device token.
func begin(t *testing.T, db *storetest.DB, person int64, device string, replaces int64) (s session.SignIn) {
	t.Helper()
	err := db.Transact(t.Context(), setUp{}, "test.sign_in", func(tx *store.Tx) (err error) {
		a := session.Arrival{Footprint: read(device, "2001:db8::1", firefoxLinux), Replaces: replaces}
		a.Footprint.Hints["Accept-Language"] = "de"
		s, err = session.Begin(t.Context(), tx, person, a, session.Life, true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func stands(t *testing.T, db *storetest.DB, s session.SignIn) bool {
	t.Helper()
	_, err := session.ByID(t.Context(), db.DB, s.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	return err == nil
}

func TestBegin(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	p := storetest.Person(t, db, "Robin Hale")
	s := begin(t, db, p, "laptop", 0)
	if s.Person != p || !s.Factor || s.EndsAt.Sub(s.CreatedAt) != session.Life || s.Footprint.Hints["Accept-Language"] != "de" ||
		!s.Footprint.Compare(read("laptop", "2001:db8::2", firefoxLinux)).None() {
		t.Errorf("%+v", s)
	}
	again := begin(t, db, p, "laptop", s.ID)
	if stands(t, db, s) || !stands(t, db, again) || again.Device != s.Device {
		t.Errorf("the same browser holds two sign-ins, or two devices: %+v", again)
	}
	var token string
	if err := db.Get(t.Context(), &token, `SELECT encode(token_hash, 'escape') FROM web.device`); err != nil || strings.Contains(token, "laptop") {
		t.Errorf("the device cookie lies there as %q, %v", token, err)
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	p, q := storetest.Person(t, db, "Robin Hale"), storetest.Person(t, db, "Kim Orr")
	r := session.New(db.DB)
	one, two, three, others := begin(t, db, p, "laptop", 0), begin(t, db, p, "phone", 0), begin(t, db, p, "phone", 0), begin(t, db, q, "laptop", 0)
	if err := r.End(t.Context(), setUp{}, one.ID); err != nil || stands(t, db, one) {
		t.Errorf("ended: %v", err)
	}
	if err := r.Revoke(t.Context(), setUp{}, q, two.PublicID); !fault.Is(err, fault.NotFound) || !stands(t, db, two) {
		t.Errorf("another's: %v", err)
	}
	if err := r.Revoke(t.Context(), setUp{}, p, two.PublicID); err != nil || stands(t, db, two) {
		t.Errorf("revoked: %v", err)
	}
	devices, err := session.Devices(t.Context(), db.DB, p)
	if err != nil || len(devices) != 2 {
		t.Fatalf("%+v, %v", devices, err)
	}
	for _, d := range devices {
		if len(d.SignIns) > 0 {
			if err := r.RevokeDevice(t.Context(), setUp{}, p, d.PublicID); err != nil {
				t.Fatal(err)
			}
		}
	}
	if stands(t, db, three) || !stands(t, db, others) {
		t.Error("revoking the phone ended too little or too much")
	}
	if devices, err = session.Devices(t.Context(), db.DB, p); err != nil || len(devices) != 1 {
		t.Errorf("%d devices are left, %v", len(devices), err)
	}
	var causes []string
	if err := db.Select(t.Context(), &causes, `SELECT end_cause FROM web.sign_in WHERE ended_at IS NOT NULL ORDER BY id`); err != nil ||
		strings.Join(causes, " ") != "sign_out revoked revoked" {
		t.Errorf("%v, %v", causes, err)
	}
}

// The absolute end: nothing moves it.
func TestSignIn_EndsAbsolutely(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	s := begin(t, db, storetest.Person(t, db, "Robin Hale"), "laptop", 0)
	r := session.New(db.DB)
	db.Shift(t, session.Life-time.Minute)
	if err := r.Touch(t.Context(), s.ID); err != nil || !stands(t, db, s) {
		t.Errorf("before its end: %v", err)
	}
	db.Shift(t, time.Minute+time.Second)
	if stands(t, db, s) {
		t.Error("after its end")
	}
	list, err := session.List(t.Context(), db.DB, s.Person)
	if err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestTouch_OnceAMinute(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	s := begin(t, db, storetest.Person(t, db, "Robin Hale"), "laptop", 0)
	r := session.New(db.DB)
	seen := func() time.Time {
		if err := r.Touch(t.Context(), s.ID); err != nil {
			t.Fatal(err)
		}
		now, err := session.ByID(t.Context(), db.DB, s.ID)
		if err != nil {
			t.Fatal(err)
		}
		return now.LastSeen
	}
	if !seen().Equal(s.LastSeen) {
		t.Error("written within the minute")
	}
	db.Shift(t, 2*time.Minute)
	if !seen().After(s.LastSeen) {
		t.Error("not written after it")
	}
	if s.Stale(s.LastSeen.Add(59*time.Second)) || !s.Stale(s.LastSeen.Add(time.Minute)) {
		t.Error("Stale does not say when it is due")
	}
}

// S10: a token that was retired by a renewal, a sign-out or a revocation never comes back, whatever a slow request commits.
func TestS10_ARetiredTokenStaysDead(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	s := session.NewStore(db.DB)
	ctx, soon := t.Context(), time.Now().Add(time.Hour)
	if err := s.CommitCtx(ctx, "hash", []byte("one"), soon); err != nil {
		t.Fatal(err)
	}
	if err := s.CommitCtx(ctx, "hash", []byte("two"), soon); err != nil {
		t.Fatal(err)
	}
	if b, found, err := s.FindCtx(ctx, "hash"); !found || err != nil || string(b) != "two" {
		t.Fatalf("%q %v %v", b, found, err)
	}
	if err := s.DeleteCtx(ctx, "hash"); err != nil {
		t.Fatal(err)
	}
	if err := s.CommitCtx(ctx, "hash", []byte("slow"), soon); !errors.Is(err, session.ErrRetired) {
		t.Errorf("a slow request: %v", err)
	}
	if _, found, err := s.FindCtx(ctx, "hash"); found || err != nil {
		t.Errorf("came back, %v", err)
	}
	if err := s.DeleteCtx(ctx, "never seen"); err != nil {
		t.Errorf("retiring what is not there: %v", err)
	}
	db.Shift(t, 2*time.Hour)
	if n, err := s.Sweep(ctx); n != 0 || err != nil {
		t.Errorf("the tombstone was swept too early: %d, %v", n, err)
	}
	db.Shift(t, 48*time.Hour)
	if n, err := s.Sweep(ctx); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
}
