package impersonation

import (
	"encoding/json"
	"sort"
	"strings"

	"standin/store"
)

// net is what a session's changes of one row came to in the end.
type net struct {
	table   store.Reversible
	rev     store.Reversal
	key     string  // "cart_line:17"
	entries []int64 // in which it was changed
	broken  bool    // somebody else changed the row in between: what it was before is theirs
}

// last is the newest entry in which the session changed the row.
func (n net) last() int64 { return n.entries[len(n.entries)-1] }

// op is what the change is as a whole.
func (n net) op() string {
	switch {
	case n.rev.Before == nil:
		return "insert"
	case n.rev.After == nil:
		return "delete"
	}
	return "update"
}

// change is the whole as one change, for its sentence.
func (n net) change() Change {
	return Change{Table: n.table.Table, Op: n.op(), Key: n.rev.Key, Before: n.rev.Before, After: n.rev.After}
}

// entryChange is one changed row with the entry that holds it.
type entryChange struct {
	Entry int64
	Change
}

// netOf adds up, for each row, what a session did to it, in the order of the last change. It is a pure rule. What came to nothing
// is left out, and so is what no room takes back.
func netOf(changes []entryChange, tables map[string]store.Reversible) []net {
	open, order := map[string]*net{}, []*net(nil)
	for _, c := range changes {
		t, ok := tables[c.Table]
		if !ok {
			continue
		}
		key := rowKey(t, c.Change)
		n := open[key]
		if n != nil && !n.follows(c.Change) {
			n.broken, n = true, nil
		}
		if n == nil {
			n = &net{table: t, key: key, rev: store.Reversal{Key: c.Key, Before: clone(c.Before), After: clone(c.After)}, entries: []int64{c.Entry}}
			open[key], order = n, append(order, n)
			continue
		}
		n.add(c)
	}
	var list []net
	for _, n := range order {
		if n.counts() {
			list = append(list, *n)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].last() < list[j].last() })
	return list
}

// follows tells whether a change begins where the session left the row.
func (n *net) follows(c Change) bool {
	if (c.Op == "insert") != (n.rev.After == nil) {
		return false
	}
	for _, column := range n.table.Columns {
		left, known := n.rev.After[column]
		was, told := c.Before[column]
		if known && told && string(left) != string(was) {
			return false
		}
	}
	return true
}

func (n *net) add(c entryChange) {
	if c.Entry != n.last() {
		n.entries = append(n.entries, c.Entry)
	}
	switch {
	case c.Op == "insert":
		n.rev.After = clone(c.After)
	case c.Op == "delete" && n.rev.Before != nil:
		n.rev.Before, n.rev.After = merged(c.Before, n.rev.Before), nil
	case c.Op == "delete":
		n.rev.After = nil
	default:
		if n.rev.Before != nil {
			n.rev.Before = merged(c.Before, n.rev.Before)
		}
		n.rev.After = merged(n.rev.After, c.After)
	}
}

// counts tells whether anything is left to take back, and whether the table's room takes such a change back.
func (n *net) counts() bool {
	switch {
	case n.rev.Before == nil && n.rev.After == nil:
		return false
	case n.rev.Before == nil:
		return n.table.Inserts
	case n.rev.After == nil:
		return n.table.Deletes
	}
	for _, column := range n.table.Columns {
		if after, changed := n.rev.After[column]; changed && string(after) != string(n.rev.Before[column]) {
			return true
		}
	}
	return false
}

// rowKey names a row: "cart_line:17", "cart_discount:3,7".
func rowKey(t store.Reversible, c Change) string {
	var parts []string
	for _, k := range t.Key {
		parts = append(parts, plain(c.Key[k]))
	}
	return strings.TrimPrefix(t.Table, "shop.") + ":" + strings.Join(parts, ",")
}

// merged is base with the values of over in place of its own.
func merged(base, over map[string]json.RawMessage) map[string]json.RawMessage {
	m := clone(base)
	if m == nil {
		m = map[string]json.RawMessage{}
	}
	for k, v := range over {
		m[k] = v
	}
	return m
}

func clone(m map[string]json.RawMessage) map[string]json.RawMessage {
	if m == nil {
		return nil
	}
	out := make(map[string]json.RawMessage, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}
