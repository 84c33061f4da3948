package audit

import (
	"context"

	"standin/store"
	"standin/store/fault"
)

// PolicyChange is one change of the policy, or of what stands over it, with who made it.
type PolicyChange struct {
	Step
	By string // empty when it was not a person
}

// policyActions are the changes of the policy.
var policyActions = store.Strings{"policy.save_rule", "policy.add_rule", "policy.remove_rule", "policy.switch_rule", "policy.switch", "policy.controls",
	"policy.sign_in", "policy.tickets"}

// PolicyChanges reads the newest changes of the policy in words, with what was before and after, the newest first. It is a read
// without a check: callers know who may ask.
func (l *Log) PolicyChanges(ctx context.Context, limit int) (list []PolicyChange, err error) {
	defer fault.Wrap(&err, "Log.PolicyChanges")
	var rows []stepRow
	if err := l.db.Select(ctx, &rows, policyRows, policyActions, limit, rowsShown); err != nil {
		return nil, err
	}
	entries := group(rows)
	words, err := l.wordsFor(ctx, entries)
	if err != nil {
		return nil, err
	}
	by, err := l.whoWrote(ctx, entries)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		list = append(list, PolicyChange{Step: words.step(e), By: by[e.ID]})
	}
	return list, nil
}

// whoWrote are the names behind entries.
func (l *Log) whoWrote(ctx context.Context, entries []*recorded) (map[int64]string, error) {
	ids := store.Int64s{}
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	var rows []struct {
		ID   int64  `db:"id"`
		Name string `db:"name"`
	}
	err := l.db.Select(ctx, &rows, `
		SELECT e.id, p.name FROM audit.entry e JOIN shop.person p ON p.id = e.actor WHERE e.id = ANY ($1) AND e.kind = 'person'`, ids)
	by := map[int64]string{}
	for _, r := range rows {
		by[r.ID] = r.Name
	}
	return by, err
}

const policyRows = `
	SELECT e.id, e.at, e.action, e.outcome, e.object, coalesce(p.n, 0) AS rows, coalesce(p.body, '{}') AS body
	  FROM (SELECT * FROM audit.entry WHERE action = ANY ($1) AND outcome = 'done' ORDER BY at DESC, id DESC LIMIT $2) e
	  LEFT JOIN LATERAL (
	       SELECT p.seq, p.body, count(*) OVER () AS n FROM audit.payload p
	        WHERE p.entry = e.id AND p.at = e.at ORDER BY p.seq LIMIT $3) p ON true
	 ORDER BY e.at DESC, e.id DESC, p.seq`
