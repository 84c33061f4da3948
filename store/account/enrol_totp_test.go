package account_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// enrol sets up a second factor as a person does and gives the recovery codes.
func (w world) enrol(t *testing.T, p account.Person) []string {
	t.Helper()
	actor := account.Self(p, 0)
	if err := w.EnrolTOTP(t.Context(), actor); err != nil {
		t.Fatal(err)
	}
	e, err := w.PendingTOTP(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := w.ConfirmTOTP(t.Context(), actor, account.Proof{Password: goodPassword}, w.code(t, e.Secret))
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

func TestEnrolTOTP(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	actor := account.Self(p, 0)
	w.middle(t)
	if err := w.EnrolTOTP(t.Context(), actor); err != nil {
		t.Fatal(err)
	}
	e, err := w.PendingTOTP(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(e.URL, "otpauth://totp/Standin:robin@example.com?") || !strings.Contains(e.URL, "secret="+e.Secret) || len(e.Secret) != 32 {
		t.Errorf("the picture says %q", e.URL)
	}
	picture, err := e.Picture()
	if err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(bytes.NewReader(picture)); err != nil || img.Bounds().Dx() < 200 {
		t.Errorf("the picture: %v", err)
	}
	if w.person(t, p.ID).HasTOTP {
		t.Error("enrolled before the first code")
	}
	_, err = w.ConfirmTOTP(t.Context(), actor, account.Proof{Password: goodPassword}, "000000")
	wantCode(t, err, account.CodeWrong)
	_, err = w.ConfirmTOTP(t.Context(), actor, account.Proof{Password: "wrong"}, w.code(t, e.Secret))
	if f := fault.As(err); f == nil || f.Fields["password"] == "" {
		t.Errorf("without the password: %v", err)
	}
	first := w.code(t, e.Secret)
	codes, err := w.ConfirmTOTP(t.Context(), actor, account.Proof{Password: goodPassword}, first)
	if err != nil || len(codes) != 10 || len(codes[0]) != 19 {
		t.Fatalf("codes %v, %v", codes, err)
	}
	if !w.person(t, p.ID).HasTOTP {
		t.Error("not enrolled")
	}
	wantCode(t, w.consume(t, p.ID, first), account.CodeUsed)
}

// S69: replacing a factor needs the old one.
func TestS69_ReplacingAFactorNeedsTheOldOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	actor := account.Self(p, 0)
	if err := w.EnrolTOTP(t.Context(), actor); err != nil {
		t.Fatal(err)
	}
	e, err := w.PendingTOTP(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.ConfirmTOTP(t.Context(), actor, account.Proof{Password: goodPassword}, w.code(t, e.Secret))
	if f := fault.As(err); f == nil || f.Fields["old_code"] == "" {
		t.Errorf("by the password alone: %v", err)
	}
	if err := w.consume(t, p.ID, w.code(t, robinsSecret)); err != nil {
		t.Errorf("the old factor is gone: %v", err)
	}
	w.Shift(t, account.Step)
	if _, err := w.ConfirmTOTP(t.Context(), actor, account.Proof{Code: w.code(t, robinsSecret)}, w.code(t, e.Secret)); err != nil {
		t.Fatal(err)
	}
	w.Shift(t, account.Step)
	wantCode(t, w.consume(t, p.ID, w.code(t, robinsSecret)), account.CodeWrong)
	if err := w.consume(t, p.ID, w.code(t, e.Secret)); err != nil {
		t.Errorf("the new factor: %v", err)
	}
}

// I15: a factor enrolled with a recovery code bars starting for a day, or until another administrator confirms; all
// administrators get a mail.
func TestI15_FactorByRecoveryCodeBars(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := w.resident(t, "boss@example.com", account.Administrator, otherSecret)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	recovery := w.enrol(t, p)
	if err := w.SetStaffRole(t.Context(), operator, "", p.ID, account.SupportAgent); err != nil {
		t.Fatal(err)
	}
	p = w.person(t, p.ID)
	actor := account.Self(p, 0)
	if err := w.EnrolTOTP(t.Context(), actor); err != nil {
		t.Fatal(err)
	}
	e, err := w.PendingTOTP(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ConfirmTOTP(t.Context(), actor, account.Proof{Code: recovery[0]}, w.code(t, e.Secret)); err != nil {
		t.Fatal(err)
	}
	w.Shift(t, account.Step)
	wantCode(t, w.consume(t, p.ID, w.code(t, e.Secret)), account.FactorBarred)
	var mails int
	if err := w.Owner.Get(&mails, `SELECT count(*) FROM shop.mail WHERE kind = 'factor.enrolled' AND person_id = $1`, int64(boss.ID)); err != nil || mails != 1 {
		t.Errorf("%d mails to the administrator, %v", mails, err)
	}
	if _, err := w.SignIn(t.Context(), store.Request{}, p.ID, w.code(t, e.Secret), arrival("phone")); err != nil {
		t.Errorf("signing in is not barred: %v", err)
	}
	if err := w.ConfirmFactor(t.Context(), account.Self(boss, 0), w.code(t, otherSecret), p.ID); err != nil {
		t.Fatal(err)
	}
	w.Shift(t, account.Step)
	if err := w.consume(t, p.ID, w.code(t, e.Secret)); err != nil {
		t.Errorf("after another administrator's yes: %v", err)
	}
}

func TestI15_TheBarEndsAfterADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss, chief := w.resident(t, "boss@example.com", account.Administrator, otherSecret), w.resident(t, "chief@example.com", account.Administrator, "")
	p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	if err := w.ResetFactor(t.Context(), account.Self(boss, 0), w.code(t, otherSecret), p.ID, "https://shop.example"); err != nil {
		t.Fatal(err)
	}
	token := w.mailedToken(t, p.Email)
	inv, e, err := w.InvitationByToken(t.Context(), token)
	if err != nil || !inv.Reset {
		t.Fatalf("%+v, %v", inv, err)
	}
	_, err = w.Accept(t.Context(), store.Request{}, token, account.NewPerson{Password: goodPassword}, w.code(t, e.Secret), arrival("phone"))
	if err != nil {
		t.Fatal(err)
	}
	for _, admin := range []account.ID{boss.ID, chief.ID} {
		if reset, enrolled := w.mails(t, "factor.reset", admin), w.mails(t, "factor.enrolled", admin); reset != 1 || enrolled != 1 {
			t.Errorf("an administrator got %d mails of the reset and %d of the enrolment", reset, enrolled)
		}
	}
	w.Shift(t, 24*time.Hour-time.Minute)
	wantCode(t, w.consume(t, p.ID, w.code(t, e.Secret)), account.FactorBarred)
	w.Shift(t, 2*time.Minute)
	if err := w.consume(t, p.ID, w.code(t, e.Secret)); err != nil {
		t.Errorf("after a day: %v", err)
	}
}

// S7: seeds and recovery codes are nowhere in the clear: not in their tables, not in the record.
func TestS7_SecretsAreSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	q := w.resident(t, "kim@example.com", account.NoStaff, "")
	recovery := w.enrol(t, q)
	if err := w.EnrolTOTP(t.Context(), account.Self(p, 0)); err != nil {
		t.Fatal(err)
	}
	pending, err := w.PendingTOTP(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{"shop.totp r", "shop.totp_pending r", "shop.recovery_code r", "audit.payload r", "shop.person r", "shop.invitation r"} {
		var dump string
		if err := w.Owner.Get(&dump, `SELECT coalesce(string_agg(row_to_json(r)::text, ' '), '') FROM `+from); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{robinsSecret, pending.Secret, recovery[3], strings.ReplaceAll(recovery[3], "-", ""), goodPassword} {
			if strings.Contains(strings.ToUpper(dump), strings.ToUpper(secret)) {
				t.Errorf("%s holds %q", from, secret)
			}
		}
		for _, raw := range [][]byte{decode(t, robinsSecret), decode(t, pending.Secret)} {
			if strings.Contains(dump, hexOf(raw)) {
				t.Errorf("%s holds a seed in hex", from)
			}
		}
	}
}

// S7: what is sealed for one person does not open for another.
func TestS7_ASealIsForOnePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	q := w.resident(t, "kim@example.com", account.SupportAgent, otherSecret)
	err := w.Transact(t.Context(), operator, "test.move_seal", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE shop.totp SET secret = (SELECT secret FROM shop.totp WHERE person_id = $1) WHERE person_id = $2`,
			int64(q.ID), int64(p.ID))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.consume(t, p.ID, w.code(t, otherSecret)); err == nil || fault.As(err) != nil {
		t.Errorf("a seal moved to another person opens: %v", err)
	}
}
