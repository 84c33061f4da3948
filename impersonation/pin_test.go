package impersonation_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
)

func (w *world) pin(person account.Person) impersonation.PIN {
	w.t.Helper()
	pin, err := w.sessions.ShowPIN(w.t.Context(), w.signIn(int64(person.ID)))
	if err != nil {
		w.t.Fatal(err)
	}
	return pin
}

// withPIN is a start with nothing wrong but perhaps the number.
func (w *world) withPIN(actor account.Actor, subject account.Person, number string) impersonation.StartForm {
	form := w.form(actor, subject)
	form.PIN = number
	return form
}

// another is an eight-figure number that is not this one.
func another(number string) string {
	last := (number[7]-'0'+1)%10 + '0'
	return number[:7] + string(last)
}

func TestI62_PinOnceTenMinutesFiveTries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.asking("Mara Lind")
	pin := w.pin(mara)
	if !regexp.MustCompile(`^[0-9]{8}$`).MatchString(pin.Number) || pin.Until.Sub(w.now()) > impersonation.PINLife {
		t.Errorf("the PIN is %q, good until %v", pin.Number, pin.Until)
	}
	s := w.start(ada, w.withPIN(ada, mara, pin.Number[:4]+" "+pin.Number[4:]))
	if s.ConsentKind != impersonation.ByPIN || !strings.Contains(s.ConsentText, "PIN shown in their account") {
		t.Errorf("the session keeps %s, %q", s.ConsentKind, s.ConsentText)
	}
	w.end(ada, s)
	w.refused(ada, w.withPIN(ada, mara, pin.Number), fault.Invalid, impersonation.RefusedPIN) // one use

	old := w.pin(mara)
	w.Shift(t, impersonation.PINLife+time.Second)
	w.refused(ada, w.withPIN(ada, mara, old.Number), fault.Invalid, impersonation.RefusedPIN) // ten minutes

	void := w.pin(mara)
	fresh := w.pin(mara)
	w.refused(ada, w.withPIN(ada, mara, void.Number), fault.Invalid, impersonation.RefusedPIN) // a new one voids the old
	w.end(ada, w.start(ada, w.withPIN(ada, mara, fresh.Number)))
}

func (w *world) end(actor account.Actor, s impersonation.Session) {
	w.t.Helper()
	if _, err := w.sessions.End(w.t.Context(), actor, s.PublicID); err != nil {
		w.t.Fatal(err)
	}
}

func TestI62_FiveTriesCountAgainstActorAndCustomer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staff("Ruth Root", "administrator") // who is alerted
	ada, ben, mara, tom := w.agent("Ada Novak"), w.agent("Ben Novak"), w.asking("Mara Lind"), w.asking("Tom Okafor")
	maras, toms := w.pin(mara), w.pin(tom)
	for range 5 {
		f := w.refused(ada, w.withPIN(ada, mara, another(maras.Number)), fault.Invalid, impersonation.RefusedPIN)
		if f.Fields["pin"] == "" {
			t.Error("nothing is said at the field")
		}
	}
	w.refused(ada, w.withPIN(ada, mara, maras.Number), fault.Throttled, "throttled")                    // the sixth, though right
	w.refused(ada, w.withPIN(ada, tom, toms.Number), fault.Throttled, "throttled")                      // against the actor
	w.refused(ben, w.withPIN(ben, mara, maras.Number), fault.Throttled, impersonation.RefusedPINLocked) // against the customer
	w.start(ben, w.withPIN(ben, tom, toms.Number))                                                      // and nobody else
	if got := get[string](w, `SELECT ended_by FROM shop.support_pin WHERE person_id = $1`, mara.ID); got != "tries" {
		t.Errorf("Mara's PIN ended by %q", got)
	}
	for name, want := range map[string]int{"Ada Novak": 1, "Ben Novak": 0} {
		if n := get[int](w, `SELECT count(*) FROM shop.mail WHERE kind = 'acting.alert' AND subject LIKE $1 || '%'`, name); n != want {
			t.Errorf("%d alerts about %s; want %d", n, name, want)
		}
	}
	w.Shift(t, 16*time.Minute)
	w.refused(ada, w.withPIN(ada, mara, maras.Number), fault.Invalid, impersonation.RefusedPIN) // it stays void
	w.end(ada, w.start(ada, w.withPIN(ada, mara, w.pin(mara).Number)))
	if n := get[int](w, `SELECT count(*) FROM audit.entry e WHERE e.action = 'acting.start' AND e.outcome = 'refused' AND e.actor = $1`, ada.ID); n != 8 {
		t.Errorf("%d refusals of Ada stand in the record; want 8", n)
	}
}

func TestI62_NeitherPINNorCodeIsBurntByTheOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.asking("Mara Lind")
	pin := w.pin(mara)
	form := w.withPIN(ada, mara, another(pin.Number))
	w.refused(ada, form, fault.Invalid, impersonation.RefusedPIN)
	wrongCode := form
	wrongCode.PIN, wrongCode.Code = pin.Number, "000000"
	w.refused(ada, wrongCode, fault.Invalid, account.CodeWrong)
	form.PIN = pin.Number // the very same code, the very same PIN
	w.start(ada, form)
}

func TestI62_TypedAfterTheCustomerIsChosenAndForNobodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara, tom := w.agent("Ada Novak"), w.asking("Mara Lind"), w.asking("Tom Okafor")
	pin := w.pin(mara)
	w.refused(ada, w.withPIN(ada, tom, pin.Number), fault.Invalid, impersonation.RefusedPIN)
	eve := w.staff("Eve Audit", "auditor")
	w.refused(eve, w.withPIN(eve, mara, another(pin.Number)), fault.NotFound, impersonation.RefusedUnlisted)
	if n := get[int](w, `SELECT count(*) FROM web.throttle WHERE key LIKE 'pin%' AND key LIKE '%:' || $1::text`, mara.ID); n != 0 {
		t.Error("one who may not act counts against Mara's PIN")
	}
	w.start(ada, w.withPIN(ada, mara, pin.Number))
}

func TestI62_KeptHashedOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mara := w.asking("Mara Lind")
	pin := w.pin(mara)
	for _, table := range []string{"shop.support_pin", "audit.entry", "audit.payload", "shop.mail"} {
		if n := get[int](w, `SELECT count(*) FROM `+table+` t WHERE t::text LIKE '%' || $1 || '%'`, pin.Number); n != 0 {
			t.Errorf("%s holds the number", table)
		}
	}
	hash := get[string](w, `SELECT hash FROM shop.support_pin`)
	if n := get[int](w, `SELECT count(*) FROM audit.payload t WHERE t::text LIKE '%' || $1 || '%'`, hash); n != 0 {
		t.Error("the record holds the hash")
	}
}

func TestI62_MailedToTheAddressOnFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.asking("Mara Lind")
	mail := func() error { return w.sessions.MailPIN(t.Context(), ada, w.form(ada, mara)) }
	if err := mail(); err != nil {
		t.Fatal(err)
	}
	sent := get[string](w, `SELECT recipient || ' ' || body_text FROM shop.mail WHERE kind = 'support.pin'`)
	number := strings.ReplaceAll(regexp.MustCompile(`[0-9]{4} [0-9]{4}`).FindString(sent), " ", "")
	if !strings.Contains(sent, mara.Email) || !strings.Contains(sent, "The code does not work") || number == "" {
		t.Fatalf("the mail says %s", sent)
	}
	if got := get[string](w, `SELECT how || ' ' || asked_by FROM shop.support_pin`); got != "mailed "+itoa(int64(ada.ID)) {
		t.Errorf("the row says %s", got)
	}
	s := w.start(ada, w.withPIN(ada, mara, number))
	if !strings.Contains(s.ConsentText, "mailed to the address on file") {
		t.Errorf("the session keeps %q", s.ConsentText)
	}
	w.end(ada, s)
	for range impersonation.PINMailLimit - 1 {
		if err := mail(); err != nil {
			t.Fatal(err)
		}
	}
	if err := mail(); !fault.Is(err, fault.Throttled) {
		t.Errorf("the fourth mail within the hour: %v", err)
	}
	if n := get[int](w, `SELECT count(*) FROM audit.entry WHERE action = 'pin.mail' AND actor = $1 AND object = 'person:' || $2::text`, ada.ID, mara.ID); n != 4 {
		t.Errorf("%d entries about mailed PINs; want 3 and the refusal", n)
	}
	// A rule that takes no PIN mails none.
	w.change(`UPDATE shop.impersonation_rule SET consents = '{standing}' WHERE id = 1`)
	if err := w.sessions.MailPIN(t.Context(), ada, w.form(ada, w.asking("Tom Okafor"))); !fault.Is(err, fault.Forbidden) {
		t.Errorf("without a rule for it: %v", err)
	}
}

func TestI62_NobodyMakesOneWhileActing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	a := w.acting(ada, w.begin(ada, mara))
	if _, err := w.sessions.ShowPIN(t.Context(), a); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a PIN made while acting: %v", err)
	}
	if n := get[int](w, `SELECT count(*) FROM shop.support_pin`); n != 0 {
		t.Errorf("%d PINs", n)
	}
}
