package audit_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"standin/store/audit"
)

// The newest checkpoint of a file that has grown for months is found at its end, a last note that was cut off left out.
func TestFile_NewestIsFoundAtTheEndOfALongFile(t *testing.T) {
	t.Parallel()
	k := newKeys(t)
	var text bytes.Buffer
	for n := range int64(400) {
		signed, err := audit.Checkpoint{Origin: "standin/test", Size: n + 1, Root: tlog.RecordHash([]byte{byte(n)})}.Sign(k.signer)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(signed)
		text.WriteString("--\n")
	}
	path := filepath.Join(t.TempDir(), "checkpoints")
	f := audit.NewFile(path)
	if c, err := f.Newest(k.known); err != nil || c.Size != 0 {
		t.Errorf("without a file: %d, %v", c.Size, err)
	}
	if _, ok := f.Age(time.Now()); ok {
		t.Error("no file has an age")
	}
	for name, tt := range map[string]struct {
		text []byte
		want int64
	}{"whole": {text.Bytes(), 400}, "cut off": {text.Bytes()[:text.Len()-20], 399}, "short": {text.Bytes()[:600], 0}} {
		if err := os.WriteFile(path, tt.text, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := f.Newest(k.known)
		if err != nil || tt.want != 0 && c.Size != tt.want || c.Size == 0 {
			t.Errorf("%s: %d, %v", name, c.Size, err)
		}
	}
	if age, ok := f.Age(time.Now().Add(time.Minute)); !ok || age < 50*time.Second || age > 2*time.Minute {
		t.Errorf("age %s, %t", age, ok)
	}
}

// A checkpoint kept elsewhere agrees with the record it was made of, and with no other.
func TestProof_AgreesWithItsOwnCheckpointsAlone(t *testing.T) {
	t.Parallel()
	r := filled(t)
	log := audit.NewLog(r.DB.DB, r.known, audit.Format{})
	kept := r.checkpoint(t)
	r.write(t, 3)
	r.sequence(t)
	other := kept
	other.Root = tlog.RecordHash([]byte("another"))
	longer := kept
	longer.Size = 1000
	for name, tt := range map[string]struct {
		c    audit.Checkpoint
		want bool
	}{"its own": {kept, true}, "another root": {other, false}, "a longer record": {longer, false}, "none": {audit.Checkpoint{}, false}} {
		if ok, err := log.Agrees(t.Context(), tt.c); ok != tt.want || err != nil {
			t.Errorf("%s: %t, %v", name, ok, err)
		}
	}
}
