package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/audit"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// showSession is one session, step by step. ?step=N stands on one step of it, ?after=N shows what followed an entry.
func (s *Server) showSession(c *gin.Context) error {
	after, _ := strconv.ParseInt(c.Query("after"), 10, 64)
	t, err := s.rooms.Record.Session(c.Request.Context(), s.actor(c), c.Param("id"), max(after, 0))
	if err != nil {
		return err
	}
	proof, err := s.rooms.Record.Proof(c.Request.Context())
	if err != nil {
		return err
	}
	v := sessionView(t, proof, after > 0)
	v.Step = stepOf(c.Query("step"), len(v.Steps))
	v.MayKill = s.actor(c).Can(account.PolicyEdit)
	if t.Next != 0 {
		v.Next = nextPage(c, "after", strconv.FormatInt(t.Next, 10))
	}
	v.Printed = fmt.Sprintf("Record of one impersonation session. Session %s, entries %d to %d, read %s by %s.", t.PublicID, t.FirstEntry,
		t.LastEntry, part.Moment(visitorNow()), s.person(c).Name)
	return s.render(c, http.StatusOK, auditpage.Session(v))
}

func stepOf(text string, steps int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || steps == 0 {
		return 0
	}
	return min(n, steps)
}

func sessionView(t audit.Timeline, proof audit.Proof, rest bool) auditpage.SessionView {
	v := auditpage.SessionView{ID: t.PublicID, Actor: whoNamed(t.ActorID, t.Actor), Subject: whoNamed(t.SubjectID, t.Subject),
		Title: t.Actor + " stood in for " + t.Subject, Reason: t.Reason, Running: t.Running(), Facts: factsOf(t, part.Moment)}
	v.When = part.Date(t.StartedAt) + ", " + stamp(t.StartedAt) + " to now"
	if t.EndedAt != nil {
		v.When = part.Date(t.StartedAt) + ", " + stamp(t.StartedAt) + " to " + stamp(*t.EndedAt)
	}
	if !rest {
		v.Steps = append(v.Steps, startStep(t, part.Moment))
	}
	for _, st := range t.Steps {
		v.Steps = append(v.Steps, stepView(st))
	}
	if t.EndedAt != nil && t.Next == 0 {
		v.Steps = append(v.Steps, endStep(t))
	}
	for i := range v.Steps {
		v.Steps[i].Number = i + 1
	}
	v.Proved, v.Proof, v.Hashes = proofOf(t, proof)
	v.Rule = keptSentence(t.Rule)
	return v
}

func startStep(t audit.Timeline, moment func(time.Time) string) auditpage.StepView {
	text := "With a fresh code of " + first(t.Actor) + "’s. Consent: " + consentWords(t.Facts, moment)
	return auditpage.StepView{Kind: "mark", Time: stamp(t.StartedAt), Stamp: machine(t.StartedAt), Title: "Started.", Text: text}
}

func endStep(t audit.Timeline) auditpage.StepView {
	return auditpage.StepView{Kind: "mark", Time: stamp(*t.EndedAt), Stamp: machine(*t.EndedAt), Title: "Ended",
		Text: impersonation.Cause(t.EndCause).By() + "."}
}

func stepView(st audit.Step) auditpage.StepView {
	v := auditpage.StepView{Kind: string(st.Kind), Time: stamp(st.At), Stamp: machine(st.At), Title: st.Title, Text: st.Text}
	for _, card := range st.Changes {
		c := auditpage.CardView{Title: card.Title, Whole: wholes[card.Op]}
		for _, f := range card.Fields {
			c.Fields = append(c.Fields, auditpage.FieldView(f))
		}
		v.Cards = append(v.Cards, c)
	}
	if st.More > 0 {
		v.More = "and " + part.Plural(st.More, "more changed row")
	}
	return v
}

// wholes say of rows that came or went whole what is listed: their values, where a changed row shows before and after.
var wholes = map[string]string{"insert": "new", "delete": "removed"}

// proofOf says which entries the session has, and under which checkpoint they stand.
func proofOf(t audit.Timeline, p audit.Proof) (ok bool, text string, hashes []string) {
	if t.Entries == 0 {
		return true, "The session has no entries yet.", nil
	}
	text = fmt.Sprintf("%s, %s to %s", entriesWord(t.Entries), part.Count(t.FirstEntry), part.Count(t.LastEntry))
	switch {
	case !p.Signed && p.Size > 0:
		return false, text + ". The newest checkpoint does not agree with the tree: have the record verified.", nil
	case t.Leaves < t.Entries:
		return true, text + fmt.Sprintf(", %d of them not sealed yet.", t.Entries-t.Leaves), nil
	}
	return true, text + ", all under checkpoint " + part.Count(p.Size) + ".", []string{"root " + p.Root.String()}
}

func entriesWord(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return part.Count(n) + " entries"
}

func first(name string) string { return strings.SplitN(name, " ", 2)[0] }
