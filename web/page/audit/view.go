// Package auditpage is where auditors read the record: the log of sessions, one session as a line through time, the entries
// behind it, what runs now, and how far all of it is proved.
package auditpage

import (
	"strconv"

	"github.com/a-h/templ"

	"standin/web/page/part"
)

// LogView is the session log.
type LogView struct {
	Exports []Chip // downloads of what the filter finds
	Proof   Sealed
	Filter  FilterView
	Chart   Chart
	Live    LiveView
	Rows    []Row
	Shown   string
	Next    string // address of the next page
}

// Sealed says how far the record is proved.
type Sealed struct {
	OK   bool
	Text string
}

// FilterView is what the list is narrowed by, and the form to change it.
type FilterView struct {
	Path   string // where the form leads
	On     []Chip // filters that are on; the URL takes one away
	Offer  []Chip // one press each
	Fields []Control
	Hint   string
	Errors part.Errors
}

// Chip is a filter in words.
type Chip struct{ Text, URL string }

// Control is one field of the filter form: a list when it has options, a box to tick when Tick is set.
type Control struct {
	part.Input
	Options []part.Option
	Tick    bool
}

// Chart is a bar for each day.
type Chart struct {
	Title, Detail, Label string
	Bars                 []Bar
	Axis                 []string
	Width                int
}

// Bar is one day: X and heights in the units of the drawing, of which there are 100 from top to bottom.
type Bar struct {
	X, Y, Height  int
	RefY, RefTall int
	Words         string
	BarWidth      int
}

// LiveView is what runs now.
type LiveView struct {
	Rows    []LiveRow
	MayKill bool
}

// LiveRow is one running session.
type LiveRow struct {
	ID     string
	Actor  part.Who
	Title  string
	Detail string
}

// KillView is the question why a session is ended by somebody else.
type KillView struct {
	ID, Title   string
	First       string // of the one who acts
	Why, Reason string // why it began, why it is ended
	Errors      part.Errors
}

// Row is one session, or a start that was refused.
type Row struct {
	URL            string // empty for a refused start
	Actor, Subject string
	Roles          string
	Reason         string
	Ticket         string
	When, Lasted   string
	Changes        string
	Refusals       int
	End            string
	EndWhy         string
	Bad            bool // the end is one to look at
}

// SessionView is one session.
type SessionView struct {
	ID             string
	Actor, Subject part.Who
	Title, When    string
	Reason         string
	Rule           string // the rule as it then stood, in a sentence
	Printed        string // how the paper is headed
	Facts          []Fact
	Steps          []StepView
	Step           int // the one that is stepped through, from 1; 0 for all
	Next           string
	Proof          string
	Proved         bool
	Hashes         []string
	Running        bool
	MayKill        bool
}

// Fact is a line beside the timeline.
type Fact struct {
	Name, Text string
	Code       bool
}

// StepView is one step of the timeline.
type StepView struct {
	Number int
	Time   string
	Stamp  string
	Kind   string // view, change, refused or mark
	Title  string
	Text   string
	Cards  []CardView
	More   string
}

// CardView is one changed row, before and after.
type CardView struct {
	Title  string
	Whole  string // "new" or "removed" for a row that came or went whole
	Fields []FieldView
}

// listed tells whether the values are only listed: there is nothing to compare them with.
func (c CardView) listed() bool { return c.Whole != "" && len(c.Fields) > 1 }

// only is the value there is, of a row that came or went.
func (f FieldView) only(whole string) string {
	if whole == "removed" {
		return f.Before
	}
	return f.After
}

// FieldView is one value.
type FieldView struct{ Label, Before, After string }

// class is how a step is drawn; while stepping, what is still to come is pale.
func (v SessionView) class(s StepView) string {
	class := s.Kind
	if class == "view" {
		class = ""
	}
	switch {
	case v.Step == 0:
	case s.Number == v.Step:
		class += " here"
	case s.Number > v.Step:
		class += " later"
	}
	return class
}

func (v SessionView) at(step int) string {
	return "/audit/sessions/" + v.ID + "?step=" + strconv.Itoa(step) + "#step-" + strconv.Itoa(step)
}

func stepID(n int) string { return "step-" + strconv.Itoa(n) }

// current marks the step one stands on for who cannot see it.
func (v SessionView) current(s StepView) templ.Attributes {
	if v.Step == s.Number && v.Step != 0 {
		return templ.Attributes{"aria-current": "step"}
	}
	return nil
}

// EntriesView is the list of entries.
type EntriesView struct {
	Exports []Chip // downloads of what the filter finds
	Filter  FilterView
	Rows    []EntryRow
	Next    string
	Back    string // how far back a text was looked for
}

// EntryRow is one entry.
type EntryRow struct {
	ID           string
	When         string
	Who, For     string
	Session      string // address of its session
	What, Detail string
	Outcome      string
	Bad          bool
	From         string
	Sealed       string
}

// CopiesView is where checkpoints went, and the form for the addresses.
type CopiesView struct {
	May           bool
	Stale         bool
	Says          string
	Rows          []Fact
	First, Second string
	Seconds       int
	Errors        part.Errors
}

// ProofView is the page that shows the newest checkpoint.
type ProofView struct {
	Sealed Sealed
	Note   string
	Key    string // fingerprint of the key that signs
	Facts  []Fact
	Paper  string // the root in groups, for paper
	Copies CopiesView
}

func text(n int) string { return strconv.Itoa(n) }

func heading(v LogView) string {
	if len(v.Live.Rows) > 0 {
		return "Earlier"
	}
	return "Sessions"
}
