package custody_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"standin/store/account"
	"standin/store/audit"
	"standin/store/custody"
	"standin/store/fault"
)

// S67: a checkpoint is mailed once a day to each address, however often and by however many processes the job runs.
func TestCheckpoint_IsMailedOnceADayToEachAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.seal()
	mail := func() {
		t.Helper()
		var together sync.WaitGroup
		for range 6 {
			together.Go(func() {
				if _, err := w.custody.MailCheckpoint(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		together.Wait()
	}
	mail()
	if n := get[int](w, `SELECT count(*) FROM shop.mail`); n != 0 {
		t.Fatalf("%d mails before anybody set an address", n)
	}
	must(t, w.custody.SetMails(t.Context(), w.root, "Archive@example.com", "notary@example.org", w.code()))
	for day := 1; day <= 3; day++ {
		mail()
		mail()
		for _, address := range []string{"archive@example.com", "notary@example.org"} {
			if n := get[int](w, `SELECT count(*) FROM shop.mail WHERE kind = $1 AND recipient = $2`, custody.MailKind, address); n != day {
				t.Errorf("day %d: %d mails to %s", day, n, address)
			}
		}
		w.Shift(t, 24*time.Hour)
	}
	if n := get[int](w, `SELECT count(*) FROM audit.entry WHERE action = 'checkpoint.mail'`); n != 6 {
		t.Errorf("%d entries of six mails", n)
	}
}

// What is mailed is a checkpoint that verify takes.
func TestCheckpoint_OfAMailVerifies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if n, err := w.custody.MailCheckpoint(t.Context()); n != 0 || err != nil {
		t.Errorf("without an address: %d, %v", n, err)
	}
	must(t, w.custody.SetMails(t.Context(), w.root, "archive@example.com", "", w.code()))
	if n, err := w.custody.MailCheckpoint(t.Context()); n != 0 || err != nil {
		t.Errorf("without a checkpoint: %d, %v", n, err)
	}
	w.seal()
	if n, err := w.custody.MailCheckpoint(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	text := get[string](w, `SELECT body_text FROM shop.mail WHERE kind = $1`, custody.MailKind)
	parts := strings.Split(text, strings.Repeat("-", 64)+"\n")
	if len(parts) != 3 {
		t.Fatalf("%d parts: %s", len(parts), text)
	}
	list, err := audit.ParseCheckpoints([]byte(parts[1]), w.known)
	if err != nil || len(list) != 1 || list[0].Size != get[int64](w, `SELECT max(size) FROM audit.checkpoint`) {
		t.Errorf("%+v, %v", list, err)
	}
}

// The age of the newest copy is that of what truly left, and more than two days are too many.
func TestCheckpoint_CopiesGrowOld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.seal()
	age := func() custody.Copies {
		t.Helper()
		c, err := w.custody.Copies(t.Context(), w.root)
		must(t, err)
		return c
	}
	if c := age(); !c.Stale() || !c.Newest().IsZero() {
		t.Errorf("none ever left: %+v", c)
	}
	must(t, w.custody.SetMails(t.Context(), w.root, "archive@example.com", "", w.code()))
	_, err := w.custody.MailCheckpoint(t.Context())
	must(t, err)
	if c := age(); !c.Stale() || len(c.Mailed) != 1 {
		t.Errorf("it waits to be sent: %+v", c)
	}
	w.change(`UPDATE shop.mail SET state = 'sent', sent_at = shop.shop_now()`)
	if c := age(); c.Stale() {
		t.Errorf("just sent: %+v", c)
	}
	w.Shift(t, 47*time.Hour)
	if c := age(); c.Stale() {
		t.Errorf("47 hours: %+v", c)
	}
	w.Shift(t, 2*time.Hour)
	if c := age(); !c.Stale() {
		t.Errorf("49 hours: %+v", c)
	}
	if _, err := w.custody.Copies(t.Context(), w.staff("Ada Novak", account.SupportAgent)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an agent reads it: %v", err)
	}
}

// S70: where checkpoints go is an administrator's decision behind a fresh code.
func TestS70_CheckpointAddressesAskForACode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.custody.SetMails(t.Context(), w.staff("Vera Stone", account.Auditor), "a@example.com", "", w.code()); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an auditor: %v", err)
	}
	if err := w.custody.SetMails(t.Context(), w.root, "a@example.com", "", "000000"); fault.As(err) == nil || fault.As(err).Code != account.CodeWrong {
		t.Errorf("a wrong code: %v", err)
	}
	for field, pair := range map[string][2]string{"first": {"nobody", ""}, "second": {"a@example.com", "A@example.com"}} {
		if err := w.custody.SetMails(t.Context(), w.root, pair[0], pair[1], w.code()); fault.As(err) == nil || fault.As(err).Fields[field] == "" {
			t.Errorf("%v: %v", pair, err)
		}
	}
}
