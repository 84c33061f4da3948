package impersonation_test

import (
	"testing"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/storetest"
)

// I3: the work for somebody outside the assignment is that for an id that never was: the same statements, in the same order, for the
// page and for the start.
func TestI3_TheSameStatementsForAStrangerAndForNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rep := w.staff("Rita Rep", "sales_rep")
	mine, theirs := storetest.Vendor(t, w.DB, "Mine"), storetest.Vendor(t, w.DB, "Theirs")
	storetest.Assign(t, w.DB, int64(rep.ID), mine)
	stranger := w.person(storetest.VendorUser(t, w.DB, theirs, "Stranger"))
	run := func(subject string, start bool) []string {
		ctx, counter := store.WithCounter(t.Context())
		var err error
		if start {
			form := w.form(rep, stranger)
			form.Subject, form.Capacity = subject, account.ForVendor(account.VendorID(theirs))
			_, err = w.sessions.Start(ctx, rep, form)
		} else {
			_, err = w.sessions.Offer(ctx, rep, subject, firefox)
		}
		if !fault.Is(err, fault.NotFound) {
			t.Fatalf("%s: %v", subject, err)
		}
		return counter.Queries
	}
	for _, start := range []bool{false, true} {
		known, unknown := run(stranger.PublicID, start), run("nobodywiththisid", start)
		if len(known) == 0 || len(known) != len(unknown) {
			t.Fatalf("start %t: %d statements for a stranger, %d for nobody", start, len(known), len(unknown))
		}
		for i := range known {
			if known[i] != unknown[i] {
				t.Errorf("start %t, statement %d:\n%s\n%s", start, i, known[i], unknown[i])
			}
		}
	}
	if n := get[int](w, `SELECT count(*) FROM audit.entry WHERE action = 'acting.start' AND outcome = 'refused' AND actor = $1`, rep.ID); n != 2 {
		t.Errorf("%d refused attempts in the record", n)
	}
}
