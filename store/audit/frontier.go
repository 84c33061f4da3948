package audit

import (
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// frontier is the right edge of a growing tree: the roots of its complete subtrees, largest first. That is all one needs to add
// leaves and to know the root.
type frontier struct {
	size  int64
	nodes []tlog.Hash
}

// push adds a leaf and appends to out the hashes that are stored with it: the leaf's own, then those of the subtrees it completes.
func (f *frontier) push(h tlog.Hash, out []tlog.Hash) []tlog.Hash {
	out = append(out, h)
	for n := f.size; n&1 == 1; n >>= 1 {
		last := len(f.nodes) - 1
		h = tlog.NodeHash(f.nodes[last], h)
		f.nodes = f.nodes[:last]
		out = append(out, h)
	}
	f.nodes = append(f.nodes, h)
	f.size++
	return out
}

// root is the hash of the whole tree, which is not empty.
func (f *frontier) root() tlog.Hash {
	h := f.nodes[len(f.nodes)-1]
	for i := len(f.nodes) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.nodes[i], h)
	}
	return h
}

func (f *frontier) clone() *frontier {
	return &frontier{size: f.size, nodes: slices.Clone(f.nodes)}
}
