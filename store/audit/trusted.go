package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// trusted reads the newest checkpoint and makes sure that the tree in the database is the one it was signed over, that it is not
// older than what this process, or the file outside, has seen. Otherwise the next signature would cover up a change.
func (s *Sequencer) trusted(ctx context.Context, tx *sql.Tx, hashes *storedHashes) (last Checkpoint, err error) {
	last, err = s.newest(ctx, tx)
	if err != nil {
		return last, err
	}
	seen, err := s.seen()
	if err != nil {
		return last, err
	}
	for _, c := range []Checkpoint{last, seen} {
		if c.Size > last.Size {
			return last, fmt.Errorf("%w: it has %d leaves, and had %d", ErrTampered, last.Size, c.Size)
		}
		if c.Size == 0 {
			continue
		}
		hashes.first = tlog.StoredHashCount(last.Size)
		root, err := tlog.TreeHash(c.Size, hashes)
		if err != nil {
			return last, fmt.Errorf("%w: %w", ErrTampered, err)
		}
		if root != c.Root {
			return last, fmt.Errorf("%w: at %d leaves its root is another", ErrTampered, c.Size)
		}
	}
	return last, nil
}

// newest is the last checkpoint of the database, its signature checked; the zero Checkpoint for an empty tree.
func (s *Sequencer) newest(ctx context.Context, q reader) (Checkpoint, error) {
	var size int64
	var root []byte
	var signed string
	err := q.QueryRowContext(ctx, lastCheckpoint).Scan(&size, &root, &signed)
	if errors.Is(err, sql.ErrNoRows) {
		return Checkpoint{}, nil
	}
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := OpenCheckpoint([]byte(signed), s.known)
	if err != nil {
		return c, fmt.Errorf("%w: %w", ErrTampered, err)
	}
	if c.Size != size || c.Root != tlog.Hash(root) {
		return c, fmt.Errorf("%w: checkpoint %d does not say what was signed", ErrTampered, size)
	}
	return c, nil
}

// seen is the newest checkpoint known outside the database: what this process signed, at first what the file holds.
func (s *Sequencer) seen() (Checkpoint, error) {
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	if last.Size > 0 || s.file == nil {
		return last, nil
	}
	return s.file.Newest(s.known)
}
