package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"text/tabwriter"

	"standin/store/audit"
)

// serve runs the shop until Ctrl-C or SIGTERM.
func serve(ctx context.Context, t terminal, args []string) error {
	c, err := readConfig(t, "serve", args)
	if err != nil {
		return err
	}
	limitMemory(t)
	p, err := build(ctx, c, newLog(t, c))
	if err != nil {
		return err
	}
	greet(t, p)
	return errors.Join(p.Run(ctx), p.Close())
}

// newLog writes for machines, and in the demo for people. What strangers sent stays within its line.
func newLog(t terminal, c config) *slog.Logger {
	o := &slog.HandlerOptions{ReplaceAttr: audit.PlainAttr}
	if c.Demo {
		return slog.New(slog.NewTextHandler(t.err, o))
	}
	return slog.New(slog.NewJSONHandler(t.err, o))
}

// greet says where the shop is, and in the demo who may sign in.
func greet(t terminal, p *program) {
	if p.metrics != nil {
		p.log.Info("counters", "url", "http://"+p.metrics.Addr().String()+"/metrics")
	}
	if !p.config.Demo {
		p.log.Info("ready", "url", p.URL())
		return
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\nThe shop is at %s\n", p.URL())
	fmt.Fprintf(table, "Sign in as one of these at %s/demo, where their codes and mails are:\n\n", p.URL())
	for _, a := range demoAccounts(true) {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", strings.ReplaceAll(a.Role, "_", " "), a.Name, a.Email, a.Password)
	}
	fmt.Fprintln(table, "\nCtrl-C stops it; the data stays.")
	_ = table.Flush() // nobody to greet
}
