package audit_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/lib/pq"

	"standin/store"
	"standin/store/embedpg"
	"standin/store/fault"
	"standin/store/storetest"
)

// names reads one column of text as superuser.
func names(t *testing.T, db *storetest.DB, query string) (list []string) {
	t.Helper()
	if err := db.Owner.SelectContext(t.Context(), &list, query); err != nil {
		t.Fatal(err)
	}
	return list
}

// Every table of schema shop is watched for every kind of change, by triggers that nothing but an owner can switch off.
func TestGround_EveryTableHasItsTriggers(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	missing := names(t, db, `
		SELECT c.oid::regclass || ' lacks ' || k.name
		  FROM pg_class c CROSS JOIN (VALUES ('audit_insert'), ('audit_update'), ('audit_delete')) k(name)
		 WHERE c.relnamespace = 'shop'::regnamespace AND c.relkind IN ('r', 'p')
		   AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = k.name AND t.tgenabled = 'A')`)
	for _, m := range missing {
		t.Errorf("%s: its migration must call audit.watch", m)
	}
	if n := len(names(t, db, `SELECT relname FROM pg_class WHERE relnamespace = 'shop'::regnamespace AND relkind = 'r'`)); n < 10 {
		t.Errorf("only %d tables were looked at", n)
	}
}

// secret finds columns whose name says that their value must not stand in the record.
var secret = regexp.MustCompile(`password|secret|token|challenge|(^|_)pin(_|$)|code_hash|salt|card|iban|cvc|tax_id|body_(text|html)`)

// public are columns that only sound like it.
var public = map[string]string{
	"must_change_password": "a yes or no",
}

// S57: a column named like a secret is marked, so that its value is left out of the record or hashed.
func TestS57_ColumnsNamedLikeSecretsAreMarked(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	marked := map[string]bool{}
	for _, m := range names(t, db, `SELECT table_name || '.' || column_name FROM audit.column`) {
		marked[m] = true
	}
	found := 0
	for _, c := range names(t, db, `
		SELECT c.oid::regclass || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		 WHERE c.relnamespace = 'shop'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped`) {
		name := c[strings.LastIndex(c, ".")+1:]
		if !secret.MatchString(name) || public[name] != "" {
			continue
		}
		found++
		if !marked[c] {
			t.Errorf("%s is named like a secret and not marked in audit.column", c)
		}
	}
	if found < 4 {
		t.Errorf("only %d columns were found to be secret", found)
	}
}

// S57: what was written into marked columns stands nowhere in the record.
func TestS57_CanariesDoNotStandInTheRecord(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	id := storetest.Person(t, db, "Mara Lind")
	for _, s := range []string{
		`UPDATE shop.person SET password_hash = 'canary-7731' WHERE id = $1`,
		`INSERT INTO shop.totp (person_id, secret, key_id, confirmed_at) VALUES ($1, 'canary-7731', 'k', now())`,
		`INSERT INTO shop.recovery_code (person_id, code_hash) VALUES ($1, 'canary-7731')`,
		`UPDATE shop.totp SET secret = 'canary-7731!' WHERE person_id = $1`,
		`INSERT INTO shop.mail (person_id, kind, recipient, subject, body_text) VALUES ($1, 'x', 'a@example.com', 'x', 'canary-7731')`,
	} {
		err := db.Transact(t.Context(), tester{}, "test.canary", func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), s, id)
			return err
		})
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	const hex = `63616e6172792d37373331` // bytea is written so
	if n := count(t, db, `SELECT count(*) FROM audit.payload WHERE body::text LIKE '%canary-7731%' OR body::text LIKE '%`+hex+`%'`); n != 0 {
		t.Errorf("the record holds %d canaries", n)
	}
	if n := count(t, db, `SELECT count(*) FROM audit.entry WHERE action = 'test.canary'`); n != 5 {
		t.Errorf("%d entries, want 5", n)
	}
}

// refusedAs runs a statement as a role and wants the database to refuse it.
func refusedAs(t *testing.T, db *store.DB, statement string) {
	t.Helper()
	tx, err := db.Handle().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	_, err = tx.ExecContext(t.Context(), statement)
	var p *pq.Error
	if !errors.As(err, &p) || p.Code != "42501" && p.Code != "SH003" && p.Code != "SH001" {
		t.Errorf("%s: %v", statement, err)
	}
}

// S63: the role the shop serves with owns nothing, changes no schema, and empties no table.
func TestS63_AppIsNotTheOwner(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	if owned := names(t, db, `SELECT c.oid::regclass::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname LIKE 'standin\_%' AND r.rolname <> 'standin_owner'`); len(owned) > 0 {
		t.Errorf("owned by another than the owner: %v", owned)
	}
	for _, statement := range []string{
		`TRUNCATE shop.person CASCADE`, `TRUNCATE web.session`, `CREATE TABLE shop.x (id int)`, `CREATE TABLE public.x (id int)`,
		`ALTER TABLE shop.person ADD x int`, `DROP TABLE shop.setting`, `ALTER TABLE shop.person DISABLE TRIGGER audit_update`,
		`SET session_replication_role = replica`, `CREATE OR REPLACE FUNCTION shop.shop_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'`,
		`SELECT audit.take(1)`, `SELECT audit.append(0, '{}', '', 0, '', '', '', '')`, `SELECT audit.write_entry('person', 1, 0, 0, 'x', 'done', '', false, '{}')`,
		`SELECT audit.watch('shop.person')`, `SELECT count(*) FROM audit.pending`, `SET ROLE standin_owner`,
	} {
		refusedAs(t, db.DB, statement)
	}
}

// S63: the auditor reads and does nothing else; the sequencer only builds the tree.
func TestS63_AuditorAndSequencerDoNoMore(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	auditor := db.As(t, embedpg.Auditor)
	for _, statement := range []string{
		`INSERT INTO shop.setting VALUES ('x', '1')`, `UPDATE shop.person SET name = 'x'`, `DELETE FROM audit.entry`,
		`SELECT audit.take(1)`, `SELECT * FROM audit.open('operator', 0, 0, 0, 'x', '', '{}')`, `SELECT password_hash FROM shop.person`,
	} {
		refusedAs(t, auditor, statement)
	}
	for _, statement := range []string{
		`SELECT name FROM shop.person`, `INSERT INTO shop.setting VALUES ('x', '1')`, `DELETE FROM audit.pending`,
		`UPDATE audit.leaf SET index = 5`, `SELECT * FROM audit.open('operator', 0, 0, 0, 'x', '', '{}')`,
	} {
		refusedAs(t, db.Sequencer, statement)
	}
}

// S59: as the role the shop serves with, nothing of the record is changed or removed.
func TestS59_AppCannotChangeTheRecord(t *testing.T) {
	t.Parallel()
	r := filled(t)
	for _, table := range []string{"entry", "payload", "leaf", "hash", "checkpoint", "pending", "column"} {
		for _, statement := range []string{
			`INSERT INTO audit.` + table + ` OVERRIDING SYSTEM VALUE SELECT * FROM audit.` + table, `DELETE FROM audit.` + table, `TRUNCATE audit.` + table,
			`ALTER TABLE audit.` + table + ` DISABLE TRIGGER ALL`,
		} {
			refusedAs(t, r.DB.DB, statement)
		}
	}
	refusedAs(t, r.DB.DB, `UPDATE audit.entry SET actor = 9`)
	refusedAs(t, r.DB.DB, `UPDATE audit.payload SET body = '{}'`)
	r.verifies(t)
}

// S59: until they are disabled, the guards stop the superuser too.
func TestS59_GuardsStopTheSuperuserToo(t *testing.T) {
	t.Parallel()
	r := filled(t)
	for _, statement := range []string{
		`UPDATE audit.entry SET actor = 9 WHERE id = 3`, `DELETE FROM audit.entry WHERE id = 3`, `DELETE FROM audit.payload WHERE entry = 3`,
		`TRUNCATE audit.entry`, `TRUNCATE audit.payload`, `UPDATE audit.leaf SET entry = 900 WHERE index = 3`, `DELETE FROM audit.checkpoint`,
		`SET session_replication_role = replica; DELETE FROM audit.hash`,
	} {
		tx, err := r.Owner.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = tx.ExecContext(t.Context(), statement)
		var p *pq.Error
		if !errors.As(err, &p) || p.Code != "SH003" {
			t.Errorf("%s: %v", statement, err)
		}
		_ = tx.Rollback()
	}
}

// S60: when the record cannot be written, the action does not happen.
func TestS60_WithoutTheRecordNothingHappens(t *testing.T) {
	t.Parallel()
	for name, breakage := range map[string]string{
		"EXECUTE revoked":    `REVOKE EXECUTE ON FUNCTION audit.open(text, bigint, bigint, bigint, text, text, jsonb), audit.record(text, bigint, bigint, bigint, text, text, text, boolean, jsonb) FROM standin_app, PUBLIC`,
		"payload unwritable": `ALTER TABLE audit.payload ADD CONSTRAINT full_disk CHECK (body IS NULL) NOT VALID`,
		"pending gone":       `DROP TABLE audit.pending`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := storetest.New(t)
			id := storetest.Person(t, db, "Mara Lind")
			if _, err := db.Owner.ExecContext(t.Context(), breakage); err != nil {
				t.Fatal(err)
			}
			err := db.Transact(t.Context(), tester{}, "test.write", func(tx *store.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE shop.person SET name = 'x' WHERE id = $1`, id)
				return err
			})
			if err == nil {
				t.Error("the action went through")
			}
			if err := db.Record(t.Context(), tester{}, store.Event{Action: "view", Outcome: store.Viewed}); err == nil {
				t.Error("a view went unrecorded")
			}
			if n := count(t, db, `SELECT count(*) FROM shop.person WHERE name = 'x'`); n != 0 {
				t.Error("the row changed")
			}
		})
	}
}

// A write that names no actor is refused by the database itself.
func TestGround_NoWriteWithoutAnActor(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	for _, statement := range []string{
		`INSERT INTO shop.setting VALUES ('x', '1')`,
		`SELECT set_config('audit.entry', '1', true); INSERT INTO shop.setting VALUES ('x', '1')`,
		`SELECT set_config('audit.entry', '', true); INSERT INTO shop.setting VALUES ('x', '1')`,
	} {
		tx, err := db.Handle().BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for part := range strings.SplitSeq(statement, "; ") {
			_, err = tx.ExecContext(context.Background(), part)
		}
		var p *pq.Error
		if !errors.As(err, &p) || p.Code != "SH001" {
			t.Errorf("%s: %v", statement, err)
		}
		_ = tx.Rollback()
	}
	if err := db.Transact(t.Context(), stand{actor: 1, subject: 2}, "x", func(*store.Tx) error { return nil }); !fault.Is(err, fault.Internal) {
		t.Errorf("acting without a session: %v", err)
	}
}
