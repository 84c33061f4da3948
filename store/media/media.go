// Package media keeps pictures and files under the SHA-256 of their bytes, so that an address never shows anything else, and
// fetches pictures from the net without letting a stranger's address reach into the house. It does not know what they are for.
package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"standin/store"
	"standin/store/fault"
)

// Blob is a file.
type Blob struct {
	Bytes  []byte `db:"bytes"`
	Type   string `db:"type"`   // media type, such as "image/jpeg"
	Width  int    `db:"width"`  // of a picture
	Height int    `db:"height"` // of a picture
}

// SHA is the hash of the bytes, hexadecimal: the name under which the file lies.
func (b *Blob) SHA() string {
	sum := sha256.Sum256(b.Bytes)
	return hex.EncodeToString(sum[:])
}

// Blobs is the room.
type Blobs struct{ db *store.DB }

// New opens the room on a database.
func New(db *store.DB) *Blobs { return &Blobs{db: db} }

// Writer is the database itself or a transaction: a file may be stored with what refers to it, or before.
type Writer interface {
	Exec(ctx context.Context, query string, args ...any) (int64, error)
}

// Put stores a file as it is and gives its name. The same bytes twice are one file.
func (bs *Blobs) Put(ctx context.Context, w Writer, b *Blob) (sha string, err error) {
	defer fault.Wrap(&err, "Blobs.Put(%s, %d bytes)", b.Type, len(b.Bytes))
	sum := sha256.Sum256(b.Bytes)
	_, err = w.Exec(ctx, `
		INSERT INTO media.blob (sha256, bytes, type, width, height) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sha256) DO NOTHING`,
		sum[:], b.Bytes, b.Type, b.Width, b.Height)
	return hex.EncodeToString(sum[:]), err
}

// PutPicture checks what claims to be a picture, draws it anew and stores that. Faults are those of Picture.
func (bs *Blobs) PutPicture(ctx context.Context, w Writer, raw []byte) (sha string, err error) {
	defer fault.Wrap(&err, "Blobs.PutPicture(%d bytes)", len(raw))
	b, err := Picture(raw)
	if err != nil {
		return "", err
	}
	return bs.Put(ctx, w, b)
}

// Get reads a file by its name; fault.NotFound for one that is not there, or a name that is none.
func (bs *Blobs) Get(ctx context.Context, sha string) (b *Blob, err error) {
	defer fault.Wrap(&err, "Blobs.Get(%q)", sha)
	sum, err := hex.DecodeString(sha)
	if err != nil || len(sum) != sha256.Size {
		return nil, fault.New(fault.NotFound, "There is no such file.")
	}
	b = &Blob{}
	err = bs.db.Get(ctx, b, `SELECT bytes, type, width, height FROM media.blob WHERE sha256 = $1`, sum)
	return b, err
}
