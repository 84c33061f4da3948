package audit

import (
	"context"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"standin/store"
	"standin/store/fault"
)

// inclusion proves that an entry is a leaf of the signed tree (RFC 6962): from the leaf's hash and the path one comes to the root.
type inclusion struct {
	Entry int64   `json:"entry"`
	Leaf  int64   `json:"leaf"`
	Hash  hexed   `json:"hash"`
	Path  []hexed `json:"path"`
}

// prover proves entries under the newest checkpoint of one snapshot.
type prover struct {
	ctx    context.Context //nolint:containedctx // lives for one export
	q      store.Querier
	size   int64  // 0 while nothing has been sealed
	signed string // the checkpoint's note
}

// newProver reads the newest checkpoint. One whose signature does not hold proves nothing: fault.Conflict.
func newProver(ctx context.Context, q store.Querier, known note.Verifiers) (*prover, error) {
	p := &prover{ctx: ctx, q: q}
	var row struct {
		Size int64  `db:"size"`
		Root []byte `db:"root"`
		Note string `db:"note"`
	}
	err := q.Get(ctx, &row, lastCheckpoint)
	if fault.Is(err, fault.NotFound) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	if _, err := OpenCheckpoint([]byte(row.Note), known); err != nil {
		return nil, fault.New(fault.Conflict, "The newest checkpoint does not hold, so nothing can be proved. Have the record verified now: shop audit verify.").
			WithCode("tampered").Because(err)
	}
	p.size, p.signed = row.Size, row.Note
	return p, nil
}

// prove makes the proofs of those entries that have their place in the tree: one statement however many they are.
func (p *prover) prove(list []*exported) (proofs []inclusion, err error) {
	wanted := &wishes{seen: map[int64]bool{}}
	for _, x := range list {
		if p.covers(x) {
			if _, err := tlog.ProveRecord(p.size, *x.Leaf, wanted); err != nil {
				return nil, err
			}
		}
	}
	stored, err := p.load(wanted.list)
	if err != nil {
		return nil, err
	}
	for _, x := range list {
		if !p.covers(x) {
			continue
		}
		path, err := tlog.ProveRecord(p.size, *x.Leaf, stored)
		if err != nil {
			return nil, err
		}
		hash := x.head().leafHash(x.Digest)
		proofs = append(proofs, inclusion{Entry: x.Entry, Leaf: *x.Leaf, Hash: hash[:], Path: hexedPath(path)})
	}
	return proofs, nil
}

func (p *prover) covers(x *exported) bool { return x.Leaf != nil && *x.Leaf < p.size }

func hexedPath(path tlog.RecordProof) []hexed {
	list := make([]hexed, len(path))
	for i, h := range path {
		list[i] = h[:]
	}
	return list
}

func (p *prover) load(indexes []int64) (tlog.HashReader, error) {
	known := make(map[int64]tlog.Hash, len(indexes))
	rows, err := p.q.Rows(p.ctx, hashesByIndex, array(indexes))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i int64
		var b []byte
		if err := rows.Scan(&i, &b); err != nil {
			return nil, err
		}
		known[i] = tlog.Hash(b)
	}
	return &storedHashes{known: known}, rows.Err()
}

// wishes only notes which hashes a proof will need, so that they can be read at once.
type wishes struct {
	seen map[int64]bool
	list []int64
}

// ReadHashes implements tlog.HashReader.
func (w *wishes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	for _, i := range indexes {
		if !w.seen[i] {
			w.seen[i] = true
			w.list = append(w.list, i)
		}
	}
	return make([]tlog.Hash, len(indexes)), nil
}
