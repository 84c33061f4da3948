package audit

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"standin/store"
	"standin/store/fault"
)

// exported is one line of an export: an entry with its payload and its place in the tree. From salt and changes its digest can be
// made again, and from the digest its leaf.
type exported struct {
	Entry   int64             `json:"entry"`
	At      time.Time         `json:"at"`
	Kind    string            `json:"kind"`
	Actor   int64             `json:"actor,omitempty"`
	Subject int64             `json:"subject,omitempty"`
	Session int64             `json:"session,omitempty"`
	Action  string            `json:"action"`
	Outcome string            `json:"outcome"`
	Object  string            `json:"object,omitempty"`
	Passive bool              `json:"passive,omitempty"`
	Leaf    *int64            `json:"leaf,omitempty"`
	Digest  string            `json:"digest,omitempty"`
	Salt    string            `json:"salt,omitempty"`
	Payload []json.RawMessage `json:"payload,omitempty"`
}

// Export writes the record as JSON Lines in the order of entries, in one snapshot, and as its last line the newest checkpoint. It
// returns how many entries that were.
func Export(ctx context.Context, db *store.DB, w io.Writer) (n int64, err error) {
	defer fault.Wrap(&err, "audit.Export")
	tx, err := db.Handle().BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }()
	out := bufio.NewWriter(w)
	e := &exporter{ctx: ctx, tx: tx, out: json.NewEncoder(out)}
	e.out.SetEscapeHTML(false)
	for after, more := int64(0), true; more; {
		if after, more, err = e.chunk(after); err != nil {
			return e.n, err
		}
	}
	if err := e.checkpoint(); err != nil {
		return e.n, err
	}
	return e.n, out.Flush()
}

type exporter struct {
	ctx context.Context //nolint:containedctx // lives for one call of Export
	tx  *sql.Tx
	out *json.Encoder
	n   int64
}

// exportChunk is how many entries are held at a time.
const exportChunk = 1000

func (e *exporter) chunk(after int64) (last int64, more bool, err error) {
	list, err := e.heads(after)
	if err != nil || len(list) == 0 {
		return after, false, err
	}
	last = list[len(list)-1].Entry
	if err := e.payload(list, after, last); err != nil {
		return after, false, err
	}
	for _, x := range list {
		if err := e.out.Encode(x); err != nil {
			return after, false, fmt.Errorf("write the export: %w", err)
		}
		e.n++
	}
	return last, len(list) == exportChunk, nil
}

func (e *exporter) heads(after int64) (list []*exported, err error) {
	rows, err := e.tx.QueryContext(e.ctx, headsToVerify, after, exportChunk)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		x := &exported{}
		var digest []byte
		var leaf sql.NullInt64
		var pending bool
		if err := rows.Scan(&x.Entry, &x.At, &x.Kind, &x.Actor, &x.Subject, &x.Session, &x.Action, &x.Outcome, &x.Object, &x.Passive,
			&leaf, &digest, &pending); err != nil {
			return nil, err
		}
		if leaf.Valid {
			x.Leaf, x.Digest = &leaf.Int64, hex.EncodeToString(digest)
		}
		x.At = x.At.UTC()
		list = append(list, x)
	}
	return list, rows.Err()
}

func (e *exporter) payload(list []*exported, after, last int64) error {
	rows, err := e.tx.QueryContext(e.ctx, payloadToVerify, after, last)
	if err != nil {
		return err
	}
	defer rows.Close()
	at := 0
	for rows.Next() {
		var entry int64
		var salt, body []byte
		if err := rows.Scan(&entry, &salt, &body); err != nil {
			return err
		}
		for list[at].Entry < entry {
			at++
		}
		if salt != nil {
			list[at].Salt = hex.EncodeToString(salt)
		}
		list[at].Payload = append(list[at].Payload, body)
	}
	return rows.Err()
}

func (e *exporter) checkpoint() error {
	var size int64
	var root []byte
	var signed string
	switch err := e.tx.QueryRowContext(e.ctx, lastCheckpoint).Scan(&size, &root, &signed); {
	case err == sql.ErrNoRows:
		return nil
	case err != nil:
		return err
	}
	return e.out.Encode(map[string]string{"checkpoint": signed})
}
