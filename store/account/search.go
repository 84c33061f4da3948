package account

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"standin/store/fault"
)

// What a search gives at the most, and what it needs at the least: the desk is no way to leaf through everybody.
const (
	searchMost    = 10
	searchLetters = 3
)

// Search finds people by exact e-mail address or phone number, or by the beginning of a word of their name (three letters at
// the least): ten at the most, the best match first. fault.Invalid when too little is given.
func (a *Accounts) Search(ctx context.Context, text string) (found []Person, err error) {
	defer fault.Wrap(&err, "Accounts.Search")
	text = strings.ToLower(strings.TrimSpace(text))
	if letters(text) < searchLetters {
		return nil, fault.Field("q", "Type an e-mail address, a phone number, an order number, or three letters of a name.")
	}
	err = a.db.Select(ctx, &found, selectSearch, text, likePrefix(text), phoneDigits(text), searchMost)
	return found, err
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// likePrefix is a pattern for "begins with", nothing in it special.
func likePrefix(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) + "%"
}

// phoneDigits is a phone number without what people put between its figures; "" when the text is none.
func phoneDigits(s string) string {
	digits := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r) || r == '+':
			return r
		case strings.ContainsRune(" -/().", r):
			return -1
		}
		return 'x'
	}, s)
	if utf8.RuneCountInString(digits) < 5 || strings.Contains(digits, "x") {
		return ""
	}
	return digits
}
