package audit_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"standin/store"
	"standin/store/audit"
	"standin/store/fault"
)

// onPaper stands for the page that the front door makes.
func onPaper(v audit.PackageView) ([]byte, error) {
	return fmt.Appendf(nil, "<!doctype html><title>%s for %s</title>%d steps", v.Actor, v.Subject, len(v.Steps)), nil
}

// packed is a session that has ended, and its package.
func packed(t *testing.T) (*sealedActed, []byte) {
	t.Helper()
	s := newSealed(t)
	s.happen(t)
	s.end(t)
	s.grow(t)
	return s, s.pack(t)
}

func (s *sealedActed) pack(t *testing.T) []byte {
	t.Helper()
	p, err := s.log.Package(t.Context(), stand{actor: s.ada}, s.public, onPaper)
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "session-"+s.public+".zip" {
		t.Errorf("the file is called %s", p.Name)
	}
	return p.Content
}

// unpack gives the files of a package and their order.
func unpack(t *testing.T, content []byte) (files map[string][]byte, names []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name], names = b, append(names, f.Name)
	}
	return files, names
}

// repack makes a whole ZIP of changed files, with right checksums, as a forger would.
func repack(t *testing.T, files map[string][]byte, names []string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// I75: one file holds record, data, proofs, checkpoint, keys, consent and rule, and is checked with nothing else.
func TestI75_PackageHoldsAllAndVerifiesByItself(t *testing.T) {
	t.Parallel()
	s, content := packed(t)
	files, _ := unpack(t, content)
	for name, want := range map[string]string{"README.txt": "verify-package", "record.html": "Ada Novak for Mara Lind", "data.json": "Her code does not work",
		"proofs.json": `"path"`, "checkpoint.txt": "standin/test\n", "keys.txt": s.line, "consent.txt": "Support may act for me", "rule.json": "{}", "manifest.txt": "data.json"} {
		if !strings.Contains(string(files[name]), want) {
			t.Errorf("%s does not hold %q:\n%s", name, want, files[name])
		}
	}
	s.Close() // no database any more
	r, err := audit.VerifyPackage(content, s.line)
	if err != nil || !r.OK() {
		t.Fatalf("%v, %v", err, r.Problems)
	}
	if r.Entries != 5 || r.Proved != 5 || !r.Pinned || r.Session != s.public || r.People["actor"] != "Ada Novak" || r.People["subject"] != "Mara Lind" || len(r.Signer) != 79 {
		t.Errorf("%+v", r)
	}
}

// The entries of a package are the session's own: its start, what was done, its end; not those of another.
func TestI75_PackageHoldsStartAndEnd(t *testing.T) {
	t.Parallel()
	s := newSealed(t)
	s.open(t, s.ada, s.other(t), "another", "")
	s.happen(t)
	s.end(t)
	s.grow(t)
	files, _ := unpack(t, s.pack(t))
	var data struct {
		Entries []struct{ Action, Outcome string }
		Row     map[string]any
	}
	if err := json.Unmarshal(files["data.json"], &data); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(data.Entries); got != "[{acting.start done} {view viewed} {person.change done} {order.place refused} {acting.end done}]" {
		t.Errorf("%s", got)
	}
	if data.Row["reason"] != "Her code does not work" || data.Row["end_cause"] != "user" || data.Row["ended_at"] == nil {
		t.Errorf("%v", data.Row)
	}
}

func TestI75_SameRecordSameBytesAndTheMakingIsRecorded(t *testing.T) {
	t.Parallel()
	s, content := packed(t)
	if again := s.pack(t); !bytes.Equal(content, again) {
		t.Error("the same record under the same checkpoint gives another file")
	}
	n := count(t, s, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id AND p.at = e.at WHERE e.action = 'export.package' AND e.object = $1
		AND e.actor = $2 AND length(p.body->>'sha256') = 64 AND p.body->>'rows' = '5'`, fmt.Sprintf("session:%d", s.session), s.ada)
	if n != 2 {
		t.Errorf("%d of 2 packages stand in the record", n)
	}
	if _, err := s.log.Package(t.Context(), stand{actor: s.ada}, "nosuchsession", onPaper); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown: %v", err)
	}
}

// I75: any byte of data and proofs, and of every other file, is found when it is changed, and the file is named. The ZIP is made whole
// again, so that its own checksums tell nothing.
func TestI75_AnyChangedByteIsFoundAndNamed(t *testing.T) {
	t.Parallel()
	_, content := packed(t)
	files, names := unpack(t, content)
	for _, name := range names {
		whole, every := files[name], 1
		if name != "data.json" && name != "proofs.json" {
			every = 1 + len(whole)/60
		}
		for i := 0; i < len(whole); i += every {
			changed := bytes.Clone(whole)
			changed[i] ^= 1
			files[name] = changed
			if r, err := audit.VerifyPackage(repack(t, files, names), ""); err != nil || r.OK() || !names1(r.Problems, name) {
				t.Fatalf("byte %d of %s: %v, %v", i, name, err, r)
			}
		}
		files[name] = whole
	}
	if r, err := audit.VerifyPackage(repack(t, files, names), ""); err != nil || !r.OK() {
		t.Errorf("made whole again: %v, %v", err, r)
	}
	for i := 0; i < len(content); i += 1 + len(content)/400 { // in the ZIP itself
		changed := bytes.Clone(content)
		changed[i] ^= 1
		if r, err := audit.VerifyPackage(changed, ""); err == nil && r.OK() {
			t.Fatalf("byte %d of the ZIP", i)
		}
	}
}

func names1(problems []string, file string) bool {
	for _, p := range problems {
		if strings.HasPrefix(p, file+":") {
			return true
		}
	}
	return false
}

// A forger who has a key of their own and makes everything anew is found by the key that was kept elsewhere; the one who has none, by
// the tree, whatever they do to the manifest.
func TestI75_ForgersAreFound(t *testing.T) {
	t.Parallel()
	s, content := packed(t)
	files, names := unpack(t, content)
	honest, err := audit.VerifyPackage(content, "")
	if err != nil || !honest.OK() || honest.Pinned {
		t.Fatal(err, honest)
	}
	files["data.json"] = bytes.ReplaceAll(files["data.json"], []byte("does not work"), []byte("works so well"))
	r, err := audit.VerifyPackage(repack(t, files, names), "")
	if err != nil || !strings.Contains(strings.Join(r.Problems, "\n"), "its payload is not the one that was sealed") {
		t.Errorf("a changed reason: %v, %v", err, r)
	}
	k := newKeys(t)
	forger := audit.NewLog(s.DB.DB, s.known, audit.Format{}).WithSeal(audit.Seal{Signer: k.signer, Public: []string{k.line}})
	p, err := forger.Package(t.Context(), stand{actor: s.ada}, s.public, onPaper)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := audit.VerifyPackage(p.Content, s.line); err != nil || r.OK() || !names1(r.Problems, "manifest.txt") {
		t.Errorf("signed by another, against the kept key: %v, %v", err, r)
	}
	if r, err := audit.VerifyPackage(p.Content, ""); err != nil || r.OK() || !names1(r.Problems, "checkpoint.txt") {
		t.Errorf("signed by another, its checkpoint is the shop's: %v, %v", err, r)
	}
	if _, err := audit.VerifyPackage(content, "no key"); err == nil {
		t.Error("a file of keys that holds none is believed")
	}
}

// Strangers' files are refused before they are read: bombs, paths, doubles, other files.
func TestI75_OtherZIPsAreRefused(t *testing.T) {
	t.Parallel()
	_, content := packed(t)
	files, names := unpack(t, content)
	with := func(change func(z *zip.Writer)) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		change(z)
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	fill := func(z *zip.Writer, method uint16, rename map[string]string) {
		for _, name := range names {
			as := name
			if to, ok := rename[name]; ok {
				as = to
			}
			w, err := z.CreateHeader(&zip.FileHeader{Name: as, Method: method})
			if err != nil {
				t.Fatal(err)
			}
			_, _ = w.Write(files[name])
		}
	}
	bomb := bytes.Repeat([]byte{0}, 64<<20)
	for name, bad := range map[string][]byte{
		"nothing":           nil,
		"no ZIP":            []byte("PK but not really"),
		"a path upwards":    with(func(z *zip.Writer) { fill(z, zip.Store, map[string]string{"data.json": "../../data.json"}) }),
		"an absolute path":  with(func(z *zip.Writer) { fill(z, zip.Store, map[string]string{"data.json": "/etc/data.json"}) }),
		"a file twice":      with(func(z *zip.Writer) { fill(z, zip.Store, map[string]string{"proofs.json": "data.json"}) }),
		"one file more":     with(func(z *zip.Writer) { fill(z, zip.Store, nil); _, _ = z.Create("evil.sh") }),
		"compressed":        with(func(z *zip.Writer) { fill(z, zip.Deflate, nil) }),
		"an escape in name": with(func(z *zip.Writer) { fill(z, zip.Store, map[string]string{"data.json": "data\x1b[2J.json"}) }),
		"a bomb": with(func(z *zip.Writer) {
			files["data.json"] = bomb
			fill(z, zip.Deflate, nil)
		}),
	} {
		r, err := audit.VerifyPackage(bad, "")
		if err == nil || r != nil || !strings.Contains(err.Error(), "no evidence package") || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %v, %v", name, err, r)
		}
	}
	if r, err := audit.VerifyPackage(append(bytes.Clone(content), "behind"...), ""); err == nil && r.OK() {
		t.Error("bytes behind the ZIP are not found")
	}
	if r, err := audit.VerifyPackage(append([]byte("before"), content...), ""); err == nil && r.OK() {
		t.Error("bytes before the ZIP are not found")
	}
}

// I75, I74: where a payload was erased the package verifies and says by which entry; removed otherwise, it is found.
func TestI75_ErasedPayloadVerifiesAndSaysSo(t *testing.T) {
	t.Parallel()
	s := newSealed(t)
	s.happen(t)
	s.end(t)
	s.grow(t)
	s.Shift(t, 400*24*time.Hour)
	first, last := count(t, s, `SELECT min(id) FROM audit.entry WHERE session = $1`, s.session), count(t, s, `SELECT max(id) FROM audit.entry WHERE session = $1`, s.session)
	err := s.Transact(t.Context(), tester{}, audit.EraseAction, func(tx *store.Tx) error {
		_, err := audit.Erase(t.Context(), tx, int64(first), int64(last), "asked by the customer")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.grow(t)
	content := s.pack(t)
	r, err := audit.VerifyPackage(content, s.line)
	if err != nil || !r.OK() || len(r.Erasures) != 1 || r.Erasures[0].Count != 3 || r.Erasures[0].First != int64(first) || r.Proved != 6 {
		t.Fatalf("%v, %+v", err, r)
	}
	files, names := unpack(t, content)
	files["data.json"] = bytes.ReplaceAll(files["data.json"], []byte(`"audit.erase"`), []byte(`"audit.erasx"`))
	r, err = audit.VerifyPackage(repack(t, files, names), s.line)
	if err != nil || !strings.Contains(strings.Join(r.Problems, "\n"), "no entry says that it was erased") {
		t.Errorf("without the entry that erased: %v, %v", err, r)
	}
}

// What waits for its place in the tree is in the package, and is said not to be proved.
func TestI75_WhatWaitsIsSaidToWait(t *testing.T) {
	t.Parallel()
	s := newSealed(t)
	r, err := audit.VerifyPackage(s.pack(t), "")
	if err != nil || r.Proved != 0 || r.Entries != 1 || !names1(r.Problems, "checkpoint.txt") {
		t.Errorf("nothing sealed: %v, %+v", err, r)
	}
	s.grow(t)
	s.happen(t)
	if r, err = audit.VerifyPackage(s.pack(t), ""); err != nil || !r.OK() || r.Entries != 4 || r.Proved != 1 {
		t.Errorf("%v, %+v", err, r)
	}
}
