package audit_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"standin/store"
	"standin/store/audit"
	"standin/store/fault"
	"standin/store/storetest"
)

// sealedActed is a session in which things happened, over a tree that can be grown.
type sealedActed struct {
	*acted
	keys
	seq *audit.Sequencer
}

func newSealed(t *testing.T) *sealedActed {
	t.Helper()
	s := &sealedActed{acted: newActed(t), keys: newKeys(t)}
	s.log = audit.NewLog(s.DB.DB, s.known, audit.Format{Money: func(n int64) string { return fmt.Sprintf("€ %d.%02d", n/100, n%100) }}).
		WithSeal(audit.Seal{Signer: s.signer, Public: []string{s.line}})
	s.seq = audit.NewSequencer(s.Sequencer, audit.SequencerOptions{Shop: "test", Signer: s.signer, Verifiers: s.known})
	return s
}

// grow seals all there is.
func (s *sealedActed) grow(t *testing.T) {
	t.Helper()
	for {
		n, err := s.seq.Once(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// end ends the session as its actor does.
func (s *sealedActed) end(t *testing.T) {
	t.Helper()
	s.do(t, stand{actor: s.ada}, "acting.end", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `SELECT shop.end_sessions(ARRAY[$1::bigint], 'user')`, s.session)
		return err
	})
}

func (s *sealedActed) csv(t *testing.T, write func(b *bytes.Buffer) (int, error)) (head []string, rows []map[string]string) {
	t.Helper()
	var b bytes.Buffer
	n, err := write(&b)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, c := range cells {
			row[all[0][i]] = c
		}
		rows = append(rows, row)
	}
	if len(rows) != n {
		t.Errorf("%d rows are told of, and %d written", n, len(rows))
	}
	return all[0], rows
}

// I54: the sessions of the current filter as CSV, and nothing else; the export itself is in the record, with filter and number of rows.
func TestI54_SessionsOfTheFilterAsCSV(t *testing.T) {
	t.Parallel()
	s := newSealed(t)
	s.happen(t)
	s.end(t)
	sam := storetest.Person(t, s.DB, "Sam Bauer")
	s.open(t, s.ada, sam, "Watch return", "4803")
	_ = s.Transact(t.Context(), stand{actor: s.ada}, "acting.start", func(tx *store.Tx) error {
		if err := tx.About(t.Context(), "person", sam); err != nil {
			return err
		}
		if err := tx.Keep(t.Context()); err != nil {
			return err
		}
		return tx.Refuse(fault.New(fault.Forbidden, "Sam said never."))
	})
	vera := stand{actor: storetest.Staff(t, s.DB, "Vera Stone", "auditor")}
	export := func(f audit.SessionFilter) []map[string]string {
		_, rows := s.csv(t, func(b *bytes.Buffer) (int, error) {
			return s.log.ExportSessions(t.Context(), vera, f, audit.ExportOptions{Format: audit.CSV}, b)
		})
		return rows
	}
	all := export(audit.SessionFilter{})
	if len(all) != 3 || all[0]["refused because"] != "Sam said never." || all[0]["how it ended"] != "never started" || all[1]["subject"] != "Sam Bauer" ||
		all[2]["subject"] != "Mara Lind" || all[2]["how it ended"] != "user" || all[2]["changes"] != "1" || all[2]["refusals"] != "1" {
		t.Fatalf("%v", all)
	}
	if at, err := time.Parse(time.RFC3339, all[2]["started (UTC)"]); err != nil || at.Location() != time.UTC || !strings.HasSuffix(all[2]["ended (UTC)"], "Z") {
		t.Errorf("started %q, %v", all[2]["started (UTC)"], err)
	}
	day := time.Now().Add(-24 * time.Hour)
	if rows := export(audit.SessionFilter{Ticket: "4812", From: day, Changed: true}); len(rows) != 1 || rows[0]["reason"] != "Her code does not work" {
		t.Errorf("by ticket: %v", rows)
	}
	noted := count(t, s, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id AND p.at = e.at
		WHERE e.action = 'export.sessions' AND e.outcome = 'done' AND e.actor = $1
		  AND p.body @> '{"rows": 1, "format": "csv", "filter": {"ticket": "4812", "changed": true}}' AND p.body->'filter' ? 'from'`, vera.actor)
	if noted != 1 {
		t.Errorf("the export stands %d times in the record with its filter and rows", noted)
	}
}

// I54, S56: when the export cannot be recorded, nothing leaves; one that is too large is refused and leaves nothing either.
func TestI54_NothingLeavesUnrecorded(t *testing.T) {
	t.Parallel()
	s := newSealed(t)
	s.happen(t)
	var b bytes.Buffer
	_, err := s.log.ExportEntries(t.Context(), stand{actor: s.ada}, audit.EntryFilter{}, audit.ExportOptions{Format: audit.OCSF, Most: 2}, &b)
	if !fault.Is(err, fault.Invalid) || b.Len() != 0 {
		t.Errorf("too many: %v, %d bytes", err, b.Len())
	}
	if _, err := s.Owner.ExecContext(t.Context(), `ALTER TABLE audit.payload ADD CONSTRAINT full_disk CHECK (body IS NULL) NOT VALID`); err != nil {
		t.Fatal(err)
	}
	for name, export := range map[string]func() (int, error){
		"sessions": func() (int, error) {
			return s.log.ExportSessions(t.Context(), stand{actor: s.ada}, audit.SessionFilter{}, audit.ExportOptions{Format: audit.CSV}, &b)
		},
		"entries": func() (int, error) {
			return s.log.ExportEntries(t.Context(), stand{actor: s.ada}, audit.EntryFilter{}, audit.ExportOptions{Format: audit.CSV}, &b)
		},
		"entries of sessions": func() (int, error) {
			return s.log.ExportEntriesOf(t.Context(), stand{actor: s.ada}, audit.SessionFilter{}, audit.ExportOptions{Format: audit.JSONLines}, &b)
		},
		"package": func() (int, error) {
			p, err := s.log.Package(t.Context(), stand{actor: s.ada}, s.public, onPaper)
			return len(p.Content), err
		},
	} {
		if _, err := export(); err == nil || b.Len() != 0 {
			t.Errorf("%s: %v, %d bytes", name, err, b.Len())
		}
	}
}

// S41, S58: no cell begins a formula, whatever hides its beginning; and no value breaks out of its line.
func TestS41_CellsAreTextAndStayInTheirLine(t *testing.T) {
	t.Parallel()
	s := newSealed(t)
	sam := storetest.Person(t, s.DB, "=HYPERLINK(\"http://evil\")")
	for _, reason := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "  =1+1", "'=1+1", "\t=1", "\r=1", "\u00a0=1", "|x", "plain, \"quoted\" and\r\nforged,line", "\x1b[2J\x1b]0;title\a", "\u202etxt", "2026\u2028x"} {
		s.open(t, s.ada, sam, "x"+reason, "") // the shop trims reasons; what the database holds may still be anything
		if _, err := s.Owner.ExecContext(t.Context(), `ALTER TABLE shop.impersonation_session DISABLE TRIGGER ALL;
			ALTER TABLE shop.impersonation_session DROP CONSTRAINT IF EXISTS impersonation_session_reason_check`); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Owner.ExecContext(t.Context(), `UPDATE shop.impersonation_session SET reason = $1, ended_at = started_at, end_cause = 'user' WHERE reason = $2`,
			reason, "x"+reason); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Owner.ExecContext(t.Context(), `ALTER TABLE shop.impersonation_session ENABLE TRIGGER ALL`); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	n, err := s.log.ExportSessions(t.Context(), stand{actor: s.ada}, audit.SessionFilter{}, audit.ExportOptions{Format: audit.CSV}, &b)
	if err != nil {
		t.Fatal(err)
	}
	text := b.String()
	if lines := strings.Count(text, "\r\n"); lines != n+1 || strings.Count(text, "\n") != lines || strings.Count(text, "\r") != lines {
		t.Errorf("%d rows and a head make %d lines", n, lines)
	}
	if i := strings.IndexAny(text, "\x1b\a\t\u202e\u2028"); i >= 0 {
		t.Errorf("what a terminal obeys is still there: %q", text[max(0, i-20):i+10])
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != n+1 {
		t.Fatal(err, len(rows))
	}
	for _, row := range rows {
		for _, cell := range row {
			if inner := strings.TrimLeft(cell, " \u00a0"); inner != "" && strings.ContainsRune("=+-@|\t\r", []rune(inner)[0]) {
				t.Errorf("a spreadsheet would calculate %q", cell)
			}
		}
	}
}

// I54: the entries of a filter as CSV, with all that a row of the record says.
func TestI54_EntriesOfTheFilterAsCSV(t *testing.T) {
	t.Parallel()
	s := newSealed(t)
	s.happen(t)
	s.grow(t)
	_, rows := s.csv(t, func(b *bytes.Buffer) (int, error) {
		return s.log.ExportEntries(t.Context(), stand{actor: s.ada}, audit.EntryFilter{Session: s.public, Outcome: "refused"}, audit.ExportOptions{Format: audit.CSV}, b)
	})
	if len(rows) != 1 {
		t.Fatalf("%v", rows)
	}
	r := rows[0]
	for column, want := range map[string]string{"actor": "Ada Novak", "subject": "Mara Lind", "session": s.public, "reason": "Her code does not work", "action": "order.place",
		"in words": "Placed an order", "outcome": "refused", "refused because": "Your rule does not let you place orders.", "IP address": "198.51.100.7", "method": "POST",
		"path": "/cart/lines", "payload": "kept"} {
		if r[column] != want {
			t.Errorf("%s: %q, want %q", column, r[column], want)
		}
	}
	if !strings.HasSuffix(r["time (UTC)"], "Z") || r["leaf"] == "" {
		t.Errorf("%v", r)
	}
}

// gone is a reader who leaves after the first bytes.
type gone struct {
	after  context.CancelFunc
	writes int
}

func (g *gone) Write(b []byte) (int, error) {
	g.writes++
	g.after()
	return len(b), nil
}

// An export is written while it is read: a reader who leaves after the first part keeps the rest from being read.
func TestExport_IsWrittenWhileItIsRead(t *testing.T) {
	t.Parallel()
	r := newRecord(t)
	r.write(t, 1600)
	r.sequence(t)
	log := audit.NewLog(r.DB.DB, r.known, audit.Format{})
	for _, format := range []audit.ExportFormat{audit.CSV, audit.JSONLines, audit.OCSF} {
		ctx, cancel := context.WithCancel(t.Context())
		g := &gone{after: cancel}
		n, err := log.ExportEntries(ctx, tester{}, audit.EntryFilter{}, audit.ExportOptions{Format: format}, g)
		if !errors.Is(err, context.Canceled) || n < 1600 {
			t.Errorf("%s: %d, %v", format, n, err)
		}
		cancel()
	}
}

func (s *sealedActed) other(t *testing.T) int64 {
	t.Helper()
	return storetest.Person(t, s.DB, "Sam Bauer")
}
