package impersonation

import (
	"context"
	"slices"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Codes of refusals to raise a session to changes.
const (
	RefusedRaised    = "changes_allowed"
	RefusedLookingOK = "asked_for_looking"
)

// AllowChanges raises a read-only session to changes, for a fresh code of its actor: from then on it grants what the rule granted
// with changes when the session began, as far as the rule still does. The session's row does not change, and no end moves. The
// actor must be acting under the session. fault.Conflict when it allows changes already or is over; fault.Forbidden when the rule
// lets nothing be changed, or when somebody said yes to looking only; the faults of a code at the field "code".
func (s *Sessions) AllowChanges(ctx context.Context, actor account.Actor, code string) (err error) {
	defer fault.Wrap(&err, "Sessions.AllowChanges(%d)", actor.Session)
	return s.db.Transact(ctx, actor, "acting.allow_changes", func(tx *store.Tx) error {
		if err := tx.About(ctx, "session", actor.Session); err != nil {
			return err
		}
		if err := s.allowChanges(ctx, tx, actor, code); err != nil {
			return s.refuse(ctx, tx, actor, err)
		}
		return nil
	})
}

func (s *Sessions) allowChanges(ctx context.Context, tx *store.Tx, actor account.Actor, code string) error {
	var is Session
	if err := tx.Get(ctx, &is, selectSession, actor.Session); err != nil {
		return err
	}
	var now Rule
	if err := tx.Get(ctx, &now, holdRule, is.RuleID); err != nil {
		return err
	}
	set, refusal := is.raised(now)
	if refusal != nil {
		return refusal
	}
	if err := s.accounts.ConsumeCode(ctx, tx, actor.ID, code); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, insertRaise, is.ID, names(set))
	return err
}

const (
	// Holds the rule, so that narrowing it waits and then finds the session to close.
	holdRule = `SELECT to_jsonb(r) FROM shop.impersonation_rule r WHERE r.id = $1 FOR SHARE`

	insertRaise = `INSERT INTO shop.impersonation_step_up (session_id, kind, permissions) VALUES ($1, 'act', $2::text[])`
)

// WhyNotRaised says why no code raises the session to changes, as far as its own row tells; empty when one could.
func (s Session) WhyNotRaised() string {
	if _, refusal := s.raised(s.Rule); refusal != nil {
		return refusal.Message
	}
	return ""
}

// raised is what a session comes to grant when changes are added: what the rule granted when it began and still grants now.
func (s Session) raised(now Rule) (account.Permissions, *fault.Fault) {
	switch {
	case s.Mode != ReadOnly:
		return nil, fault.New(fault.Conflict, "This session allows changes already.").WithCode(RefusedRaised)
	case slices.Contains([]ConsentKind{ByPrompt, SecondPerson}, s.ConsentKind), s.Second != 0:
		return nil, fault.New(fault.Forbidden, "The yes you were given is for looking only. End this session and ask again for changes.").WithCode(RefusedLookingOK)
	case !s.Rule.MayAct || !now.MayAct || !now.Enabled:
		return nil, fault.New(fault.Forbidden, "Your rule allows reading only.").WithCode(RefusedReadOnly)
	}
	return granted(s.Rule.Grants().And(now.Grants()), Act), nil
}
