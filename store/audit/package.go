package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"standin/store"
	"standin/store/fault"
)

// Package is the evidence package of one session: a ZIP that VerifyPackage checks without the shop.
type Package struct {
	Name    string // of the file, such as "session-8f2c41.zip"
	Content []byte
}

// PackageView is what the record on paper is made of.
type PackageView struct {
	Timeline              // all steps; a step with very many rows shows the first of them, the data has all
	Checkpoint Checkpoint // zero while nothing has been sealed
	Packed     int        // entries of the session, from the one that opened it to the one that ended it
	Waiting    int        // of them, how many had no place in the tree yet
}

// Package makes the evidence package of one session: the record made for paper, the data exactly as it was sealed, proofs, checkpoint,
// keys, the consent's text and the rule as it then stood. The same record under the same checkpoint gives the same bytes. paper writes
// the record for people. That the package was made, and its SHA-256, is in the record before it is returned. fault.NotFound when there
// is no such session; fault.Conflict when the newest checkpoint does not hold.
func (l *Log) Package(ctx context.Context, reader store.Actor, publicID string, paper func(PackageView) ([]byte, error)) (p Package, err error) {
	defer fault.Wrap(&err, "Log.Package(%q)", publicID)
	var session int64
	var entries int
	err = l.db.Snapshot(ctx, func(q store.Querier) error {
		b := &packer{ctx: ctx, q: q, log: l}
		if err := q.Get(ctx, &b.view.Facts, sessionFacts, publicID); err != nil {
			return err
		}
		if err := b.collect(); err != nil {
			return err
		}
		session, entries = b.view.ID, len(b.data.Entries)
		p.Name = "session-" + publicID + ".zip"
		p.Content, err = b.pack(paper)
		return err
	})
	if err != nil {
		return p, err
	}
	sum := sha256.Sum256(p.Content)
	return p, l.db.Record(ctx, reader, store.Event{Action: "export.package", Outcome: store.Done, Object: objectOf("session", session),
		Detail: map[string]any{"rows": entries, "sha256": hex.EncodeToString(sum[:])}})
}

// packer gathers what goes into one package.
type packer struct {
	ctx    context.Context //nolint:containedctx // lives for one call of Package
	q      store.Querier
	log    *Log
	view   PackageView
	data   packageData
	proofs packageProofs
	prover *prover
}

// collect reads the session's entries, and those that say of others that they were erased, with their proofs.
func (b *packer) collect() error {
	ids, err := entriesOf(b.ctx, b.q, []int64{b.view.ID})
	if err != nil {
		return err
	}
	if b.data.Entries, err = readExported(b.ctx, b.q, ids); err != nil {
		return err
	}
	b.view.Packed = len(b.data.Entries)
	if err := b.addErasures(); err != nil {
		return err
	}
	if b.prover, err = newProver(b.ctx, b.q, b.log.known); err != nil {
		return err
	}
	b.data.Version, b.data.Session, b.data.Row = packageVersion, b.view.PublicID, sealedSession(b.data.Entries, b.view.ID)
	b.data.SessionID = b.view.ID
	if b.data.People, err = b.people(); err != nil {
		return err
	}
	b.proofs.Proofs, err = b.prover.prove(b.data.Entries)
	b.view.Waiting = len(b.data.Entries) - len(b.proofs.Proofs)
	return err
}

// addErasures adds the entries by which payloads of the session were erased.
func (b *packer) addErasures() error {
	var erased []int64
	for _, x := range b.data.Entries {
		if len(x.Payload) == 0 {
			erased = append(erased, x.Entry)
		}
	}
	if len(erased) == 0 {
		return nil
	}
	var rows []struct {
		ID     int64  `db:"id"`
		Object string `db:"object"`
	}
	if err := b.q.Select(b.ctx, &rows, erasures); err != nil {
		return err
	}
	var by []int64
	for _, r := range rows {
		var gone erasedBy
		_, ok := gone.add(r.ID, r.Object, 0)
		gone.settle()
		if ok && slices.ContainsFunc(erased, func(id int64) bool { _, named := gone.of(id); return named }) {
			by = append(by, r.ID)
		}
	}
	more, err := readExported(b.ctx, b.q, by)
	b.data.Entries = append(b.data.Entries, more...)
	return err
}

// people are the names, as they are now, of those whom the entries speak of by their ids.
func (b *packer) people() (map[string]string, error) {
	wanted := map[int64]bool{b.view.ActorID: true, b.view.SubjectID: true}
	for _, x := range b.data.Entries {
		if x.Kind == "person" {
			wanted[x.Actor] = true
		}
	}
	ids := make([]int64, 0, len(wanted))
	for id := range wanted {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var rows []struct {
		ID   int64  `db:"id"`
		Name string `db:"name"`
	}
	err := b.q.Select(b.ctx, &rows, namesByKind["person"], array(ids))
	people := make(map[string]string, len(rows))
	for _, r := range rows {
		people[personUID(r.ID)] = r.Name
	}
	return people, err
}

// steps puts the session's entries into words, as the timeline does.
func (b *packer) steps() error {
	var list []*recorded
	for _, x := range b.data.Entries {
		if x.Session != b.view.ID || x.Passive {
			continue
		}
		short := *x
		short.Payload = x.Payload[:min(len(x.Payload), rowsShown)]
		e := short.recorded()
		e.Rows = len(x.Payload)
		list = append(list, e)
	}
	words, err := b.log.wordsFor(b.ctx, list)
	if err != nil {
		return err
	}
	for _, e := range list {
		b.view.Steps = append(b.view.Steps, words.step(e))
	}
	return nil
}

// pack writes all files, signs what they are, and puts them into one.
func (b *packer) pack(paper func(PackageView) ([]byte, error)) ([]byte, error) {
	if err := b.steps(); err != nil {
		return nil, err
	}
	if b.prover.size > 0 {
		c, err := OpenCheckpoint([]byte(b.prover.signed), b.log.known)
		if err != nil {
			return nil, err
		}
		b.view.Checkpoint = c
	}
	record, err := paper(b.view)
	if err != nil {
		return nil, err
	}
	files := packageFiles{readmeFile: []byte(packageReadme), recordFile: record, checkpointFile: []byte(b.prover.signed),
		keysFile: keysText(b.log.seal.Public), consentFile: consentText(b.data.Row), ruleFile: ruleText(b.data.Row)}
	if files[dataFile], err = indented(b.data); err != nil {
		return nil, err
	}
	if files[proofsFile], err = indented(b.proofs); err != nil {
		return nil, err
	}
	if files[manifestFile], err = signedManifest(files, b.data.Session, b.view.Checkpoint, b.log.seal.Signer); err != nil {
		return nil, err
	}
	return files.zip()
}
