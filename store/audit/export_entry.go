package audit

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"time"

	"standin/store"
)

// exported is an entry as it is given away: its head, its place in the tree, and its payload exactly as it was sealed. Whoever has it
// makes the digest anew from salt and texts, and from head and digest the leaf; nothing of the shop is needed for that.
type exported struct {
	Entry   int64        `json:"entry"`
	At      time.Time    `json:"at"`
	Kind    string       `json:"kind"`
	Actor   int64        `json:"actor,omitempty"`
	Subject int64        `json:"subject,omitempty"`
	Session int64        `json:"session,omitempty"`
	Action  string       `json:"action"`
	Outcome string       `json:"outcome"`
	Object  string       `json:"object,omitempty"`
	Passive bool         `json:"passive,omitempty"`
	Leaf    *int64       `json:"leaf,omitempty"`   // nil while it waits for its place
	Digest  hexed        `json:"digest,omitempty"` // of the payload, as it stands in the leaf
	Payload []sealedPart `json:"payload"`          // the header, then each changed row; empty when it was erased
}

// sealedPart is one row of a payload. Its text is kept as text: one space more or less is another digest.
type sealedPart struct {
	Salt hexed  `json:"salt,omitempty"`
	Text string `json:"text"`
}

// head is what of the entry stands in its leaf.
func (x *exported) head() head {
	return head{ID: x.Entry, At: x.At, Kind: x.Kind, Actor: x.Actor, Subject: x.Subject, Session: x.Session, Action: x.Action,
		Outcome: x.Outcome, Object: x.Object, Passive: x.Passive}
}

// made is the digest of the payload, made anew.
func (x *exported) made() []byte {
	d := newDigester()
	for _, p := range x.Payload {
		d.add(p.Salt, []byte(p.Text))
	}
	return d.finish()
}

// recorded reads the payload as the timeline does.
func (x *exported) recorded() *recorded {
	e := &recorded{stepRow: stepRow{ID: x.Entry, At: x.At, Action: x.Action, Outcome: x.Outcome, Object: x.Object, Rows: len(x.Payload)}}
	for _, p := range x.Payload {
		e.take([]byte(p.Text))
	}
	return e
}

// hexed are bytes that are written as hexadecimal digits.
type hexed []byte

// MarshalText implements encoding.TextMarshaler.
func (h hexed) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *hexed) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil {
		return fmt.Errorf("%.20q are no hexadecimal digits", text)
	}
	*h = b
	return nil
}

// readExported reads entries by their ids, in the order of the ids: two statements however many they are.
func readExported(ctx context.Context, q store.Querier, ids []int64) ([]*exported, error) {
	list, err := exportedHeads(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	rows, err := q.Rows(ctx, payloadByEntry, array(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for at := 0; rows.Next(); {
		var id int64
		var part sealedPart
		var table, key sql.RawBytes
		if err := rows.Scan(&id, (*[]byte)(&part.Salt), &part.Text, &table, &key); err != nil {
			return nil, err
		}
		for list[at].Entry != id {
			at++
		}
		list[at].Payload = append(list[at].Payload, part)
	}
	return list, rows.Err()
}

func exportedHeads(ctx context.Context, q store.Querier, ids []int64) (list []*exported, err error) {
	rows, err := q.Rows(ctx, headsToExport, array(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		x := &exported{Payload: []sealedPart{}}
		var leaf sql.NullInt64
		if err := rows.Scan(&x.Entry, &x.At, &x.Kind, &x.Actor, &x.Subject, &x.Session, &x.Action, &x.Outcome, &x.Object, &x.Passive,
			&leaf, (*[]byte)(&x.Digest)); err != nil {
			return nil, err
		}
		if leaf.Valid {
			x.Leaf = &leaf.Int64
		}
		x.At = x.At.UTC()
		list = append(list, x)
	}
	return list, rows.Err()
}

const headsToExport = `
	SELECT ` + headColumns + `, l.index, l.digest
	  FROM audit.entry e
	  LEFT JOIN audit.leaf l ON l.entry = e.id
	 WHERE e.id = ANY($1::bigint[])
	 ORDER BY e.id`
