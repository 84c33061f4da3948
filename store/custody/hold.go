package custody

import (
	"context"
	"strings"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// HoldForm is what a new hold is to keep: Kind says which of the others counts.
type HoldForm struct {
	Kind    string // session, person or period
	Session string // public id, or the address of its page
	Person  string // e-mail address
	From    time.Time
	Until   time.Time // exclusive
	Reason  string
}

// Hold promises that something is kept until somebody releases it: no job and no administrator erases it. It needs settings.edit and a
// fresh code. fault.Invalid names the fields session, person, from, until or reason.
func (c *Custody) Hold(ctx context.Context, actor account.Actor, f HoldForm, code string) (err error) {
	defer fault.Wrap(&err, "Custody.Hold(%s)", f.Kind)
	reason, err := parseReason(f.Reason)
	if err != nil {
		return err
	}
	return c.decide(ctx, actor, "record.hold", code, func(tx *store.Tx) error {
		session, person, from, until, err := f.parse(ctx, tx)
		if err != nil {
			return err
		}
		var id int64
		if err := tx.Get(ctx, &id, insertHold, session, person, from, until, reason, int64(actor.ID)); err != nil {
			return err
		}
		return tx.About(ctx, "hold", id)
	})
}

// parse finds what the form names.
func (f HoldForm) parse(ctx context.Context, tx *store.Tx) (session, person int64, from, until *time.Time, err error) {
	switch f.Kind {
	case "session":
		id := f.Session[strings.LastIndex(f.Session, "/")+1:]
		if err := tx.Get(ctx, &session, sessionByPublicID, strings.TrimSpace(id)); err != nil {
			return 0, 0, nil, nil, unknown(err, "session", "There is no such session. Copy its id, or the address of its page.")
		}
	case "person":
		p, err := account.ByEmail(ctx, tx, f.Person)
		if err != nil {
			return 0, 0, nil, nil, unknown(err, "person", "Nobody has this e-mail address.")
		}
		person = int64(p.ID)
	case "period":
		if f.From.IsZero() || f.Until.IsZero() || !f.From.Before(f.Until) {
			return 0, 0, nil, nil, fault.Field("until", "Choose a first and a last day, the first not after the last.")
		}
		from, until = &f.From, &f.Until
	default:
		return 0, 0, nil, nil, fault.Field("kind", "Choose what to keep.")
	}
	return session, person, from, until, nil
}

// unknown makes a sentence at a field of what was not found; other errors stay.
func unknown(err error, field, says string) error {
	if f := fault.As(err); f != nil && (f.Kind == fault.NotFound || f.Kind == fault.Invalid) {
		return fault.Field(field, says).Because(err)
	}
	return err
}

// Release ends a hold, and says why; what it kept may go from then on. It needs settings.edit and a fresh code. fault.NotFound for
// an unknown hold, fault.Conflict for one that was released before, fault.Invalid for the field "reason".
func (c *Custody) Release(ctx context.Context, actor account.Actor, publicID, reason, code string) (err error) {
	defer fault.Wrap(&err, "Custody.Release(%q)", publicID)
	if reason, err = parseReason(reason); err != nil {
		return err
	}
	return c.decide(ctx, actor, "record.release", code, func(tx *store.Tx) error {
		var id int64
		err := tx.Get(ctx, &id, releaseHold, publicID, tx.Now(), int64(actor.ID), reason)
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Conflict, "There is no such hold, or it was released before.")
		}
		if err != nil {
			return err
		}
		return tx.About(ctx, "hold", id)
	})
}

func parseReason(text string) (string, error) {
	text = strings.TrimSpace(text)
	if n := len([]rune(text)); n == 0 || n > reasonLimit {
		return "", fault.Field("reason", "Say why, in at most 500 characters. The record keeps it.")
	}
	return text, nil
}
