// Command shop is Standin: it serves the shop and does what an operator asks of it. It reads the configuration, builds
// everything once, and stops it cleanly; it holds no rule of the business.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// command is one thing the program does; its name may be of two words.
type command struct {
	name, does string
	run        func(ctx context.Context, t terminal, args []string) error
}

// terminal is what a command knows of its surroundings.
type terminal struct {
	out, err io.Writer
	getenv   func(string) string
}

// commands are all of them, in the order of the help.
func commands() []command {
	return []command{
		{"serve", "answer requests (--demo: on this machine only, with demonstration data)", serve},
		{"setup", "make the keys and a link for the first administrator", setup},
		{"seed", "fill an empty shop with demonstration data", seedCommand},
		{"migrate", "bring the database's schema up to date, as the owner of the tables", migrate},
		{"audit verify", "prove that nothing in the record was changed (--since FILE: nor since that checkpoint)", auditVerify},
		{"audit export", "write the record with its proofs (--format jsonl, ocsf or csv; --since DAY; --session ID)", auditExport},
		{"audit verify-package", "check the evidence package FILE, without database or network (--key FILE: by kept keys only)", auditVerifyPackage},
		{"policy show", "who may stand in for whom: the matrix, and each rule as a sentence", policyShow},
		{"policy check", "whether ACTOR may act for SUBJECT, and by which rule (--capacity, --mode, --from); exit code 1 when refused", policyCheck},
		{"sessions list", "who acts for whom just now (--all: also what ended)", sessionsList},
		{"sessions end", "end the session ID at once (--reason \"why\")", sessionsEnd},
		{"bench", "measure the shop against what runs beside it, and print a table", bench},
	}
}

// Exit codes: 1 when the thing was refused or failed, 2 when it was asked for wrongly.
const (
	failed    = 1
	misspoken = 2
)

// errUsage marks a command that was written wrongly.
var errUsage = errors.New("see `shop help`")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, terminal{out: os.Stdout, err: os.Stderr, getenv: os.Getenv}, os.Args[1:]))
}

// run finds the command and turns its failure into a message and an exit code.
func run(ctx context.Context, t terminal, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		help(t.out)
		return 0
	}
	c, rest := find(args)
	if c == nil {
		fmt.Fprintf(t.err, "shop: there is no command %q; %v\n", args[0], errUsage)
		return misspoken
	}
	err := c.run(ctx, t, rest)
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(t.err, "shop %s: %v\n", c.name, err)
		return misspoken
	default:
		fmt.Fprintf(t.err, "shop %s: %v\n", c.name, err)
		return failed
	}
}

func find(args []string) (*command, []string) {
	for _, c := range commands() {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == c.name {
			return &c, args[len(words):]
		}
	}
	return nil, nil
}

func help(w io.Writer) {
	fmt.Fprintln(w, "Standin, a shop in which one person can stand in for another.")
	for _, c := range commands() {
		fmt.Fprintf(w, "  shop %-20s %s\n", c.name, c.does)
	}
	fmt.Fprintln(w, "`shop COMMAND -h` lists a command's flags; README.md says more.")
}
