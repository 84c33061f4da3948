// Package actingpage holds the pages around standing in for somebody: the start, what was done, and the page of a session that is
// over. It shows what the front door gives it and knows nothing of rules.
package actingpage

import (
	"fmt"
	"time"

	"standin/web/page/helped"
	"standin/web/page/part"
)

// StartView is the page before a start.
type StartView struct {
	Subject    part.Who
	Person     []Fact    // e-mail (masked), role, organization
	Desk       part.Area // the actor's
	BackURL    string
	Choices    []part.Option
	Capacity   string
	Reason     string
	Ticket     string
	TicketHint string
	Mode       string
	CanAct     bool // the rule lets change something
	Acts       string
	Return     string
	Seconds    int // to the next code
	Replace    []part.Option
	End        string
	Open       bool   // something was asked: what is started is what was asked
	Ways       []Way  // whose yes the rule takes, where one is needed
	Lacks      string // the yes that is missing; empty when nothing is
	Waiting    bool   // an answer is waited for
	Until      string // how long it waits, "14:22"
	PIN        bool   // the customer's PIN would do
	NoCode     bool   // the shop's settings ask for no code at a start
	MailURL    string
	Told       string // what was just done, such as mailing a PIN
	Refusal    string // why not, when it cannot be started at all
	Help       string // what would help
	Terms      []Term // what happens then
	Facts      []Fact
	Carried    bool // ticket and reason were taken along from the call before
	Order      string
	Errors     part.Errors
}

// reasonHint says who will read the reason, and where it came from.
func (v StartView) reasonHint() string {
	if v.Carried {
		return "Taken along from the call before. " + v.Subject.First() + " will read it."
	}
	return v.Subject.First() + " will read this sentence."
}

// Term is one line of what happens then.
type Term struct {
	No   bool
	Text string
}

// Fact is a name and what it is.
type Fact struct{ Name, Value string }

func (v StartView) title() string { return "Stand in for " + v.Subject.Name }

func (v StartView) modes() []part.Option {
	acts := v.Acts
	if !v.CanAct {
		acts = "Your rule allows reading only"
	}
	return []part.Option{
		{Value: "read_only", Label: "Read-only", Hint: "Look at everything, change nothing"},
		{Value: "act", Label: "Changes allowed", Hint: acts, Disabled: !v.CanAct},
	}
}

// EndedView is the page of what was done.
type EndedView struct {
	ID        string
	Subject   part.Who
	Actor     part.Who
	Desk      part.Area // the actor's
	How       string    // "Ended by you at 14:31, after 9 minutes"
	Lines     []Line
	Changes   helpedpage.ChangesView
	Ticket    string
	Note      string
	Carry     bool
	BackURL   string
	Told      string
	AgainURL  string
	RecordURL string // for who may read the record
	Errors    part.Errors
}

// Line is one thing that was done, or what became of it.
type Line struct {
	Icon    string
	Text    string // without the one who did it
	Whole   string // a whole sentence, in place of Text
	Refused bool
}

// EndingView asks what is to become of the jobs of a session that is about to end.
type EndingView struct {
	ID        string
	Name      string // of the subject
	Desk      part.Area
	Jobs      []Job
	MayFinish bool // the rule lets them
	BackURL   string
}

// Job is an upload that is being written.
type Job struct {
	Name       string
	Done, Rows int
}

func (v EndingView) title() string {
	switch len(v.Jobs) {
	case 0:
		return "End the session?"
	case 1:
		return "An upload is still being written."
	}
	return part.Plural(len(v.Jobs), "upload") + " are still being written."
}

func (v EndedView) noteLabel() string {
	if v.Ticket == "" {
		return "Note"
	}
	return "Note for ticket " + v.Ticket
}

func (v EndedView) carryLabel() string {
	if v.Ticket == "" {
		return "Take the note to the next call"
	}
	return "Take ticket and note to the next call"
}

// GoneView is the page of a session that is over, for its actor.
type GoneView struct {
	ID      string
	Name    string // of the subject; empty where it must not be told
	Why     string
	At      time.Time
	Posted  bool   // a form was sent and not carried out
	BackURL string // this page as oneself, where there is one
}

func (v GoneView) text() string {
	if v.Posted {
		return v.Why + " What you sent was not carried out, and nothing was changed."
	}
	return v.Why
}

// CodeView asks for a fresh code, because a request came from another network.
type CodeView struct {
	Name    string
	Path    string // where to go on
	Method  string
	Upload  bool   // a file came with it, which is not kept
	Kept    []Kept // what was typed
	Seconds int
	Errors  part.Errors
}

// Kept is one value of a form that was not carried out yet.
type Kept struct{ Name, Value string }

func ended(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return fmt.Sprintf("It ended at %s.", part.Clock(at))
}

// ChangesView asks to raise a read-only session to changes.
type ChangesView struct {
	Name    string
	May     string // what a code will let do, in words
	Refusal string // why it cannot be raised; empty when it can
	Next    string
	Seconds int
	Errors  part.Errors
}
