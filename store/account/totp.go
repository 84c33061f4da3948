package account

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"time"

	"github.com/pquerna/otp/hotp"
)

// Step is the length of a code's life (RFC 6238). A code of the step before is taken too: clocks differ, and people type slowly.
const Step = 30 * time.Second

// secretSize is the length of a shared secret in bytes (RFC 4226 recommends 160 bits).
const secretSize = 20

// newSecret makes a shared secret from the system's random source.
func newSecret() []byte {
	b := make([]byte, secretSize)
	_, _ = rand.Read(b) // never fails (crypto/rand, Go 1.24)
	return b
}

// SecretText is a secret as authenticator apps take it.
func SecretText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// secretBytes reads what SecretText writes.
func secretBytes(text string) ([]byte, error) {
	return base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(text)
}

// Code is the code of a secret at a time, for the demo desk and tests.
func Code(secretText string, at time.Time) (string, error) {
	return hotp.GenerateCode(secretText, counter(stepAt(at)))
}

func stepAt(t time.Time) int64 { return t.Unix() / int64(Step/time.Second) }

func counter(step int64) uint64 { return uint64(max(step, 0)) } // #nosec G115 -- not negative

// untilStep is how long it takes until a step begins; not less than nothing.
func untilStep(step int64, now time.Time) time.Duration {
	return max(time.Unix(step*int64(Step/time.Second), 0).Sub(now), 0)
}

// matchStep finds the step, this one or the one before, whose code was typed; ok is false when it is neither's.
func matchStep(secretText, code string, now time.Time) (step int64, ok bool) {
	for back := range int64(2) {
		step := stepAt(now) - back
		want, err := hotp.GenerateCode(secretText, counter(step))
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, true
		}
	}
	return 0, false
}

// seal encrypts a secret for one person: what lies in the database opens only with the key outside it, and for nobody else.
func (a *Accounts) seal(owner string, secret []byte) (keyID string, sealed []byte, err error) {
	keyID, key := a.keys.TOTP()
	box, err := newBox(key)
	if err != nil {
		return "", nil, err
	}
	nonce := make([]byte, box.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return keyID, box.Seal(nonce, nonce, secret, []byte(owner)), nil
}

// unseal reverses seal.
func (a *Accounts) unseal(owner, keyID string, sealed []byte) ([]byte, error) {
	key, err := a.keys.TOTPByID(keyID)
	if err != nil {
		return nil, err
	}
	box, err := newBox(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < box.NonceSize() {
		return nil, fmt.Errorf("the second factor of %s is damaged", owner)
	}
	return box.Open(nil, sealed[:box.NonceSize()], sealed[box.NonceSize():], []byte(owner))
}

func newBox(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("the key of second factors: %w", err)
	}
	return cipher.NewGCM(block)
}
