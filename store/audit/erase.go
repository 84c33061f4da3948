package audit

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"standin/store"
	"standin/store/fault"
)

// EraseAction is the action under which a transaction may erase.
const EraseAction = "audit.erase"

// Erase removes the payload (names, reasons, addresses, values before and after) of the entries first to last and returns how many
// payload rows that were. See EraseEntries.
func Erase(ctx context.Context, tx *store.Tx, first, last int64, reason string) (n int64, err error) {
	defer fault.Wrap(&err, "audit.Erase(%d, %d)", first, last)
	return erase(ctx, tx, fmt.Sprintf("{[%d,%d]}", first, last), reason)
}

// EraseEntries removes the payload of entries and returns how many payload rows that were; the leaves stay, so the record still
// verifies and says which entry erased them. tx must have been opened with EraseAction. fault.Forbidden for entries younger than
// twelve months, fault.Conflict with code "legal_hold" for what a hold keeps, fault.Invalid for what is not in the tree or erased
// something itself.
func EraseEntries(ctx context.Context, tx *store.Tx, entries []int64, reason string) (n int64, err error) {
	defer fault.Wrap(&err, "audit.EraseEntries(%d)", len(entries))
	return erase(ctx, tx, multirange(entries), reason)
}

func erase(ctx context.Context, tx *store.Tx, ranges, reason string) (n int64, err error) {
	err = tx.Get(ctx, &n, `SELECT audit.erase($1::int8multirange, $2)`, ranges, reason)
	switch store.Constraint(err) {
	case "audit_retention_floor":
		return 0, fault.New(fault.Forbidden, "The record is kept for twelve months at least; some of these entries are younger.").WithCode("retention_floor").Because(err)
	case "audit_erase_range":
		return 0, fault.New(fault.Invalid, "Only entries that stand in the tree can be erased, and erasures never.").Because(err)
	case "audit_legal_hold":
		return 0, fault.New(fault.Conflict, "A legal hold keeps some of these entries. Nothing was erased.").WithCode("legal_hold").Because(err)
	}
	return n, err
}

// multirange writes entries as PostgreSQL reads an int8multirange.
func multirange(entries []int64) string {
	sorted := slices.Sorted(slices.Values(entries))
	var b strings.Builder
	b.WriteByte('{')
	for i := 0; i < len(sorted); {
		j := i
		for j+1 < len(sorted) && sorted[j+1] <= sorted[j]+1 {
			j++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "[%d,%d]", sorted[i], sorted[j])
		i = j + 1
	}
	b.WriteByte('}')
	return b.String()
}

// erasedBy are the stretches of entries that erasures name, for the question which of them took an entry's payload.
type erasedBy struct {
	list    []erasedStretch // in the order of their first entries
	highest []int64         // the last entry of all stretches up to this one
}

type erasedStretch struct {
	stretch
	erasure int // its place with whoever asks
}

// add takes the ranges that an erasure's entry names in its object, and so in its leaf: "entries:3-5,9-9". What cannot be read, or does
// not lie before the erasure, is no erasure. index is the erasure's place with whoever asks.
func (e *erasedBy) add(by int64, object string, index int) (found Erasure, ok bool) {
	list, named := strings.CutPrefix(object, "entries:")
	if !named {
		return found, false
	}
	var all stretch
	var read []erasedStretch
	for part := range strings.SplitSeq(list, ",") {
		from, to, _ := strings.Cut(part, "-")
		first, err1 := strconv.ParseInt(from, 10, 64)
		last, err2 := strconv.ParseInt(to, 10, 64)
		if err1 != nil || err2 != nil || first < 1 || last < first || last >= by {
			return found, false
		}
		read = append(read, erasedStretch{stretch{first, last}, index})
		all.take(first)
		all.take(last)
	}
	e.list = append(e.list, read...)
	return Erasure{First: all.first, Last: all.last, By: by}, true
}

// settle puts the stretches in order, once all are there.
func (e *erasedBy) settle() {
	slices.SortStableFunc(e.list, func(a, b erasedStretch) int { return int(a.first - b.first) })
	e.highest = make([]int64, len(e.list))
	var last int64
	for i, s := range e.list {
		last = max(last, s.last)
		e.highest[i] = last
	}
}

// of is the erasure that names an entry; ok is false when there is none.
func (e *erasedBy) of(entry int64) (erasure int, ok bool) {
	at, _ := slices.BinarySearchFunc(e.list, entry+1, func(s erasedStretch, first int64) int { return int(s.first - first) })
	for i := at - 1; i >= 0 && e.highest[i] >= entry; i-- {
		if e.list[i].last >= entry {
			return e.list[i].erasure, true
		}
	}
	return 0, false
}
