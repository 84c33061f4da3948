package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"standin/store"
	"standin/store/audit"
	"standin/store/embedpg"
)

// verifying compares `shop audit verify` with reading the same rows and putting them through SHA-256.
func (b *benchmark) verifying(ctx context.Context, p *program) error {
	if err := allSealed(ctx, p); err != nil {
		return err
	}
	db, err := store.Open(ctx, p.ground.Private.URL(embedpg.Auditor), store.Options{MaxConns: 2})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var entries int64
	took, err := alternate(3, func() error {
		report, err := audit.Verify(ctx, db, audit.VerifyOptions{Verifiers: p.keys.Verifiers()})
		if err == nil && !report.OK() {
			err = fmt.Errorf("the record does not hold: %s", report.Problems[0])
		}
		if err == nil {
			entries = report.Entries
		}
		return err
	}, func() error { return hashRows(ctx, db) })
	if err != nil {
		return err
	}
	speed := func(d time.Duration) float64 { return float64(entries) / max(d, 1).Seconds() }
	b.rows = append(b.rows, atLeast("audit verify", speed(took[0]), speed(took[1]), "entries a second", "bare SHA-256, same rows", 0.3))
	return nil
}

// allSealed waits for the sequencer, which is about a second behind.
func allSealed(ctx context.Context, p *program) error {
	for range 600 {
		var pending bool
		if err := p.ground.Tree.Get(ctx, &pending, `SELECT EXISTS (SELECT FROM audit.pending)`); err != nil || !pending {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.New("the record is not sealed after a minute")
}

// hashRows is the limit: every row of the record once through SHA-256.
func hashRows(ctx context.Context, db *store.DB) error {
	for _, query := range []string{
		`SELECT e.id, e.at, e.kind, e.actor, e.subject, e.session, e.action, e.outcome, e.object, e.passive, l.index, l.digest
		   FROM audit.entry e LEFT JOIN audit.leaf l ON l.entry = e.id ORDER BY e.id`,
		`SELECT entry, salt, body::text FROM audit.payload ORDER BY entry, seq`,
	} {
		if err := hashResult(ctx, db.Handle(), query); err != nil {
			return err
		}
	}
	return nil
}

func hashResult(ctx context.Context, db *sql.DB, query string) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	raw, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
	for i := range raw {
		into[i] = &raw[i]
	}
	h := sha256.New()
	var sum [sha256.Size]byte
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		h.Reset()
		for _, column := range raw {
			_, _ = h.Write(column) // never fails
		}
		h.Sum(sum[:0])
	}
	return rows.Err()
}
