package web

import (
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"

	"standin/impersonation"
	"standin/store/account"
	"standin/web/page/acting"
	"standin/web/page/part"
)

// startView is what the start page shows of an offer, with what was typed.
func startView(o impersonation.Offer, form startForm, errs part.Errors) actingpage.StartView {
	v := actingpage.StartView{Subject: whoIs(o.Subject), Person: personFacts(o), Desk: deskOf(account.StaffPermissions(o.Actor.Staff).Has),
		BackURL: local(form.Return, "/"), Return: form.Return, Reason: form.Reason, Ticket: form.Ticket, Mode: form.Mode,
		Seconds: account.NextCode(o.Now), Errors: errs, End: form.End, Carried: form.carried, Order: form.Order}
	if o.Refusal != nil {
		v.Refusal = o.Refusal.Message
		return v
	}
	for _, ch := range o.Possible() {
		v.Choices = append(v.Choices, choiceOption(ch))
	}
	wanted, _ := account.ParseCapacity(form.Capacity)
	if a := o.Open; a != nil { // what is started is what was asked
		wanted = a.Capacity()
		v.Reason, v.Ticket, v.Mode, v.Open, v.Until = a.Reason, a.Ticket, string(a.Mode), true, part.Clock(a.ExpiresAt)
	}
	chosen, _ := o.Choice(wanted)
	v.Capacity = chosen.Capacity.String()
	v.CanAct, v.Acts = !chosen.Grant.ReadOnly(), sentenceCase(chosen.Grant.MaySentence())
	if v.Mode == "" || !v.CanAct {
		v.Mode = string(impersonation.ReadOnly)
	}
	v.TicketHint = "If there is one."
	if chosen.Grant.Rule.TicketRequired {
		v.TicketHint = "Needed."
	}
	v.Replace = replaceOptions(o, chosen)
	v.NoCode = !o.Code
	addWays(&v, o, chosen)
	v.Terms, v.Facts = startTerms(o, chosen), startFacts(o, chosen)
	return v
}

// deskOf is the desk from which somebody with these permissions stands in for others.
func deskOf(can func(account.Permission) bool) part.Area {
	switch {
	case can(account.SupportDesk):
		return part.Support
	case can(account.RepDesk):
		return part.Sales
	}
	return part.Org
}

func choiceOption(ch impersonation.Choice) part.Option {
	hints := map[account.CapacityKind]string{
		account.CapacityShopper:      "Their own cart, orders and addresses",
		account.CapacityOrganization: "The organization’s cart and prices only",
		account.CapacityVendor:       "The vendor’s products, uploads and orders only",
	}
	hint := hints[ch.Capacity.Kind]
	if ch.Invited {
		hint = "Has not accepted the invitation yet: only the products can be worked on"
	}
	return part.Option{Value: ch.Capacity.String(), Label: capacityLabel(ch), Hint: hint}
}

// capacityLabel is "Shopper", "Buyer, Northside School", "Vendor user, North Wind".
func capacityLabel(ch impersonation.Choice) string {
	label := sentenceCase(ch.Role)
	if ch.Place != "" {
		label += ", " + ch.Place
	}
	return label
}

// replaceOptions offers to end a running session when the rule allows no more.
func replaceOptions(o impersonation.Offer, ch impersonation.Choice) (list []part.Option) {
	running := 0
	for _, r := range o.Running {
		if r.Subject != account.SubjectID(o.Subject.ID) {
			running++
		}
	}
	if running < ch.Grant.Rule.AtOnce {
		return nil
	}
	list = append(list, part.Option{Value: "", Label: "Choose whose session to end"})
	for _, r := range o.Running {
		list = append(list, part.Option{Value: r.PublicID, Label: "End " + r.SubjectName + " and start"})
	}
	return list
}

func startTerms(o impersonation.Offer, ch impersonation.Choice) []actingpage.Term {
	name, rule := whoIs(o.Subject).First(), ch.Grant.Rule
	end := o.Now.Add(time.Duration(rule.WholeMinutes) * time.Minute)
	return []actingpage.Term{
		{Text: fmt.Sprintf("It ends after %d minutes, at the latest at %s, or after %d minutes without a click.", rule.WholeMinutes, part.Clock(end), rule.IdleMinutes)},
		{Text: "You may " + ch.Grant.MaySentence() + "."},
		{Text: fmt.Sprintf("%s sees “%s is helping you” while you do, and can end it.", name, rule.ActorRole.Service())},
		{Text: "Each page you open and each change is recorded. Nobody can edit the record."},
		{Text: "You stay signed in as yourself. Another tab may stand in for somebody else."},
		{No: true, Text: "You may not " + ch.Grant.MayNotSentence(ch.Capacity) + "."},
	}
}

func startFacts(o impersonation.Offer, ch impersonation.Choice) []actingpage.Fact {
	return []actingpage.Fact{
		{Name: "Consent", Value: orElse(ch.Grant.Consent.Text, "Not given yet")},
		{Name: "Your rule", Value: sentenceCase(ch.Grant.Rule.ActorRole.Title()) + ", rule " + fmt.Sprint(ch.Grant.Rule.ID)},
		{Name: "Running", Value: fmt.Sprintf("%d of %d", len(o.Running), ch.Grant.Rule.AtOnce)},
	}
}

// sentenceCase begins with a capital letter.
func sentenceCase(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
