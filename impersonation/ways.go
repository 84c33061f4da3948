package impersonation

import (
	"fmt"
	"time"
)

// Way is one kind of consent a rule takes, and where it stands.
type Way struct {
	Kind  ConsentKind
	Title string
	Says  string
	Done  bool   // it is given
	Wait  bool   // an answer is waited for
	May   bool   // it can be asked for (prompt, second person) or typed (PIN)
	Asked *Asked // the newest question of this kind, where there was one within a quarter of an hour
}

// ways are the kinds of consent the rule takes, and the second person a sensitive account needs on top.
func (q Request) ways(r Rule, asked AskedList) (list []Way) {
	first := firstName(q.Subject)
	if r.Accepts(BySwitch) {
		list = append(list, q.switchWay())
	}
	if r.Accepts(ByOrg) {
		list = append(list, q.organizationWay())
	}
	if r.Accepts(ByPrompt) {
		list = append(list, asked.way(q, r, Way{Kind: ByPrompt, Title: "A yes on their screen",
			Says: first + " finds the question on any page of the shop where they are signed in, within seconds."}))
	}
	if r.Accepts(ByPIN) {
		list = append(list, Way{Kind: ByPIN, Title: "A PIN they read out", May: true,
			Says: first + " finds one in the account, under Who helped me. It is good for ten minutes, once."})
	}
	if r.Accepts(SecondPerson) || q.Subject.Sensitive {
		says := "Somebody else of the staff answers under Requests waiting, with a code of their own."
		if !r.Accepts(SecondPerson) {
			says = "This account is marked as sensitive, so this is needed as well. " + says
		}
		list = append(list, asked.way(q, r, Way{Kind: SecondPerson, Title: "A second person’s yes", Says: says}))
	}
	return list
}

func (q Request) switchWay() Way {
	w := Way{Kind: BySwitch, Title: "Their own switch", Done: q.Consent.Stands(q.Now), Says: firstName(q.Subject) + " wants to be asked first."}
	if w.Done {
		w.Says = firstName(q.Subject) + " allows it until " + q.Consent.Until.Format(dayForm) + "."
	} else if q.Consent.State == Allowed && q.Consent.Until != nil {
		w.Says = "It was allowed until " + q.Consent.Until.Format(dayForm) + ", which is over."
	}
	return w
}

func (q Request) organizationWay() Way {
	m, _ := q.Subject.Organization(q.Capacity.Organization)
	w := Way{Kind: ByOrg, Title: "The organization’s switch", Says: m.Name + " has not switched on help by support."}
	if until := m.SupportUntil; until != nil {
		w.Done, w.Says = q.Now.Before(*until), m.Name+" allows it until "+until.Format(dayForm)+"."
		if !w.Done {
			w.Says = m.Name + " allowed it until " + until.Format(dayForm) + ", which is over."
		}
	}
	return w
}

// way says where the newest question of the way's kind stands.
func (l AskedList) way(q Request, r Rule, w Way) Way {
	w.May = true
	for i := range l {
		if a := &l[i]; a.Kind == w.Kind && a.RuleID == r.ID && a.Capacity() == q.Capacity {
			return a.way(w, q.Now)
		}
	}
	return w
}

func (a *Asked) way(w Way, now time.Time) Way {
	w.Asked = a
	who := a.SubjectName
	if a.Kind == SecondPerson {
		who = a.AnswererName
	}
	switch a.Stands(now) {
	case Waiting:
		w.Wait, w.May, w.Says = true, false, "Asked. It waits for an answer."
	case SaidYes:
		w.Done, w.May, w.Says = true, false, who+" said yes."
	case SaidNo:
		w.Says = fmt.Sprintf("%s said no.", who)
	case AskLapsed:
		w.Says = "Nobody answered within 15 minutes. You may ask again."
	case Cancelled, AskUsed, Withdrawn:
	}
	return w
}
