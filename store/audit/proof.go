package audit

import (
	"context"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"standin/store/fault"
)

// Proof is how far the record is sealed.
type Proof struct {
	Size    int64 // leaves under the newest checkpoint
	Entries int64 // the newest entry's id
	Waiting bool  // the newest entry has no leaf yet
	Note    string
	At      time.Time
	Root    tlog.Hash
	Signed  bool // the newest checkpoint's signature holds, and its root is that of the stored tree
}

// Proof reads the newest checkpoint and checks it: its signature, and its root against the tree's stored hashes. The whole proof,
// leaf by leaf, is Verify's. A zero Size means that nothing has been sealed yet.
func (l *Log) Proof(ctx context.Context) (p Proof, err error) {
	defer fault.Wrap(&err, "Log.Proof")
	var row struct {
		Size    int64     `db:"size"`
		Root    []byte    `db:"root"`
		Note    string    `db:"note"`
		At      time.Time `db:"at"`
		Entries int64     `db:"entries"`
		Waiting bool      `db:"waiting"`
	}
	err = l.db.Get(ctx, &row, newestProof)
	if fault.Is(err, fault.NotFound) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p = Proof{Size: row.Size, Entries: row.Entries, Waiting: row.Waiting, Note: row.Note, At: row.At, Root: tlog.Hash(row.Root)}
	c, err := OpenCheckpoint([]byte(row.Note), l.known)
	if err != nil || c.Size != p.Size || c.Root != p.Root {
		return p, nil //nolint:nilerr // a signature that does not hold is the answer, not a failure
	}
	hashes := &storedHashes{ctx: ctx, q: l.db.Handle(), first: tlog.StoredHashCount(p.Size)}
	root, err := tlog.TreeHash(p.Size, hashes)
	p.Signed = err == nil && root == p.Root
	return p, ctx.Err()
}

// Agrees tells whether a checkpoint kept elsewhere is one of this record's: its root is that of the stored tree at its size.
func (l *Log) Agrees(ctx context.Context, c Checkpoint) (ok bool, err error) {
	defer fault.Wrap(&err, "Log.Agrees(%d)", c.Size)
	var size int64
	if err := l.db.Get(ctx, &size, `SELECT coalesce(max(size), 0) FROM audit.checkpoint`); err != nil || c.Size < 1 || c.Size > size {
		return false, err
	}
	root, err := tlog.TreeHash(c.Size, &storedHashes{ctx: ctx, q: l.db.Handle(), first: tlog.StoredHashCount(size)})
	if err != nil {
		return false, ctx.Err()
	}
	return root == c.Root, nil
}

// Known are the keys that checkpoints may be signed with.
func (l *Log) Known() note.Verifiers { return l.known }

const newestProof = `
	SELECT c.size, c.root, c.note, c.at, coalesce(e.id, 0) AS entries,
	       e.id IS NOT NULL AND NOT EXISTS (SELECT FROM audit.leaf l WHERE l.entry = e.id) AS waiting
	  FROM audit.checkpoint c
	  LEFT JOIN LATERAL (SELECT id FROM audit.entry ORDER BY id DESC LIMIT 1) e ON true
	 ORDER BY c.size DESC
	 LIMIT 1`
