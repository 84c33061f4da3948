package account_test

import (
	"encoding/base32"
	"encoding/hex"
	"regexp"
	"testing"
)

func decode(t *testing.T, secret string) []byte {
	t.Helper()
	b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }

var link = regexp.MustCompile(`/invitation/([A-Za-z0-9_-]+)`)

// mailedToken finds the link of the newest invitation in the mails to an address.
func (w world) mailedToken(t *testing.T, email string) string {
	t.Helper()
	var text string
	err := w.Owner.Get(&text, `SELECT body_text FROM shop.mail WHERE recipient = $1 AND kind = 'invitation' ORDER BY id DESC LIMIT 1`, email)
	if err != nil {
		t.Fatal(err)
	}
	m := link.FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no link in %q", text)
	}
	return m[1]
}
