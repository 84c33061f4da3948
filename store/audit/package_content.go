package audit

import (
	"bytes"
	"encoding/json"

	"golang.org/x/mod/sumdb/tlog"
)

// content checks what the files say.
func (v *packageVerifier) content() {
	c, err := OpenCheckpoint(v.files[checkpointFile], v.known)
	if err != nil {
		v.report.add(checkpointFile, "its signature does not hold with this key: %v", err)
	}
	v.report.Checkpoint = c
	if !v.decode(dataFile, &v.data) {
		return
	}
	if v.data.Version != packageVersion {
		v.report.add(dataFile, "it is of form %d, and this program reads form %d", v.data.Version, packageVersion)
		return
	}
	var proofs packageProofs
	if v.decode(proofsFile, &proofs) {
		v.readProofs(proofs)
	}
	v.report.Session, v.report.Entries = v.data.Session, len(v.data.Entries)
	v.readErasures()
	for _, x := range v.data.Entries {
		v.entry(x)
	}
	v.session()
	for entry := range v.proofs {
		v.report.add(proofsFile, "entry %d is proved, and %s does not hold it", entry, dataFile)
	}
}

func (v *packageVerifier) decode(file string, into any) bool {
	d := json.NewDecoder(bytes.NewReader(v.files[file]))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		v.report.add(file, "it cannot be read: %v", err)
		return false
	}
	return true
}

func (v *packageVerifier) readProofs(p packageProofs) {
	v.proofs = make(map[int64]inclusion, len(p.Proofs))
	for _, i := range p.Proofs {
		v.proofs[i.Entry] = i
	}
}

// readErasures finds the entries of the package that erased others. They count only when they are proved themselves.
func (v *packageVerifier) readErasures() {
	for _, x := range v.data.Entries {
		if x.Action != EraseAction || x.Outcome != "done" {
			continue
		}
		if v.proves(x, v.proofs[x.Entry]) != "" {
			continue
		}
		if e, ok := v.gone.add(x.Entry, x.Object, len(v.report.Erasures)); ok {
			v.report.Erasures = append(v.report.Erasures, e)
		}
	}
	v.gone.settle()
}

// entry checks one entry: payload, leaf, path.
func (v *packageVerifier) entry(x *exported) {
	proof, proved := v.proofs[x.Entry]
	delete(v.proofs, x.Entry)
	if x.Leaf == nil {
		if proved {
			v.report.add(dataFile, "entry %d has no leaf, and a proof of one", x.Entry)
		}
		return
	}
	switch {
	case len(x.Payload) == 0:
		if !v.erased(x.Entry) {
			v.report.add(dataFile, "entry %d: its payload is gone, and no entry says that it was erased", x.Entry)
		}
	case !bytes.Equal(x.made(), x.Digest):
		v.report.add(dataFile, "entry %d: its payload is not the one that was sealed", x.Entry)
	}
	if !proved {
		v.report.add(proofsFile, "entry %d: its proof is missing", x.Entry)
		return
	}
	if wrong := v.proves(x, proof); wrong != "" {
		v.report.add(wrong, "entry %d is not leaf %d of the signed tree", x.Entry, proof.Leaf)
		return
	}
	v.report.Proved++
}

// proves tells in which file the fault lies when the proof does not lead from the entry to the signed root; "" when it does.
func (v *packageVerifier) proves(x *exported, p inclusion) (wrong string) {
	made := x.head().leafHash(x.Digest)
	if !bytes.Equal(made[:], p.Hash) || x.Leaf == nil || *x.Leaf != p.Leaf {
		return dataFile
	}
	path := make(tlog.RecordProof, len(p.Path))
	for i, h := range p.Path {
		if len(h) != tlog.HashSize {
			return proofsFile
		}
		path[i] = tlog.Hash(h)
	}
	if tlog.CheckRecord(path, v.report.Checkpoint.Size, v.report.Checkpoint.Root, p.Leaf, made) != nil {
		return proofsFile
	}
	return ""
}

func (v *packageVerifier) erased(entry int64) bool {
	i, ok := v.gone.of(entry)
	if ok {
		v.report.Erasures[i].Count++
	}
	return ok
}

// session checks that what the package says of the session is what its sealed entries say.
func (v *packageVerifier) session() {
	row := sealedSession(v.data.Entries, v.data.SessionID)
	if len(row) > 0 && row["public_id"] != v.data.Session {
		v.report.add(dataFile, "its entries are those of another session")
	}
	made, err1 := json.Marshal(row)
	told, err2 := json.Marshal(v.data.Row)
	if err1 != nil || err2 != nil || !bytes.Equal(made, told) {
		v.report.add(dataFile, "the session's row is not what its entries say")
	}
	if !bytes.Equal(v.files[consentFile], consentText(row)) {
		v.report.add(consentFile, "it is not the consent that was sealed")
	}
	if !bytes.Equal(v.files[ruleFile], ruleText(row)) {
		v.report.add(ruleFile, "it is not the rule that was sealed")
	}
	v.report.People = map[string]string{"actor": v.name(row["actor_id"]), "subject": v.name(row["subject_id"])}
}

func (v *packageVerifier) name(id any) string {
	n, ok := number(id)
	if !ok {
		return "somebody whose entry was erased"
	}
	return v.data.People[personUID(n)]
}
