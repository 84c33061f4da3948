package part

import (
	"strings"
	"unicode/utf8"
)

// tints are the grounds of pictures and faces; their order is part of the look.
var tints = [...]string{"clay", "moss", "sky", "rose", "straw", "stone"}

// TintOf chooses the tint of a thing by its id, the same one every time.
func TintOf(id int64) string {
	n := int64(len(tints))
	return tints[(id%n+n)%n]
}

func tint(name string) string {
	for _, t := range tints {
		if t == name {
			return "tint-" + t
		}
	}
	return "tint-stone"
}

// Initials are the first letters of the first and last word of a name: "ML" of "Mara Lind".
func Initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	first, _ := utf8.DecodeRuneInString(words[0])
	if len(words) == 1 {
		return strings.ToUpper(string(first))
	}
	last, _ := utf8.DecodeRuneInString(words[len(words)-1])
	return strings.ToUpper(string(first) + string(last))
}
