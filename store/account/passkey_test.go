package account_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
	"standin/store/storetest"
)

// signedIn is somebody's request in a sign-in of their own, asking for something.
func (w world) signedIn(t *testing.T, p account.Person, request string) account.Actor {
	t.Helper()
	var in session.SignIn
	err := w.Transact(t.Context(), operator, "test.sign_in", func(tx *store.Tx) (err error) {
		in, err = session.Begin(t.Context(), tx, int64(p.ID), arrival("laptop"), session.Life, true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return asking(account.Self(w.person(t, p.ID), in.ID), request)
}

// asking is the same actor with another request.
func asking(a account.Actor, request string) account.Actor {
	a.Request.Sent = request
	return a
}

// add gives the actor a passkey, proved by what they have.
func (w world) add(t *testing.T, actor account.Actor, proof account.Proof, name string) (*storetest.Authenticator, []string, error) {
	t.Helper()
	key := storetest.NewAuthenticator(t, site)
	options, err := w.AskNewPasskey(t.Context(), actor)
	if err != nil {
		t.Fatal(err)
	}
	recovery, err := w.AddPasskey(t.Context(), actor, proof, name, key.Make(options))
	return key, recovery, err
}

// keyed is a support agent with an app and a passkey, signed in.
func (w world) keyed(t *testing.T) (account.Actor, *storetest.Authenticator) {
	t.Helper()
	p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	actor := w.signedIn(t, p, "")
	key, _, err := w.add(t, actor, account.Proof{Code: w.code(t, robinsSecret)}, "Work laptop")
	if err != nil {
		t.Fatal(err)
	}
	w.Shift(t, account.Step)
	return actor, key
}

// question asks for the actor's passkey, for what they are asking.
func (w world) question(t *testing.T, a account.Actor) []byte {
	t.Helper()
	options, err := w.AskPasskey(t.Context(), account.ID(a.ID), a.SignIn, a.Request.Sent)
	if err != nil {
		t.Fatal(err)
	}
	return options
}

// step takes an answer or a code as the step-up of an action of the actor's own.
func (w world) step(t *testing.T, actor account.Actor, code string) error {
	t.Helper()
	return w.Transact(t.Context(), actor, "test.step_up", func(tx *store.Tx) error {
		err := w.ConsumeCode(t.Context(), tx, actor.ID, code)
		if f := fault.As(err); f != nil {
			return tx.Refuse(f)
		}
		return err
	})
}

// S5: once there is a passkey it is required: codes of the app, right ones too, and recovery codes are no step-up any more.
func TestS5_APasskeyIsRequiredOnceEnrolled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	request := asking(actor, "start for Mara")
	for _, code := range []string{w.code(t, robinsSecret), "", "000000", "abcd-efgh-ijkl-mnop"} {
		wantCode(t, w.step(t, request, code), account.PasskeyNeeded)
	}
	if err := w.step(t, request, key.Answer(w.question(t, request))); err != nil {
		t.Fatal(err)
	}
	var row struct {
		Count int64      `db:"sign_count"`
		Used  *time.Time `db:"used_at"`
	}
	if err := w.Owner.Get(&row, `SELECT sign_count, used_at FROM shop.passkey`); err != nil || row.Count != int64(key.Count) || row.Used == nil {
		t.Errorf("the row says %+v, %v; the authenticator counts %d", row, err, key.Count)
	}
}

// S5: user verification is required: a touch without finger, face or PIN is refused.
func TestS5_UserVerificationIsRequired(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	if options := string(w.question(t, actor)); !strings.Contains(options, `"userVerification":"required"`) {
		t.Errorf("the question says %s", options)
	}
	key.Absent = true
	wantCode(t, w.step(t, actor, key.Answer(w.question(t, actor))), account.PasskeyWrong)
	options, err := w.AskNewPasskey(t.Context(), actor)
	if err != nil || !strings.Contains(string(options), `"userVerification":"required"`) {
		t.Fatalf("%s, %v", options, err)
	}
	other := storetest.NewAuthenticator(t, site)
	other.Absent, key.Absent = true, false
	_, err = w.AddPasskey(t.Context(), actor, account.Proof{Code: key.Answer(w.question(t, actor))}, "Phone", other.Make(options))
	wantCode(t, err, account.PasskeyWrong)
}

// S5: an assertion is good once, under concurrency too; each further one is a conflict.
func TestS5_AReplayIsAConflict(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	answer := key.Answer(w.question(t, actor))
	var good, used atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			switch f := fault.As(w.step(t, actor, answer)); {
			case f == nil:
				good.Add(1)
			case f.Kind == fault.Conflict && f.Code == account.PasskeyUsed && f.Fields["code"] != "":
				used.Add(1)
			default:
				t.Errorf("refused otherwise: %v", f)
			}
		})
	}
	wg.Wait()
	if good.Load() != 1 || used.Load() != 19 {
		t.Errorf("%d accepted, %d told that it was used; want 1 and 19", good.Load(), used.Load())
	}
}

// S6: the challenge is 256 random bits, another each time, and only its hash lies in the database.
func TestS6_TheChallengeIsLongAndRandom(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	seen := map[string]bool{}
	for range 20 {
		c := key.Challenge(w.question(t, actor))
		if len(c) < 8 || len(c) != 32 || seen[string(c)] {
			t.Errorf("a challenge of %d bytes, known: %t", len(c), seen[string(c)])
		}
		seen[string(c)] = true
		var held int
		if err := w.Owner.Get(&held, `SELECT count(*) FROM web.passkey_question q WHERE position($1::bytea IN convert_to(row_to_json(q)::text, 'UTF8')) > 0
			OR q.challenge_hash = $1`, c); err != nil || held != 0 {
			t.Errorf("the challenge lies in %d rows, %v", held, err)
		}
	}
}

// S6: late answers are refused: two minutes by the database's clock, and not a second before.
func TestS6_ALateAnswerIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	intime, late := key.Answer(w.question(t, actor)), ""
	w.Shift(t, account.QuestionLife-10*time.Second)
	if err := w.step(t, actor, intime); err != nil {
		t.Errorf("within two minutes: %v", err)
	}
	late = key.Answer(w.question(t, actor))
	w.Shift(t, account.QuestionLife+time.Second)
	err := w.step(t, actor, late)
	wantCode(t, err, account.PasskeyLate)
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("a late answer: %v", err)
	}
	wantCode(t, w.step(t, actor, late), account.PasskeyUsed)
	if account.QuestionLife > 2*time.Minute {
		t.Errorf("questions live %v", account.QuestionLife)
	}
}

// S1, S6: an answer belongs to one person, one sign-in and one request; anywhere else it is refused, and used up by the try.
func TestS6_AnAnswerBelongsToOneRequest(t *testing.T) {
	t.Parallel()
	for name, swap := range map[string]func(w world, a account.Actor) account.Actor{
		"another subject": func(_ world, a account.Actor) account.Actor { return asking(a, "start for Tom") },
		"nothing asked":   func(_ world, a account.Actor) account.Actor { return asking(a, "") },
		"another sign-in": func(w world, a account.Actor) account.Actor {
			return w.signedIn(t, w.person(t, account.ID(a.ID)), "start for Mara")
		},
		"no sign-in": func(_ world, a account.Actor) account.Actor { a.SignIn = 0; return a },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			actor, key := w.keyed(t)
			mara := asking(actor, "start for Mara")
			answer := key.Answer(w.question(t, mara))
			err := w.step(t, swap(w, mara), answer)
			wantCode(t, err, account.PasskeyElsewhere)
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("it is %v", err)
			}
			wantCode(t, w.step(t, mara, answer), account.PasskeyUsed)
			if err := w.step(t, mara, key.Answer(w.question(t, mara))); err != nil {
				t.Errorf("answered anew: %v", err)
			}
		})
	}
}

// S6: the answer of somebody else's passkey, to their own question or to the actor's, is worth nothing.
func TestS6_AnotherPersonsPasskey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	other := w.signedIn(t, w.resident(t, "kim@example.com", account.SupportAgent, otherSecret), "")
	theirs, _, err := w.add(t, other, account.Proof{Code: w.code(t, otherSecret)}, "Kim's phone")
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, w.step(t, actor, theirs.Answer(w.question(t, other))), account.PasskeyElsewhere)
	wantCode(t, w.step(t, actor, theirs.Answer(w.question(t, actor))), account.PasskeyWrong)
	key.Origin = "https://shop.example.evil.test"
	wantCode(t, w.step(t, actor, key.Answer(w.question(t, actor))), account.PasskeyWrong)
	for _, garbage := range []string{"passkey.", "passkey.a.b.c.d.e", "passkey." + strings.Repeat("A.", 4) + "A", "passkey.{}"} {
		wantCode(t, w.step(t, actor, garbage), account.PasskeyWrong)
	}
}

// The counter of an authenticator must rise; one that does not is refused, and its owner and the administrators hear of it.
func TestS5_ACopyIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.resident(t, "boss@example.com", account.Administrator, otherSecret)
	actor, key := w.keyed(t)
	if err := w.step(t, actor, key.Answer(w.question(t, actor))); err != nil {
		t.Fatal(err)
	}
	key.Stuck = true
	wantCode(t, w.step(t, actor, key.Answer(w.question(t, actor))), account.PasskeyCopied)
	var mails []string
	if err := w.Owner.Select(&mails, `SELECT recipient FROM shop.mail WHERE kind = 'passkey.copied' ORDER BY recipient`); err != nil ||
		strings.Join(mails, " ") != "boss@example.com robin@example.com" {
		t.Errorf("mails to %v, %v", mails, err)
	}
}

// A passkey is a second factor of signing in, too; the app still is one there.
func TestSignIn_WithAPasskey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	options, err := w.AskPasskey(t.Context(), account.ID(actor.ID), 0, "this browser")
	if err != nil {
		t.Fatal(err)
	}
	answer := key.Answer(options)
	_, err = w.SignIn(t.Context(), store.Request{Sent: "another browser"}, account.ID(actor.ID), answer, arrival("phone"))
	wantCode(t, err, account.PasskeyElsewhere)
	if options, err = w.AskPasskey(t.Context(), account.ID(actor.ID), 0, "this browser"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.SignIn(t.Context(), store.Request{Sent: "this browser"}, account.ID(actor.ID), key.Answer(options), arrival("phone")); err != nil {
		t.Errorf("with the passkey: %v", err)
	}
	if _, err := w.SignIn(t.Context(), store.Request{}, account.ID(actor.ID), w.code(t, robinsSecret), arrival("phone")); err != nil {
		t.Errorf("with the app: %v", err)
	}
}

// S8: a recovery code signs in once, and is no step-up of somebody with a passkey either.
func TestS8_RecoveryCodeIsNoStepUpBesideAPasskey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	actor := w.signedIn(t, p, "")
	_, recovery, err := w.add(t, actor, account.Proof{Password: goodPassword}, "Phone")
	if err != nil || len(recovery) != 10 {
		t.Fatalf("%d recovery codes with the first factor, %v", len(recovery), err)
	}
	if p = w.person(t, p.ID); p.HasTOTP || p.Passkeys != 1 || !p.HasFactor() {
		t.Errorf("the person is %+v", p)
	}
	wantCode(t, w.step(t, actor, recovery[0]), account.PasskeyNeeded)
	_, err = w.SignIn(t.Context(), store.Request{}, p.ID, "123456", arrival("phone"))
	wantCode(t, err, account.PasskeyNeeded)
	if _, err := w.SignIn(t.Context(), store.Request{}, p.ID, recovery[0], arrival("phone")); err != nil {
		t.Errorf("signing in with it: %v", err)
	}
	_, err = w.SignIn(t.Context(), store.Request{}, p.ID, recovery[0], arrival("phone"))
	wantCode(t, err, account.CodeWrong)
}
