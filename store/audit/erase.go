package audit

import (
	"context"
	"fmt"

	"standin/store"
	"standin/store/fault"
)

// EraseAction is the action under which a transaction may erase.
const EraseAction = "audit.erase"

// Erase removes the payload (names, reasons, addresses, values before and after) of the entries first to last and returns how many
// payload rows that were; the leaves stay, so the record still verifies and says which entry erased them. tx must have been opened
// with EraseAction. fault.Forbidden for entries younger than twelve months; fault.Invalid for a range that is not in the tree.
func Erase(ctx context.Context, tx *store.Tx, first, last int64, reason string) (n int64, err error) {
	defer fault.Wrap(&err, "audit.Erase(%d, %d)", first, last)
	err = tx.Get(ctx, &n, `SELECT audit.erase($1, $2, $3)`, first, last, reason)
	switch store.Constraint(err) {
	case "audit_retention_floor":
		return 0, fault.New(fault.Forbidden, "The record is kept for twelve months at least.").Because(err)
	case "audit_erase_range":
		return 0, fault.New(fault.Invalid, "Only entries that stand in the tree can be erased, and erasures never.").Because(err)
	}
	return n, err
}

// erasureOf reads which entries one erased: they stand in its object, and so in its leaf. An erasure reaches only what was before it.
func erasureOf(by int64, object string) (e Erasure, ok bool) {
	e.By = by
	n, err := fmt.Sscanf(object, "entries:%d-%d", &e.First, &e.Last)
	return e, n == 2 && err == nil && e.Last < by
}
