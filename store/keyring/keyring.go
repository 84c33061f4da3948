// Package keyring holds the shop's secret keys, which live in files of one directory and never in the database: for form tokens,
// for sealing second factors, and for signing the record's checkpoints. It makes and reads keys; it does not use them.
package keyring

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Purpose is what a key is for. One key is never used for two.
type Purpose string

// The purposes, as they stand in the files' names.
const (
	CSRF       Purpose = "csrf"       // binds form tokens to a sign-in
	TOTP       Purpose = "totp"       // seals the secrets of second factors in the database
	Checkpoint Purpose = "checkpoint" // signs the record's checkpoints
)

var purposes = []Purpose{CSRF, TOTP, Checkpoint}

// SignerName is the name under which checkpoints are signed.
const SignerName = "standin"

// Keys are all keys of a directory. Of each purpose the newest is used; older ones still open what they closed.
type Keys struct {
	csrf      []byte
	totp      string
	sealing   map[string][]byte
	signer    note.Signer
	verifiers []note.Verifier
	public    []string
}

// CSRF is the key of form tokens, 32 bytes.
func (k *Keys) CSRF() []byte { return slices.Clone(k.csrf) }

// TOTP is the key, 32 bytes for AES-256, that seals a new second factor, and the id to store beside what it sealed.
func (k *Keys) TOTP() (id string, key []byte) { return k.totp, slices.Clone(k.sealing[k.totp]) }

// TOTPByID is the key that sealed something earlier. The error names the missing file.
func (k *Keys) TOTPByID(id string) ([]byte, error) {
	key, ok := k.sealing[id]
	if !ok {
		return nil, fmt.Errorf("the key %s.key, which sealed a second factor, is not in the key directory: bring it back from a backup", id)
	}
	return slices.Clone(key), nil
}

// Signer signs the record's checkpoints.
func (k *Keys) Signer() note.Signer { return k.signer }

// Verifiers check checkpoints signed by any key of the directory.
func (k *Keys) Verifiers() note.Verifiers { return note.VerifierList(k.verifiers...) }

// PublicKeys are the verifier keys in text, newest last, to be kept outside with the checkpoints.
func (k *Keys) PublicKeys() []string { return slices.Clone(k.public) }

// ParseVerifiers reads verifier keys kept outside, one a line.
func ParseVerifiers(text string) (note.Verifiers, error) {
	var list []note.Verifier
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		v, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("verifier key %q: %w", line, err)
		}
		list = append(list, v)
	}
	return note.VerifierList(list...), nil
}

// Fingerprint is how a verifier key is read to somebody over the telephone: the SHA-256 of its line, in groups.
func Fingerprint(key string) string {
	digits := fmt.Sprintf("%x", sha256.Sum256([]byte(strings.TrimSpace(key))))
	groups := make([]string, 0, len(digits)/4)
	for group := range slices.Chunk([]byte(digits), 4) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, " ")
}
