package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"

	"standin/store"
	"standin/store/fault"
)

// recoveryCodes is how many codes for a lost phone a person holds, recoveryBytes the length of each: 80 random bits, so that a
// plain hash of it gives nothing away.
const (
	recoveryCodes = 10
	recoveryBytes = 10
)

// newRecovery makes fresh recovery codes in place of the old ones and gives them in the clear, for the only time.
func newRecovery(ctx context.Context, tx *store.Tx, person ID) ([]string, error) {
	codes, hashes := make([]string, recoveryCodes), make([]string, recoveryCodes)
	for i := range codes {
		b := make([]byte, recoveryBytes)
		_, _ = rand.Read(b) // never fails (crypto/rand, Go 1.24)
		codes[i] = groupOfFour(strings.ToLower(base32.StdEncoding.EncodeToString(b)))
		hashes[i] = recoveryHash(codes[i])
	}
	if _, err := tx.Exec(ctx, deleteRecovery, int64(person)); err != nil {
		return nil, err
	}
	_, err := tx.Exec(ctx, insertRecovery, int64(person), strings.Join(hashes, ","))
	return codes, err
}

// takeRecovery uses up a recovery code; ok is false when it is none of the person's, or used.
func takeRecovery(ctx context.Context, tx *store.Tx, person ID, code string) (ok bool, err error) {
	n, err := tx.Exec(ctx, useRecovery, int64(person), recoveryHash(code))
	return n == 1, err
}

// RecoveryLeft counts the recovery codes a person has not used.
func RecoveryLeft(ctx context.Context, q store.Querier, person ID) (n int, err error) {
	defer fault.Wrap(&err, "account.RecoveryLeft(%d)", person)
	err = q.Get(ctx, &n, countRecovery, int64(person))
	return n, err
}

// looksLikeRecovery tells a recovery code from the six digits of an app and from an answer of a passkey.
func looksLikeRecovery(code string) bool { return !IsAnswer(code) && len(plainRecovery(code)) > 8 }

func plainRecovery(code string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(code, func(r rune) bool { return r == '-' || r == ' ' }), ""))
}

func recoveryHash(code string) string {
	h := sha256.Sum256([]byte(plainRecovery(code)))
	return hex.EncodeToString(h[:])
}

// groupOfFour writes "abcd-efgh-ijkl-mnop".
func groupOfFour(s string) string {
	var parts []string
	for ; len(s) > 4; s = s[4:] {
		parts = append(parts, s[:4])
	}
	return strings.Join(append(parts, s), "-")
}
