package catalog

import (
	"context"
	"strings"
	"unicode/utf8"

	"standin/store"
)

// Which words of a search nothing here is called, and what things here are called that looks like them.
const similarSQL = `
SELECT w.word, ARRAY(SELECT shop.words_like(w.word)) AS candidates FROM unnest($1::text[]) w(word)
WHERE NOT EXISTS (SELECT FROM shop.product p WHERE p.status = 'active' AND p.search @@ to_tsquery('english', '''' || w.word || '''' || ':*'))`

// similarText is the text with each unknown word replaced by the nearest one of a title; empty when there is nothing to replace
// or no word is near enough.
func (ps *Products) similarText(ctx context.Context, text string) (string, error) {
	list := words(text)
	var long []string
	for _, w := range list {
		if utf8.RuneCountInString(w) >= shortest {
			long = append(long, w)
		}
	}
	if len(long) == 0 {
		return "", nil
	}
	var rows []struct {
		Word       string        `db:"word"`
		Candidates store.Strings `db:"candidates"`
	}
	if err := ps.db.Select(ctx, &rows, similarSQL, store.Array(long)); err != nil {
		return "", err
	}
	found := map[string]string{}
	for _, r := range rows {
		if near := nearest(r.Word, r.Candidates); near != "" {
			found[r.Word] = near
		}
	}
	if len(found) == 0 {
		return "", nil
	}
	for i, w := range list {
		if near, ok := found[w]; ok {
			list[i] = near
		}
	}
	return strings.Join(list, " "), nil
}

// shortest is the length from which a word is corrected: shorter ones are like too many others.
const shortest = 4

// nearest is the candidate with the fewest slips from word to it; one slip is allowed in four letters, two from seven on. Of
// equally near ones the first of the alphabet is taken, so that the answer stays the same.
func nearest(word string, candidates []string) string {
	allowed := 1
	if utf8.RuneCountInString(word) >= 7 {
		allowed = 2
	}
	best, fewest := "", allowed+1
	for _, c := range candidates {
		if n := slips([]rune(word), []rune(c)); n < fewest || n == fewest && n <= allowed && c < best {
			best, fewest = c, n
		}
	}
	return best
}

// slips counts the letters to insert, drop, change, or swap with their neighbour to make b of a (the optimal string alignment
// distance).
func slips(a, b []rune) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, now := rows[(i-1)%3], rows[i%3], rows[(i+1)%3]
		now[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}
