package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"strings"
	"text/tabwriter"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/embedpg"
	"standin/store/fault"
	"standin/store/session"
)

// openSessions opens the shop's database for what an operator asks about acting for others, beside a running shop or without one.
func openSessions(ctx context.Context, t terminal, name string, args []string) (s *impersonation.Sessions, done func(), err error) {
	c, err := readConfig(t, name, args)
	if err != nil {
		return nil, nil, err
	}
	g, err := openGround(ctx, c, slog.New(slog.NewTextHandler(t.err, nil)), embedpg.Join)
	if err != nil {
		return nil, nil, err
	}
	return impersonation.New(g.App, account.New(g.App, nil)), func() { _ = g.Close() }, nil
}

// policyShow writes who may stand in for whom: the matrix, what stands over it, and each rule as a sentence.
func policyShow(ctx context.Context, t terminal, args []string) error {
	sessions, done, err := openSessions(ctx, t, "policy show", args)
	if err != nil {
		return err
	}
	defer done()
	book, err := sessions.Rulebook(ctx, account.Operator(operatorName()))
	if err != nil {
		return err
	}
	writeControls(t.out, book)
	if err := writeMatrix(t.out, book.Rules); err != nil {
		return err
	}
	for _, r := range book.Rules {
		fmt.Fprintf(t.out, "Rule %d%s: %s\n", r.ID, map[bool]string{false: " (off)"}[r.Enabled], r.Sentence())
	}
	return nil
}

func writeControls(w io.Writer, book impersonation.Rulebook) {
	c := book.Controls
	fmt.Fprintf(w, "Acting for others is %s; %d running.\n", map[bool]string{true: "on", false: "off"}[c.Enabled], book.Running)
	fmt.Fprintf(w, "Over all rules: %s may act; a fresh code at each start: %s; at most %d minutes, %d without a click; another network: %s; compared: %s.\n",
		listed(c.Roles, impersonation.Role.Title), yesNo(c.FactorAtStart), c.WholeMinutes, c.IdleMinutes,
		map[impersonation.FootprintMode]string{impersonation.FootprintRecord: "the rule decides", impersonation.FootprintStepUp: "at least a fresh code",
			impersonation.FootprintEnd: "the end"}[c.Footprint], listed(c.Parts, func(p session.Part) string { return string(p) }))
	fmt.Fprintf(w, "A second factor to sign in: staff, and %s.\n\n", listed(c.SignInFactor, func(g impersonation.FactorGroup) string {
		return map[impersonation.FactorGroup]string{impersonation.FactorPowerUsers: "power users", impersonation.FactorVendors: "vendors' users",
			impersonation.FactorEverybody: "everybody"}[g]
	}))
}

// writeMatrix writes who acts down the side and for whom across.
func writeMatrix(w io.Writer, rules []impersonation.Rule) error {
	kinds := []account.CapacityKind{account.CapacityShopper, account.CapacityOrganization, account.CapacityVendor}
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "may stand in\tfor a shopper\tfor an organization's member\tfor a vendor's user")
	for _, role := range impersonation.Roles() {
		line := role.Title()
		for _, kind := range kinds {
			line += "\t" + cellWords(rules, role, kind)
		}
		fmt.Fprintln(table, line)
	}
	fmt.Fprintln(table, "auditor\tno\tno\tno")
	fmt.Fprintln(table)
	return table.Flush()
}

func cellWords(rules []impersonation.Rule, role impersonation.Role, kind account.CapacityKind) string {
	var cells []string
	for _, r := range rules {
		if r.ActorRole != role || r.Capacity != kind {
			continue
		}
		head, _ := r.Short()
		cell := fmt.Sprintf("%d: %s", r.ID, head)
		if !r.Enabled {
			cell += " (off)"
		}
		cells = append(cells, cell)
	}
	if len(cells) == 0 {
		return "no"
	}
	return strings.Join(cells, "; ")
}

// policyCheck tells whether one person could act for another now, by which rule, and each condition. It is refused when the policy
// refuses, so that a script can ask.
func policyCheck(ctx context.Context, t terminal, args []string) error {
	ask, rest, err := readQuestion(args)
	if err != nil {
		return err
	}
	sessions, done, err := openSessions(ctx, t, "policy check", rest)
	if err != nil {
		return err
	}
	defer done()
	answer, err := sessions.WhatIf(ctx, account.Operator(operatorName()), ask)
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
		return fmt.Errorf("%s (%s)", f.Message, strings.Join([]string{ask.Actor, ask.Subject}, ", "))
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, answer.Head())
	for _, c := range answer.Checks {
		fmt.Fprintf(t.out, "  %-4s %s\n", map[bool]string{true: "yes", false: "NO"}[c.OK], calm(c.Text))
	}
	if !answer.Allowed {
		return fmt.Errorf("refused (%s): %s", answer.Refusal.Code, calm(answer.Refusal.Message))
	}
	return nil
}

// readQuestion reads ACTOR SUBJECT [--capacity …] [--mode …] [--from …].
func readQuestion(args []string) (ask impersonation.Question, rest []string, err error) {
	capacity, mode, from := "shopper", string(impersonation.Act), ""
	for name, into := range map[string]*string{"capacity": &capacity, "mode": &mode, "from": &from} {
		value, left, err := takeFlag(args, name)
		if err != nil {
			return ask, nil, err
		}
		if args = left; value != "" {
			*into = value
		}
	}
	words, rest := leading(args)
	if len(words) != 2 {
		return ask, nil, fmt.Errorf("it wants two e-mail addresses, ACTOR and SUBJECT, then --capacity shopper|organization|vendor and --mode act|read_only: %w", errUsage)
	}
	ask = impersonation.Question{Actor: words[0], Subject: words[1], Capacity: account.CapacityKind(capacity), Mode: impersonation.Mode(mode)}
	if from != "" {
		if ask.From, err = netip.ParseAddr(from); err != nil {
			return ask, nil, fmt.Errorf("--from %q is no address; write one like 203.0.113.7: %w", from, errUsage)
		}
	}
	return ask, rest, nil
}

// leading are the words before the first flag.
func leading(args []string) (words, rest []string) {
	for i, a := range args {
		if strings.HasPrefix(a, "-") {
			return args[:i], args[i:]
		}
	}
	return args, nil
}

func listed[T any](list []T, name func(T) string) string {
	if len(list) == 0 {
		return "nobody"
	}
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = name(v)
	}
	return strings.Join(words, ", ")
}

func yesNo(is bool) string { return map[bool]string{true: "yes", false: "NO"}[is] }
