package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"standin/store"
	"standin/store/fault"
)

// Purpose is what an invitation is for.
type Purpose string

// The purposes of an invitation.
const (
	FirstAdministrator Purpose = "first_administrator" // from shop setup
	StaffPurpose       Purpose = "staff"
	VendorPurpose      Purpose = "vendor"
	MemberPurpose      Purpose = "member"
)

// invitationLife is how long the link of a purpose is good.
var invitationLife = map[Purpose]time.Duration{
	FirstAdministrator: time.Hour, StaffPurpose: 72 * time.Hour, VendorPurpose: 14 * 24 * time.Hour, MemberPurpose: 14 * 24 * time.Hour,
}

// Invitation is a single-use link by which somebody arrives. Staff enrol their second factor within it.
type Invitation struct {
	ID           int64          `db:"id"`
	Email        string         `db:"email"` // empty for the first administrator, who types one
	Purpose      Purpose        `db:"purpose"`
	Staff        StaffRole      `db:"staff_role"`
	Vendor       VendorID       `db:"vendor_id"`
	VendorName   string         `db:"vendor_name"`
	Organization OrganizationID `db:"organization_id"`
	OrgName      string         `db:"organization_name"`
	Member       MemberRole     `db:"member_role"`
	InvitedBy    string         `db:"invited_by"` // name, empty for the shop itself
	Person       ID             `db:"person_id"`  // who has an account with the address already; 0 for somebody new
	PersonName   string         `db:"person_name"`
	HasFactor    bool           `db:"has_factor"` // and a second factor
	HasTOTP      bool           `db:"has_totp"`   // which is an app, or an app as well
	Reset        bool           `db:"is_reset"`   // an administrator took the factor away; this brings a new one
	ExpiresAt    time.Time      `db:"expires_at"`
	Secret       []byte         `db:"secret"`
	KeyID        string         `db:"key_id"`
}

// Enrols tells whether a second factor is set up within the invitation.
func (i Invitation) Enrols() bool {
	return (i.Purpose == FirstAdministrator || i.Purpose == StaffPurpose) && !i.HasFactor
}

// Title says as what somebody is invited: "administrator of the shop", "buyer at Northside School".
func (i Invitation) Title() string {
	switch i.Purpose {
	case VendorPurpose:
		return "user of " + i.VendorName
	case MemberPurpose:
		return i.Member.Title() + " at " + i.OrgName
	case StaffPurpose:
		return i.Staff.Title() + " of the shop"
	case FirstAdministrator:
	}
	return "administrator of the shop"
}

// Role is the staff role that accepting gives.
func (i Invitation) role() StaffRole {
	if i.Purpose == FirstAdministrator {
		return Administrator
	}
	return i.Staff
}

// InvitationByToken reads an invitation that is still good, with the factor to enrol. Used, lapsed and invented links are
// fault.NotFound alike.
func (a *Accounts) InvitationByToken(ctx context.Context, token string) (i Invitation, e Enrolment, err error) {
	defer fault.Wrap(&err, "Accounts.InvitationByToken")
	i, err = readInvitation(ctx, a.db, selectInvitation, token)
	if err != nil || !i.Enrols() {
		return i, e, err
	}
	secret, err := a.unseal(invitationOwner(token), i.KeyID, i.Secret)
	if err != nil {
		return i, e, err
	}
	name := i.Email
	if name == "" {
		name = "administrator"
	}
	return i, enrolment(secret, name), nil
}

func readInvitation(ctx context.Context, q store.Querier, statement, token string) (i Invitation, err error) {
	err = q.Get(ctx, &i, statement, tokenHash(token))
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "This link is not good any more. Each works once and for a short time; ask for a new one.").Because(err)
	}
	return i, err
}

// newToken makes the secret part of a link: 256 random bits, of which only the hash is kept.
func newToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails (crypto/rand, Go 1.24)
	return base64.RawURLEncoding.EncodeToString(b)
}

func tokenHash(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

func invitationOwner(token string) string { return "invitation:" + tokenHash(token) }
