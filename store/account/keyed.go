package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Keyed hashes a secret that is too short for a plain hash (a number somebody reads out) under a key that lies outside the
// database, and gives the key's id to store beside it. purpose and owner are part of what is hashed, so that one person's hash
// fits nobody else's secret and none of another purpose.
func (a *Accounts) Keyed(purpose, owner, secret string) (keyID, sum string) {
	keyID, key := a.keys.TOTP()
	return keyID, keyed(key, purpose, owner, secret)
}

// KeyedBy is Keyed under the key of an id, which may have been followed by a newer one.
func (a *Accounts) KeyedBy(keyID, purpose, owner, secret string) (sum string, err error) {
	key, err := a.keys.TOTPByID(keyID)
	if err != nil {
		return "", err
	}
	return keyed(key, purpose, owner, secret), nil
}

// keyed draws a key of its own for the purpose first: the sealing key itself hashes nothing.
func keyed(key []byte, purpose, owner, secret string) string {
	own := hmac.New(sha256.New, key)
	own.Write([]byte("standin: " + purpose))
	h := hmac.New(sha256.New, own.Sum(nil))
	h.Write([]byte(owner + "\x00" + secret))
	return hex.EncodeToString(h.Sum(nil))
}
