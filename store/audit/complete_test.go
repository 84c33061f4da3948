package audit_test

import (
	"strings"
	"testing"

	"standin/store/storetest"
)

// S55: what each row must say, the schema itself asks for: no time, event, outcome or actor can be missing, no session without both
// people, no entry without its header, and no header can be written anew.
func TestS55_TheSchemaAsksForACompleteRow(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	for name, statement := range map[string]string{
		"no time":            `INSERT INTO audit.entry (at, kind, actor, action, xid) VALUES (NULL, 'person', 1, 'x', '1')`,
		"no event":           `INSERT INTO audit.entry (at, kind, actor, action, xid) VALUES (now(), 'person', 1, '', '1')`,
		"no outcome":         `INSERT INTO audit.entry (at, kind, actor, action, outcome, xid) VALUES (now(), 'person', 1, 'x', NULL, '1')`,
		"an outcome of old":  `INSERT INTO audit.entry (at, kind, actor, action, outcome, xid) VALUES (now(), 'person', 1, 'x', 'perhaps', '1')`,
		"no kind":            `INSERT INTO audit.entry (at, kind, actor, action, xid) VALUES (now(), 'ghost', 1, 'x', '1')`,
		"nobody":             `INSERT INTO audit.entry (at, kind, action, xid) VALUES (now(), 'person', 'x', '1')`,
		"for nobody":         `INSERT INTO audit.entry (at, kind, actor, session, action, xid) VALUES (now(), 'person', 1, 1, 'x', '1')`,
		"no object but NULL": `INSERT INTO audit.entry (at, kind, actor, action, object, xid) VALUES (now(), 'person', 1, 'x', NULL, '1')`,
		"no header":          `SELECT audit.write_entry('person', 1, 0, 0, 'x', 'done', '', false, NULL)`,
	} {
		_, err := db.Owner.ExecContext(t.Context(), statement)
		if err == nil || !strings.Contains(err.Error(), "null value") && !strings.Contains(err.Error(), "check constraint") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := count(t, db, `SELECT count(*) FROM pg_constraint WHERE conrelid = 'shop.impersonation_session'::regclass
		AND pg_get_constraintdef(oid) LIKE '%btrim(reason)%'`); n != 1 {
		t.Error("a session may have no reason")
	}
}
