package storetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"
)

// Authenticator is a passkey in software, with the browser round it: it makes a key for a site and answers its questions as
// WebAuthn says, and does it wrong where a test wants it to.
type Authenticator struct {
	t      testing.TB
	key    *ecdsa.PrivateKey
	id     []byte
	handle string
	Origin string // of the page that asks
	Count  uint32 // its counter, which rises with each answer
	Stuck  bool   // the counter does not rise, as if there were two of it
	Absent bool   // nobody confirmed with finger, face or PIN
}

// NewAuthenticator makes one for pages of origin.
func NewAuthenticator(t testing.TB, origin string) *Authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &Authenticator{t: t, key: key, id: make([]byte, 32), Origin: origin}
	_, _ = rand.Read(a.id) // never fails
	return a
}

// asked are the options of a question, as far as an authenticator needs them.
type asked struct {
	Challenge string                            `json:"challenge"`
	RPID      string                            `json:"rpId"`
	RP        struct{ ID string }               `json:"rp"`
	User      struct{ ID string }               `json:"user"`
	Allow     []struct{ ID, Type string }       `json:"allowCredentials"`
	Needs     string                            `json:"userVerification"`
	Selection struct{ UserVerification string } `json:"authenticatorSelection"`
}

func (a *Authenticator) read(options []byte) (q asked) {
	a.t.Helper()
	if err := json.Unmarshal(options, &q); err != nil {
		a.t.Fatalf("%v in %s", err, options)
	}
	return q
}

// Challenge is the challenge of a question, in bytes.
func (a *Authenticator) Challenge(options []byte) []byte {
	a.t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(a.read(options).Challenge)
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

// Make answers a question for a new passkey with what a browser sends.
func (a *Authenticator) Make(options []byte) string {
	a.t.Helper()
	q := a.read(options)
	a.handle = q.User.ID
	data := a.data(q.RP.ID, 0x40)
	data = append(data, make([]byte, 16)...)                      // no model named
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.id))) //nolint:gosec // sixteen bytes
	data = append(append(data, a.id...), a.cose()...)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"), byte(len(data)>>8), byte(len(data))) //nolint:gosec // some hundred bytes
	b, err := json.Marshal(map[string]any{"id": base(a.id), "rawId": base(a.id), "type": "public-key", "response": map[string]any{
		"clientDataJSON": base(a.client("webauthn.create", q.Challenge)), "attestationObject": base(append(object, data...)), "transports": []string{"internal"}}})
	if err != nil {
		a.t.Fatal(err)
	}
	return string(b)
}

// Answer answers a question, in the form in which an answer stands in the field of a code.
func (a *Authenticator) Answer(options []byte) string {
	a.t.Helper()
	q := a.read(options)
	if !a.Stuck {
		a.Count++
	}
	client, data := a.client("webauthn.get", q.Challenge), a.data(q.RPID, 0)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, sum[:])
	if err != nil {
		a.t.Fatal(err)
	}
	return "passkey." + strings.Join([]string{base(a.id), base(client), base(data), base(signature), a.handle}, ".")
}

func (a *Authenticator) client(kind, challenge string) []byte {
	b, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.Origin, "crossOrigin": false})
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

func (a *Authenticator) data(site string, flags byte) []byte {
	flags |= 0x01
	if !a.Absent {
		flags |= 0x04
	}
	hash := sha256.Sum256([]byte(site))
	return binary.BigEndian.AppendUint32(append(hash[:], flags), a.Count)
}

// cose is the public key as CBOR: EC2, ES256, P-256, x, y.
func (a *Authenticator) cose() []byte {
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		a.t.Fatal(err)
	}
	b := append([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, point[1:33]...)
	return append(append(b, 0x22, 0x58, 32), point[33:]...)
}

func base(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
