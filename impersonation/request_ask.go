package impersonation

import (
	"context"
	"strconv"
	"strings"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Codes of refusals around asking.
const (
	RefusedNotNeeded = "not_needed"   // nothing is missing: it can be started
	RefusedPrompts   = "prompt_limit" // the person was asked often enough for this hour
	RefusedAnswered  = "not_waiting"  // nobody waits for this answer
)

// Ask puts a start that lacks a yes before who may give it: the subject's own screen (ByPrompt) or another member of staff
// (SecondPerson). The policy decides first as for a start, the yes apart; no code is asked for before the yes. It waits 15 minutes,
// and an open question of the same kind gives way to it. Faults as Start; fault.Conflict when nothing is missing, fault.Throttled
// when the person was asked three times within the hour.
func (s *Sessions) Ask(ctx context.Context, actor account.Actor, form StartForm, kind ConsentKind) (asked Asked, err error) {
	defer fault.Wrap(&err, "Sessions.Ask(%q, %s)", form.Subject, kind)
	err = s.db.Transact(ctx, own(actor), "acting.ask", func(tx *store.Tx) error {
		if asked, err = s.ask(ctx, tx, own(actor), form, kind); err != nil {
			return s.refuse(ctx, tx, actor, err)
		}
		return nil
	})
	return asked, err
}

func (s *Sessions) ask(ctx context.Context, tx *store.Tx, actor account.Actor, form StartForm, kind ConsentKind) (asked Asked, err error) {
	q, err := s.wish(ctx, tx, actor, form)
	if err != nil {
		return asked, err
	}
	grant, refusal := s.policy.lacking(q, kind)
	if refusal != nil {
		return asked, refusal
	}
	text := secondText(q, grant)
	if kind == ByPrompt {
		text = promptText(q, grant)
		if err := promptsLeft(ctx, tx, q); err != nil {
			return asked, err
		}
	}
	if _, err := tx.Exec(ctx, replaceAsked, int64(actor.ID), int64(q.Subject.ID), string(kind)); err != nil {
		return asked, err
	}
	err = tx.Get(ctx, &asked, insertAsked, string(kind), int64(actor.ID), int64(q.Subject.ID), actor.SignIn, string(grant.Rule.ActorRole), grant.Rule.ID,
		string(q.Capacity.Kind), int64(q.Capacity.Vendor), int64(q.Capacity.Organization), string(q.Mode), strings.TrimSpace(q.Reason),
		strings.TrimSpace(q.Ticket), localPath(form.Return), text)
	return asked, err
}

// lacking decides a wish whose only fault is a missing yes of the kind. The limit of sessions counts at the start.
func (p Policy) lacking(q Request, kind ConsentKind) (Grant, *fault.Fault) {
	q.Running = nil
	if _, refusal := p.Decide(q); refusal == nil {
		return Grant{}, fault.New(fault.Conflict, "Nobody need be asked any more: you can start.").WithCode(RefusedNotNeeded)
	}
	q.Unasked = true
	grant, refusal := p.Decide(q)
	if refusal != nil {
		return Grant{}, refusal
	}
	if !grant.Rule.Accepts(kind) && (kind != SecondPerson || !q.Subject.Sensitive) {
		return Grant{}, fault.New(fault.Forbidden, "Your rule does not take a yes of this kind.").WithCode(RefusedConsent)
	}
	return grant, nil
}

// promptsLeft keeps a person from being asked all day.
func promptsLeft(ctx context.Context, tx *store.Tx, q Request) error {
	var count struct {
		Asked int        `db:"asked"`
		Again *time.Time `db:"again"`
	}
	if err := tx.Get(ctx, &count, countPrompts, int64(q.Subject.ID), PromptLimit); err != nil || count.Asked < PromptLimit {
		return err
	}
	wait := "a while"
	if count.Again != nil {
		wait = minutesWord(int(count.Again.Sub(q.Now)/time.Minute) + 1)
	}
	return fault.Newf(fault.Throttled, "%s was asked three times within the hour. Wait %s, or use another way.", q.Subject.Name, wait).WithCode(RefusedPrompts)
}

func minutesWord(minutes int) string {
	if minutes == 1 {
		return "one minute"
	}
	return strconv.Itoa(minutes) + " minutes"
}
