package impersonation

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Rulebook is the policy as an administrator sees it.
type Rulebook struct {
	Controls Controls `db:"controls"` // what stands over all rules, the feature's own switch among it
	Rules    ruleList `db:"rules"`
	Running  int      `db:"running"`
}

// Rulebook reads all rules, those that are off included. It needs the right to edit the policy.
func (s *Sessions) Rulebook(ctx context.Context, actor account.Actor) (b Rulebook, err error) {
	defer fault.Wrap(&err, "Sessions.Rulebook")
	if err := actor.May(account.PolicyEdit); err != nil {
		return b, err
	}
	err = s.db.Get(ctx, &b, `
		SELECT `+controlsJSON+` AS controls, `+rulesJSON+` AS rules,
		       (SELECT count(*) FROM shop.impersonation_session s WHERE s.ended_at IS NULL) AS running`)
	return b, err
}

// SwitchFeature turns acting for others on or off for the whole shop; it needs the right to edit the policy and a fresh code.
// Off ends every running session in the same transaction.
func (s *Sessions) SwitchFeature(ctx context.Context, actor account.Actor, on bool, code string) (err error) {
	defer fault.Wrap(&err, "Sessions.SwitchFeature(%t)", on)
	_, err = s.editPolicy(ctx, actor, code, edit{action: "policy.switch", change: func(tx *store.Tx) error {
		return Controls{Enabled: on}.write(ctx, tx, keyEnabled)
	}})
	return err
}

// SwitchRule turns one rule on or off; it needs the right to edit the policy and a fresh code. It counts for the next start; off
// ends what runs by it. fault.NotFound for an unknown rule.
func (s *Sessions) SwitchRule(ctx context.Context, actor account.Actor, id int64, on bool, code string) (err error) {
	defer fault.Wrap(&err, "Sessions.SwitchRule(%d, %t)", id, on)
	_, err = s.editPolicy(ctx, actor, code, edit{action: "policy.switch_rule",
		ready: func(tx *store.Tx) error { return holdVersion(ctx, tx, id, 0) },
		change: func(tx *store.Tx) error {
			if err := tx.About(ctx, "rule", id); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `UPDATE shop.impersonation_rule SET enabled = $2 WHERE id = $1`, id, on)
			return err
		}})
	return err
}
