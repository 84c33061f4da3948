package audit_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"standin/store"
	"standin/store/audit"
)

// line is what a reader of an export needs of one line.
type line struct {
	Entry      int64    `json:"entry"`
	At         string   `json:"at"`
	Digest     string   `json:"digest"`
	Payload    []part   `json:"payload"`
	Proof      *proof   `json:"proof"`
	Checkpoint string   `json:"checkpoint"`
	Entries    int      `json:"entries"`
	Unmapped   *record6 `json:"unmapped"`
}

type record6 struct {
	Sub    string `json:"sub"`
	Act    *struct{ Sub string }
	Reason string
	Record struct {
		Text    string `json:"text"`
		Payload []part `json:"payload"`
		Proof   *proof `json:"proof"`
	} `json:"record"`
}

type part struct{ Salt, Text string }

type proof struct {
	Leaf int64    `json:"leaf"`
	Hash string   `json:"hash"`
	Path []string `json:"path"`
}

// rootFrom is RFC 6962 arithmetic: from a leaf's hash, its place and a path to the root of a tree of size leaves (RFC 9162, 2.1.3.2).
func rootFrom(leaf []byte, index, size int64, path [][]byte) ([]byte, error) {
	fn, sn, r := index, size-1, leaf
	for _, p := range path {
		if sn == 0 {
			return nil, errors.New("the path is too long")
		}
		if fn%2 == 1 || fn == sn {
			h := sha256.Sum256(append(append([]byte{1}, p...), r...))
			r = h[:]
			for fn%2 == 0 && fn != 0 {
				fn, sn = fn/2, sn/2
			}
		} else {
			h := sha256.Sum256(append(append([]byte{1}, r...), p...))
			r = h[:]
		}
		fn, sn = fn/2, sn/2
	}
	if sn != 0 {
		return nil, errors.New("the path is too short")
	}
	return r, nil
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// proves checks one proof with nothing but SHA-256 and the checkpoint's text.
func proves(t *testing.T, leafText string, p *proof, checkpoint string) {
	t.Helper()
	lines := strings.Split(checkpoint, "\n")
	var size int64
	if _, err := fmt.Sscan(lines[1], &size); err != nil {
		t.Fatal(err)
	}
	want, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil {
		t.Fatal(err)
	}
	leaf := sha256.Sum256(append([]byte{0}, leafText...))
	if hex.EncodeToString(leaf[:]) != p.Hash {
		t.Errorf("leaf %d: its hash is not that of its text", p.Leaf)
	}
	var path [][]byte
	for _, h := range p.Path {
		path = append(path, unhex(t, h))
	}
	if root, err := rootFrom(leaf[:], p.Leaf, size, path); err != nil || !bytes.Equal(root, want) {
		t.Errorf("leaf %d of %d: the path leads to %x (%v), want %x", p.Leaf, size, root, err, want)
	}
}

// digest is the salted digest of payload rows, as README.txt of a package tells it.
func digest(t *testing.T, rows []part) string {
	t.Helper()
	var all []byte
	add := func(b []byte) {
		all = append(all, byte(len(b)>>24), byte(len(b)>>16), byte(len(b)>>8), byte(len(b)))
		all = append(all, b...)
	}
	for _, r := range rows {
		add(unhex(t, r.Salt))
		add([]byte(r.Text))
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:])
}

func readLines(t *testing.T, b *bytes.Buffer) (list []line, raw []map[string]any, last line) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b.Bytes()))
	for d.More() {
		var l line
		var m json.RawMessage
		var all map[string]any
		if err := d.Decode(&m); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(json.Unmarshal(m, &l), json.Unmarshal(m, &all)); err != nil {
			t.Fatal(err)
		}
		list, raw = append(list, l), append(raw, all)
	}
	if n := bytes.Count(b.Bytes(), []byte("\n")); n != len(list) {
		t.Errorf("%d values on %d lines", len(list), n)
	}
	return list[:len(list)-1], raw[:len(raw)-1], list[len(list)-1]
}

// I54, S59: each line of an export in OCSF shape proves itself with RFC 6962 arithmetic against the checkpoint of the file's last line,
// and names the real actor and the subject.
func TestS59_ExportedEventsProveThemselves(t *testing.T) {
	t.Parallel()
	s := newSealed(t)
	s.happen(t)
	s.end(t)
	s.grow(t)
	s.happenAgain(t) // pending: no proof yet
	var b bytes.Buffer
	n, err := s.log.ExportEntriesOf(t.Context(), stand{actor: s.ada}, audit.SessionFilter{Ticket: "4812"}, audit.ExportOptions{Format: audit.OCSF}, &b)
	if err != nil {
		t.Fatal(err)
	}
	list, raw, last := readLines(t, &b)
	if n != len(list) || last.Entries != n || n != 6 {
		t.Fatalf("%d entries are told of, %d written, the last line says %d; want 6", n, len(list), last.Entries)
	}
	if _, err := note.Open([]byte(last.Checkpoint), s.known); err != nil {
		t.Errorf("the checkpoint: %v", err)
	}
	proved := 0
	for i, l := range list {
		r := l.Unmapped.Record
		if r.Proof == nil {
			continue
		}
		proved++
		proves(t, r.Text, r.Proof, last.Checkpoint)
		if want := digest(t, r.Payload); !strings.HasSuffix(r.Text, want+"\n") {
			t.Errorf("line %d: the leaf does not end with the digest of its payload", i)
		}
		checkOCSF(t, i, raw[i])
	}
	if proved != 5 {
		t.Errorf("%d of 6 are proved; the one that waits has no proof", proved)
	}
	change := list[2].Unmapped
	if change.Sub != fmt.Sprintf("person:%d", s.mara) || change.Act == nil || change.Act.Sub != fmt.Sprintf("person:%d", s.ada) || change.Reason != "Her code does not work" {
		t.Errorf("who did it for whom: %+v", change)
	}
}

// happenAgain is one more entry of the session's own row.
func (s *sealedActed) happenAgain(t *testing.T) {
	t.Helper()
	if err := s.Record(t.Context(), s.acting(), store.Event{Action: "view", Outcome: store.Viewed, Detail: map[string]any{"route": "/cart", "request": store.Request{Path: "/cart"}}}); err != nil {
		t.Fatal(err)
	}
}

// checkOCSF holds an event against what version 1.5.0 of the schema asks of its class.
func checkOCSF(t *testing.T, i int, e map[string]any) {
	t.Helper()
	required := map[float64][]string{
		6003: {"activity_id", "category_uid", "class_uid", "type_uid", "time", "severity_id", "metadata", "actor", "api", "src_endpoint"},
		3005: {"activity_id", "category_uid", "class_uid", "type_uid", "time", "severity_id", "metadata", "actor", "user", "privileges"},
	}
	class, _ := e["class_uid"].(float64)
	activity, _ := e["activity_id"].(float64)
	fields, known := required[class]
	if !known {
		t.Errorf("line %d: class %v", i, class)
	}
	for _, f := range fields {
		if e[f] == nil {
			t.Errorf("line %d, class %v: %s is missing", i, class, f)
		}
	}
	if e["type_uid"] != class*100+activity || e["category_uid"] != float64(int(class)/1000) {
		t.Errorf("line %d: type %v, category %v of class %v, activity %v", i, e["type_uid"], e["category_uid"], class, activity)
	}
	want := []struct{ class, activity, status float64 }{{3005, 1, 1}, {6003, 2, 1}, {6003, 3, 1}, {6003, 99, 2}, {3005, 2, 1}}[i]
	if class != want.class || activity != want.activity || e["status_id"] != want.status {
		t.Errorf("line %d is class %v, activity %v, status %v; want %v", i, class, activity, e["status_id"], want)
	}
	meta := e["metadata"].(map[string]any)
	if meta["version"] != "1.5.0" || meta["uid"] == "" {
		t.Errorf("line %d: %v", i, meta)
	}
	user := e["actor"].(map[string]any)["user"].(map[string]any)
	if user["name"] != "Ada Novak" {
		t.Errorf("line %d: actor %v", i, user)
	}
	if r := fmt.Sprint(e["resources"]); !strings.Contains(r, "Mara Lind") {
		t.Errorf("line %d does not name the subject: %s", i, r)
	}
}

// The plain JSON Lines prove themselves too: from salt and texts to the digest, from the head to the leaf.
func TestExport_LinesAreWhatWasSealed(t *testing.T) {
	t.Parallel()
	s := newSealed(t)
	s.happen(t)
	s.grow(t)
	var b bytes.Buffer
	if _, err := s.log.ExportEntries(t.Context(), stand{actor: s.ada}, audit.EntryFilter{}, audit.ExportOptions{Format: audit.JSONLines}, &b); err != nil {
		t.Fatal(err)
	}
	list, raw, last := readLines(t, &b)
	for i, l := range list {
		if got := digest(t, l.Payload); got != l.Digest {
			t.Errorf("entry %d: digest %s, want %s", l.Entry, got, l.Digest)
		}
		at, err := time.Parse(time.RFC3339Nano, l.At)
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, v := range []any{"standin leaf 1", l.Entry, at.UnixMicro(), raw[i]["kind"], orZero(raw[i]["actor"]), orZero(raw[i]["subject"]), orZero(raw[i]["session"]),
			raw[i]["action"], raw[i]["outcome"], orEmpty(raw[i]["object"]), raw[i]["passive"] == true} {
			word := fmt.Sprint(v)
			text += fmt.Sprintf("%d:%s\n", len(word), word)
		}
		proves(t, text+l.Digest+"\n", l.Proof, last.Checkpoint)
	}
	if len(list) < 4 {
		t.Errorf("%d lines", len(list))
	}
}

func orZero(v any) any {
	if f, ok := v.(float64); ok {
		return int64(f)
	}
	return 0
}

func orEmpty(v any) any {
	if v == nil {
		return ""
	}
	return v
}
