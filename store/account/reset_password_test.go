package account_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// forgotten asks for a link, runs the job that was queued, and gives the token that was mailed; empty for none.
func (w world) forgotten(t *testing.T, email string) (token string) {
	t.Helper()
	if err := w.ForgotPassword(t.Context(), here, email); err != nil {
		t.Fatal(err)
	}
	if err := w.MailReset(t.Context(), account.PasswordForgotten{Email: email}); err != nil {
		t.Fatal(err)
	}
	var text string
	err := w.Owner.Get(&text, `SELECT coalesce((SELECT body_text FROM shop.mail WHERE recipient = $1 AND kind = 'password.link' ORDER BY id DESC LIMIT 1), '')`, email)
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(text, site+"/reset/")
	token, _, _ = strings.Cut(after, "\n")
	return token
}

const newPassword = "another four good words"

// S9: a reset changes the password and nothing of the second factor: app, passkeys and recovery codes are as before, and signing in
// asks for them.
func TestS9_AResetNeitherRemovesNorBypassesTheFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor, key := w.keyed(t)
	factors := func() (text string) {
		if err := w.Owner.Get(&text, `SELECT (SELECT string_agg(f::text, ',') FROM shop.totp f) || (SELECT string_agg(k::text, ',') FROM shop.passkey k)
			|| (SELECT count(*) FROM shop.recovery_code WHERE used_at IS NULL)`); err != nil {
			t.Fatal(err)
		}
		return text
	}
	before, id := factors(), account.ID(actor.ID)
	if err := w.ResetPassword(t.Context(), here, w.forgotten(t, "robin@example.com"), newPassword); err != nil {
		t.Fatal(err)
	}
	if after := factors(); after != before {
		t.Errorf("the factors were %s and are %s", before, after)
	}
	if _, err := account.Identify(t.Context(), w, actor.SignIn); !fault.Is(err, fault.NotFound) {
		t.Errorf("the old sign-in stands: %v", err)
	}
	if _, err := w.CheckPassword(t.Context(), here, "robin@example.com", goodPassword); err == nil {
		t.Error("the old password is good")
	}
	if _, err := w.CheckPassword(t.Context(), here, "robin@example.com", newPassword); err != nil {
		t.Error(err)
	}
	for _, code := range []string{"", "000000"} {
		_, err := w.SignIn(t.Context(), store.Request{}, id, code, arrival("phone"))
		wantCode(t, err, account.CodeWrong)
	}
	options, err := w.AskPasskey(t.Context(), id, 0, "here")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.SignIn(t.Context(), store.Request{Sent: "here"}, id, key.Answer(options), arrival("phone")); err != nil {
		t.Error(err)
	}
	if w.entries(t, "password.reset", "done") != 1 || w.mails(t, "password.changed", id) != 1 {
		t.Error("no entry or no mail")
	}
}

// A link is good once and for an hour; one that is used takes the others along; a blocked account gets none.
func TestS9_TheLinkIsGoodOnceAndForAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	first, second := w.forgotten(t, p.Email), w.forgotten(t, p.Email)
	if len(first) < 40 || first == second {
		t.Fatalf("tokens %q and %q", first, second)
	}
	err := w.ResetPassword(t.Context(), here, second, "short")
	if f := fault.As(err); f == nil || f.Fields["password"] == "" {
		t.Errorf("a short password: %v", err)
	}
	if err := w.ResetPassword(t.Context(), here, second, newPassword); err != nil {
		t.Fatal(err)
	}
	w.Shift(t, account.ResetLife-time.Minute)
	for _, token := range []string{first, second, "", "invented"} {
		if err := w.ResetPassword(t.Context(), here, token, newPassword); !fault.Is(err, fault.NotFound) {
			t.Errorf("link %q: %v", token, err)
		}
	}
	third := w.forgotten(t, p.Email)
	w.Shift(t, account.ResetLife-time.Minute)
	if _, err := w.ResetFor(t.Context(), third); err != nil {
		t.Errorf("within the hour: %v", err)
	}
	w.Shift(t, 2*time.Minute)
	if err := w.ResetPassword(t.Context(), here, third, newPassword); !fault.Is(err, fault.NotFound) {
		t.Errorf("after the hour: %v", err)
	}
	if err := w.Block(t.Context(), operator, "", p.ID); err != nil {
		t.Fatal(err)
	}
	before := w.mails(t, "password.link", p.ID)
	if err := w.MailReset(t.Context(), account.PasswordForgotten{Email: p.Email}); err != nil || w.mails(t, "password.link", p.ID) != before {
		t.Errorf("a blocked account got a link, %v", err)
	}
}

// S9, S53: who asks learns nothing of who has an account: known, unknown and blocked addresses get the same answer after the same
// statements. Three links an hour are sent to one address; the fourth asking looks the same.
func TestS9_AskingTellsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	var first []string
	for _, email := range []string{"robin@example.com", "nobody@example.com", "ROBIN@example.com"} {
		ctx, counter := store.WithCounter(t.Context())
		if err := w.ForgotPassword(ctx, here, email); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = counter.Queries
		}
		if !slices.Equal(first, counter.Queries) {
			t.Errorf("%s is told apart after %d statements: %v", email, len(counter.Queries), counter.Queries)
		}
	}
	for range 3 {
		if err := w.ForgotPassword(t.Context(), here, "robin@example.com"); err != nil {
			t.Errorf("asking again: %v", err)
		}
	}
	var jobs int
	if err := w.Owner.Get(&jobs, `SELECT count(*) FROM river.river_job WHERE kind = 'password.forgotten' AND args->>'email' = 'robin@example.com'`); err != nil || jobs != 3 {
		t.Errorf("%d links for one address, %v", jobs, err)
	}
	err := w.ForgotPassword(t.Context(), here, "no address")
	if f := fault.As(err); f == nil || f.Fields["email"] == "" {
		t.Errorf("no address: %v", err)
	}
}
