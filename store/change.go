package store

import (
	"encoding/json"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// What a notice may hold: the database allows 8,000 bytes.
const (
	changeIDs   = 60   // ids of one table; with more, all its rows count as changed
	changeBytes = 7500 // of the whole notice; with more, everything counts as changed
)

// Change says which rows of which tables changed: what the sequencer tells about once a second, for caches to drop what they made
// of them. The zero Change is none.
type Change struct {
	All    bool               // anything may have changed
	Tables map[string][]int64 // ids by table, such as "shop.product"; a nil slice is all rows of the table
}

// Add notes one changed row by its key as JSON. Only a key of one number is told; others count as the whole table.
func (c *Change) Add(table, key string) {
	if c.Tables == nil {
		c.Tables = map[string][]int64{}
	}
	ids, known := c.Tables[table]
	if c.All || known && ids == nil {
		return
	}
	id, ok := oneNumber(key)
	switch {
	case !ok || len(ids) >= changeIDs && !slices.Contains(ids, id):
		c.Tables[table] = nil
	case !slices.Contains(ids, id):
		c.Tables[table] = append(ids, id)
	}
}

func oneNumber(key string) (int64, bool) {
	var fields map[string]json.Number
	if json.Unmarshal([]byte(key), &fields) != nil || len(fields) != 1 {
		return 0, false
	}
	for _, n := range fields {
		id, err := n.Int64()
		return id, err == nil
	}
	return 0, false
}

// Touches tells whether a row of the table may have changed.
func (c Change) Touches(table string, id int64) bool {
	ids, known := c.Tables[table]
	return c.All || known && (ids == nil || slices.Contains(ids, id))
}

// TouchesTable tells whether any row of the table may have changed.
func (c Change) TouchesTable(table string) bool {
	_, known := c.Tables[table]
	return c.All || known
}

// String is the notice: "shop.product:3,17;shop.stock:*", "*" for everything, "" for nothing.
func (c Change) String() string {
	if c.All {
		return "*"
	}
	names := make([]string, 0, len(c.Tables))
	for name := range c.Tables {
		names = append(names, name)
	}
	sort.Strings(names)
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(name + ":" + list(c.Tables[name]))
	}
	if b.Len() > changeBytes {
		return "*"
	}
	return b.String()
}

func list(ids []int64) string {
	if ids == nil {
		return "*"
	}
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(words, ",")
}

// ParseChange reads what String writes; what it does not understand is everything.
func ParseChange(text string) Change {
	c := Change{Tables: map[string][]int64{}}
	if text == "" {
		return c
	}
	for part := range strings.SplitSeq(text, ";") {
		table, ids, found := strings.Cut(part, ":")
		if !found || table == "" {
			return Change{All: true}
		}
		c.Tables[table] = nil
		if ids == "*" {
			continue
		}
		for word := range strings.SplitSeq(ids, ",") {
			id, err := strconv.ParseInt(word, 10, 64)
			if err != nil {
				return Change{All: true}
			}
			c.Tables[table] = append(c.Tables[table], id)
		}
	}
	return c
}
