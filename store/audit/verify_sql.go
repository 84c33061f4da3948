package audit

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	countEntries = `SELECT count(*) FROM audit.entry`

	countLeaves = `SELECT coalesce(max(index) + 1, 0) FROM audit.leaf`

	erasures = `SELECT id, object FROM audit.entry WHERE action = 'audit.erase' AND outcome = 'done' ORDER BY id`

	headsToVerify = `
		SELECT ` + headColumns + `, l.index, l.digest, p.entry IS NOT NULL
		  FROM audit.entry e
		  LEFT JOIN audit.leaf l ON l.entry = e.id
		  LEFT JOIN audit.pending p ON p.entry = e.id
		 WHERE e.id > $1
		 ORDER BY e.id
		 LIMIT $2`

	payloadToVerify = `
		SELECT entry, salt, body::text
		  FROM audit.payload
		 WHERE entry > $1 AND entry <= $2
		 ORDER BY entry, seq`

	storedBetween = `SELECT index, hash FROM audit.hash WHERE index >= $1 AND index < $2 ORDER BY index`

	checkpointsBetween = `SELECT size, root, note FROM audit.checkpoint WHERE size > $1 AND size <= $2 ORDER BY size`

	entryOfLeaf = `SELECT l.entry, EXISTS (SELECT FROM audit.entry e WHERE e.id = l.entry) FROM audit.leaf l WHERE l.index = $1`

	pendingWithoutEntry = `
		SELECT p.entry FROM audit.pending p
		 WHERE NOT EXISTS (SELECT FROM audit.entry e WHERE e.id = p.entry)
		 ORDER BY p.entry LIMIT 1`
)

// storedHashes reads the stored hashes that belong to the leaves from..until-1.
func (v *verifier) storedHashes(from, until int64) (map[int64]tlog.Hash, error) {
	rows, err := v.tx.QueryContext(v.ctx, storedBetween, tlog.StoredHashCount(from), tlog.StoredHashCount(until))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	stored := make(map[int64]tlog.Hash, 2*(until-from))
	for rows.Next() {
		var i int64
		var h []byte
		if err := rows.Scan(&i, &h); err != nil {
			return nil, err
		}
		stored[i] = tlog.Hash(h)
	}
	return stored, rows.Err()
}

// readCheckpoints reads the checkpoints over more than from and at most until leaves. One whose signature does not hold is
// reported and left out.
func (v *verifier) readCheckpoints(from, until int64) (list []Checkpoint, err error) {
	rows, err := v.tx.QueryContext(v.ctx, checkpointsBetween, from, until)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var size int64
		var root []byte
		var signed string
		if err := rows.Scan(&size, &root, &signed); err != nil {
			return nil, err
		}
		c, err := OpenCheckpoint([]byte(signed), v.o.Verifiers)
		if err == nil && (c.Size != size || c.Root != tlog.Hash(root)) {
			err = fmt.Errorf("its row says other than its note")
		}
		if err != nil {
			v.report.add(0, 0, "The checkpoint over %d leaves was altered: %v.", size, err)
			continue
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// missingPending finds entries that were removed before they came into the tree.
func (v *verifier) missingPending() error {
	rows, err := v.tx.QueryContext(v.ctx, pendingWithoutEntry)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var entry int64
		if err := rows.Scan(&entry); err != nil {
			return err
		}
		v.blame(entry, "it was removed before it came into the tree")
	}
	return rows.Err()
}
