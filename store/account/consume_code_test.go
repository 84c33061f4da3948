package account_test

import (
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// S2, I16: a code is good once for every purpose, under concurrency too.
func TestI16_CodeIsUsedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	w.middle(t)
	code := w.code(t, robinsSecret)
	var good, used atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			switch err := w.consume(t, p.ID, code); {
			case err == nil:
				good.Add(1)
			case fault.As(err) != nil && fault.As(err).Code == account.CodeUsed:
				used.Add(1)
			default:
				t.Errorf("refused otherwise: %v", err)
			}
		})
	}
	wg.Wait()
	if good.Load() != 1 || used.Load() != 49 {
		t.Errorf("%d accepted, %d told that it was used; want 1 and 49", good.Load(), used.Load())
	}
}

var usedSays = regexp.MustCompile(`^You signed in with this code\. Wait \d+ seconds? for the next one, and type that\.$`)

// S2: the second factor of a sign-in is no step-up, and the person is told what to wait for, not that the code is wrong.
func TestS2_CodeOfTheSignInIsRefusedAfterwards(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	w.middle(t)
	code := w.code(t, robinsSecret)
	if _, err := w.SignIn(t.Context(), store.Request{}, p.ID, code, arrival("laptop")); err != nil {
		t.Fatal(err)
	}
	err := w.consume(t, p.ID, code)
	wantCode(t, err, account.CodeUsed)
	if f := fault.As(err); !usedSays.MatchString(f.Message) || f.Fields["code"] == "" {
		t.Errorf("says %q at %v", f.Message, f.Fields)
	}
	w.Shift(t, account.Step)
	if err := w.consume(t, p.ID, w.code(t, robinsSecret)); err != nil {
		t.Errorf("the next code: %v", err)
	}
}

func TestS3_CodesOfThisStepAndTheOneBefore(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		steps int
		good  bool
	}{"this step": {0, true}, "one back": {-1, true}, "two back": {-2, false}, "one ahead": {1, false}, "two ahead": {2, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
			w.middle(t)
			err := w.consume(t, p.ID, w.codeAt(t, robinsSecret, c.steps))
			if (err == nil) != c.good {
				t.Errorf("got %v", err)
			}
		})
	}
}

// An older step than the newest accepted one is refused, though it is within the window.
func TestS3_NoStepBackAfterANewerOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	w.middle(t)
	if err := w.consume(t, p.ID, w.code(t, robinsSecret)); err != nil {
		t.Fatal(err)
	}
	wantCode(t, w.consume(t, p.ID, w.codeAt(t, robinsSecret, -1)), account.CodeUsed)
}

// I17, S4: five wrong codes within a quarter of an hour, over all sessions; then the right one is refused, too.
func TestI17_FiveWrongCodesThrottle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	w.middle(t)
	boss, other := w.resident(t, "boss@example.com", account.Administrator, ""), w.resident(t, "chief@example.com", account.Administrator, "")
	for i := range 5 {
		if n := w.mails(t, "acting.alert", boss.ID); n != 0 {
			t.Errorf("%d alerts after %d wrong codes", n, i)
		}
		err := w.consume(t, p.ID, "000000")
		wantCode(t, err, account.CodeWrong)
		if i == 3 && !strings.Contains(err.Error(), "one try is left") {
			t.Errorf("before the last try: %v", err)
		}
	}
	for kind, to := range map[string]account.ID{"factor.guessed": p.ID, "acting.alert": boss.ID} {
		if n := w.mails(t, kind, to); n != 1 {
			t.Errorf("%d mails %s with the fifth wrong code", n, kind)
		}
	}
	if n := w.mails(t, "acting.alert", other.ID); n != 1 {
		t.Errorf("%d alerts to the other administrator", n)
	}
	err := w.consume(t, p.ID, w.code(t, robinsSecret))
	if !fault.Is(err, fault.Throttled) || !strings.Contains(err.Error(), "Wait 15 minutes") {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
	var refusals int
	if err := w.Get(t.Context(), &refusals, `SELECT count(*) FROM audit.entry WHERE action = 'test.step_up' AND outcome = 'refused' AND actor = $1`, int64(p.ID)); err != nil {
		t.Fatal(err)
	}
	if refusals != 6 {
		t.Errorf("%d refusals in the record, want 6", refusals)
	}
	w.Shift(t, 15*time.Minute+time.Second)
	if err := w.consume(t, p.ID, w.code(t, robinsSecret)); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

// Fifty guesses at once get no more tries than five.
func TestI17_ParallelGuessesCountAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.SupportAgent, robinsSecret)
	var wrong atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if f := fault.As(w.consume(t, p.ID, "000000")); f != nil && f.Code == account.CodeWrong {
				wrong.Add(1)
			}
		})
	}
	wg.Wait()
	if wrong.Load() != 5 {
		t.Errorf("%d guesses were compared, want 5", wrong.Load())
	}
}

// I15: no factor, no step-up.
func TestI15_NoFactorNoStepUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	wantCode(t, w.consume(t, p.ID, "123456"), account.NoFactor)
}

// S8: a recovery code never satisfies a step-up.
func TestS8_RecoveryCodeIsNoStepUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.resident(t, "robin@example.com", account.NoStaff, "")
	recovery := w.enrol(t, p)
	w.Shift(t, account.Step)
	wantCode(t, w.consume(t, p.ID, recovery[0]), account.CodeWrong)
}

func TestNextCode(t *testing.T) {
	t.Parallel()
	for at, want := range map[int64]int{0: 30, 1: 29, 29: 1, 30: 30} {
		if got := account.NextCode(time.Unix(at, 0)); got != want {
			t.Errorf("%d s: %d, want %d", at, got, want)
		}
	}
}
