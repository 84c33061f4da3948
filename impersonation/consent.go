package impersonation

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ConsentKind is how somebody said yes.
type ConsentKind string

// The kinds of consent a rule may accept.
const (
	BySwitch     ConsentKind = "standing"      // the subject's own switch
	ByPrompt     ConsentKind = "prompt"        // a yes on the subject's own screen
	ByPIN        ConsentKind = "pin"           // a one-time number the subject reads out
	ByOrg        ConsentKind = "organization"  // the organization's switch
	SecondPerson ConsentKind = "second_person" // another member of staff
	NoConsent    ConsentKind = "none"          // not asked, but told
)

// Given is a consent that was given: for this very session, or before.
type Given struct {
	Kind  ConsentKind `json:"kind"`
	Text  string      `json:"text"`
	At    *time.Time  `json:"at"`
	Until *time.Time  `json:"until"` // the session ends then at the latest; nil for no such end

	asked *Asked // the request it answers, which says what it covers; nil for a consent to anything
	pin   int64  // the support PIN that was typed; 0 for none
}

// State is where a person's own switch stands.
type State string

// The states of the switch.
const (
	Ask     State = "ask"
	Allowed State = "allowed"
	Said    State = "never"
)

// Consent is a person's own switch. The zero value asks.
type Consent struct {
	State State      `json:"state"`
	Until *time.Time `json:"until"`
	SetAt *time.Time `json:"set_at"`
}

// Scan reads a consent written as JSON.
func (c *Consent) Scan(src any) error {
	if src == nil {
		*c = Consent{State: Ask}
		return nil
	}
	return scanJSON(src, c)
}

// Never tells whether the person said never, which beats every rule.
func (c Consent) Never() bool { return c.State == Said }

// Stands tells whether the switch says yes at a time.
func (c Consent) Stands(now time.Time) bool {
	return c.State == Allowed && c.Until != nil && now.Before(*c.Until)
}

// dayForm is how consents and mails write a day.
const dayForm = "2 January 2006"

// choose finds a consent the rule accepts, and on top of it the second person whom a sensitive account asks for.
func (q Request) choose(r Rule) (Given, bool) {
	g, ok := q.basis(r)
	if !ok || !q.Subject.Sensitive || g.Kind == SecondPerson {
		return g, ok
	}
	second, ok := q.given(SecondPerson, r)
	if !ok {
		return g, q.Unasked
	}
	g.Text += " " + second.Text
	return g, true
}

// basis finds what the rule itself asks for: one given for this very session first, then the switches, then none at all.
func (q Request) basis(r Rule) (Given, bool) {
	for _, g := range q.Given {
		if r.Accepts(g.Kind) && g.covers(q, r) {
			return g, true
		}
	}
	name := q.Subject.Name
	if c := q.Consent; r.Accepts(BySwitch) && c.Stands(q.Now) {
		text := fmt.Sprintf("%s allowed it until %s.", name, c.Until.Format(dayForm))
		if c.SetAt != nil {
			text = fmt.Sprintf("%s allowed it on %s, until %s.", name, c.SetAt.Format(dayForm), c.Until.Format(dayForm))
		}
		return Given{Kind: BySwitch, Text: text, At: c.SetAt, Until: c.Until}, true
	}
	if m, ok := q.Subject.Organization(q.Capacity.Organization); ok && r.Accepts(ByOrg) && m.SupportUntil != nil && q.Now.Before(*m.SupportUntil) {
		text := fmt.Sprintf("%s lets support act for its members until %s.", m.Name, m.SupportUntil.Format(dayForm))
		return Given{Kind: ByOrg, Text: text, Until: m.SupportUntil}, true
	}
	if r.Accepts(NoConsent) {
		return Given{Kind: NoConsent, Text: name + " need not be asked, and is told."}, true
	}
	return Given{}, q.Unasked
}

// given finds a consent of one kind that was given for this very session.
func (q Request) given(kind ConsentKind, r Rule) (Given, bool) {
	for _, g := range q.Given {
		if g.Kind == kind && g.covers(q, r) {
			return g, true
		}
	}
	return Given{}, false
}

// covers tells whether a yes is to this very wish: by the same rule, in the capacity, for the reason, and to no less.
func (g Given) covers(q Request, r Rule) bool {
	a := g.asked
	return a == nil || a.RuleID == r.ID && a.Capacity() == q.Capacity && a.Reason == strings.TrimSpace(q.Reason) && (a.Mode == Act || q.Mode == ReadOnly)
}

// secondPerson is who said yes beside the consent, or as it; ok is false where nobody had to.
func (q Request) secondPerson(g Grant) (Given, bool) {
	if !q.Subject.Sensitive && g.Consent.Kind != SecondPerson {
		return Given{}, false
	}
	return q.given(SecondPerson, g.Rule)
}

// whatHelps says what would bring the consent that is missing.
func (q Request) whatHelps(r Rule) string {
	name, first := q.Subject.Name, firstName(q.Subject)
	if _, ok := q.basis(r); ok && q.Subject.Sensitive {
		return fmt.Sprintf("The account of %s is marked as sensitive. Another member of staff has to say yes first, and nobody has.", name)
	}
	var ways []string
	for _, w := range []struct {
		kind ConsentKind
		text string
	}{
		{ByPrompt, "ask on their screen"}, {ByPIN, "type the PIN they read out"},
		{BySwitch, "have them switch it on in their account, under Who helped me"},
		{ByOrg, "have the organization switch it on"}, {SecondPerson, "ask another member of staff"},
	} {
		if slices.Contains(r.Consents, w.kind) {
			ways = append(ways, w.text)
		}
	}
	if len(ways) == 0 {
		return name + " has to say yes first."
	}
	if len(r.Consents) == 1 && r.Accepts(SecondPerson) {
		return "Another member of staff has to say yes first, and nobody has."
	}
	return fmt.Sprintf("%s has not allowed it. To act for %s, %s.", name, first, joinWords(ways, "or"))
}
