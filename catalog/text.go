package catalog

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is how much of a search is read.
const maxText = 200

// searchText is what somebody typed, in the forms the database asks for.
type searchText struct {
	query string // for to_tsquery: all words, the last perhaps not finished yet
	sku   string // for shop.sku_key
	more  string // "%" when the SKU may go on
}

// words are the letters and digits of a text, in small letters.
func words(text string) []string {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// parseText never fails: what holds no word finds nothing.
func parseText(text string) searchText {
	list := words(text)
	t := searchText{sku: strings.Join(list, "")}
	quoted := make([]string, len(list))
	for i, w := range list {
		quoted[i] = "'" + w + "'"
		if i == len(list)-1 && utf8.RuneCountInString(w) >= 3 {
			quoted[i] += ":*"
		}
	}
	t.query = strings.Join(quoted, " & ")
	if utf8.RuneCountInString(t.sku) >= 3 {
		t.more = "%"
	}
	return t
}

func sortedNames(options map[string][]string) []string {
	names := make([]string, 0, len(options))
	for name, values := range options {
		if len(values) > 0 {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}
