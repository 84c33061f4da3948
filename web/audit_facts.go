package web

import (
	"fmt"
	"time"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/audit"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// factsOf is what stands beside a session: who, for whom, when, from where, with whose consent, and how it ended.
// moment writes times: as pages do, or in UTC for paper.
func factsOf(t audit.Timeline, moment func(time.Time) string) []auditpage.Fact {
	role := impersonation.Session{CapacityKind: account.CapacityKind(t.Capacity), SubjectRole: t.Role}.Role()
	if t.Place != "" {
		role += " at " + t.Place
	}
	facts := []auditpage.Fact{
		{Name: "Who", Text: t.Actor + ", " + impersonation.Role(t.ActorRole).Title()},
		{Name: "For", Text: t.Subject + ", " + role},
	}
	add := func(name, text string, code bool) {
		if text != "" {
			facts = append(facts, auditpage.Fact{Name: name, Text: text, Code: code})
		}
	}
	add("Why", t.Reason, false)
	add("Ticket", t.Ticket, false)
	add("Mode", modeWords(t.Mode), false)
	add("Started", moment(t.StartedAt), false)
	if t.EndedAt != nil {
		add("Ended", moment(*t.EndedAt)+", "+impersonation.Cause(t.EndCause).By(), false)
		add("Ended because", t.KillReason, false)
		add("Lasted", lasted(t.Took()), false)
	} else {
		add("Ends", "at the latest "+moment(t.ExpiresAt), false)
	}
	add("Did", didWords(t.Facts), false)
	add("Consent", consentWords(t.Facts, moment), false)
	add("IP address", t.IP, true)
	add("Network", t.Network, true)
	add("Browser", browserWords(t.Facts), false)
	add("Device", t.Device, true)
	return facts
}

func didWords(f audit.Facts) string {
	return fmt.Sprintf("%s, %s, %s", part.Plural(f.Views, "page"), part.Plural(f.Changes, "change"), part.Plural(f.Refusals, "refusal"))
}

func browserWords(f audit.Facts) string {
	if f.Browser == "" {
		return ""
	}
	if f.Platform == "" {
		return f.Browser
	}
	return f.Browser + " on " + f.Platform
}

// consentNames are the kinds of consent as one reads them.
var consentNames = map[string]string{"standing": "standing", "prompt": "said yes when asked", "pin": "support PIN",
	"organization": "the organization’s switch", "second_person": "a second person", "none": "none needed; the person was told"}

func consentWords(f audit.Facts, moment func(time.Time) string) string {
	text := consentNames[f.ConsentKind]
	if f.ConsentAt != nil {
		text += ", given " + moment(*f.ConsentAt)
	}
	if f.ConsentText != "" {
		text += ": “" + f.ConsentText + "”"
	}
	return text
}

// lasted writes a length to the second: "9 min 32 s".
func lasted(d time.Duration) string {
	s := int(d / time.Second)
	if s < 60 {
		return fmt.Sprintf("%d s", s)
	}
	return fmt.Sprintf("%d min %d s", s/60, s%60)
}

// stamp writes "14:22:08"; machine writes the same for machines.
func stamp(t time.Time) string   { return t.In(part.Zone).Format("15:04:05") }
func machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// visitorNow is the moment printed on paper.
func visitorNow() time.Time { return time.Now() }
