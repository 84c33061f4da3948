package impersonation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"standin/store/fault"
)

// Line is one plain sentence about what was done under a session.
type Line struct {
	Icon    string // eye, pencil, tag, trash-2, ban …
	Text    string // without the one who did it: "changed Trail boots from 1 to 2"
	Refused bool
}

// Summary says in plain sentences what was done under a session: pages looked at, fields shown, changes, and what was refused.
func (s *Sessions) Summary(ctx context.Context, session Session) (lines []Line, err error) {
	defer fault.Wrap(&err, "Sessions.Summary(%d)", session.ID)
	return s.summary(ctx, session, nil)
}

// Account is Summary parted in two: what can be taken back, each change as it came out in the end, and the rest.
func (s *Sessions) Account(ctx context.Context, session Session) (rest []Line, changes []Reversal, err error) {
	defer fault.Wrap(&err, "Sessions.Account(%d)", session.ID)
	if changes, err = s.reversals(ctx, s.db, session.ID); err != nil {
		return nil, nil, err
	}
	apart := map[string]bool{}
	for _, r := range changes {
		apart[r.ID] = true
	}
	rest, err = s.summary(ctx, session, apart)
	return rest, changes, err
}

// summary leaves out the rows that are told apart.
func (s *Sessions) summary(ctx context.Context, session Session, apart map[string]bool) (lines []Line, err error) {
	deeds, err := s.Deeds(ctx, session.ID, 0)
	if err != nil {
		return nil, err
	}
	partly := map[int64]bool{} // entries of which something is told apart
	for i := range deeds {
		all := len(deeds[i].Changes)
		deeds[i].Changes = slices.DeleteFunc(deeds[i].Changes, func(c Change) bool { return apart[rowKey(reversible[c.Table], c)] })
		partly[deeds[i].Entry] = len(deeds[i].Changes) < all
	}
	called, err := s.named(ctx, s.db, deeds)
	if err != nil {
		return nil, err
	}
	lines = append(lines, looked(deeds))
	for _, d := range deeds {
		switch d.Outcome {
		case "refused":
			lines = append(lines, refusedLine(d))
		case "done":
			lines = append(lines, doneLines(d, called, partly[d.Entry])...)
		}
	}
	return once(lines), nil
}

// looked counts the different pages.
func looked(deeds []Deed) Line {
	pages := map[string]bool{}
	for _, d := range deeds {
		if d.Outcome == "viewed" && d.Action == "view" && d.Head.Status < 400 {
			pages[d.Head.Request.Path] = true
		}
	}
	switch len(pages) {
	case 0:
		return Line{Icon: "eye", Text: "looked at no page"}
	case 1:
		return Line{Icon: "eye", Text: "looked at 1 page"}
	}
	return Line{Icon: "eye", Text: fmt.Sprintf("looked at %d pages", len(pages))}
}

func refusedLine(d Deed) Line {
	tried := tries[d.Head.Route]
	if tried == "" {
		tried = words(d.Action)
	}
	if d.Action == "route.refused" && tries[d.Head.Route] == "" {
		tried = "open " + d.Head.Request.Path
	}
	return Line{Icon: "ban", Refused: true, Text: "tried to " + tried + ". " + strings.TrimSpace(d.Refusal) + " Nothing happened"}
}

// tries are refused routes in words.
var tries = map[string]string{
	"/checkout": "check out", "/account/password": "change the password", "/account/consent": "change the consent",
	"/account/factor": "change the second factor", "/act/:person": "act for somebody else",
}

// once drops a sentence that stands right before itself.
func once(lines []Line) []Line {
	var out []Line
	for _, l := range lines {
		if len(out) == 0 || out[len(out)-1] != l {
			out = append(out, l)
		}
	}
	return out
}

// words reads an action's name as words: "cart.add_line" is "cart: add line".
func words(action string) string {
	room, verb, found := strings.Cut(action, ".")
	if !found {
		return action
	}
	return room + ": " + strings.ReplaceAll(verb, "_", " ")
}
