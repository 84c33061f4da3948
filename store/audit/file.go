package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// File keeps checkpoints outside the database: at most one a minute, appended. A copy of it on another machine is what proves
// that the record was not rolled back.
type File struct {
	path string

	mu      sync.Mutex
	written time.Time
}

// NewFile names the file; it is made by the first Append.
func NewFile(path string) *File { return &File{path: path} }

// Path is where the file lies.
func (f *File) Path() string { return f.path }

// Append adds a signed checkpoint, unless the last one is less than a minute old. A nil File keeps nothing.
func (f *File) Append(_ Checkpoint, signed []byte) error {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.written) < time.Minute {
		return nil
	}
	out, err := os.OpenFile(f.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	_, err = out.Write(append(bytes.Clone(signed), separator...))
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return fmt.Errorf("keep the checkpoint: %w", err)
	}
	f.written = time.Now()
	return nil
}

// Newest is the last checkpoint of the file; the zero Checkpoint when there is no file yet.
func (f *File) Newest(known note.Verifiers) (Checkpoint, error) {
	text, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return Checkpoint{}, nil
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("read the kept checkpoints: %w", err)
	}
	list, err := ParseCheckpoints(text, known)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("read the kept checkpoints in %s: %w", f.path, err)
	}
	return list[len(list)-1], nil
}
