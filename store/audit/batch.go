package audit

import (
	"context"
	"database/sql"
	"fmt"

	"standin/store"
)

// entries is a batch on its way into the tree, in the order of their ids.
type entries struct {
	heads   []head
	digests [][]byte
	changed *store.Change
}

func (b *entries) ids() []int64 {
	ids := make([]int64, len(b.heads))
	for i, h := range b.heads {
		ids[i] = h.ID
	}
	return ids
}

func (b *entries) joinedDigests() []byte {
	var out []byte
	for _, d := range b.digests {
		out = append(out, d...)
	}
	return out
}

// readBatch reads the heads and digests the payloads of the entries: two statements however many there are.
func readBatch(ctx context.Context, tx *sql.Tx, ids []int64) (*entries, error) {
	b := &entries{changed: &store.Change{}}
	if err := b.readHeads(ctx, tx, ids); err != nil {
		return nil, err
	}
	if len(b.heads) != len(ids) {
		return nil, fmt.Errorf("%w: %d entries are pending of which %d are missing", ErrTampered, len(ids), len(ids)-len(b.heads))
	}
	return b, b.readPayload(ctx, tx, ids)
}

func (b *entries) readHeads(ctx context.Context, tx *sql.Tx, ids []int64) error {
	rows, err := tx.QueryContext(ctx, headsByID, array(ids))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var h head
		if err := rows.Scan(&h.ID, &h.At, &h.Kind, &h.Actor, &h.Subject, &h.Session, &h.Action, &h.Outcome, &h.Object, &h.Passive); err != nil {
			return err
		}
		b.heads = append(b.heads, h)
	}
	return rows.Err()
}

func (b *entries) readPayload(ctx context.Context, tx *sql.Tx, ids []int64) error {
	rows, err := tx.QueryContext(ctx, payloadByEntry, array(ids))
	if err != nil {
		return err
	}
	defer rows.Close()
	d, at := newDigester(), 0
	var salt, body sql.RawBytes
	for rows.Next() {
		var id int64
		var table, key string
		if err := rows.Scan(&id, &salt, &body, &table, &key); err != nil {
			return err
		}
		for b.heads[at].ID != id {
			b.digests, at = append(b.digests, d.finish()), at+1
		}
		d.add(salt, body)
		if table != "" {
			b.changed.Add(table, key)
		}
	}
	for len(b.digests) < len(b.heads) {
		b.digests = append(b.digests, d.finish())
	}
	return rows.Err()
}
