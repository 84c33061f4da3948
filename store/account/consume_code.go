package account

import (
	"context"
	"strconv"
	"strings"
	"time"

	"standin/store"
	"standin/store/fault"
)

// Codes of the faults about second factors.
const (
	CodeUsed     = "code_used"     // right, but consumed before, for whatever purpose
	CodeWrong    = "code_wrong"    // not this step's nor the one before
	NoFactor     = "no_factor"     // nothing enrolled
	FactorBarred = "factor_barred" // enrolled by recovery code or reset, and not yet confirmed
)

// ConsumeCode takes a fresh second factor of the person as the step-up of what tx does. Who has a passkey answers with it: code is
// then the answer (IsAnswer), good once, within two minutes, in the sign-in that asked, and for this very request (its address and
// every field); codes of an app are refused. Everybody else types a code, good once for every purpose together. It goes first in
// its transaction: what was written before it, the code and the counted failure stay when the action is refused. Its faults carry
// the field "code" and one of the codes above or of passkeys, or "throttled" after five wrong codes; return them with tx.Refuse.
// The clock is the database's. A factor enrolled by recovery code or reset is refused for a day.
func (a *Accounts) ConsumeCode(ctx context.Context, tx *store.Tx, person ActorID, code string) (err error) {
	defer fault.Wrap(&err, "Accounts.ConsumeCode(%d)", person)
	keys, err := readPasskeys(ctx, tx, lockPasskeys, ID(person))
	if err != nil {
		return err
	}
	if len(keys) > 0 {
		if err := checkBar(ctx, tx, ID(person)); err != nil {
			return err
		}
		return a.consumePasskey(ctx, tx, ID(person), keys, code)
	}
	f, err := readFactor(ctx, tx, ID(person))
	if err != nil {
		return err
	}
	if err := checkBar(ctx, tx, ID(person)); err != nil {
		return err
	}
	return a.consume(ctx, tx, ID(person), f, code)
}

// checkBar refuses a person one of whose factors was enrolled without the one before.
func checkBar(ctx context.Context, tx *store.Tx, person ID) error {
	var until *time.Time
	if err := tx.Get(ctx, &until, selectBar, int64(person)); err != nil || until == nil || !until.After(tx.Now()) {
		return err
	}
	return fault.Newf(fault.Forbidden, "Your second factor is new and was not enrolled with the old one. Wait until %s, or ask another administrator to confirm it.",
		until.UTC().Format("2 January 15:04 MST")).WithCode(FactorBarred)
}

// factor is a row of shop.totp under lock.
type factor struct {
	Secret   []byte `db:"secret"`
	KeyID    string `db:"key_id"`
	LastStep int64  `db:"last_step"`
}

func readFactor(ctx context.Context, tx *store.Tx, person ID) (f factor, err error) {
	err = tx.Get(ctx, &f, lockFactor, int64(person))
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.Forbidden, "Your account has no second factor. Set one up under Account, Second factor; then try again.").WithCode(NoFactor)
	}
	return f, err
}

// consume checks and consumes a code under the factor's lock.
func (a *Accounts) consume(ctx context.Context, tx *store.Tx, person ID, f factor, code string) error {
	if err := checkCodeLimit(ctx, tx, personKey(person)); err != nil {
		return err
	}
	secret, err := a.unseal(personOwner(person), f.KeyID, f.Secret)
	if err != nil {
		return err
	}
	step, ok := matchStep(SecretText(secret), digits(code), tx.Now())
	if !ok {
		return wrongCode(ctx, tx, person)
	}
	n, err := tx.Exec(ctx, consumeStep, int64(person), step)
	if err != nil {
		return err
	}
	if n == 0 {
		return usedCode(f.LastStep, tx.Now())
	}
	noteStepUp(ctx)
	return tx.Keep(ctx)
}

func checkCodeLimit(ctx context.Context, tx *store.Tx, key string) error {
	err := codeLimit.Check(ctx, tx, key)
	if f := fault.As(err); f != nil && f.Kind == fault.Throttled {
		return f.WithField("code", f.Message)
	}
	return err
}

// wrongCode counts the failure of a person, which stays counted when the action is refused. The last try let through is an alarm.
func wrongCode(ctx context.Context, tx *store.Tx, person ID) error {
	left, err := codeLimit.Fail(ctx, tx, personKey(person))
	if err == nil && left == 0 {
		err = alertGuessing(ctx, tx, person)
	}
	if err != nil {
		return err
	}
	return wrongCodeSays(ctx, tx, left)
}

// wrongCodeSays keeps what was counted, and says how many tries are left.
func wrongCodeSays(ctx context.Context, tx *store.Tx, left int) error {
	if err := tx.Keep(ctx); err != nil {
		return err
	}
	says := "This code is wrong. Type the six digits your app shows now; " + tries(left) + "."
	return fault.New(fault.Invalid, says).WithField("code", says).WithCode(CodeWrong)
}

// usedCode says how long the next code is off. The last step taken may lie behind the present one: then its successor is there.
func usedCode(lastStep int64, now time.Time) error {
	wait := untilStep(lastStep+1, now)
	says := "You signed in with this code. Type the one your app shows now."
	if wait > 0 {
		says = "You signed in with this code. Wait " + inWords(wait) + " for the next one, and type that."
	}
	return fault.New(fault.Invalid, says).WithField("code", says).WithCode(CodeUsed)
}

// NextCode is how many seconds the present code still lives: what the dial beside a code field shows.
func NextCode(now time.Time) int {
	return int((untilStep(stepAt(now)+1, now) + time.Second - 1) / time.Second)
}

func tries(left int) string {
	switch left {
	case 0:
		return "no try is left for the next 15 minutes"
	case 1:
		return "one try is left"
	}
	return fmtCount(left) + " tries are left"
}

// digits takes the spaces out of a code as people type it.
func digits(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, code)
}

func personKey(id ID) string   { return strconv.FormatInt(int64(id), 10) }
func personOwner(id ID) string { return "person:" + personKey(id) }
func fmtCount(n int) string    { return strconv.Itoa(n) }
