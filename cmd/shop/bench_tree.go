package main

import (
	"context"
	"time"

	"standin/store/audit"
)

// treeEntries are sealed for the measure, and treeGoal is how many a second the tree must keep up with.
const (
	treeEntries = 20_000
	treeGoal    = 2_000
)

// writeEntries writes a thousand entries with a changed row each; to the record each is a transaction's of its own.
const writeEntries = `DO $$ BEGIN
	FOR i IN 1..1000 LOOP
	  PERFORM audit.open('operator', 0, 0, 0, 'bench.write', '', '{"name": "bench", "request": {"path": "/cart/lines", "ip": "192.0.2.1"}}');
	  INSERT INTO shop.setting (name, value) VALUES ('bench.' || chr(97 + i % 26), to_jsonb(i))
	      ON CONFLICT (name) DO UPDATE SET value = to_jsonb(random());
	  PERFORM set_config('audit.entry', '', true);
	END LOOP;
END $$`

// sealing measures how many entries a second come into the tree, signed and committed. The running sequencer works beside.
func (b *benchmark) sealing(ctx context.Context, p *program) error {
	if err := allSealed(ctx, p); err != nil {
		return err
	}
	if err := writeUnsealed(ctx, p); err != nil {
		return err
	}
	seq := audit.NewSequencer(p.ground.Tree, audit.SequencerOptions{Shop: shopName, Signer: p.keys.Signer(), Verifiers: p.keys.Verifiers(), Log: b.log})
	began := time.Now()
	for pending := true; pending; {
		n, err := seq.Once(ctx)
		if err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		if err := p.ground.Tree.Get(ctx, &pending, `SELECT EXISTS (SELECT FROM audit.pending)`); err != nil {
			return err
		}
	}
	speed := treeEntries / max(time.Since(began), 1).Seconds()
	b.rows = append(b.rows, atLeast("tree: sealed", speed, treeGoal, "entries a second", "written", 1))
	return nil
}

// writeUnsealed writes while it holds the sequencers' lock, so that none of it is sealed before the clock runs.
func writeUnsealed(ctx context.Context, p *program) error {
	tx, err := p.ground.Tree.Handle().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(7830)`); err != nil {
		return err
	}
	for range treeEntries / 1000 {
		if _, err := p.ground.App.Exec(ctx, writeEntries); err != nil {
			return err
		}
	}
	return nil
}
