package web

import (
	"strings"

	"standin/impersonation"
	"standin/web/page/acting"
	"standin/web/page/part"
)

// addWays says whose yes the chosen rule takes, where each stands, and what asks for it. Where nobody need be asked, nothing is said.
func addWays(v *actingpage.StartView, o impersonation.Offer, ch impersonation.Choice) {
	v.Lacks = ch.Lacks
	if ch.Grant.Rule.Accepts(impersonation.NoConsent) && !o.Subject.Sensitive {
		return
	}
	second, own := true, false
	for _, w := range ch.Ways {
		v.Ways = append(v.Ways, wayView(v, o, w))
		v.Waiting = v.Waiting || w.Wait
		if w.Kind == impersonation.SecondPerson && o.Subject.Sensitive {
			second = w.Done
		} else {
			own = own || w.Done
		}
	}
	v.PIN = !own && second && ch.Lacks != "" && ch.Grant.Rule.Accepts(impersonation.ByPIN)
}

func wayView(v *actingpage.StartView, o impersonation.Offer, w impersonation.Way) actingpage.Way {
	view := actingpage.Way{Kind: string(w.Kind), Title: w.Title, Says: w.Says, Done: w.Done}
	switch {
	case w.Done:
		view.Tag = "yes"
	case w.Wait:
		view.Tag = "waits"
	case w.Asked != nil && w.Asked.State == impersonation.SaidNo:
		view.Tag, view.No = "no", true
	}
	if w.Asked != nil && w.Asked.AnsweredAt != nil {
		view.Says = strings.TrimSuffix(view.Says, ".") + " at " + part.Clock(*w.Asked.AnsweredAt) + "."
	}
	if !w.May || v.Lacks == "" {
		return view
	}
	view.URL = "/act/" + v.Subject.ID + "/ask"
	switch w.Kind {
	case impersonation.ByPrompt:
		view.Button = "Ask " + v.Subject.First() + " on their screen"
	case impersonation.SecondPerson:
		view.Button = "Ask another member of staff"
	case impersonation.ByPIN:
		view.Button, view.URL = "Mail a PIN to "+impersonation.MaskEmail(o.Subject.Email), "/act/"+v.Subject.ID+"/pin"
	case impersonation.BySwitch, impersonation.ByOrg, impersonation.NoConsent:
	}
	return view
}

// personFacts name the one who would be acted for: e-mail (masked, as it is at the desk), roles, organizations; of these only what the
// actor's rules reach, for the rest is none of their business.
func personFacts(o impersonation.Offer) []actingpage.Fact {
	var roles, places []string
	for _, ch := range o.Choices {
		if ch.Refusal != nil && o.Refusal == nil {
			continue
		}
		roles = append(roles, sentenceCase(ch.Role))
		if ch.Place != "" {
			places = append(places, ch.Place)
		}
	}
	return []actingpage.Fact{{Name: "E-mail", Value: impersonation.MaskEmail(o.Subject.Email)}, {Name: "Role", Value: joinOr(roles, "none")},
		{Name: "Organization", Value: joinOr(places, "none")}}
}

// joinOr writes a list with commas, each once.
func joinOr(list []string, none string) string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			out, seen[s] = append(out, s), true
		}
	}
	return orElse(strings.Join(out, ", "), none)
}
