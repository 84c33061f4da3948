package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
)

// sessionsList writes who acts for whom just now; with --all, the newest sessions that ended as well.
func sessionsList(ctx context.Context, t terminal, args []string) error {
	all := slices.Contains(args, "--all") || slices.Contains(args, "-all")
	args = slices.DeleteFunc(slices.Clone(args), func(a string) bool { return strings.TrimLeft(a, "-") == "all" && strings.HasPrefix(a, "-") })
	sessions, done, err := openSessions(ctx, t, "sessions list", args)
	if err != nil {
		return err
	}
	defer done()
	list, err := sessions.List(ctx, impersonation.Filter{Running: !all})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(t.out, map[bool]string{true: "Nobody has ever acted for anybody.", false: "Nobody acts for anybody just now. --all lists those that ended."}[all])
		return nil
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "id\tactor\tfor\tas\tmode\tbegan (UTC)\tticket\tends or ended")
	for _, s := range list {
		fmt.Fprintf(table, "%s\t%s (%s)\t%s\t%s\t%s\t%s\t%s\t%s\n", s.PublicID, calm(s.ActorName), s.ActorRole.Title(), calm(s.SubjectName), asWords(s),
			strings.ReplaceAll(string(s.Mode), "_", "-"), stamp(s.StartedAt), calm(s.Ticket), endWords(s))
	}
	return table.Flush()
}

func asWords(s impersonation.Session) string {
	if s.Place == "" {
		return s.Role()
	}
	return s.Role() + ", " + calm(s.Place)
}

func endWords(s impersonation.Session) string {
	if s.EndedAt == nil {
		at := s.ExpiresAt
		if s.IdleAt().Before(at) {
			return "runs, until " + stamp(s.IdleAt()) + " without a click"
		}
		return "runs, until " + stamp(at)
	}
	return "ended " + stamp(*s.EndedAt) + " " + s.EndCause.By()
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02 15:04") }

// sessionsEnd ends a session at once, as the operator; why is kept in the record.
func sessionsEnd(ctx context.Context, t terminal, args []string) error {
	reason, args, err := takeFlag(args, "reason")
	if err != nil {
		return err
	}
	words, rest := leading(args)
	if len(words) != 1 || strings.TrimSpace(reason) == "" {
		return fmt.Errorf("it wants the session's ID, as `shop sessions list` shows it, and --reason \"why\": %w", errUsage)
	}
	sessions, done, err := openSessions(ctx, t, "sessions end", rest)
	if err != nil {
		return err
	}
	defer done()
	was, err := sessions.ByPublicID(ctx, words[0])
	if err == nil && !was.Open() {
		fmt.Fprintf(t.out, "It had ended already: %s for %s, %s.\n", calm(was.ActorName), calm(was.SubjectName), endWords(was))
		return nil
	}
	var ended impersonation.Session
	if err == nil {
		ended, err = sessions.Kill(ctx, account.Operator(operatorName()), words[0], reason)
	}
	switch f := fault.As(err); {
	case f != nil && f.Kind == fault.NotFound:
		return fmt.Errorf("there is no session %q; `shop sessions list` shows those that run", words[0])
	case f != nil && f.Kind == fault.Invalid:
		return fmt.Errorf("%s", f.Message)
	case err != nil:
		return err
	}
	fmt.Fprintf(t.out, "Ended: %s for %s, %s. Their next request is refused, and the record keeps why.\n", calm(ended.ActorName), calm(ended.SubjectName), endWords(ended))
	return nil
}

// calm shows what somebody typed without letting it steer the terminal.
func calm(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '·'
		}
		return r
	}, text)
}
