package audit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"standin/store"
	"standin/store/audit"
	"standin/store/embedpg"
	"standin/store/fault"
)

// verify runs as the auditor.
func (r *record) verify(t testing.TB, outside ...audit.Checkpoint) *audit.Report {
	t.Helper()
	report, err := audit.Verify(t.Context(), r.As(t, embedpg.Auditor), audit.VerifyOptions{Verifiers: r.known, Outside: outside})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func (r *record) verifies(t testing.TB, outside ...audit.Checkpoint) *audit.Report {
	t.Helper()
	report := r.verify(t, outside...)
	if !report.OK() {
		t.Errorf("problems: %v", report.Problems)
	}
	return report
}

// checkpoint is the newest one, as somebody would keep it elsewhere.
func (r *record) checkpoint(t testing.TB) audit.Checkpoint {
	t.Helper()
	var signed string
	if err := r.Get(t.Context(), &signed, `SELECT note FROM audit.checkpoint ORDER BY size DESC LIMIT 1`); err != nil {
		t.Fatal(err)
	}
	list, err := audit.ParseCheckpoints([]byte(signed), r.known)
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

// filled is a record of 60 entries under six checkpoints.
func filled(t testing.TB) *record {
	t.Helper()
	r := newRecord(t)
	for range 6 {
		r.write(t, 10)
		r.sequence(t)
	}
	return r
}

func TestVerify_FindsNothingInAnUntouchedRecord(t *testing.T) {
	t.Parallel()
	r := filled(t)
	kept := r.checkpoint(t)
	r.write(t, 3)
	report := r.verifies(t, kept)
	if report.Pending != 3 || report.Leaves != 60 || report.Entries != 63 || report.Checkpoints != 6 || report.Outside != 1 {
		t.Errorf("%+v", report)
	}
}

// I65: after any edit, deletion, insertion, reordering or truncation, done as the database superuser, the first bad row is named.
func TestI65_VerifyNamesWhatTheSuperuserChanged(t *testing.T) {
	t.Parallel()
	r := filled(t)
	restore := r.save(t)
	const e = `(SELECT entry FROM audit.leaf WHERE index = 34)`
	for name, tt := range map[string]struct {
		change []string
		want   string // entry 0 is the one of leaf 34
	}{
		"an entry altered":         {[]string{`UPDATE audit.entry SET actor = 99 WHERE id = ` + e}, "was altered"},
		"an entry's time":          {[]string{`UPDATE audit.entry SET at = at - interval '1 second' WHERE id = ` + e}, "was altered"},
		"a value altered":          {[]string{`UPDATE audit.payload SET body = jsonb_set(body, '{after,value}', '7') WHERE entry = ` + e + ` AND body ? 'after'`}, "payload"},
		"a salt altered":           {[]string{`UPDATE audit.payload SET salt = sha256(salt) WHERE entry = ` + e + ` AND salt IS NOT NULL`}, "payload"},
		"a change removed":         {[]string{`DELETE FROM audit.payload WHERE entry = ` + e + ` AND salt IS NULL`}, "payload"},
		"all payload removed":      {[]string{`DELETE FROM audit.payload WHERE entry = ` + e}, "is gone"},
		"a change slipped in":      {[]string{`INSERT INTO audit.payload (entry, at, body) VALUES (` + e + `, now(), '{"x": 1}')`}, "payload"},
		"an entry removed":         {[]string{`DELETE FROM audit.entry WHERE id = ` + e}, "removed"},
		"an entry and its payload": {[]string{`DELETE FROM audit.payload WHERE entry = ` + e, `DELETE FROM audit.entry WHERE id = ` + e}, "removed"},
		"an entry slipped in": {[]string{`INSERT INTO audit.entry (id, at, kind, action, xid) OVERRIDING SYSTEM VALUE
			VALUES (1000000, now(), 'operator', 'slipped', '1')`}, "outside the tree"},
		"two leaves swapped": {[]string{`UPDATE audit.leaf SET index = 100000 WHERE index = 34`, `UPDATE audit.leaf SET index = 34 WHERE index = 33`,
			`UPDATE audit.leaf SET index = 33 WHERE index = 100000`}, "place was altered"},
		"a digest altered": {[]string{`UPDATE audit.leaf SET digest = sha256(digest) WHERE index = 34`}, "payload"},
		"a leaf removed":   {[]string{`DELETE FROM audit.leaf WHERE index = 34`}, "outside the tree"},
		"a leaf's hash altered": {[]string{`UPDATE audit.hash SET hash = sha256(hash) WHERE index = ` + fmt.Sprint(level0(34))},
			"was altered"},
		"a leaf's hash removed": {[]string{`DELETE FROM audit.hash WHERE index = ` + fmt.Sprint(level0(34))}, "missing"},
	} {
		t.Run(name, func(t *testing.T) {
			defer restore()
			entry := count(t, r, `SELECT entry FROM audit.leaf WHERE index = 34`)
			if name == "an entry slipped in" {
				entry = 1000000
			}
			r.tamper(t, tt.change...)
			report := r.verify(t)
			if report.OK() {
				t.Fatal("nothing was found")
			}
			first := report.Problems[0]
			if first.First != int64(entry) || first.Last != int64(entry) || !strings.Contains(first.String(), tt.want) {
				t.Errorf("%q, want entry %d %s", first, entry, tt.want)
			}
		})
	}
}

// level0 is where the hash of leaf n is stored.
func level0(n int64) (index int64) {
	for ; n > 0; n >>= 1 {
		index += n
	}
	return index
}

// I65: what is rewritten whole, hashes and all, disagrees with the signed roots, and the stretch is named.
func TestI65_VerifyNamesTheStretchThatWasRewritten(t *testing.T) {
	t.Parallel()
	r := filled(t)
	first, last := count(t, r, `SELECT entry FROM audit.leaf WHERE index = 30`), count(t, r, `SELECT entry FROM audit.leaf WHERE index = 39`)
	outside := r.checkpoint(t)
	rewrite(t, r, 34)
	report := r.verify(t)
	if report.OK() || report.Problems[0].First != int64(first) || report.Problems[0].Last != int64(last) {
		t.Errorf("%v, want entries %d to %d", report.Problems, first, last)
	}

	// With checkpoints of the forger's own over it, only the one kept outside tells.
	r.tamper(t, `DELETE FROM audit.checkpoint`)
	if report := r.verify(t); report.OK() || !strings.Contains(report.Problems[0].Text, "no signed checkpoint") {
		t.Errorf("without checkpoints: %v", report.Problems)
	}
	report = r.verify(t, outside)
	if report.OK() || !strings.Contains(report.Problems[0].Text, "Leaves 0 to 59 are not those of the checkpoint kept outside") {
		t.Errorf("against the outside: %v", report.Problems)
	}
}

// rewrite alters the entry of a leaf and makes the whole tree anew over it, as a forger without the key would.
func rewrite(t *testing.T, r *record, leaf int) {
	t.Helper()
	r.tamper(t, fmt.Sprintf(`UPDATE audit.entry SET actor = 99 WHERE id = (SELECT entry FROM audit.leaf WHERE index = %d)`, leaf),
		`CREATE TABLE audit.old AS SELECT * FROM audit.checkpoint`,
		`INSERT INTO audit.pending SELECT entry FROM audit.leaf`, `DELETE FROM audit.leaf`, `DELETE FROM audit.hash`, `DELETE FROM audit.checkpoint`)
	forger := newKeys(t)
	seq := audit.NewSequencer(r.Sequencer, audit.SequencerOptions{Shop: "test", Signer: forger.signer, Verifiers: forger.known})
	if n, err := seq.Once(t.Context()); n != 60 || err != nil {
		t.Fatal(n, err)
	}
	r.tamper(t, `DELETE FROM audit.checkpoint`, `INSERT INTO audit.checkpoint SELECT * FROM audit.old`)
}

func TestI65_TruncationIsFoundByTheCheckpointOutside(t *testing.T) {
	t.Parallel()
	r := filled(t)
	outside := r.checkpoint(t)
	r.tamper(t, `DELETE FROM audit.payload WHERE entry IN (SELECT entry FROM audit.leaf WHERE index >= 40)`,
		`DELETE FROM audit.entry WHERE id IN (SELECT entry FROM audit.leaf WHERE index >= 40)`,
		`DELETE FROM audit.leaf WHERE index >= 40`, `DELETE FROM audit.checkpoint WHERE size > 40`,
		`DELETE FROM audit.hash WHERE index >= `+fmt.Sprint(level0(40)))
	r.verifies(t) // by itself it is whole
	report := r.verify(t, outside)
	if report.OK() || !strings.Contains(report.Problems[0].Text, "Leaves 40 to 59 were cut off") {
		t.Errorf("%v", report.Problems)
	}
}

func TestI65_TruncationWithoutCareIsFoundAtOnce(t *testing.T) {
	t.Parallel()
	r := filled(t)
	r.tamper(t, `TRUNCATE audit.leaf`)
	if report := r.verify(t); report.OK() || report.Problems[0].First != 1 || !report.More {
		t.Errorf("%v", report.Problems)
	}
	r.tamper(t, `TRUNCATE audit.entry`)
	if report := r.verify(t); report.OK() {
		t.Error("an empty record")
	}
}

func TestVerify_DistrustsAnotherKeysCheckpoints(t *testing.T) {
	t.Parallel()
	r := filled(t)
	r.keys = newKeys(t)
	if report := r.verify(t); report.OK() || !strings.Contains(report.Problems[0].Text, "checkpoint over 10 leaves") {
		t.Errorf("%v", report.Problems)
	}
}

// I74: what was erased by an entry still verifies; anything younger, or removed otherwise, does not.
func TestI74_ErasedPayloadVerifiesAndNamesItsEntry(t *testing.T) {
	t.Parallel()
	r := newRecord(t)
	r.write(t, 10)
	r.sequence(t)
	erase := func(first, last int64) error {
		return r.Transact(t.Context(), tester{}, audit.EraseAction, func(tx *store.Tx) error {
			_, err := audit.Erase(t.Context(), tx, first, last, "asked by the customer")
			return err
		})
	}
	if err := erase(3, 5); !fault.Is(err, fault.Forbidden) {
		t.Errorf("younger than twelve months: %v", err)
	}
	r.Shift(t, 400*24*time.Hour)
	if err := erase(3, 500); err == nil {
		t.Error("a range beyond the entry itself was erased")
	}
	if err := erase(3, 5); err != nil {
		t.Fatal(err)
	}
	r.write(t, 2)
	r.sequence(t)
	if n := count(t, r, `SELECT count(*) FROM audit.payload WHERE entry BETWEEN 3 AND 5`); n != 0 {
		t.Errorf("%d payload rows left", n)
	}
	report := r.verifies(t)
	by := count(t, r, `SELECT id FROM audit.entry WHERE action = 'audit.erase' AND outcome = 'done'`)
	if want := (audit.Erasure{First: 3, Last: 5, By: int64(by), Count: 3}); len(report.Erasures) != 1 || report.Erasures[0] != want {
		t.Errorf("%+v, want %+v", report.Erasures, want)
	}
	r.tamper(t, `DELETE FROM audit.payload WHERE entry = 6`)
	if report := r.verify(t); report.OK() || report.Problems[0].First != 6 {
		t.Errorf("removed otherwise: %v", report.Problems)
	}
}

// forge makes the tree anew over what the record says now, with the shop's own key: all that somebody with the database and the key
// can do. Each pass takes the entries of one condition, so that the order of the leaves can be another one.
func (r *record) forge(t *testing.T, passes ...string) {
	t.Helper()
	r.tamper(t, `DELETE FROM audit.leaf`, `DELETE FROM audit.hash`, `DELETE FROM audit.checkpoint`, `DELETE FROM audit.pending`)
	forger := r.sequencer()
	for _, which := range passes {
		r.tamper(t, `INSERT INTO audit.pending SELECT id FROM audit.entry WHERE `+which)
		if _, err := forger.Once(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// I65: against checkpoints kept outside every verb is found and its range named, even when the superuser also holds the shop's key and
// makes the whole tree anew: by itself the record then verifies.
func TestI65_KeptCheckpointsTellEveryVerb(t *testing.T) {
	t.Parallel()
	r := newRecord(t)
	var kept []audit.Checkpoint
	for range 6 {
		r.write(t, 10)
		r.sequence(t)
		kept = append(kept, r.checkpoint(t))
	}
	restore := r.save(t)
	of := func(leaf int) int { return count(t, r, `SELECT entry FROM audit.leaf WHERE index = $1`, leaf) }
	e34, e35, e40 := of(34), of(35), of(40)
	everything := []string{`true`}
	for name, tt := range map[string]struct {
		change []string
		passes []string
		want   string
	}{
		"nothing": {nil, everything, ""},
		"edit":    {[]string{fmt.Sprintf(`UPDATE audit.entry SET actor = 99 WHERE id = %d`, e34)}, everything, "Leaves 30 to 39"},
		"edit of a value": {[]string{fmt.Sprintf(`UPDATE audit.payload SET body = jsonb_set(body, '{after,value}', '7') WHERE entry = %d AND body ? 'after'`, e34)},
			everything, "Leaves 30 to 39"},
		"delete": {[]string{fmt.Sprintf(`DELETE FROM audit.payload WHERE entry = %d`, e34), fmt.Sprintf(`DELETE FROM audit.entry WHERE id = %d`, e34)},
			everything, "Leaves 30 to 39"},
		"insert": {[]string{`INSERT INTO audit.entry (id, at, kind, action, xid) OVERRIDING SYSTEM VALUE VALUES (0, now(), 'operator', 'slipped', '1')`,
			`INSERT INTO audit.payload (entry, at, salt, body) SELECT 0, at, '\x00', '{}' FROM audit.entry WHERE id = 0`}, everything, "Leaves 0 to 9"},
		"reorder": {nil, []string{fmt.Sprintf(`id < %d`, e34), fmt.Sprintf(`id = %d`, e35), fmt.Sprintf(`id = %d`, e34), fmt.Sprintf(`id > %d`, e35)}, "Leaves 30 to 39"},
		"truncate": {[]string{fmt.Sprintf(`DELETE FROM audit.payload WHERE entry >= %d`, e40), fmt.Sprintf(`DELETE FROM audit.entry WHERE id >= %d`, e40)},
			everything, "Leaves 40 to 49 were cut off"},
	} {
		t.Run(name, func(t *testing.T) {
			defer restore()
			r.tamper(t, tt.change...)
			r.forge(t, tt.passes...)
			r.verifies(t) // with the key one can make a record that is whole by itself
			report := r.verify(t, kept...)
			if tt.want == "" {
				if !report.OK() || report.Outside != 6 {
					t.Errorf("made anew and the same: %v", report.Problems)
				}
				return
			}
			if report.OK() || !strings.HasPrefix(report.Problems[0].Text, tt.want) {
				t.Errorf("%v, want %s", report.Problems, tt.want)
			}
		})
	}
}
