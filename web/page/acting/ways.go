package actingpage

import (
	"context"

	"github.com/a-h/templ"

	"standin/web/page/part"
)

// Way is one kind of consent and where it stands.
type Way struct {
	Kind   string
	Title  string
	Says   string
	Tag    string // "yes", "no", "waits"
	Done   bool
	No     bool
	Button string // what asks for it; empty where nothing does
	URL    string
}

// ready tells whether a code is asked for: nothing is missing, or a PIN would do.
func (v StartView) ready() bool { return v.Lacks == "" || v.PIN }

// focusCode puts the cursor where the next thing is typed.
func (v StartView) focusCode() bool { return v.Reason != "" && (v.Lacks == "" || !v.PIN) }

func (v StartView) consentTitle() string {
	if v.Lacks == "" {
		return "You have the yes you need"
	}
	return "Whose yes it needs"
}

// waysID is the part's id while an answer is waited for, and another afterwards: an open page that looks again then finds that it is
// over, and loads the whole page.
func (v StartView) waysID() string {
	if v.Waiting {
		return "waiting"
	}
	return "consent"
}

func (v StartView) againURL() string { return "/act/" + v.Subject.ID }

func (v StartView) poll(ctx context.Context) templ.Attributes {
	if !v.Waiting {
		return nil
	}
	return templ.Attributes{"data-every": "3", "data-from": string(part.Link(ctx, v.againURL()+"/waiting")), "data-then": string(part.Link(ctx, v.againURL()))}
}

func (v StartView) pinHint() string {
	return "Eight figures, good for ten minutes and once. After five wrong ones nobody can try for a quarter of an hour."
}

// fixedFacts are what was asked.
func (v StartView) fixedFacts() []Fact {
	facts := []Fact{{"Why", v.Reason}}
	if v.Ticket != "" {
		facts = append(facts, Fact{"Ticket", v.Ticket})
	}
	for _, o := range v.Choices {
		if o.Value == v.Capacity {
			facts = append(facts, Fact{"As what", o.Label})
		}
	}
	for _, o := range v.modes() {
		if o.Value == v.Mode {
			facts = append(facts, Fact{"How", o.Label})
		}
	}
	return facts
}

// RequestsView is what waits for somebody's yes: what one asked oneself, and what others ask.
type RequestsView struct {
	Mine   []RequestRow
	Others []RequestRow
}

// RequestRow is one request in a list.
type RequestRow struct {
	Who   part.Who // for whom
	By    string   // who asks; empty for one's own
	Says  string
	Tag   string
	Yes   bool
	No    bool
	URL   string
	Label string
}

// RequestView is one request of a second person, to be answered.
type RequestView struct {
	ID      string
	Subject part.Who
	Actor   part.Who
	Desk    part.Area
	BackURL string
	Text    string
	Facts   []Fact
	Over    string // why it is answered no more; empty while it waits
	Seconds int
	Errors  part.Errors
}
