package audit

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// reader is what both a transaction and a connection can do.
type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// storedHashes reads the tree's hashes from the database, behind those of a batch that is being added.
type storedHashes struct {
	ctx   context.Context //nolint:containedctx // tlog.HashReader has no context of its own
	q     reader
	first int64 // index of the first of fresh
	fresh []tlog.Hash
	known map[int64]tlog.Hash
}

// ReadHashes implements tlog.HashReader.
func (s *storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var missing []int64
	for _, i := range indexes {
		if _, ok := s.known[i]; !ok && i < s.first {
			missing = append(missing, i)
		}
	}
	if err := s.load(missing); err != nil {
		return nil, err
	}
	out := make([]tlog.Hash, len(indexes))
	for k, i := range indexes {
		h, ok := s.known[i]
		if i >= s.first && i-s.first < int64(len(s.fresh)) {
			h, ok = s.fresh[i-s.first], true
		}
		if !ok {
			return nil, fmt.Errorf("the tree's hash %d is missing", i)
		}
		out[k] = h
	}
	return out, nil
}

func (s *storedHashes) load(indexes []int64) error {
	if len(indexes) == 0 {
		return nil
	}
	if s.known == nil {
		s.known = map[int64]tlog.Hash{}
	}
	rows, err := s.q.QueryContext(s.ctx, hashesByIndex, array(indexes))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var i int64
		var b []byte
		if err := rows.Scan(&i, &b); err != nil {
			return err
		}
		s.known[i] = tlog.Hash(b)
	}
	return rows.Err()
}

// array writes ids as the database reads them.
func array(ids []int64) string {
	return "{" + strings.Trim(strings.Join(strings.Fields(fmt.Sprint(ids)), ","), "[]") + "}"
}

// join puts hashes behind one another.
func join(hashes []tlog.Hash) []byte {
	b := make([]byte, 0, len(hashes)*tlog.HashSize)
	for _, h := range hashes {
		b = append(b, h[:]...)
	}
	return b
}
