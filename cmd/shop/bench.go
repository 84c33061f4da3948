package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"standin/store/embedpg"
)

// benchmark is one run of `shop bench`: a demonstration shop of its own, and what was measured of it. Each time is a ratio to
// something that ran beside it in the same minutes, so that a slow machine or a busy one tells the same as a fast one.
type benchmark struct {
	terminal terminal
	config   config
	log      *slog.Logger
	spell    bool   // tell each statement's time
	home     string // where PostgreSQL keeps the data; not always config.Data
	rows     []measured
}

// bench measures the shop and prints a table. A missed goal stands in the table and fails nothing; only what cannot be measured
// at all does.
func bench(ctx context.Context, t terminal, args []string) (err error) {
	flags := flag.NewFlagSet("shop bench", flag.ContinueOnError)
	flags.SetOutput(t.err)
	data := flags.String("data", "", "use the demonstration in `DIR`, seeded when empty, and leave it there (by default a temporary one)")
	spell := flags.Bool("statements", false, "also tell how long each statement of a page takes")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage // the flag package has said what is wrong
	}
	b := &benchmark{terminal: t, spell: *spell, log: slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: slog.LevelError}))}
	clear, err := b.settle(*data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, clear()) }()
	began := time.Now()
	err = b.run(ctx)
	printTable(t.out, b.rows)
	b.say("measured in %s", time.Since(began).Round(time.Second))
	return err
}

// settle finds a place for the data. What clear is given back removes what was made only for this run.
func (b *benchmark) settle(data string) (clear func() error, err error) {
	kept := data != ""
	if !kept {
		if data, err = os.MkdirTemp("", "shop-bench"); err != nil {
			return nil, err
		}
		if err := os.Chmod(data, 0o755); err != nil { // #nosec G302 -- the database's user passes through it when root runs this
			return nil, err
		}
	}
	b.config = config{Addr: "127.0.0.1:0", Metrics: "off", Data: data, Keys: filepath.Join(data, "keys"), Demo: true}
	return func() error {
		if kept {
			return nil
		}
		err := os.RemoveAll(data)
		if b.home != "" && b.home != data {
			err = errors.Join(err, os.RemoveAll(b.home))
		}
		return err
	}, nil
}

// run goes from what needs a process of its own to what is measured within this one.
func (b *benchmark) run(ctx context.Context) error {
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"seeding a demonstration shop", b.seed},
		{"the serving process", b.process},
		{"a record of a million entries", b.logs},
		{"copies of the database, one without triggers", b.copies},
		{"requests", b.requests},
	} {
		b.say("%s …", step.name)
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return nil
}

// requests measures a shop that runs within this process, where its statements can be seen.
func (b *benchmark) requests(ctx context.Context) (err error) {
	p, err := build(ctx, b.config, b.log)
	if err != nil {
		return err
	}
	running, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- p.Run(running) }()
	defer func() {
		cancel()
		err = errors.Join(err, <-ended, dropCopies(context.WithoutCancel(ctx), p.ground.Private), p.Close())
	}()
	for _, measure := range []func(context.Context, *program) error{b.prebuilt, b.pages, b.adding, b.starting, b.racing, b.verifying, b.sealing} {
		if err := measure(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (b *benchmark) say(format string, args ...any) {
	fmt.Fprintf(b.terminal.err, "bench: "+strings.TrimSpace(format)+"\n", args...)
}

// bareDatabase is the copy in which nothing is recorded.
const bareDatabase = "bench_bare"

// copies copies the seeded database, once to race in, and once to take the record's triggers off. It needs the database to itself.
func (b *benchmark) copies(ctx context.Context) (err error) {
	server, err := embedpg.Start(ctx, embedpg.Options{Dir: b.config.Data, Log: b.log})
	if err != nil {
		return err
	}
	b.home = server.Dir()
	defer func() { err = errors.Join(err, server.Stop()) }()
	if err := dropCopies(ctx, server); err != nil {
		return err
	}
	for _, name := range []string{bareDatabase, racesDatabase} {
		if err := execute(ctx, server, "postgres", `CREATE DATABASE `+name+` TEMPLATE `+embedpg.Database+` STRATEGY file_copy`); err != nil {
			return err
		}
	}
	return execute(ctx, server, bareDatabase, withoutTriggers)
}

// dropCopies removes what copies made.
func dropCopies(ctx context.Context, server *embedpg.Server) error {
	for _, name := range []string{bareDatabase, racesDatabase} {
		if err := execute(ctx, server, "postgres", `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`); err != nil {
			return err
		}
	}
	return nil
}

// freeAddress is an address nobody listens on just now.
func freeAddress(ctx context.Context) (string, error) {
	l, err := listen(ctx, net.JoinHostPort("127.0.0.1", "0"))
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
