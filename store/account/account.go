// Package account knows people: who they are, as what they are here, what they may do, and how they prove it. It defines the
// Actor that every room receives; it knows nothing of how one person comes to act for another.
package account

import (
	"github.com/go-webauthn/webauthn/webauthn"

	"standin/store"
)

// Accounts are all people, and how they prove who they are.
type Accounts struct {
	db    *store.DB
	keys  Keys
	hash  hasher
	home  string             // the shop's public address, for links in mails
	party *webauthn.WebAuthn // for whom passkeys are made; nil where the shop's address can have none
}

// Keys seal second factors; keyring.Keys provides them.
type Keys interface {
	TOTP() (id string, key []byte)
	TOTPByID(id string) ([]byte, error)
}

// New gives the room of people.
func New(db *store.DB, keys Keys) *Accounts {
	return &Accounts{db: db, keys: keys, hash: newHasher()}
}
