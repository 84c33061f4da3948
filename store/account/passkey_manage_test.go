package account_test

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// mails counts the mails of a kind to a person.
func (w world) mails(t *testing.T, kind string, to account.ID) (n int) {
	t.Helper()
	if err := w.Owner.Get(&n, `SELECT count(*) FROM shop.mail WHERE kind = $1 AND person_id = $2`, kind, int64(to)); err != nil {
		t.Fatal(err)
	}
	return n
}

// entries counts what the record says of an action, as "done" or "refused".
func (w world) entries(t *testing.T, action, outcome string) (n int) {
	t.Helper()
	if err := w.Owner.Get(&n, `SELECT count(*) FROM audit.entry WHERE action = $1 AND outcome = $2`, action, outcome); err != nil {
		t.Fatal(err)
	}
	return n
}

// S69: adding a passkey needs the factor in use, fresh; with a passkey that is what it needs. Each is an entry and a mail.
func TestS69_AddingAPasskeyNeedsTheOldFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	actor, elsewhere := w.signedIn(t, p, ""), w.signedIn(t, p, "")
	for _, proof := range []account.Proof{{}, {Password: goodPassword}, {Code: "000000"}} {
		_, _, err := w.add(t, actor, proof, "Work laptop")
		wantCode(t, err, account.CodeWrong)
	}
	code := w.code(t, robinsSecret)
	key, recovery, err := w.add(t, actor, account.Proof{Code: code}, "  Work   laptop ")
	if err != nil || recovery != nil {
		t.Fatalf("recovery codes %v, %v", recovery, err)
	}
	wantCode(t, func() error { _, _, err := w.add(t, actor, account.Proof{Code: code}, "Phone"); return err }(), account.PasskeyNeeded)
	w.Shift(t, account.Step)
	wantCode(t, func() error {
		_, _, err := w.add(t, actor, account.Proof{Code: w.code(t, robinsSecret)}, "Phone")
		return err
	}(), account.PasskeyNeeded)
	if _, _, err := w.add(t, actor, account.Proof{Code: key.Answer(w.question(t, actor))}, "Phone"); err != nil {
		t.Fatal(err)
	}
	list, err := w.Passkeys(t.Context(), actor)
	if err != nil || len(list) != 2 || list[0].Name != "Work laptop" || list[0].UsedAt == nil || list[1].BarredUntil != nil {
		t.Errorf("the list is %+v, %v", list, err)
	}
	if done, refused := w.entries(t, "passkey.add", "done"), w.entries(t, "passkey.add", "refused"); done != 2 || refused != 5 {
		t.Errorf("%d done and %d refused in the record", done, refused)
	}
	if n := w.mails(t, "passkey.added", p.ID); n != 2 {
		t.Errorf("%d mails", n)
	}
	if _, err := account.Identify(t.Context(), w, elsewhere.SignIn); !fault.Is(err, fault.NotFound) {
		t.Errorf("the other sign-in stands: %v", err)
	}
	if _, err := account.Identify(t.Context(), w, actor.SignIn); err != nil {
		t.Errorf("this sign-in ended: %v", err)
	}
}

// S69: replacing the app, too, needs the passkey once there is one.
func TestS69_ReplacingTheAppNeedsThePasskey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	if err := w.EnrolTOTP(t.Context(), actor); err != nil {
		t.Fatal(err)
	}
	e, err := w.PendingTOTP(t.Context(), w.person(t, account.ID(actor.ID)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.ConfirmTOTP(t.Context(), actor, account.Proof{Code: w.code(t, robinsSecret), Password: goodPassword}, w.code(t, e.Secret))
	wantCode(t, err, account.PasskeyNeeded)
	if _, err := w.ConfirmTOTP(t.Context(), actor, account.Proof{Code: key.Answer(w.question(t, actor))}, w.code(t, e.Secret)); err != nil {
		t.Error(err)
	}
}

// Removing a passkey needs one; it is an entry and a mail. Staff keep a factor, and nobody removes another's.
func TestS69_RemovingAPasskeyNeedsOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	list, err := w.Passkeys(t.Context(), actor)
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, w.RemovePasskey(t.Context(), actor, w.code(t, robinsSecret), list[0].PublicID), account.PasskeyNeeded)
	if err := w.RemovePasskey(t.Context(), actor, key.Answer(w.question(t, actor)), "doesnotexist"); !fault.Is(err, fault.NotFound) {
		t.Errorf("one that is not there: %v", err)
	}
	err = w.Transact(t.Context(), operator, "test.no_app", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `DELETE FROM shop.totp WHERE person_id = $1`, int64(actor.ID))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, w.RemovePasskey(t.Context(), actor, key.Answer(w.question(t, actor)), list[0].PublicID), "last_factor")
	if _, _, err := w.add(t, actor, account.Proof{Code: key.Answer(w.question(t, actor))}, "Phone"); err != nil {
		t.Fatal(err)
	}
	if err := w.RemovePasskey(t.Context(), actor, key.Answer(w.question(t, actor)), list[0].PublicID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, w.step(t, actor, key.Answer(w.question(t, actor))), account.PasskeyWrong)
	if w.entries(t, "passkey.remove", "done") != 1 || w.mails(t, "passkey.removed", account.ID(actor.ID)) != 1 {
		t.Error("no entry or no mail")
	}
}

// While acting for somebody nobody touches passkeys, neither their own nor the subject's.
func TestS69_PasskeysAreClosedWhileActing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	actor.Session, actor.Subject = 7, 8
	actor = actor.Allowing(account.ShopperPermissions(), "Your rule").Allowing(account.Of(account.Browse), "Your rule")
	_, err := w.AskNewPasskey(t.Context(), actor)
	for what, err := range map[string]error{"asking": err,
		"adding":   func() error { _, err := w.AddPasskey(t.Context(), actor, account.Proof{}, "x", ""); return err }(),
		"removing": w.RemovePasskey(t.Context(), actor, key.Origin, "x"),
		"renaming": w.RenamePasskey(t.Context(), actor, "x", "y"),
		"listing":  func() error { _, err := w.Passkeys(t.Context(), actor); return err }(),
	} {
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// I15: a passkey enrolled or removed with a recovery code bars starting for a day or until another administrator confirms, and
// all administrators hear of it.
func TestI15_ARecoveryCodeBarsPasskeysToo(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(t *testing.T, w world, actor account.Actor, recovery string) error{
		"adding": func(t *testing.T, w world, actor account.Actor, recovery string) error {
			t.Helper()
			_, _, err := w.add(t, actor, account.Proof{Code: recovery}, "New phone")
			return err
		},
		"removing": func(t *testing.T, w world, actor account.Actor, recovery string) error {
			t.Helper()
			list, err := w.Passkeys(t.Context(), actor)
			if err != nil {
				return err
			}
			return w.RemovePasskey(t.Context(), actor, recovery, list[0].PublicID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			boss := w.resident(t, "boss@example.com", account.Administrator, otherSecret)
			second := w.resident(t, "chief@example.com", account.Administrator, "")
			p := w.resident(t, "robin@example.com", account.NoStaff, "")
			recovery := w.enrol(t, p)
			if err := w.SetStaffRole(t.Context(), operator, "", p.ID, account.SupportAgent); err != nil {
				t.Fatal(err)
			}
			w.Shift(t, account.Step)
			actor := w.signedIn(t, p, "")
			pending := recovery[1]
			key, _, err := w.add(t, actor, account.Proof{Code: recovery[0]}, "Old phone")
			if err != nil {
				t.Fatal(err)
			}
			if err := w.ConfirmFactor(t.Context(), account.Self(boss, 0), w.code(t, otherSecret), p.ID); err != nil {
				t.Fatal(err)
			}
			if err := w.step(t, actor, key.Answer(w.question(t, actor))); err != nil {
				t.Fatalf("after the yes: %v", err)
			}
			before := w.mails(t, "factor.enrolled", second.ID)
			if err := change(t, w, actor, pending); err != nil {
				t.Fatal(err)
			}
			for _, admin := range []account.ID{boss.ID, second.ID} {
				if n := w.mails(t, "factor.enrolled", admin); n != before+1 {
					t.Errorf("%d mails more to an administrator", n-before)
				}
			}
			wantCode(t, w.step(t, actor, "000000"), account.FactorBarred)
			if until := w.person(t, p.ID).FactorBarredUntil; until == nil || until.Sub(w.now(t)).Round(time.Minute) != 24*time.Hour {
				t.Errorf("barred until %v", until)
			}
			w.Shift(t, 24*time.Hour+time.Minute)
			if err := w.step(t, actor, "000000"); isBarred(err) {
				t.Error("barred after a day")
			}
		})
	}
}

func isBarred(err error) bool {
	f := fault.As(err)
	return f != nil && f.Code == account.FactorBarred
}

// I15: a bar belongs to the person. It is not shed by enrolling once more with the new factor as proof, nor by a passkey beside it.
func TestI15_ABarIsNotShedByEnrollingAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	recovery := w.enrol(t, p)
	if err := w.SetStaffRole(t.Context(), operator, "", p.ID, account.SupportAgent); err != nil {
		t.Fatal(err)
	}
	actor, old := w.signedIn(t, p, ""), account.Proof{Code: recovery[0]}
	for range 2 {
		if err := w.EnrolTOTP(t.Context(), actor); err != nil {
			t.Fatal(err)
		}
		e, err := w.PendingTOTP(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.ConfirmTOTP(t.Context(), actor, old, w.code(t, e.Secret)); err != nil {
			t.Fatal(err)
		}
		w.Shift(t, account.Step)
		wantCode(t, w.step(t, actor, w.code(t, e.Secret)), account.FactorBarred)
		old = account.Proof{Code: w.code(t, e.Secret)}
	}
	key, _, err := w.add(t, actor, old, "Phone")
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, w.step(t, actor, key.Answer(w.question(t, actor))), account.FactorBarred)
}

// S69: an invitation to the staff gives nobody with a passkey a second factor by the password alone: a recovery code is asked for.
func TestS69_AnInvitationIsNoWayRoundAPasskey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	_, recovery, err := w.add(t, w.signedIn(t, p, ""), account.Proof{Password: goodPassword}, "Phone")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Invite(t.Context(), operator, "", account.NewInvitation{Email: p.Email, Purpose: account.StaffPurpose, Staff: account.SupportAgent, PublicURL: site}); err != nil {
		t.Fatal(err)
	}
	token := w.mailedToken(t, p.Email)
	inv, e, err := w.InvitationByToken(t.Context(), token)
	if err != nil || inv.Enrols() || !inv.HasFactor || inv.HasTOTP || e.Secret != "" {
		t.Fatalf("%+v %+v, %v", inv, e, err)
	}
	for code, want := range map[string]string{"": account.CodeWrong, "123456": account.PasskeyNeeded} {
		_, err := w.Accept(t.Context(), store.Request{}, token, account.NewPerson{Password: goodPassword}, code, arrival("phone"))
		wantCode(t, err, want)
	}
	if _, err := w.Accept(t.Context(), store.Request{}, token, account.NewPerson{Password: goodPassword}, recovery[0], arrival("phone")); err != nil {
		t.Error(err)
	}
	if p = w.person(t, p.ID); p.Staff != account.SupportAgent || p.HasTOTP || p.Passkeys != 1 {
		t.Errorf("the person is %+v", p)
	}
}

// An administrator's reset takes passkeys away as well: they, too, may be in a thief's hands.
func TestI15_AResetTakesPasskeysAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := w.resident(t, "boss@example.com", account.Administrator, otherSecret)
	actor, _ := w.keyed(t)
	if err := w.ResetFactor(t.Context(), account.Self(boss, 0), w.code(t, otherSecret), account.ID(actor.ID), site); err != nil {
		t.Fatal(err)
	}
	if p := w.person(t, account.ID(actor.ID)); p.HasFactor() {
		t.Errorf("after the reset: %+v", p)
	}
}

// S7: a passkey's credential is sealed for its owner: it is nowhere in the clear, and one moved to another person opens nothing.
func TestS7_PasskeysAreSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	id := w.credentialID(t, key.Answer(w.question(t, actor)))
	for _, from := range []string{"shop.passkey r", "audit.payload r", "web.passkey_question r"} {
		var dump string
		if err := w.Owner.Get(&dump, `SELECT coalesce(string_agg(row_to_json(r)::text, ' '), '') FROM `+from); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(dump, hex.EncodeToString(id)) || strings.Contains(dump, "publicKey") {
			t.Errorf("%s holds the credential", from)
		}
	}
	q := w.resident(t, "kim@example.com", account.SupportAgent, otherSecret)
	err := w.Transact(t.Context(), operator, "test.move_passkey", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE shop.passkey SET person_id = $1`, int64(q.ID))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.AskPasskey(t.Context(), q.ID, 0, ""); err == nil || fault.As(err) != nil {
		t.Errorf("a passkey moved to another person opens: %v", err)
	}
}

// Passkeys belong to a name; at a bare IP number there are none, and the person is told.
func TestPasskey_NeedsAName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, _ := w.keyed(t)
	for _, at := range []string{"http://127.0.0.1:8080", "http://[::1]:8080", ""} {
		bare := w.At(at)
		if bare.HasPasskeys() {
			t.Errorf("%q has passkeys", at)
		}
		_, err := bare.AskPasskey(t.Context(), account.ID(actor.ID), actor.SignIn, "")
		wantCode(t, err, account.PasskeyClosed)
	}
	if !w.At("http://localhost:8080").HasPasskeys() {
		t.Error("localhost has none")
	}
}

func TestPasskey_NamesAndLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	for _, name := range []string{"", "  ", strings.Repeat("x", account.PasskeyNameSize+1)} {
		_, _, err := w.add(t, actor, account.Proof{}, name)
		if f := fault.As(err); f == nil || f.Fields["name"] == "" {
			t.Errorf("name %q: %v", name, err)
		}
	}
	list, err := w.Passkeys(t.Context(), actor)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.RenamePasskey(t.Context(), actor, list[0].PublicID, "Desk"); err != nil {
		t.Error(err)
	}
	if err := w.RenamePasskey(t.Context(), actor, "doesnotexist", "Desk"); !fault.Is(err, fault.NotFound) {
		t.Errorf("another's: %v", err)
	}
	for range account.PasskeyLimit - 1 {
		if _, _, err := w.add(t, actor, account.Proof{Code: key.Answer(w.question(t, actor))}, "More"); err != nil {
			t.Fatal(err)
		}
	}
	_, err = w.AskNewPasskey(t.Context(), actor)
	wantCode(t, err, "passkey_limit")
}

// credentialID is the id in an answer.
func (w world) credentialID(t *testing.T, answer string) []byte {
	t.Helper()
	id, err := base64.RawURLEncoding.DecodeString(strings.Split(answer, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	return id
}
