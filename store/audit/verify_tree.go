package audit

import (
	"database/sql"
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// manyWaiting leaves mean that the next one is missing rather than late.
const manyWaiting = 200_000

// drain puts the leaves whose turn has come into the tree, beside the stored hashes and the checkpoints of that stretch.
func (v *verifier) drain() error {
	from, until := v.own.size, v.own.size
	for ; ; until++ {
		if _, ok := v.waiting[until]; !ok {
			break
		}
	}
	if until > from {
		if err := v.grow(from, until); err != nil {
			return err
		}
	}
	if len(v.waiting) > manyWaiting {
		return v.bridge()
	}
	return nil
}

func (v *verifier) grow(from, until int64) error {
	stored, err := v.storedHashes(from, until)
	if err != nil {
		return err
	}
	checkpoints, err := v.readCheckpoints(from, until)
	if err != nil {
		return err
	}
	var made []tlog.Hash
	for i := from; i < until; i++ {
		leaf := v.waiting[i]
		delete(v.waiting, i)
		v.stretch.take(leaf.entry)
		v.compareLeaf(i, leaf, stored)
		made = v.own.push(leaf.hash, made[:0])
		v.compareNodes(i, made, stored)
		for len(checkpoints) > 0 && checkpoints[0].Size == v.own.size {
			v.checkRoot(checkpoints[0])
			checkpoints = checkpoints[1:]
		}
		v.checkOutside()
		v.report.Leaves++
	}
	return nil
}

// compareLeaf holds a leaf's hash, made anew, against the stored one. While they agree there is one tree; from where they do not, a
// second one goes on with what is stored, so that a root can tell which of the two was changed.
func (v *verifier) compareLeaf(index int64, leaf sealed, stored map[int64]tlog.Hash) {
	kept, ok := stored[tlog.StoredHashIndex(0, index)]
	if !ok {
		kept = leaf.hash
		v.blame(leaf.entry, "the hash of its leaf %d is missing", index)
	}
	if kept != leaf.hash {
		v.blame(leaf.entry, "it is not what was sealed as leaf %d: the entry or its place was altered", index)
		if v.kept == nil {
			v.kept = v.own.clone()
		}
	}
	if v.kept != nil {
		v.kept.push(kept, nil)
	}
}

// compareNodes holds the hashes of the subtrees that a leaf completes against the stored ones.
func (v *verifier) compareNodes(index int64, made []tlog.Hash, stored map[int64]tlog.Hash) {
	if v.kept != nil {
		return
	}
	at := tlog.StoredHashIndex(0, index)
	for k := 1; k < len(made); k++ {
		if stored[at+int64(k)] != made[k] {
			v.report.add(0, 0, "The stored hash %d of the tree, which leaf %d completes, was altered or removed.", at+int64(k), index)
		}
	}
}

// checkRoot holds a signed root against the tree.
func (v *verifier) checkRoot(c Checkpoint) {
	v.report.Checkpoints++
	v.report.Last = c
	if v.lost {
		return
	}
	switch {
	case v.own.root() == c.Root:
		v.kept = nil
	case v.kept != nil && v.kept.root() == c.Root:
		v.own, v.kept = v.kept, nil // the stored hashes are the signed ones: the entries named above were altered
	default:
		v.lost = true
		v.report.add(v.stretch.first, v.stretch.last,
			"the tree over them is not the one that was signed at %d leaves", c.Size)
	}
	v.stretch = stretch{}
}

// checkOutside holds checkpoints kept elsewhere against the tree at their size.
func (v *verifier) checkOutside() {
	for len(v.outside) > 0 && v.outside[0].Size == v.own.size {
		c := v.outside[0]
		v.outside = v.outside[1:]
		if v.own.root() == c.Root || v.kept != nil && v.kept.root() == c.Root {
			v.report.Outside++
			v.agreed = c.Size
			continue
		}
		v.report.add(0, 0, "Leaves %d to %d are not those of the checkpoint kept outside, of %d leaves: the record was rewritten there.",
			v.agreed, c.Size-1, c.Size)
		v.outside = nil // what follows cannot agree either
	}
}

// bridge goes over a leaf of which there is no entry, with the stored hash in its place. An entry that only has its turn later is
// waited for.
func (v *verifier) bridge() error {
	leaf := v.own.size
	var entry int64
	var there bool
	err := v.tx.QueryRowContext(v.ctx, entryOfLeaf, leaf).Scan(&entry, &there)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		v.report.add(0, 0, "Leaf %d was removed.", leaf)
	case err != nil || there:
		return err
	default:
		v.blame(entry, "it was removed (leaf %d)", leaf)
	}
	stored, err := v.storedHashes(leaf, leaf+1)
	if err != nil {
		return err
	}
	v.waiting[leaf] = sealed{entry, stored[tlog.StoredHashIndex(0, leaf)]}
	return v.drain()
}

// finish looks at what the entries did not lead to: leaves without an entry, leaves without a checkpoint, and what was cut off.
func (v *verifier) finish() error {
	var leaves int64
	if err := v.tx.QueryRowContext(v.ctx, countLeaves).Scan(&leaves); err != nil {
		return err
	}
	for before := int64(-1); before < v.own.size && v.own.size < leaves && len(v.report.Problems) < enough; {
		before = v.own.size
		if err := v.bridge(); err != nil {
			return err
		}
	}
	v.report.Leaves = min(v.report.Leaves, leaves)
	if v.report.Last.Size < v.own.size && !v.report.More {
		v.report.add(v.stretch.first, v.stretch.last, "no signed checkpoint stands over them (leaves %d to %d)", v.report.Last.Size, v.own.size-1)
	}
	for _, c := range v.outside {
		if c.Size > v.own.size {
			v.report.add(0, 0, "Leaves %d to %d were cut off: the checkpoint kept outside is over %d, and %d are left.", v.own.size, c.Size-1, c.Size, v.own.size)
			break
		}
	}
	return v.missingPending()
}
