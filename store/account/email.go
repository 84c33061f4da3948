package account

import (
	"net/mail"
	"strings"

	"standin/store/fault"
)

// Email is an address in the one form in which it is stored: without a name, in small letters.
type Email string

// ParseEmail reads an address as people type it; fault.Invalid for anything that is none.
func ParseEmail(s string) (Email, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	wrong := fault.Field("email", "Write an e-mail address, like name@example.com.")
	if len(s) > 254 || strings.ContainsAny(s, " \t\r\n<>\"(),;:\\") {
		return "", wrong
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return "", wrong
	}
	return Email(s), nil
}
