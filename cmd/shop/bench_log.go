package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"standin/store"
	"standin/store/audit"
	"standin/store/embedpg"
)

// The databases in which the record is searched, and how many entries each holds besides the demonstration's.
const (
	smallLog, smallEntries = "bench_small", 10_000
	largeLog, largeEntries = "bench_large", 1_000_000
)

// fillLog writes entries as a busy shop would have: one each 34 seconds, twenty to a session, of each twenty a refusal and some changes.
// $1 is how many there are in all, $2 and $3 the stretch of them. A batch is one statement.
const fillLog = `
	WITH who AS (SELECT array_agg(person_id ORDER BY person_id) AS actors FROM shop.staff_role WHERE role IN ('support_agent', 'sales_rep')),
	     whom AS (SELECT array_agg(p.id ORDER BY p.id) AS subjects FROM shop.person p WHERE NOT EXISTS (SELECT FROM shop.staff_role r WHERE r.person_id = p.id)),
	     base AS (SELECT coalesce(max(id), 0) AS id FROM audit.entry),
	     sb AS (SELECT coalesce(max(id), 0) AS id FROM shop.impersonation_session),
	s AS (INSERT INTO shop.impersonation_session (id, actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions, footprint,
	        reason, ticket, consent_kind, consent_text, started_at, expires_at, idle_minutes, ended_at, end_cause)
	      OVERRIDING SYSTEM VALUE
	      SELECT sb.id + i, who.actors[1 + i % cardinality(who.actors)], whom.subjects[1 + (i * 7919) % cardinality(whom.subjects)],
	             (SELECT min(id) FROM web.sign_in), 'support_agent', 'shopper', (SELECT min(id) FROM shop.impersonation_rule), '{}', 'act', '{}', 'end',
	             (ARRAY['The code does not go through', 'Parcel is late', 'Wrong size, wants another', 'Cannot see the invoice'])[1 + i % 4] || ', call ' || ($2::int / 20 + i),
	             'T' || ($2::int / 20 + i), 'standing', 'yes', t.at, t.at + interval '30 minutes', 10, t.at + interval '9 minutes',
	             CASE WHEN i % 200 = 0 THEN 'killed' WHEN i % 10 = 0 THEN 'idle' ELSE 'user' END
	        FROM generate_series(1, ($3::int - $2::int) / 20) i, sb, who, whom,
	             LATERAL (SELECT now() - interval '34 seconds' * ($1::int - $2::int - i * 20) AS at) t
	      RETURNING id),
	e AS (INSERT INTO audit.entry (id, at, kind, actor, subject, session, action, outcome, object, passive, xid) OVERRIDING SYSTEM VALUE
	      SELECT base.id + i, now() - interval '34 seconds' * ($1::int - $2::int - i), 'person', who.actors[1 + n.s % cardinality(who.actors)],
	             whom.subjects[1 + (n.s * 7919) % cardinality(whom.subjects)], CASE WHEN i % 400 = 20 THEN NULL ELSE sb.id + n.s END,
	             CASE WHEN i % 400 = 20 THEN 'acting.start' WHEN i % 20 = 0 THEN 'order.place' WHEN i % 7 = 0 THEN 'cart.add_line' ELSE 'view' END,
	             CASE WHEN i % 20 = 0 THEN 'refused' WHEN i % 7 = 0 THEN 'done' ELSE 'viewed' END,
	             CASE WHEN i % 20 = 0 THEN 'cart:' || ($2::int + i) ELSE '' END, false, '1'
	        FROM generate_series(1, $3::int - $2::int) i, base, sb, who, whom, LATERAL (SELECT 1 + (i - 1) / 20 AS s) n
	      RETURNING id, at)
	INSERT INTO audit.payload (entry, at, salt, body)
	SELECT id, at, '\x00', jsonb_build_object('route', '/p/:slug', 'status', 200,
	         'request', jsonb_build_object('id', md5(id::text), 'path', '/p/' || id, 'ip', '192.0.2.1', 'agent', 'Mozilla/5.0')) FROM e`

// logs measures a first page of the record over a million entries beside one over ten thousand, plainly and by each filter. It works on
// copies of the demonstration, and needs the database to itself.
func (b *benchmark) logs(ctx context.Context) (err error) {
	server, err := embedpg.Start(ctx, embedpg.Options{Dir: b.config.Data, Log: b.log})
	if err != nil {
		return err
	}
	b.home = server.Dir()
	drop := func() error {
		return errors.Join(execute(ctx, server, "postgres", `DROP DATABASE IF EXISTS `+smallLog+` WITH (FORCE)`),
			execute(ctx, server, "postgres", `DROP DATABASE IF EXISTS `+largeLog+` WITH (FORCE)`))
	}
	defer func() { err = errors.Join(err, drop(), server.Stop()) }()
	if err := drop(); err != nil {
		return err
	}
	for name, entries := range map[string]int{smallLog: smallEntries, largeLog: largeEntries} {
		if err := copyAndFill(ctx, server, name, entries); err != nil {
			return err
		}
	}
	return b.searching(ctx, server)
}

func copyAndFill(ctx context.Context, server *embedpg.Server, name string, entries int) error {
	if err := execute(ctx, server, "postgres", `CREATE DATABASE `+name+` TEMPLATE `+embedpg.Database+` STRATEGY file_copy`); err != nil {
		return err
	}
	db, err := sql.Open("postgres", server.DatabaseURL(embedpg.Superuser, name))
	if err != nil {
		return err
	}
	defer db.Close()
	// The capture triggers would write each session into the record once more, and what was done in sessions long over would be refused.
	if _, err := db.ExecContext(ctx, `ALTER TABLE shop.impersonation_session DISABLE TRIGGER ALL; ALTER TABLE audit.entry DISABLE TRIGGER ALL`); err != nil {
		return err
	}
	const batch = 100_000
	for from := 0; from < entries; from += batch {
		if _, err := db.ExecContext(ctx, fillLog, entries, from, min(from+batch, entries)); err != nil {
			return fmt.Errorf("fill %s: %w", name, err)
		}
	}
	_, err = db.ExecContext(ctx, `SELECT setval(pg_get_serial_sequence('audit.entry', 'id'), (SELECT max(id) FROM audit.entry))`)
	if err == nil {
		_, err = db.ExecContext(ctx, `VACUUM (ANALYZE) audit.entry, audit.payload, shop.impersonation_session, shop.person`)
	}
	return err
}

// reader is the auditor who searches.
type reader struct{}

// Attribution names the benchmark as the one who reads.
func (reader) Attribution() store.Attribution {
	return store.Attribution{Kind: store.Operator, Name: "bench"}
}

// sessionSearches and entrySearches are what is asked, plainly and by each filter.
var (
	sessionSearches = []struct {
		name string
		f    audit.SessionFilter
	}{{"all", audit.SessionFilter{}}, {"by actor", audit.SessionFilter{Actor: "Ada"}}, {"by subject", audit.SessionFilter{Subject: "Mara"}},
		{"by role", audit.SessionFilter{Role: "support_agent"}}, {"by organization", audit.SessionFilter{Organization: "Northside"}},
		{"by vendor", audit.SessionFilter{Vendor: "Harbour"}}, {"by cause", audit.SessionFilter{Cause: "killed"}}, {"refused starts", audit.SessionFilter{Cause: "refused"}},
		{"by ticket", audit.SessionFilter{Ticket: "T77"}}, {"by action", audit.SessionFilter{Action: "cart."}}, {"with refusals", audit.SessionFilter{Refusals: true}},
		{"by frequent text", audit.SessionFilter{Text: "invoice"}}, {"by rare text", audit.SessionFilter{Text: "call 77"}},
		{"by days", audit.SessionFilter{From: time.Now().AddDate(0, 0, -3), Until: time.Now().AddDate(0, 0, -1)}}}
	entrySearches = []struct {
		name string
		f    audit.EntryFilter
	}{{"all", audit.EntryFilter{}}, {"by actor", audit.EntryFilter{Actor: "Ada"}}, {"by subject", audit.EntryFilter{Subject: "Mara"}},
		{"by action", audit.EntryFilter{Action: "cart."}}, {"refused", audit.EntryFilter{Outcome: "refused"}}, {"by object", audit.EntryFilter{Object: "cart:400"}},
		{"by text", audit.EntryFilter{Text: "/p/7777"}}, {"by days", audit.EntryFilter{From: time.Now().AddDate(0, 0, -3), Until: time.Now().AddDate(0, 0, -1)}}}
)

// searchRuns is how often each search is timed.
const searchRuns = 12

func (b *benchmark) searching(ctx context.Context, server *embedpg.Server) error {
	var logs [2]*audit.Log
	for i, name := range []string{largeLog, smallLog} {
		db, err := store.Open(ctx, server.DatabaseURL(embedpg.App, name), store.Options{MaxConns: 2})
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }()
		logs[i] = audit.NewLog(db, nil, audit.Format{})
	}
	measure := func(name string, ask func(l *audit.Log) error) error {
		took, err := alternate(searchRuns, func() error { return ask(logs[0]) }, func() error { return ask(logs[1]) })
		if err == nil {
			b.rows = append(b.rows, atMost(name, took[0], took[1], "over 10,000", 2))
		}
		return err
	}
	for _, q := range sessionSearches {
		if err := measure("log over 1,000,000 entries: sessions, "+q.name, func(l *audit.Log) error { _, err := l.Sessions(ctx, reader{}, q.f); return err }); err != nil {
			return err
		}
	}
	for _, q := range entrySearches {
		if err := measure("log over 1,000,000 entries: entries, "+q.name, func(l *audit.Log) error { _, err := l.Entries(ctx, reader{}, q.f); return err }); err != nil {
			return err
		}
	}
	return nil
}
