package account

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"standin/store/fault"
)

// Codes of the faults about passkeys.
const (
	PasskeyNeeded    = "passkey_needed"    // a code where the person's passkey is asked for
	PasskeyUsed      = "passkey_used"      // an answer that was given before
	PasskeyLate      = "passkey_late"      // an answer to a question of more than two minutes ago
	PasskeyElsewhere = "passkey_elsewhere" // an answer to a question for another request, person or sign-in
	PasskeyWrong     = "passkey_wrong"     // an answer that does not hold: signature, origin, no check of the user
	PasskeyCopied    = "passkey_copied"    // the authenticator's counter did not rise
	PasskeyClosed    = "passkey_closed"    // the shop's public address cannot have passkeys
)

// The limits of passkeys, stated where people meet them.
const (
	PasskeyLimit    = 10 // of one person
	PasskeyNameSize = 60
	QuestionLife    = 2 * time.Minute
)

// Passkey is one of a person's passkeys as they see it.
type Passkey struct {
	PublicID    string     `db:"public_id"`
	Name        string     `db:"name"`
	CreatedAt   time.Time  `db:"created_at"`
	UsedAt      *time.Time `db:"used_at"`
	BarredUntil *time.Time `db:"bars_start_until"`
}

// At says under which address people reach the shop: links in mails lead there, and its host is what passkeys are made for. Without
// it, or with an address that browsers know no passkeys for (a bare IP number), there are none.
func (a *Accounts) At(publicURL string) *Accounts {
	b := *a
	b.home, b.party = strings.TrimSuffix(publicURL, "/"), relyingParty(publicURL)
	return &b
}

// relyingParty is who passkeys are made for; nil where the address cannot have any.
func relyingParty(publicURL string) *webauthn.WebAuthn {
	u, err := url.Parse(publicURL)
	if err != nil || u.Host == "" {
		return nil
	}
	party, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: issuer, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationRequired,
			RequireResidentKey: new(bool),
		},
		Timeouts: webauthn.TimeoutsConfig{Login: webauthn.TimeoutConfig{Timeout: QuestionLife},
			Registration: webauthn.TimeoutConfig{Timeout: QuestionLife}},
	})
	if err != nil {
		return nil
	}
	return party
}

// HasPasskeys tells whether the shop's address can have passkeys at all.
func (a *Accounts) HasPasskeys() bool { return a.party != nil }

func (a *Accounts) passkeysClosed() error {
	if a.party != nil {
		return nil
	}
	return fault.New(fault.Unavailable, "Passkeys need an address with a name, such as localhost or shop.example. This shop's public address has none.").
		WithCode(PasskeyClosed)
}

// passkeyRow is a row of shop.passkey.
type passkeyRow struct {
	ID         int64  `db:"id"`
	PublicID   string `db:"public_id"`
	Name       string `db:"name"`
	Credential []byte `db:"credential"`
	KeyID      string `db:"key_id"`
	SignCount  int64  `db:"sign_count"`
}

// holder is a person with their passkeys, as the library asks for them.
type holder struct {
	person Person
	rows   []passkeyRow
	keys   []webauthn.Credential
}

// WebAuthnID is the handle under which authenticators keep the passkey: random letters that tell nobody who it is.
func (h holder) WebAuthnID() []byte                         { return []byte(h.person.PublicID) }
func (h holder) WebAuthnName() string                       { return h.person.Email }
func (h holder) WebAuthnDisplayName() string                { return h.person.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// holderOf opens the seals of a person's passkeys.
func (a *Accounts) holderOf(p Person, rows []passkeyRow) (h holder, err error) {
	h = holder{person: p, rows: rows}
	for _, row := range rows {
		plain, err := a.unseal(passkeyOwner(p.ID), row.KeyID, row.Credential)
		if err != nil {
			return h, err
		}
		var key webauthn.Credential
		if err := json.Unmarshal(plain, &key); err != nil {
			return h, err
		}
		key.Authenticator.SignCount = uint32(row.SignCount) // #nosec G115 -- it came from one
		h.keys = append(h.keys, key)
	}
	return h, nil
}

// row is the row of a credential of the holder's.
func (h holder) row(id []byte) (row passkeyRow, ok bool) {
	for i, key := range h.keys {
		if string(key.ID) == string(id) {
			return h.rows[i], true
		}
	}
	return row, false
}

func passkeyOwner(id ID) string { return "passkey:" + personKey(id) }
