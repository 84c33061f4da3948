package impersonation

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"fmt"
	"math/big"
	"net/mail"
	"strings"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/job"
)

// PIN is a one-time number that lets somebody act for the person who reads it out. It is shown once; only a keyed hash is kept.
type PIN struct {
	Number string // eight figures
	Until  time.Time
}

// The limits of PINs.
const (
	pinFigures   = 8
	PINLife      = 10 * time.Minute
	PINMailLimit = 3 // mailed to one person within an hour
)

const pinPurpose = "support pin"

// ShowPIN makes a PIN for the actor's own account and gives it, for the only time; one made before is void. Never while acting.
// fault.Forbidden for who said never: no PIN would help.
func (s *Sessions) ShowPIN(ctx context.Context, actor account.Actor) (pin PIN, err error) {
	defer fault.Wrap(&err, "Sessions.ShowPIN(%d)", actor.Person())
	if err := actor.May(account.SupportPIN); err != nil {
		return pin, err
	}
	consent, err := s.MyConsent(ctx, actor)
	if err != nil {
		return pin, err
	}
	if consent.Never() {
		return pin, fault.New(fault.Forbidden, "You said never, so no PIN lets anybody act for you. Change your answer first.").WithCode(RefusedNever)
	}
	err = s.db.Transact(ctx, actor, "pin.show", func(tx *store.Tx) error {
		if err := tx.About(ctx, "person", int64(actor.Person())); err != nil {
			return err
		}
		pin, err = s.newPIN(ctx, tx, actor.Person(), "shown", 0)
		return err
	})
	return pin, err
}

// MailPIN sends a new PIN to the subject's address on file, for one who cannot sign in; the actor never sees it. The policy decides
// first as for a start, the yes apart. Three an hour go to one person at the most (fault.Throttled).
func (s *Sessions) MailPIN(ctx context.Context, actor account.Actor, form StartForm) (err error) {
	defer fault.Wrap(&err, "Sessions.MailPIN(%q)", form.Subject)
	return s.db.Transact(ctx, own(actor), "pin.mail", func(tx *store.Tx) error {
		if err := s.mailPIN(ctx, tx, own(actor), form); err != nil {
			return s.refuse(ctx, tx, actor, err)
		}
		return nil
	})
}

func (s *Sessions) mailPIN(ctx context.Context, tx *store.Tx, actor account.Actor, form StartForm) error {
	q, err := s.wish(ctx, tx, actor, form)
	if err != nil {
		return err
	}
	grant, refusal := s.policy.lacking(q, ByPIN)
	if refusal != nil {
		return refusal
	}
	var mailed int
	if err := tx.Get(ctx, &mailed, countMailedPINs, int64(q.Subject.ID)); err != nil {
		return err
	}
	if mailed >= PINMailLimit {
		return fault.Newf(fault.Throttled, "Three PINs were mailed to %s within the hour. Wait before you mail another, or use another way.", q.Subject.Name).
			WithCode("pin_mails")
	}
	pin, err := s.newPIN(ctx, tx, q.Subject.ID, "mailed", actor.ID)
	if err != nil {
		return err
	}
	service := grant.Rule.ActorRole.Service()
	return job.SendMail(ctx, tx, job.Mail{
		To: (&mail.Address{Name: q.Subject.Name, Address: q.Subject.Email}).String(), Person: int64(q.Subject.ID), Kind: "support.pin",
		Subject: "Your support PIN",
		Text: fmt.Sprintf("Hello %s,\n\n%s asks to act for you in the shop. Why: %s\n\nIf you speak with them now and want it, read this PIN out:\n\n    %s\n\n"+
			"It is good once, until %s. With it they may see your pages and act as their rule allows, for at most %d minutes; you can end it at any time "+
			"in your account, under Who helped me.\n\nIf you did not call, tell nobody this number, and nothing happens.\n",
			firstName(q.Subject), service, strings.TrimSpace(q.Reason), pin.spaced(), pin.Until.UTC().Format("15:04 MST"), grant.Rule.WholeMinutes)})
}

// spaced writes the number as one reads it out.
func (p PIN) spaced() string { return p.Number[:pinFigures/2] + " " + p.Number[pinFigures/2:] }

// newPIN voids the open PIN of a person and makes another.
func (s *Sessions) newPIN(ctx context.Context, tx *store.Tx, person account.ID, how string, askedBy account.ActorID) (pin PIN, err error) {
	if _, err := tx.Exec(ctx, endPIN, int64(person), "replaced"); err != nil {
		return pin, err
	}
	n, err := rand.Int(rand.Reader, new(big.Int).Exp(big.NewInt(10), big.NewInt(pinFigures), nil))
	if err != nil {
		return pin, err
	}
	pin.Number = fmt.Sprintf("%0*d", pinFigures, n)
	keyID, sum := s.accounts.Keyed(pinPurpose, pinOwner(person), pin.Number)
	err = tx.Get(ctx, &pin.Until, insertPIN, int64(person), sum, keyID, how, int64(askedBy))
	return pin, err
}

func pinOwner(person account.ID) string { return fmt.Sprintf("person:%d", person) }

// checkPIN tells whether the number is the subject's open PIN, and gives the consent it is. A wrong one is counted against actor and
// subject, and the fifth within a quarter of an hour voids the PIN; a right one is used up by the start alone.
func (s *Sessions) checkPIN(ctx context.Context, tx *store.Tx, q Request, typed string) (g Given, err error) {
	actor, subject := pinOwner(account.ID(q.Actor.ID)), pinOwner(q.Subject.ID)
	if err := pinActorLimit.Check(ctx, tx, actor); err != nil {
		return g, atPIN(err, tooManyPINs)
	}
	if err := pinSubjectLimit.Check(ctx, tx, subject); err != nil {
		return g, atPIN(err, RefusedPINLocked)
	}
	row, err := s.openPIN(ctx, tx, q.Subject.ID)
	if err != nil {
		return g, err
	}
	sum, err := s.accounts.KeyedBy(row.KeyID, pinPurpose, subject, figures(typed))
	if row.ID != 0 && err != nil {
		return g, err
	}
	if row.ID == 0 || !hmac.Equal([]byte(sum), []byte(row.Hash)) {
		return g, wrongPIN(ctx, tx, q, actor, subject)
	}
	text := fmt.Sprintf("%s read out the PIN shown in their account at %s.", q.Subject.Name, row.MadeAt.UTC().Format(dayForm+", 15:04 MST"))
	if row.How == "mailed" {
		text = fmt.Sprintf("%s read out the PIN mailed to the address on file at %s.", q.Subject.Name, row.MadeAt.UTC().Format(dayForm+", 15:04 MST"))
	}
	return Given{Kind: ByPIN, Text: text, At: &q.Now, pin: row.ID}, nil
}

func wrongPIN(ctx context.Context, tx *store.Tx, q Request, actor, subject string) error {
	left, err := pinActorLimit.Fail(ctx, tx, actor)
	if err != nil {
		return err
	}
	of, err := pinSubjectLimit.Fail(ctx, tx, subject)
	if err != nil {
		return err
	}
	if of == 0 {
		if _, err := tx.Exec(ctx, endPIN, int64(q.Subject.ID), "tries"); err != nil {
			return err
		}
	}
	if left == 0 {
		err := alertAdministrators(ctx, tx, account.Self(q.Actor, 0), "typed too many wrong PINs",
			"typed five wrong PINs while trying to act for somebody, and starts with none for 15 minutes")
		if err != nil {
			return err
		}
	}
	if err := tx.Keep(ctx); err != nil {
		return err
	}
	says := "This PIN is wrong, used, or older than ten minutes. Your code was not used up; " + triesLeft(min(left, of)) + "."
	return fault.New(fault.Invalid, says).WithField("pin", says).WithCode(RefusedPIN)
}

// Codes of refusals about PINs.
const (
	RefusedPIN       = "pin_wrong"
	tooManyPINs      = "throttled"
	RefusedPINLocked = "pin_locked" // too many wrong ones were typed for this customer, by whomever
)

// atPIN puts a refusal at the field of the PIN.
func atPIN(err error, code string) error {
	if f := fault.As(err); f != nil && f.Kind == fault.Throttled {
		return f.WithField("pin", f.Message).WithCode(code)
	}
	return err
}

func triesLeft(n int) string {
	switch n {
	case 0:
		return "no try is left for the next 15 minutes"
	case 1:
		return "one try is left"
	}
	return number(n) + " tries are left"
}

// figures leaves what was typed without its spaces.
func figures(typed string) string { return phoneDigits(typed) }

var (
	pinActorLimit   = account.Limit{Purpose: "pin_actor", Tries: 5, Per: 15 * time.Minute, Wait: "You typed too many wrong PINs. Wait %s, or use another way."}
	pinSubjectLimit = account.Limit{Purpose: "pin_subject", Tries: 5, Per: 15 * time.Minute,
		Wait: "Too many wrong PINs were typed for this person. Wait %s, or use another way."}
)

type pinRow struct {
	ID     int64     `db:"id"`
	Hash   string    `db:"hash"`
	KeyID  string    `db:"key_id"`
	How    string    `db:"how"`
	MadeAt time.Time `db:"made_at"`
}

// openPIN is the person's PIN that is still good, under lock; the zero row when there is none.
func (s *Sessions) openPIN(ctx context.Context, tx *store.Tx, person account.ID) (row pinRow, err error) {
	err = tx.Get(ctx, &row, lockPIN, int64(person))
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return row, err
}

// spendPIN uses the PIN up for a session.
func spendPIN(ctx context.Context, tx *store.Tx, session int64, g Given) error {
	if g.pin == 0 {
		return nil
	}
	n, err := tx.Exec(ctx, usePIN, g.pin, session)
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "This PIN was used already.").WithCode(RefusedPIN)
	}
	return err
}

const (
	endPIN = `UPDATE shop.support_pin SET ended_at = shop.shop_clock(), ended_by = $2 WHERE person_id = $1 AND ended_at IS NULL`

	insertPIN = `
		INSERT INTO shop.support_pin (person_id, hash, key_id, how, asked_by) VALUES ($1, $2, $3, $4, nullif($5::bigint, 0)) RETURNING expires_at`

	lockPIN = `
		SELECT id, hash, key_id, how, made_at FROM shop.support_pin
		 WHERE person_id = $1 AND ended_at IS NULL AND expires_at > shop.shop_now() FOR UPDATE`

	usePIN = `
		UPDATE shop.support_pin SET ended_at = shop.shop_clock(), ended_by = 'used', session_id = $2 WHERE id = $1 AND ended_at IS NULL`

	countMailedPINs = `
		SELECT count(*) FROM shop.support_pin WHERE person_id = $1 AND how = 'mailed' AND made_at > shop.shop_now() - interval '1 hour'`
)
