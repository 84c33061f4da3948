package audit

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"standin/store"
)

// Log reads the record. Each of its verbs notes in the record who read what.
type Log struct {
	db     *store.DB
	known  note.Verifiers
	format Format
	seal   Seal
}

// Seal is what an evidence package is signed with, and the public keys that a reader checks exports by.
type Seal struct {
	Signer note.Signer
	Public []string // verifier keys in text, as keyring.Keys.PublicKeys gives them
}

// WithSeal gives the log the shop's key for evidence packages.
func (l *Log) WithSeal(s Seal) *Log {
	l.seal = s
	return l
}

// Format writes values as the shop writes them. What is nil is written plainly.
type Format struct {
	Money func(minor int64) string
	Time  func(time.Time) string
}

// NewLog reads the record of a database; known are the keys that checkpoints may be signed with.
func NewLog(db *store.DB, known note.Verifiers, f Format) *Log {
	if f.Money == nil {
		f.Money = func(minor int64) string { return strconv.FormatInt(minor, 10) }
	}
	if f.Time == nil {
		f.Time = func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 MST") }
	}
	return &Log{db: db, known: known, format: f}
}

// Keys are the public keys by which checkpoints and evidence packages are checked, one of them a line of text each, newest last.
func (l *Log) Keys() []string { return l.seal.Public }

// pageSize is how many rows a page of the log shows.
const pageSize = 25

// noteRead writes that somebody read the record, and by which filter.
func (l *Log) noteRead(ctx context.Context, reader store.Actor, what, object string, filter map[string]any) error {
	return l.db.Record(ctx, reader, store.Event{Action: "audit.read_" + what, Outcome: store.Done, Object: object, Detail: filter})
}

// cursor is where a page of sessions begins: after this session or refused start.
type cursor struct {
	at      time.Time
	refused bool
	id      int64
}

// start is before everything.
var start = cursor{at: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), id: 1<<62 - 1}

func (c cursor) String() string {
	kind := "s"
	if c.refused {
		kind = "r"
	}
	return fmt.Sprintf("%d.%s.%d", c.at.UnixMicro(), kind, c.id)
}

// parseCursor reads what String writes; anything else is the start.
func parseCursor(text string) cursor {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || parts[1] != "s" && parts[1] != "r" {
		return start
	}
	micro, err1 := strconv.ParseInt(parts[0], 10, 64)
	id, err2 := strconv.ParseInt(parts[2], 10, 64)
	if err1 != nil || err2 != nil || micro < 0 || micro > start.at.UnixMicro() || id < 0 {
		return start
	}
	return cursor{at: time.UnixMicro(micro).UTC(), refused: parts[1] == "r", id: id}
}

// sessionID and refusedID are the ids below which rows of the cursor's own moment come after it; at one moment sessions come first.
func (c cursor) sessionID() int64 {
	if c.refused {
		return 0
	}
	return c.id
}

func (c cursor) refusedID() int64 {
	if c.refused {
		return c.id
	}
	return start.id
}
