package impersonation

import (
	"strings"
	"unicode"
)

// dots stand for what is not shown; their number says nothing of the length.
const dots = "•••"

// MaskEmail leaves the first letter and the domain: "m•••@example.com".
func MaskEmail(email string) string {
	name, domain, found := strings.Cut(email, "@")
	if !found || name == "" {
		return dots
	}
	return string([]rune(name)[:1]) + dots + "@" + domain
}

// MaskPhone leaves the country and the last two digits: "+49 ••• ••• 42".
func MaskPhone(phone string) string {
	digits := phoneDigits(phone)
	if phone == "" {
		return ""
	}
	if len(digits) < 6 {
		return dots
	}
	start := ""
	if strings.HasPrefix(strings.TrimSpace(phone), "+") {
		start = "+" + digits[:2] + " "
	}
	return start + dots + " " + dots + " " + digits[len(digits)-2:]
}

// MaskStreet leaves the number at the end: "••••••••••• 14".
func MaskStreet(street string) string {
	street = strings.TrimSpace(street)
	if street == "" {
		return ""
	}
	words := strings.Fields(street)
	last := words[len(words)-1]
	if len(words) > 1 && strings.ContainsFunc(last, unicode.IsDigit) {
		return strings.Repeat("•", 11) + " " + last
	}
	return strings.Repeat("•", 11)
}

// Masked tells whether a value is one that was masked: such a value is never taken back from a form.
func Masked(value string) bool { return strings.Contains(value, "•") }
