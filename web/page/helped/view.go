// Package helpedpage is where people see who helped them, and say whether it may happen again.
package helpedpage

import "standin/web/page/part"

// HelpedView is the page Who helped me.
type HelpedView struct {
	State    string // ask, allowed or never
	Until    string // as a date field writes it
	Says     string // where the switch stands, in a sentence
	CanSet   bool   // false while somebody else looks at the page
	WhyNot   string
	Sessions []Session
	Looks    []Look
	Prompts  []Prompt
	PIN      string // in the answer that made it, and nowhere else
	PINUntil string
	NoPIN    string // why there is none
	Errors   part.Errors
}

// Prompt is a question whether somebody may act: one that waits for the answer, or a yes that can be taken back.
type Prompt struct {
	Text  string
	Says  string
	Until string
	URL   string
	Waits bool
	May   bool // false while somebody else looks at the page
}

// Session is one time somebody acted for this person.
type Session struct {
	ID      string
	Who     string // service name
	When    string
	Why     string
	Lasted  string
	Running bool
	Lines   []Line
	Changes ChangesView
}

// Line is one thing that was done.
type Line struct {
	Icon    string
	Text    string
	Refused bool
}

// Look is one reading of this person's page at the support desk.
type Look struct{ Who, When string }

func (v HelpedView) states() []part.Option {
	return []part.Option{
		{Value: "ask", Label: "Ask me", Hint: "Nobody acts for you unless you say yes to it"},
		{Value: "allowed", Label: "Allowed until a day", Hint: "Support may act for you without asking"},
		{Value: "never", Label: "Never", Hint: "Nobody acts for you, whatever a rule says"},
	}
}
