package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"standin/store"
)

// entryLines writes entries as JSON Lines: each exactly as it was sealed, with its proof, and as the last line the checkpoint that all
// proofs lead to.
type entryLines struct {
	ctx    context.Context //nolint:containedctx // lives for one export
	q      store.Querier
	prover *prover
	keys   []string
	out    io.Writer
}

func newEntryLines(ctx context.Context, q store.Querier, p *prover, keys []string, w io.Writer) *entryLines {
	return &entryLines{ctx, q, p, keys, w}
}

// provedEntry is one line.
type provedEntry struct {
	*exported
	Proof *inclusion `json:"proof,omitempty"` // none while the entry waits for its place in the tree
}

// closing is the last line.
type closing struct {
	Entries    int      `json:"entries"`
	Checkpoint string   `json:"checkpoint,omitempty"` // none while nothing has been sealed
	Keys       []string `json:"keys,omitempty"`       // the shop's own word; compare them with those kept elsewhere
}

func (l *entryLines) entries(ids []int64) error {
	return l.each(ids, func(x *exported, p *inclusion) any { return provedEntry{x, p} })
}

// each reads a chunk, proves it, and writes a line of each entry.
func (l *entryLines) each(ids []int64, line func(x *exported, p *inclusion) any) error {
	list, err := readExported(l.ctx, l.q, ids)
	if err != nil {
		return err
	}
	proofs, err := l.prover.prove(list)
	if err != nil {
		return err
	}
	for _, x := range list {
		var proof *inclusion
		if len(proofs) > 0 && proofs[0].Entry == x.Entry {
			proof, proofs = &proofs[0], proofs[1:]
		}
		if err := l.write(line(x, proof)); err != nil {
			return err
		}
	}
	return nil
}

func (l *entryLines) end(n int) error {
	return l.write(closing{Entries: n, Checkpoint: l.prover.signed, Keys: l.keys})
}

// write writes one line. What a terminal would obey is written as JSON escapes it; read again, it is the same text.
func (l *entryLines) write(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	line := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if bytes.ContainsFunc(line, unruly) {
		line = escaped(line)
	}
	_, err := l.out.Write(append(line, '\n'))
	return err
}

func escaped(line []byte) []byte {
	var b bytes.Buffer
	for _, r := range string(line) {
		if unruly(r) {
			fmt.Fprintf(&b, `\u%04x`, r) // all of them have four digits
			continue
		}
		b.WriteRune(r)
	}
	return b.Bytes()
}
