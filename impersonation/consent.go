package impersonation

import (
	"fmt"
	"slices"
	"time"

	"standin/store/account"
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

// choose finds a consent the rule accepts: one given for this very session first, then the switches, then none at all.
func (q Request) choose(r Rule) (Given, bool) {
	for _, g := range q.Given {
		if r.Accepts(g.Kind) {
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
	return Given{}, false
}

// whatHelps says what would bring the consent a rule asks for.
func whatHelps(r Rule, subject account.Person) string {
	switch {
	case slices.Contains(r.Consents, BySwitch):
		return fmt.Sprintf("%s has not allowed it. Ask them to switch it on in their account, under Who helped me.", subject.Name)
	case slices.Contains(r.Consents, ByOrg):
		return fmt.Sprintf("The organization of %s has not switched on help by support.", subject.Name)
	case slices.Contains(r.Consents, SecondPerson):
		return "A second member of staff has to say yes first, and nobody has."
	}
	return fmt.Sprintf("%s has to say yes first.", subject.Name)
}
