package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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

// tail is how much of the file's end holds its newest checkpoint for certain.
const tail = 16 << 10

// Newest is the last checkpoint of the file; the zero Checkpoint when there is no file yet. Only the end of the file is read: it grows
// by some hundred bytes a minute.
func (f *File) Newest(known note.Verifiers) (Checkpoint, error) {
	text, err := readEnd(f.path, tail)
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

// Age is how long ago the file was last written to; ok is false when there is none.
func (f *File) Age(now time.Time) (age time.Duration, ok bool) {
	info, err := os.Stat(f.path)
	if err != nil {
		return 0, false
	}
	return max(now.Sub(info.ModTime()), 0), true
}

// readEnd reads the last bytes of a file, from where a note begins.
func readEnd(path string, most int64) ([]byte, error) {
	in, err := os.Open(path) // #nosec G304 -- the operator names it
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	info, err := in.Stat()
	if err != nil {
		return nil, err
	}
	from := max(info.Size()-most, 0)
	text := make([]byte, info.Size()-from)
	n, err := in.ReadAt(text, from)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	text = text[:n]
	if from > 0 {
		if at := bytes.Index(text, []byte("\n"+separator)); at >= 0 {
			text = text[at+1+len(separator):]
		}
	}
	return text, nil
}
