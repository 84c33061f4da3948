package account

import (
	"context"

	"standin/store"
	"standin/store/fault"
	"standin/store/session"
)

// Welcome is what accepting an invitation gives.
type Welcome struct {
	Person   ID
	SignIn   session.SignIn
	Recovery []string // codes for a lost phone, to be shown this once; nil when no factor was enrolled
}

// Accept takes an invitation up, once: it makes the account (or, where the address has one, asks for its password), gives what
// was promised, enrols the second factor of staff by its first code, and signs in, all in one entry. fault.NotFound for a link
// that is not good any more; other faults name the fields "name", "email", "password" and "code".
func (a *Accounts) Accept(ctx context.Context, r store.Request, token string, n NewPerson, code string, at session.Arrival) (w Welcome, err error) {
	defer fault.Wrap(&err, "Accounts.Accept")
	inv, _, err := a.InvitationByToken(ctx, token)
	if err != nil {
		return w, err
	}
	stranger := Guest(0)
	stranger.Request = r
	if inv.Email != "" {
		n.Email = inv.Email
	}
	row, err := a.newcomer(ctx, stranger, inv, n)
	if err != nil {
		return w, err
	}
	err = a.db.Transact(ctx, stranger, "invitation.accept", func(tx *store.Tx) error {
		w, err = a.accept(ctx, tx, token, row, code, at)
		return refused(tx, err)
	})
	return w, err
}

// newcomer checks what was typed, before any transaction: a new account's fields, or the password of the one there is.
func (a *Accounts) newcomer(ctx context.Context, stranger Actor, inv Invitation, n NewPerson) (row personRow, err error) {
	if inv.Person == 0 {
		return a.prepare(ctx, stranger, n)
	}
	p, err := a.ByID(ctx, inv.Person)
	if err != nil {
		return row, err
	}
	if !p.MaySignIn() {
		return row, fault.New(fault.Forbidden, "This account is closed for now. Write to the shop to have it opened.").WithCode("account_closed")
	}
	return row, a.checkOwnPassword(ctx, stranger, p, n.Password, "password")
}

func (a *Accounts) accept(ctx context.Context, tx *store.Tx, token string, row personRow, code string, at session.Arrival) (w Welcome, err error) {
	inv, err := readInvitation(ctx, tx, lockInvitation, token)
	if err != nil {
		return w, err
	}
	enrol, err := a.factorOf(ctx, tx, inv, token, code) // first: a wrong code is counted, and nothing else is kept
	if err != nil {
		return w, err
	}
	if w.Person = inv.Person; w.Person == 0 {
		if w.Person, err = row.insert(ctx, tx); err != nil {
			return w, err
		}
	}
	if err := promise(ctx, tx, inv, w.Person); err != nil {
		return w, err
	}
	if w.Recovery, err = enrol(w.Person); err != nil {
		return w, err
	}
	if _, err := tx.Exec(ctx, useInvitation, inv.ID); err != nil {
		return w, err
	}
	w.SignIn, err = beginFirst(ctx, tx, w.Person, at)
	return w, err
}

func beginFirst(ctx context.Context, tx *store.Tx, person ID, at session.Arrival) (s session.SignIn, err error) {
	p, err := ByID(ctx, tx, person)
	if err != nil {
		return s, err
	}
	return session.Begin(ctx, tx, int64(person), at, lifeOf(p), p.HasFactor())
}

// promise gives what the invitation was for.
func promise(ctx context.Context, tx *store.Tx, inv Invitation, person ID) error {
	switch inv.Purpose {
	case VendorPurpose:
		return joinVendor(ctx, tx, inv.Vendor, person, "editor")
	case MemberPurpose:
		return joinOrganization(ctx, tx, inv.Organization, person, Place{Role: inv.Member})
	case FirstAdministrator, StaffPurpose:
	}
	_, err := tx.Exec(ctx, saveStaffRole, int64(person), string(inv.role()))
	return err
}

// factorOf checks the code: of the factor to enrol, or of the one the account has. What it gives enrols for the person.
func (a *Accounts) factorOf(ctx context.Context, tx *store.Tx, inv Invitation, token, code string) (enrol func(ID) ([]string, error), err error) {
	nothing := func(ID) ([]string, error) { return nil, nil }
	if !inv.Enrols() {
		if inv.Person == 0 {
			return nothing, nil
		}
		p, err := ByID(ctx, tx, inv.Person)
		if err != nil || !p.HasFactor() {
			return nothing, err
		}
		return nothing, a.secondFactor(ctx, tx, p, code)
	}
	secret, err := a.unseal(invitationOwner(token), inv.KeyID, inv.Secret)
	if err != nil {
		return nil, err
	}
	step, err := firstCode(ctx, tx, "invitation:"+personKey(ID(inv.ID)), secret, code)
	return func(person ID) ([]string, error) { return a.enrolInvited(ctx, tx, inv, person, secret, step) }, err
}

func (a *Accounts) enrolInvited(ctx context.Context, tx *store.Tx, inv Invitation, person ID, secret []byte, step int64) ([]string, error) {
	how := byInvitation
	if inv.Reset {
		how = byReset
	}
	if err := a.install(ctx, tx, person, secret, step, how); err != nil {
		return nil, err
	}
	if how.bars() {
		p, err := ByID(ctx, tx, person)
		if err != nil {
			return nil, err
		}
		if err := tellFactorChanged(ctx, tx, p, how); err != nil {
			return nil, err
		}
	}
	return newRecovery(ctx, tx, person)
}
