// Package audit is the record of who did what for whom: its Merkle tree just behind what is written, the proof that nothing was
// changed, and the reading of it. It writes no entries; store.DB.Transact and the database's own triggers do.
package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// head is what of an entry stands in its leaf: opaque ids, the time, the verb. Nothing of it is ever erased.
type head struct {
	ID      int64     `db:"id"`
	At      time.Time `db:"at"`
	Kind    string    `db:"kind"`
	Actor   int64     `db:"actor"`
	Subject int64     `db:"subject"`
	Session int64     `db:"session"`
	Action  string    `db:"action"`
	Outcome string    `db:"outcome"`
	Object  string    `db:"object"`
	Passive bool      `db:"passive"`
}

// leafVersion begins each leaf, so that another form of leaf can never be read as this one.
const leafVersion = "standin leaf 1"

// text is the canonical form of a leaf: each field with its length before it, so that no value can pretend to be two.
func (h head) text(digest []byte) []byte {
	b := make([]byte, 0, 256)
	for _, field := range [...]string{leafVersion, strconv.FormatInt(h.ID, 10), strconv.FormatInt(h.At.UnixMicro(), 10), h.Kind,
		strconv.FormatInt(h.Actor, 10), strconv.FormatInt(h.Subject, 10), strconv.FormatInt(h.Session, 10),
		h.Action, h.Outcome, h.Object, strconv.FormatBool(h.Passive)} {
		b = strconv.AppendInt(b, int64(len(field)), 10)
		b = append(append(append(b, ':'), field...), '\n')
	}
	return append(hex.AppendEncode(b, digest), '\n')
}

// leafHash is the hash under which an entry stands in the tree (RFC 6962).
func (h head) leafHash(digest []byte) tlog.Hash { return tlog.RecordHash(h.text(digest)) }

// digester makes the salted digest of an entry's payload: the header with its salt, then each changed row in order. Every part
// has its length before it.
type digester struct {
	sum  hash.Hash
	size [4]byte
}

func newDigester() *digester { return &digester{sum: sha256.New()} }

// add takes one payload row.
func (d *digester) add(salt, body []byte) {
	d.part(salt)
	d.part(body)
}

func (d *digester) part(b []byte) {
	binary.BigEndian.PutUint32(d.size[:], uint32(len(b))) //nolint:gosec // a value of the database has less than 4 GB
	d.sum.Write(d.size[:])
	d.sum.Write(b)
}

// finish gives the digest and makes the digester ready for the next entry.
func (d *digester) finish() []byte {
	digest := d.sum.Sum(nil)
	d.sum.Reset()
	return digest
}
