package main

import (
	"context"
	"fmt"
	"log/slog"
	"os/user"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/audit"
	"standin/store/embedpg"
	"standin/store/keyring"
)

// auditExport writes the record, or a part of it; that it was exported, by which filter and how many entries, is recorded first.
func auditExport(ctx context.Context, t terminal, args []string) error {
	want, args, err := readExport(args)
	if err != nil {
		return err
	}
	c, err := readConfig(t, "audit export", args)
	if err != nil {
		return err
	}
	keys, err := keyring.Open(c.Keys, false)
	if err != nil {
		return err
	}
	g, err := openGround(ctx, c, slog.New(slog.NewTextHandler(t.err, nil)), embedpg.Join)
	if err != nil {
		return err
	}
	defer func() { _ = g.Close() }()
	log := audit.NewLog(g.App, keys.Verifiers(), audit.Format{}).WithSeal(audit.Seal{Public: keys.PublicKeys()})
	n, err := want.write(ctx, t, log)
	if err == nil {
		fmt.Fprintf(t.err, "%d entries.\n", n)
	}
	return err
}

// exportWish is what the command line asks for.
type exportWish struct {
	format  audit.ExportFormat
	since   time.Time
	session string
}

func readExport(args []string) (w exportWish, rest []string, err error) {
	var format, since string
	for name, into := range map[string]*string{"format": &format, "since": &since, "session": &w.session} {
		if *into, args, err = takeFlag(args, name); err != nil {
			return w, nil, err
		}
	}
	if w.format = audit.JSONLines; format != "" {
		w.format = audit.ExportFormat(format)
	}
	if !w.format.Known() {
		return w, nil, fmt.Errorf("--format %q is none; write jsonl, ocsf or csv: %w", format, errUsage)
	}
	if w.session != "" && since != "" {
		return w, nil, fmt.Errorf("--session names one session whole, so --since does not go with it: %w", errUsage)
	}
	w.since, err = moment(since)
	return w, args, err
}

// moment reads a day, from its beginning in UTC, or a moment.
func moment(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(form, text); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("--since %q is no day; write it like 2026-05-28, or 2026-05-28T14:30:00Z: %w", text, errUsage)
}

func (w exportWish) write(ctx context.Context, t terminal, log *audit.Log) (int, error) {
	var who store.Actor = account.Operator(operatorName())
	if w.session != "" {
		return log.ExportSession(ctx, who, w.session, audit.ExportOptions{Format: w.format}, t.out)
	}
	return log.ExportEntries(ctx, who, audit.EntryFilter{From: w.since}, audit.ExportOptions{Format: w.format}, t.out)
}

// operatorName is who sits at the command line.
func operatorName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}
