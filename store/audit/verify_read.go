package audit

import "database/sql"

// verifyChunk is how many entries are read at a time.
const verifyChunk = 5000

// verified is an entry with its leaf, and the digest made of its payload.
type verified struct {
	head
	index   sql.NullInt64 // of its leaf; invalid when it has none
	stored  []byte        // its leaf's digest
	pending bool
	rows    int
	digest  []byte
}

type chunk struct {
	heads []verified
	last  bool
}

// readChunk reads the entries after an id with their payloads. Both are read in the order of entries, so each row is read once.
func (v *verifier) readChunk(after int64) (*chunk, error) {
	c := &chunk{heads: make([]verified, 0, verifyChunk)}
	if err := c.readHeads(v, after); err != nil {
		return nil, err
	}
	c.last = len(c.heads) < verifyChunk
	return c, c.readPayload(v, after)
}

func (c *chunk) readHeads(v *verifier, after int64) error {
	rows, err := v.tx.QueryContext(v.ctx, headsToVerify, after, verifyChunk)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e verified
		err := rows.Scan(&e.ID, &e.At, &e.Kind, &e.Actor, &e.Subject, &e.Session, &e.Action, &e.Outcome, &e.Object, &e.Passive,
			&e.index, &e.stored, &e.pending)
		if err != nil {
			return err
		}
		c.heads = append(c.heads, e)
	}
	return rows.Err()
}

func (c *chunk) readPayload(v *verifier, after int64) error {
	until := int64(1<<63 - 1)
	if !c.last {
		until = c.heads[len(c.heads)-1].ID
	}
	rows, err := v.tx.QueryContext(v.ctx, payloadToVerify, after, until)
	if err != nil {
		return err
	}
	defer rows.Close()
	d, at := newDigester(), 0
	var salt, body sql.RawBytes
	for rows.Next() {
		var entry int64
		if err := rows.Scan(&entry, &salt, &body); err != nil {
			return err
		}
		for at < len(c.heads) && c.heads[at].ID < entry {
			c.heads[at].digest, at = d.finish(), at+1
		}
		if at == len(c.heads) || c.heads[at].ID != entry {
			v.blame(entry, "there is payload of it, but no such entry: it was removed, or the payload was slipped in")
			continue
		}
		d.add(salt, body)
		c.heads[at].rows++
	}
	for ; at < len(c.heads); at++ {
		c.heads[at].digest = d.finish()
	}
	return rows.Err()
}
