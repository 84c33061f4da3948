package audit

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint says what the tree was at one size; signed, it is the promise that the record only grows.
type Checkpoint struct {
	Origin string // "standin/<shop>"
	Size   int64
	Root   tlog.Hash
}

// text is the form that is signed: origin, size, root.
func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// Sign makes the signed note of c.
func (c Checkpoint) Sign(signer note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: c.text()}, signer)
}

var errCheckpoint = errors.New("this is no checkpoint: origin, size and root were expected, and a signature")

// OpenCheckpoint reads a signed note and checks its signature.
func OpenCheckpoint(msg []byte, known note.Verifiers) (Checkpoint, error) {
	n, err := note.Open(msg, known)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("open the checkpoint: %w", err)
	}
	return parseCheckpoint(n.Text)
}

func parseCheckpoint(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] == "" || lines[3] != "" {
		return c, errCheckpoint
	}
	c.Origin = lines[0]
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 1 || strconv.FormatInt(c.Size, 10) != lines[1] {
		return c, errCheckpoint
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return c, errCheckpoint
	}
	copy(c.Root[:], root)
	return c, nil
}

// separator stands between the notes of a file; no note has such a line.
const separator = "--\n"

// ParseCheckpoints reads a file of signed notes, as the sequencer writes it (File) or a single one that somebody kept. A last
// note that was not written whole is left out when others stand before it.
func ParseCheckpoints(file []byte, known note.Verifiers) ([]Checkpoint, error) {
	var list []Checkpoint
	parts := strings.Split(string(file), separator)
	for i, part := range parts {
		if strings.TrimSpace(part) == "" {
			continue
		}
		c, err := OpenCheckpoint([]byte(part), known)
		if err != nil && i == len(parts)-1 && len(list) > 0 {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("checkpoint %d of the file: %w", i+1, err)
		}
		list = append(list, c)
	}
	if len(list) == 0 {
		return nil, errCheckpoint
	}
	return list, nil
}
