package account

import (
	"context"
	"strings"
	"time"

	"standin/store"
	"standin/store/fault"
	"standin/store/session"
)

// SignIn begins a sign-in of a person whose password was right (CheckPassword), in one entry of the record. Who has a second
// factor gives its code, an answer of a passkey, or a recovery code; staff without one are refused (NoFactor), for theirs comes with the invitation.
// Faults name the field "code".
func (a *Accounts) SignIn(ctx context.Context, r store.Request, person ID, code string, at session.Arrival) (s session.SignIn, err error) {
	defer fault.Wrap(&err, "Accounts.SignIn(%d)", person)
	p, err := a.ByID(ctx, person)
	if err != nil {
		return s, err
	}
	self := Self(p, 0)
	self.Request = r
	err = a.db.Transact(ctx, self, "sign_in.begin", func(tx *store.Tx) error {
		s, err = a.begin(ctx, tx, person, code, at)
		return refused(tx, err)
	})
	return s, err
}

func (a *Accounts) begin(ctx context.Context, tx *store.Tx, person ID, code string, at session.Arrival) (s session.SignIn, err error) {
	p, err := ByID(ctx, tx, person) // as it stands now: it may have been blocked since the password
	if err != nil {
		return s, err
	}
	if !p.MaySignIn() {
		return s, fault.New(fault.Forbidden, "This account is closed for now. Write to the shop to have it opened.").WithCode("account_closed")
	}
	if err := a.secondFactor(ctx, tx, p, code); err != nil {
		return s, err
	}
	strange, err := newDevice(ctx, tx, p.ID, at.Footprint)
	if err != nil {
		return s, err
	}
	if s, err = session.Begin(ctx, tx, int64(p.ID), at, lifeOf(p), p.HasFactor()); err != nil {
		return s, err
	}
	if strange {
		if err := tellNewDevice(ctx, tx, p, at.Footprint); err != nil {
			return s, err
		}
	}
	return s, tx.About(ctx, "sign_in", s.ID)
}

// secondFactor asks for what the person has enrolled; with both an app and a passkey either will do here.
func (a *Accounts) secondFactor(ctx context.Context, tx *store.Tx, p Person, code string) error {
	switch {
	case !p.HasFactor() && p.Staff != NoStaff:
		return fault.New(fault.Forbidden, "Staff sign in with a second factor, and your account has none. Ask an administrator for a new invitation.").
			WithCode(NoFactor)
	case !p.HasFactor():
		return nil
	case strings.TrimSpace(code) == "":
		return fault.Field("code", "Type the six digits your app shows now.").WithCode(CodeWrong)
	case looksLikeRecovery(code):
		return spendRecovery(ctx, tx, p.ID, code)
	case IsAnswer(code) || !p.HasTOTP:
		keys, err := readPasskeys(ctx, tx, lockPasskeys, p.ID)
		if err != nil {
			return err
		}
		return a.consumePasskey(ctx, tx, p.ID, keys, code)
	}
	f, err := readFactor(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	return a.consume(ctx, tx, p.ID, f, code)
}

// lifeOf is how long a sign-in of the person stands at the most.
func lifeOf(p Person) time.Duration {
	if p.Staff != NoStaff {
		return session.StaffLife
	}
	return session.Life
}
