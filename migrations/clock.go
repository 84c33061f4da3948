package migrations

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// ShiftClock moves the shop's one clock by d against the machine's; 0 sets it right. Only the owner of the functions can, so
// the seed (for a past to show) and tests (to let time pass) do it with the owner's handle, and the running shop never.
func ShiftClock(ctx context.Context, owner *sql.DB, d time.Duration) error {
	for _, f := range []struct{ name, kind, base string }{{"shop_now", "STABLE", "now()"}, {"shop_clock", "VOLATILE", "clock_timestamp()"}} {
		body := f.base
		if d != 0 {
			body = fmt.Sprintf("%s + interval ''%d microseconds''", f.base, d.Microseconds())
		}
		_, err := owner.ExecContext(ctx, fmt.Sprintf(
			`CREATE OR REPLACE FUNCTION shop.%s() RETURNS timestamptz LANGUAGE sql %s AS 'SELECT %s'`, f.name, f.kind, body))
		if err != nil {
			return fmt.Errorf("shift the clock: %w", err)
		}
	}
	return nil
}
