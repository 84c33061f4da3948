package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// serve runs the shop until Ctrl-C or SIGTERM.
func serve(ctx context.Context, t terminal, args []string) error {
	c, err := readConfig(t, "serve", args)
	if err != nil {
		return err
	}
	p, err := build(ctx, c, newLog(t, c))
	if err != nil {
		return err
	}
	greet(t, p)
	return errors.Join(p.Run(ctx), p.Close())
}

// newLog writes for machines, and in the demo for people.
func newLog(t terminal, c config) *slog.Logger {
	if c.Demo {
		return slog.New(slog.NewTextHandler(t.err, nil))
	}
	return slog.New(slog.NewJSONHandler(t.err, nil))
}

// greet says where the shop is, and in the demo who may sign in.
func greet(t terminal, p *program) {
	fmt.Fprintf(t.out, "\nThe shop is at %s\n", p.URL())
	if p.metrics != nil {
		p.log.Info("counters", "url", "http://"+p.metrics.Addr().String()+"/metrics")
	}
}
