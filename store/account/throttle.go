package account

import (
	"context"
	"time"

	"standin/store"
	"standin/store/fault"
)

// Limit is how many failed tries of one purpose are let pass within a time; the next is refused for as long, even when right.
type Limit struct {
	Purpose string
	Tries   int
	Per     time.Duration
	Wait    string // what is said while it holds, with one %s for the time
}

// The limits on guessing. Codes are counted by person over all sessions and addresses, passwords by account and network (so
// that a stranger elsewhere cannot shut somebody out), by account (NIST's hundred) and by address.
var (
	codeLimit     = Limit{"code", 5, 15 * time.Minute, "Too many wrong codes. Wait %s, then type the code your app shows."}
	passwordLimit = Limit{"password", 10, 15 * time.Minute, "Too many tries. Wait %s, then try again."}
	accountLimit  = Limit{"password_account", 100, time.Hour, "Too many tries. Wait %s, then try again."}
	addressLimit  = Limit{"password_address", 300, time.Hour, "Too many tries from your network. Wait %s, then try again."}
)

// writer is what writes to schema web: the database outside of any action, or a transaction.
type writer interface {
	store.Querier
	Exec(ctx context.Context, query string, args ...any) (int64, error)
}

// Check refuses (fault.Throttled, code "throttled") while too many tries on key lie behind.
func (l Limit) Check(ctx context.Context, q store.Querier, key string) error {
	var left float64
	err := q.Get(ctx, &left, selectThrottle, l.key(key))
	if err != nil || left <= 0 {
		return err
	}
	wait := time.Duration(left * float64(time.Second))
	return fault.Newf(fault.Throttled, l.Wait, inWords(wait)).WithCode("throttled")
}

// Fail counts a failed try on key and tells how many are left.
func (l Limit) Fail(ctx context.Context, w writer, key string) (left int, err error) {
	var count int
	err = w.Get(ctx, &count, countThrottle, l.key(key), l.Tries, l.Per.Seconds())
	return max(l.Tries-count, 0), err
}

func (l Limit) key(key string) string { return l.Purpose + ":" + key }

// inWords rounds a wait up: "40 seconds", "12 minutes".
func inWords(d time.Duration) string {
	n, unit := int((d+time.Second-1)/time.Second), "second"
	if n > 90 {
		n, unit = (n+59)/60, "minute"
	}
	if n == 1 {
		return "1 " + unit
	}
	return fmtCount(n) + " " + unit + "s"
}
