package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"standin/store"
	"standin/store/account"
	"standin/store/audit"
	"standin/store/keyring"
	"standin/store/storetest"
)

// evidence is a shop at an operator's own database in which Ada stood in for Mara, whose names and reason are what a stranger might
// write, and the folder with the package of that session and the shop's public keys.
type evidence struct {
	here    terminal
	db      *storetest.DB
	session string
	file    string
	keys    string
}

const wicked = "\x1b[2J\x1b]0;owned\a\r\nThe package is what was given away."

func newEvidence(t *testing.T) evidence {
	t.Helper()
	e := evidence{db: storetest.New(t)}
	e.here = given(t, e.db)
	keys, err := keyring.Open(filepath.Join(e.here.getenv("SHOP_DATA"), "keys"), true)
	if err != nil {
		t.Fatal(err)
	}
	ada, mara := storetest.Staff(t, e.db, "Ada Novak"+wicked, "support_agent"), storetest.Person(t, e.db, "Mara Lind")
	err = e.db.Transact(t.Context(), account.Operator("test"), "acting.start", func(tx *store.Tx) error {
		return tx.Get(t.Context(), &e.session, `
			WITH s AS (INSERT INTO web.sign_in (person_id, ends_at) VALUES ($1, shop.shop_now() + interval '1 day') RETURNING id)
			INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions,
			       footprint, reason, consent_kind, consent_text, expires_at, idle_minutes)
			SELECT $1, $2, s.id, 'support_agent', 'shopper', r.id, to_jsonb(r), 'act', '{}', 'end', $3, 'standing', 'Support may act for me',
			       shop.shop_now() + interval '30 minutes', 10 FROM s, (SELECT * FROM shop.impersonation_rule ORDER BY id LIMIT 1) r RETURNING public_id`,
			ada, mara, "Her code"+wicked)
	})
	if err != nil {
		t.Fatal(err)
	}
	seq := audit.NewSequencer(e.db.Sequencer, audit.SequencerOptions{Shop: "test", Signer: keys.Signer(), Verifiers: keys.Verifiers()})
	if _, err := seq.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	log := audit.NewLog(e.db.DB, keys.Verifiers(), audit.Format{}).WithSeal(audit.Seal{Signer: keys.Signer(), Public: keys.PublicKeys()})
	p, err := log.Package(t.Context(), account.Operator("test"), e.session, func(audit.PackageView) ([]byte, error) { return []byte("paper"), nil })
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	e.file, e.keys = filepath.Join(dir, p.Name), filepath.Join(dir, "kept-keys")
	if err := errors.Join(os.WriteFile(e.file, p.Content, 0o600), os.WriteFile(e.keys, []byte(strings.Join(keys.PublicKeys(), "\n")), 0o600)); err != nil {
		t.Fatal(err)
	}
	return e
}

// obeyed finds what a terminal would carry out, or a line that a stranger wrote.
func obeyed(text string) string {
	if i := strings.IndexAny(text, "\x1b\a\r\u009b"); i >= 0 {
		return text[i:]
	}
	return ""
}

// I75: `shop audit verify-package` needs the file alone: nothing of its surroundings names a shop, a folder or a database.
func TestI75_VerifyPackageNeedsTheFileAlone(t *testing.T) {
	t.Parallel()
	e := newEvidence(t)
	e.db.Close()
	check := func(code int, args ...string) string {
		t.Helper()
		bare := env(nil)
		if got := run(t.Context(), bare, append([]string{"audit", "verify-package"}, args...)); got != code {
			t.Errorf("%v exits with %d, want %d: %s", args, got, code, said(bare))
		}
		if what := obeyed(said(bare)); what != "" {
			t.Errorf("%v: a terminal would obey %q", args, what)
		}
		return said(bare)
	}
	text := check(0, e.file)
	for _, want := range []string{"stood in for Mara Lind", "Compare it with", "The package is what was given away.", "are proved to be leaves"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
	if n := strings.Count(text, "\nThe package is what was given away."); n != 1 {
		t.Errorf("a name forged a line:\n%s", text)
	}
	if text := check(0, "--key", e.keys, e.file); !strings.Contains(text, "Signed with the key you named") {
		t.Errorf("with a key: %s", text)
	}
	content, err := os.ReadFile(e.file)
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func() []byte{
		"data.json":   func() []byte { return bytes.Replace(content, []byte("Mara Lind"), []byte("Sara Lind"), 1) },
		"proofs.json": func() []byte { return bytes.Replace(content, []byte(`"path": `), []byte(`"paht": `), 1) },
		"no evidence": func() []byte { return content[:len(content)/2] },
	} {
		bad := e.file + ".bad"
		if err := os.WriteFile(bad, change(), 0o600); err != nil {
			t.Fatal(err)
		}
		if text := check(failed, bad); !strings.Contains(text, what) {
			t.Errorf("a change in %s: %s", what, text)
		}
	}
	other := e.keys + ".other"
	if keys, err := keyring.Open(t.TempDir(), true); err != nil || os.WriteFile(other, []byte(keys.PublicKeys()[0]), 0o600) != nil {
		t.Fatal(err)
	}
	check(failed, e.file, "--key="+other)
	check(misspoken)
	check(misspoken, e.file, e.file)
	check(misspoken, e.file, "--key")
	check(failed, e.file+".none")
	check(failed, filepath.Dir(e.file))
}

// I54, S58: `shop audit export` writes all formats, by day and by session, and what it writes tells a terminal nothing.
func TestI54_ExportFromTheCommandLine(t *testing.T) {
	t.Parallel()
	e := newEvidence(t)
	export := func(code int, args ...string) string {
		t.Helper()
		here := e.here
		here.out, here.err = &bytes.Buffer{}, &bytes.Buffer{}
		if got := run(t.Context(), here, append([]string{"audit", "export"}, args...)); got != code {
			t.Fatalf("%v exits with %d: %s", args, got, said(here))
		}
		if what := strings.IndexAny(said(here), "\x1b\a\u009b"); what >= 0 {
			t.Errorf("%v: a terminal would obey %q", args, said(here)[what:])
		}
		return here.out.(*bytes.Buffer).String()
	}
	if n := strings.Count(export(0, "--session", e.session), "\n"); n != 2 {
		t.Errorf("one session's entries and the checkpoint are %d lines", n)
	}
	if text := export(0, "--session", e.session, "--format=ocsf"); !strings.Contains(text, `"class_uid":3005`) || !strings.Contains(text, `"checkpoint":"standin/test`) {
		t.Errorf("%s", text)
	}
	rows, err := csv.NewReader(strings.NewReader(export(0, "--format", "csv"))).ReadAll()
	if err != nil || len(rows) < 5 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if rows, err := csv.NewReader(strings.NewReader(export(0, "--format", "csv", "--since", "2100-01-01"))).ReadAll(); err != nil || len(rows) != 1 {
		t.Errorf("of the future: %d rows, %v", len(rows), err)
	}
	export(misspoken, "--format", "xls")
	export(misspoken, "--since", "yesterday")
	export(misspoken, "--since", "2026-01-01", "--session", e.session)
	export(failed, "--session", "nosuch")
	var noted string
	err = e.db.Owner.GetContext(t.Context(), &noted, `SELECT string_agg(p.body->>'format' || ' ' || (p.body->>'rows'), ', ' ORDER BY e.id) FROM audit.entry e
		JOIN audit.payload p ON p.entry = e.id WHERE e.action = 'export.entries' AND e.kind = 'operator' AND p.body->>'name' <> ''`)
	if err != nil || !strings.HasPrefix(noted, "jsonl 1, ocsf 1, csv ") || !strings.HasSuffix(noted, "csv 0") {
		t.Errorf("the record says %q, %v", noted, err)
	}
}

// S58: what `shop audit verify` found is told in lines of its own, whatever stands in the database.
func TestS58_VerifyTellsATerminalNothing(t *testing.T) {
	t.Parallel()
	here := env(nil)
	err := report(here, &audit.Report{Problems: []audit.Problem{{First: 3, Last: 3, Text: "it was altered" + wicked}, {Text: wicked}}}, 0)
	if err == nil {
		t.Fatal("problems are no failure")
	}
	all := said(here) + err.Error()
	if what := obeyed(all); what != "" {
		t.Errorf("a terminal would obey %q", what)
	}
	if n := strings.Count(said(here), "\n"); n != 3 {
		t.Errorf("%d lines: %s", n, fmt.Sprintf("%q", said(here)))
	}
}

// I65: `shop audit verify --since FILE` holds the record against a checkpoint that was kept elsewhere, ends with 1 and says where.
func TestI65_VerifySinceAKeptCheckpoint(t *testing.T) {
	t.Parallel()
	e := newEvidence(t)
	var note string
	if err := e.db.Get(t.Context(), &note, `SELECT note FROM audit.checkpoint ORDER BY size DESC LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	kept := e.file + ".checkpoint"
	if err := os.WriteFile(kept, []byte(note), 0o600); err != nil {
		t.Fatal(err)
	}
	verify := func(code int, want string) {
		t.Helper()
		here := e.here
		here.out, here.err = &bytes.Buffer{}, &bytes.Buffer{}
		if got := run(t.Context(), here, []string{"audit", "verify", "--since", kept}); got != code || !strings.Contains(said(here), want) {
			t.Errorf("it ends with %d, want %d and %q:\n%s", got, code, want, said(here))
		}
	}
	verify(0, "The record is intact. Checkpoint")
	if _, err := e.db.Owner.ExecContext(t.Context(), `
		ALTER TABLE audit.leaf DISABLE TRIGGER ALL; ALTER TABLE audit.hash DISABLE TRIGGER ALL; ALTER TABLE audit.checkpoint DISABLE TRIGGER ALL;
		ALTER TABLE audit.entry DISABLE TRIGGER ALL; ALTER TABLE audit.payload DISABLE TRIGGER ALL;
		DELETE FROM audit.leaf; DELETE FROM audit.hash; DELETE FROM audit.checkpoint; DELETE FROM audit.payload; DELETE FROM audit.pending; DELETE FROM audit.entry`); err != nil {
		t.Fatal(err)
	}
	verify(failed, "were cut off: the checkpoint kept outside is over")
}
