package audit

import (
	"context"

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
