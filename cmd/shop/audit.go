package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"standin/store"
	"standin/store/audit"
	"standin/store/embedpg"
	"standin/store/keyring"
)

// checkpointFile is where the running shop keeps checkpoints outside its database.
func (c config) checkpointFile() string {
	if c.Kept != "" {
		return c.Kept
	}
	return filepath.Join(c.Data, "checkpoints")
}

// auditVerify proves that the record is what it was, against its own signed checkpoints, those kept beside the database, and the file
// of --since. It fails when anything was changed, and names the first of it.
func auditVerify(ctx context.Context, t terminal, args []string) error {
	since, args, err := takeFlag(args, "since")
	if err != nil {
		return err
	}
	c, err := readConfig(t, "audit verify", args)
	if err != nil {
		return err
	}
	keys, err := keyring.Open(c.Keys, false)
	if err != nil {
		return err
	}
	outside, err := readOutside(c, since, keys)
	if err != nil {
		return err
	}
	db, done, err := openRecord(ctx, t, c)
	if err != nil {
		return err
	}
	defer done()
	begun := time.Now()
	r, err := audit.Verify(ctx, db, audit.VerifyOptions{Verifiers: keys.Verifiers(), Outside: outside, Progress: progress(t, begun)})
	if err != nil {
		return err
	}
	return report(t, r, time.Since(begun))
}

// readOutside reads the checkpoints to compare with. That there is no file of the shop's own is no failure; a named one must exist.
func readOutside(c config, since string, keys *keyring.Keys) (list []audit.Checkpoint, err error) {
	for _, file := range []string{c.checkpointFile(), since} {
		if file == "" {
			continue
		}
		text, err := os.ReadFile(file) // #nosec G304 -- the operator names it
		if errors.Is(err, fs.ErrNotExist) && file != since {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("the kept checkpoint cannot be read: %w", err)
		}
		found, err := audit.ParseCheckpoints(text, keys.Verifiers())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		list = append(list, found...)
	}
	return list, nil
}

// openRecord opens the database as one who only reads the record, joining the shop's private PostgreSQL or starting it.
func openRecord(ctx context.Context, t terminal, c config) (db *store.DB, done func(), err error) {
	address, stop := t.getenv("AUDITOR_DATABASE_URL"), func() {}
	if address == "" {
		address = c.Sequencer
	}
	if c.App == "" && address == "" {
		if _, err := os.Stat(c.Data); err != nil {
			return nil, nil, fmt.Errorf("there is no shop in %s: name its folder with --data, or its database with AUDITOR_DATABASE_URL", c.Data)
		}
		server, err := embedpg.Join(ctx, embedpg.Options{Dir: c.Data, Log: slog.New(slog.NewTextHandler(t.err, nil))})
		if err != nil {
			return nil, nil, err
		}
		address, stop = server.URL(embedpg.Auditor), func() { _ = server.Stop() }
	}
	if address == "" {
		return nil, nil, errors.New("AUDITOR_DATABASE_URL is missing: it names the same database as DATABASE_URL, as role standin_auditor, which reads the record")
	}
	db, err = store.Open(ctx, address, store.Options{MaxConns: 2})
	if err != nil {
		stop()
		return nil, nil, err
	}
	return db, func() { _ = db.Close(); stop() }, nil
}

// progress tells, of what takes longer than two seconds, how fast it goes and how long it will still take.
func progress(t terminal, begun time.Time) func(done, total int64) {
	last := begun
	return func(done, total int64) {
		now := time.Now()
		if now.Sub(last) < 2*time.Second || done == 0 {
			return
		}
		last = now
		speed := float64(done) / now.Sub(begun).Seconds()
		left := time.Duration(float64(total-done) / speed * float64(time.Second)).Round(time.Second)
		fmt.Fprintf(t.err, "%d of %d entries, %.0f a second, %s left\n", done, total, speed, left)
	}
}

// report says what was found, and fails when that is anything.
func report(t terminal, r *audit.Report, took time.Duration) error {
	fmt.Fprintf(t.out, "Read %d entries, %d leaves and %d checkpoints in %s.\n", r.Entries, r.Leaves, r.Checkpoints, took.Round(time.Millisecond))
	if r.Pending > 0 {
		fmt.Fprintf(t.out, "Warning: %d entries are not sealed yet; what is written waits a second while the shop runs.\n", r.Pending)
	}
	for _, e := range r.Erasures {
		fmt.Fprintf(t.out, "Entries %d to %d: the details of %d were erased by entry %d.\n", e.First, e.Last, e.Count, e.By)
	}
	if r.OK() {
		fmt.Fprintf(t.out, "The record is intact. Checkpoint %d agrees, and so do %d kept outside the database.\n", r.Last.Size, r.Outside)
		return nil
	}
	for _, p := range r.Problems {
		fmt.Fprintln(t.out, audit.Plain(p.String()))
	}
	if r.More {
		fmt.Fprintln(t.out, "There is more; the first is what counts.")
	}
	return fmt.Errorf("the record is NOT what it was. First: %s", audit.Plain(r.Problems[0].String()))
}

// takeFlag takes one flag with its value out of the arguments: --name VALUE or --name=VALUE.
func takeFlag(args []string, name string) (value string, rest []string, err error) {
	for i := 0; i < len(args); i++ {
		word, v, joined := strings.Cut(args[i], "=")
		switch {
		case strings.TrimLeft(word, "-") != name || !strings.HasPrefix(word, "-"):
			rest = append(rest, args[i])
		case joined:
			value = v
		case i+1 < len(args):
			i++
			value = args[i]
		default:
			return "", nil, fmt.Errorf("--%s wants a value behind it: %w", name, errUsage)
		}
	}
	return value, rest, nil
}
