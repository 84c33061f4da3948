package account

import (
	"context"

	"standin/store"
	"standin/store/fault"
	"standin/store/session"
)

// Proof is what somebody gives, besides being signed in, to change how they prove who they are: a code of the factor in use or a
// recovery code where there is one, else the password.
type Proof struct {
	Code     string
	Password string
}

// ConfirmTOTP makes the secret of EnrolTOTP the actor's second factor when code is its present code, ends all other sign-ins,
// and gives ten new recovery codes, to be shown this once. A factor that replaces another needs a proof by the old one; one
// enrolled with a recovery code bars starting to act for a day and is told to all administrators. Faults name the fields
// "code", "old_code" and "password".
func (a *Accounts) ConfirmTOTP(ctx context.Context, actor Actor, proof Proof, code string) (recovery []string, err error) {
	defer fault.Wrap(&err, "Accounts.ConfirmTOTP(%d)", actor.ID)
	if err := actor.May(MFAChange); err != nil {
		return nil, err
	}
	p, err := a.ByID(ctx, actor.Person())
	if err != nil {
		return nil, err
	}
	if err := a.proveByPassword(ctx, actor, p, proof.Password); err != nil {
		return nil, err
	}
	err = a.db.Transact(ctx, actor, "factor.confirm", func(tx *store.Tx) error {
		recovery, err = a.confirm(ctx, tx, actor, p, proof, code)
		return refused(tx, err)
	})
	return recovery, err
}

func (a *Accounts) confirm(ctx context.Context, tx *store.Tx, actor Actor, p Person, proof Proof, code string) ([]string, error) {
	how, err := a.proveByOldFactor(ctx, tx, p.ID, proof.Code)
	if err != nil {
		return nil, inField(err, "old_code")
	}
	secret, err := a.pendingSecret(ctx, tx, lockPending, p.ID)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.New(fault.Conflict, "There is no picture to confirm any more. Begin again with “Set up”.")
	}
	if err != nil {
		return nil, err
	}
	step, err := firstCode(ctx, tx, personKey(p.ID), secret, code)
	if err != nil {
		return nil, err
	}
	if err := a.install(ctx, tx, p.ID, secret, step, how); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, deletePending, int64(p.ID)); err != nil {
		return nil, err
	}
	if err := session.EndAll(ctx, tx, int64(p.ID), actor.SignIn, session.EndedByFactor); err != nil {
		return nil, err
	}
	if err := tellFactorChanged(ctx, tx, p, how); err != nil {
		return nil, err
	}
	return newRecovery(ctx, tx, p.ID)
}

// firstCode checks that the app holds the secret: its step counts as used from then on. Wrong ones are counted under key. It goes
// before anything that a refusal must undo, as ConsumeCode does.
func firstCode(ctx context.Context, tx *store.Tx, key string, secret []byte, code string) (step int64, err error) {
	if err := checkCodeLimit(ctx, tx, key); err != nil {
		return 0, err
	}
	step, ok := matchStep(SecretText(secret), digits(code), tx.Now())
	if !ok {
		left, err := codeLimit.Fail(ctx, tx, key)
		if err != nil {
			return 0, err
		}
		return 0, wrongCodeSays(ctx, tx, left)
	}
	return step, nil
}

// install makes secret the person's factor, with the step of its first code.
func (a *Accounts) install(ctx context.Context, tx *store.Tx, person ID, secret []byte, step int64, how enrolledBy) error {
	keyID, sealed, err := a.seal(personOwner(person), secret)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, saveFactor, int64(person), sealed, keyID, step, string(how), how.bars())
	return err
}

// enrolledBy is by what right a factor was enrolled.
type enrolledBy string

const (
	byPerson     enrolledBy = "person"
	byInvitation enrolledBy = "invitation"
	byRecovery   enrolledBy = "recovery"
	byReset      enrolledBy = "reset"
)

// bars tells whether such a factor may not start an impersonation for a day.
func (e enrolledBy) bars() bool { return e == byRecovery || e == byReset }

// proveByOldFactor asks for the factor in use: an answer of a passkey where there is one, else a code; or a recovery code. Nothing
// where there is no factor.
func (a *Accounts) proveByOldFactor(ctx context.Context, tx *store.Tx, person ID, code string) (enrolledBy, error) {
	keys, err := readPasskeys(ctx, tx, lockPasskeys, person)
	if err != nil {
		return "", err
	}
	f, err := readFactor(ctx, tx, person)
	switch {
	case isCode(err, NoFactor) && len(keys) == 0:
		return byPerson, nil
	case err != nil && !isCode(err, NoFactor):
		return "", err
	case looksLikeRecovery(code):
		return byRecovery, spendRecovery(ctx, tx, person, code)
	case len(keys) > 0:
		return byPerson, a.consumePasskey(ctx, tx, person, keys, code)
	}
	return byPerson, a.consume(ctx, tx, person, f, code)
}

// spendRecovery uses up a recovery code, and keeps it so when the rest is refused; a wrong one counts like a wrong code.
func spendRecovery(ctx context.Context, tx *store.Tx, person ID, code string) error {
	if err := checkCodeLimit(ctx, tx, personKey(person)); err != nil {
		return err
	}
	ok, err := takeRecovery(ctx, tx, person, code)
	if err != nil {
		return err
	}
	if !ok {
		return wrongCode(ctx, tx, person)
	}
	return tx.Keep(ctx)
}

// proveByPassword asks for the password where there is no factor yet: a sign-in left open must not be enough to take an account.
func (a *Accounts) proveByPassword(ctx context.Context, actor Actor, p Person, password string) error {
	if p.HasFactor() {
		return nil
	}
	return a.checkOwnPassword(ctx, actor, p, password, "password")
}

// refused makes a fault the result of the action, so that the record keeps it; other errors undo everything.
func refused(tx *store.Tx, err error) error {
	if f := fault.As(err); f != nil && f.Kind != fault.Internal && f.Kind != fault.Unavailable {
		return tx.Refuse(f)
	}
	return err
}

func isCode(err error, code string) bool {
	f := fault.As(err)
	return f != nil && f.Code == code
}

// inField moves the sentence of a code's fault to another field of the form.
func inField(err error, name string) error {
	f := fault.As(err)
	if f == nil || f.Fields["code"] == "" {
		return err
	}
	g := *f
	g.Fields = map[string]string{name: f.Fields["code"]}
	return &g
}

// endForFactor ends every sign-in of a person whose factor was taken away.
func endForFactor(ctx context.Context, tx *store.Tx, person ID) error {
	return session.EndAll(ctx, tx, int64(person), 0, session.EndedByFactor)
}
