package impersonation

import (
	"context"
	"fmt"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Rulebook is the policy as an administrator sees it.
type Rulebook struct {
	Enabled bool     `db:"enabled"` // the feature's own switch
	Rules   ruleList `db:"rules"`
	Running int      `db:"running"`
}

// Rulebook reads all rules, those that are off included. It needs the right to edit the policy.
func (s *Sessions) Rulebook(ctx context.Context, actor account.Actor) (b Rulebook, err error) {
	defer fault.Wrap(&err, "Sessions.Rulebook")
	if err := actor.May(account.PolicyEdit); err != nil {
		return b, err
	}
	err = s.db.Get(ctx, &b, `
		SELECT `+enabled+` AS enabled, (SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.id), '[]') FROM shop.impersonation_rule r) AS rules,
		       (SELECT count(*) FROM shop.impersonation_session s WHERE s.ended_at IS NULL) AS running`)
	return b, err
}

// SwitchFeature turns acting for others on or off for the whole shop; it needs the right to edit the policy and a fresh code.
// Off ends every running session in the same transaction.
func (s *Sessions) SwitchFeature(ctx context.Context, actor account.Actor, on bool, code string) (err error) {
	defer fault.Wrap(&err, "Sessions.SwitchFeature(%t)", on)
	return s.editPolicy(ctx, actor, "policy.switch", code, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `
			INSERT INTO shop.setting (name, value) VALUES ('acting.enabled', $1::jsonb)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, fmt.Sprint(on))
		return err
	})
}

// SwitchRule turns one rule on or off; it needs the right to edit the policy and a fresh code. It counts for the next start; off
// ends what runs by it. fault.NotFound for an unknown rule.
func (s *Sessions) SwitchRule(ctx context.Context, actor account.Actor, id int64, on bool, code string) (err error) {
	defer fault.Wrap(&err, "Sessions.SwitchRule(%d, %t)", id, on)
	return s.editPolicy(ctx, actor, "policy.rule", code, func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE shop.impersonation_rule SET enabled = $2 WHERE id = $1`, id, on)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "There is no such rule.")
		}
		if err != nil {
			return err
		}
		return tx.About(ctx, "rule", id)
	})
}

// editPolicy runs a change of the policy behind a fresh code.
func (s *Sessions) editPolicy(ctx context.Context, actor account.Actor, action, code string, change func(tx *store.Tx) error) error {
	if err := actor.May(account.PolicyEdit); err != nil {
		return err
	}
	return s.db.Transact(ctx, actor, action, func(tx *store.Tx) error {
		err := s.accounts.ConsumeCode(ctx, tx, actor.ID, code)
		if err == nil {
			err = change(tx)
		}
		if err != nil {
			return s.refuse(ctx, tx, actor, err)
		}
		return nil
	})
}
