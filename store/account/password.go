package account

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"standin/store/fault"
)

// What a password must be (NIST 800-63B): length, and not one that everybody tries first. There is no rule of composition.
const (
	PasswordMin         = 8
	PasswordRecommended = 15
	PasswordMax         = 256 // characters; more costs time and gains nothing
)

//go:embed common_passwords.txt
var commonPasswords string

var common = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(commonPasswords) {
		set[word] = true
	}
	return set
})

// CheckNewPassword tells whether a password may be chosen by a person of this name and address: nil, or what is wrong with it
// at the field.
func CheckNewPassword(field, password, name string, email Email) error {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return fault.Field(field, "This holds characters that cannot be typed again. Use letters, figures and signs.")
	case n < PasswordMin:
		return fault.Field(field, "Use at least 8 characters; 15 or more are better, such as four words.")
	case n > PasswordMax:
		return fault.Field(field, "Use at most 256 characters.")
	case isCommon(password):
		return fault.Field(field, "This password is among the first that others try. Choose another, such as four words.")
	case isPersonal(password, name, email):
		return fault.Field(field, "This password is made of your name or address. Choose one that nobody can look up.")
	}
	return nil
}

// isCommon finds a password in the list, also with figures and signs around it.
func isCommon(password string) bool {
	p := strings.ToLower(strings.TrimSpace(password))
	return common()[p] || common()[strings.Trim(p, "0123456789!?.,-_*#$@+ ")] || oneLetter(p)
}

// oneLetter finds "aaaaaaaa".
func oneLetter(p string) bool {
	first, _ := utf8.DecodeRuneInString(p)
	return strings.Trim(p, string(first)) == ""
}

func isPersonal(password, name string, email Email) bool {
	p := strings.ToLower(password)
	local, _, _ := strings.Cut(string(email), "@")
	name = strings.ToLower(strings.TrimSpace(name))
	joined := strings.Join(strings.Fields(name), "")
	core := strings.Trim(p, "0123456789!?.,-_*#$@+ ")
	for _, w := range []string{string(email), local, name, joined} {
		if len(w) >= 4 && (p == w || core == w) {
			return true
		}
	}
	return false
}
