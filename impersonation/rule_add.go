package impersonation

import (
	"context"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// AddRule makes a new rule and gives its id. It needs the right to edit the policy and a fresh code, and counts for the next start.
// fault.Invalid names each field that cannot be used, before a code is used up; fault.Conflict says that there is a rule for the role,
// the capacity and the relation already.
func (s *Sessions) AddRule(ctx context.Context, actor account.Actor, r Rule, code string) (id int64, err error) {
	defer fault.Wrap(&err, "Sessions.AddRule")
	if r, err = r.Sound(); err != nil {
		return 0, err
	}
	row, err := r.row()
	if err != nil {
		return 0, err
	}
	_, err = s.editPolicy(ctx, actor, code, edit{action: "policy.add_rule",
		ready: func(tx *store.Tx) error { return placeFree(ctx, tx, r) },
		change: func(tx *store.Tx) error {
			if err := placeTaken(tx.Get(ctx, &id, insertRule, row)); err != nil {
				return err
			}
			return tx.About(ctx, "rule", id)
		}})
	return id, err
}

// placeFree tells before a code is used that another rule has the place; the index settles it.
func placeFree(ctx context.Context, tx *store.Tx, r Rule) error {
	var taken bool
	err := tx.Get(ctx, &taken, `
		SELECT EXISTS (SELECT FROM shop.impersonation_rule WHERE actor_role = $1 AND capacity = $2 AND relation = $3 AND removed_at IS NULL)`,
		string(r.ActorRole), string(r.Capacity), string(r.Relation))
	if err == nil && taken {
		says := "There is a rule for these already. Change that one."
		return fault.New(fault.Conflict, says).WithField("relation", says).WithCode("rule_exists")
	}
	return err
}

// RemoveRule takes a rule away for good. It needs the right to edit the policy and a fresh code. What runs by it ends in the same
// transaction; ended are those sessions. The row stays, for sessions point to it, and never comes back. fault.NotFound for an unknown
// rule.
func (s *Sessions) RemoveRule(ctx context.Context, actor account.Actor, id int64, code string) (ended []Ending, err error) {
	defer fault.Wrap(&err, "Sessions.RemoveRule(%d)", id)
	return s.editPolicy(ctx, actor, code, edit{action: "policy.remove_rule",
		ready: func(tx *store.Tx) error { return holdVersion(ctx, tx, id, 0) },
		change: func(tx *store.Tx) error {
			if err := tx.About(ctx, "rule", id); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, removeRule, id)
			return err
		}})
}
