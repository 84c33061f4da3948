package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"standin/impersonation"
	"standin/store/audit"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// sendPackage sends the evidence package of one session.
func (s *Server) sendPackage(c *gin.Context) error {
	ctx := c.Request.Context()
	p, err := s.rooms.Record.Package(ctx, s.actor(c), c.Param("id"), func(v audit.PackageView) ([]byte, error) {
		var b bytes.Buffer
		err := auditpage.Paper(paperView(v)).Render(ctx, &b)
		return b.Bytes(), err
	})
	if err != nil {
		return err
	}
	s.private(c)
	c.Header("Content-Disposition", `attachment; filename="`+p.Name+`"`)
	c.Data(http.StatusOK, "application/zip", p.Content)
	return nil
}

// paperView is the record of one session for paper. Its times are in UTC and say so, for it is read anywhere.
func paperView(v audit.PackageView) auditpage.PaperView {
	p := auditpage.PaperView{ID: v.PublicID, Title: v.Actor + " stood in for " + v.Subject, Reason: v.Reason, Facts: factsOf(v.Timeline, inUTC),
		Consent: v.ConsentText, Rule: ruleFacts(v.Rule), RuleSentence: keptSentence(v.Rule), Waiting: v.Waiting, Entries: v.Packed}
	p.Steps = append(p.Steps, paperStep(startStep(v.Timeline, inUTC), v.StartedAt))
	for _, st := range v.Steps {
		p.Steps = append(p.Steps, paperStep(stepView(st), st.At))
	}
	if v.EndedAt != nil {
		p.Steps = append(p.Steps, paperStep(endStep(v.Timeline), *v.EndedAt))
	}
	for i := range p.Steps {
		p.Steps[i].Number = i + 1
	}
	if v.Checkpoint.Size > 0 {
		p.Checkpoint = fmt.Sprintf("%s, %d leaves, root %s", v.Checkpoint.Origin, v.Checkpoint.Size, v.Checkpoint.Root)
	}
	return p
}

func inUTC(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04:05 UTC") }

func paperStep(st auditpage.StepView, at time.Time) auditpage.StepView {
	st.Time, st.Stamp = at.UTC().Format("15:04:05"), machine(at)
	return st
}

// ruleOf reads the rule that a session keeps; ok is false for one that cannot be read.
func ruleOf(kept json.RawMessage) (r impersonation.Rule, ok bool) {
	err := json.Unmarshal(kept, &r)
	return r, err == nil && r.ActorRole != ""
}

func keptSentence(kept json.RawMessage) string {
	if r, ok := ruleOf(kept); ok {
		return r.Sentence()
	}
	return ""
}

// ruleFacts are the lines of the rule as it then stood.
func ruleFacts(kept json.RawMessage) (facts []auditpage.Fact) {
	r, ok := ruleOf(kept)
	if !ok {
		return nil
	}
	add := func(name, text string) { facts = append(facts, auditpage.Fact{Name: name, Text: text}) }
	var may, consents, caps []string
	for _, p := range r.Permissions {
		may = append(may, string(p))
	}
	for _, k := range r.Consents {
		consents = append(consents, consentNames[string(k)])
	}
	for _, p := range r.Permissions {
		if most, capped := r.Caps[p]; capped {
			caps = append(caps, fmt.Sprintf("%s: %d %%", p, most))
		}
	}
	add("Rule", fmt.Sprint(r.ID))
	add("Who for whom", fmt.Sprintf("%s for %s, %s", r.ActorRole.Title(), r.Capacity, strings.ReplaceAll(string(r.Relation), "_", " ")))
	add("Permissions", strings.Join(may, ", "))
	add("Changes", map[bool]string{true: "allowed", false: "not allowed"}[r.MayAct])
	add("Time", fmt.Sprintf("%s whole, %s without a click", part.Plural(r.WholeMinutes, "minute"), part.Plural(r.IdleMinutes, "minute")))
	add("Consent, any of", strings.Join(consents, ", "))
	if len(caps) > 0 {
		add("Caps", strings.Join(caps, ", "))
	}
	return facts
}
