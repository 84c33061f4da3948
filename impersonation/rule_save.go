package impersonation

import (
	"context"
	"encoding/json"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Rule reads one rule; fault.NotFound for an unknown or removed one. It needs the right to edit the policy.
func (s *Sessions) Rule(ctx context.Context, actor account.Actor, id int64) (r Rule, err error) {
	defer fault.Wrap(&err, "Sessions.Rule(%d)", id)
	if err := actor.May(account.PolicyEdit); err != nil {
		return r, err
	}
	err = s.db.Get(ctx, &r, `SELECT to_jsonb(r) FROM shop.impersonation_rule r WHERE r.id = $1 AND r.removed_at IS NULL`, id)
	return r, err
}

// SaveRule changes a rule; who acts, and as what for whom, stays as it is. It needs the right to edit the policy and a fresh code.
// What runs by the rule and goes beyond it now ends in the same transaction; ended are those sessions. It counts for the next start
// at once. fault.Invalid names each field that cannot be used, before a code is used up; fault.Conflict says that the rule is not at
// Version any more, or that another one has its place; fault.NotFound is for an unknown rule.
func (s *Sessions) SaveRule(ctx context.Context, actor account.Actor, r Rule, code string) (ended []Ending, err error) {
	defer fault.Wrap(&err, "Sessions.SaveRule(%d)", r.ID)
	e, err := saving(ctx, r)
	if err != nil {
		return nil, err
	}
	return s.editPolicy(ctx, actor, code, e)
}

// PreviewRule tells which running sessions SaveRule would end. It changes nothing, records nothing and asks for no code.
func (s *Sessions) PreviewRule(ctx context.Context, actor account.Actor, r Rule) (ended []Ending, err error) {
	defer fault.Wrap(&err, "Sessions.PreviewRule(%d)", r.ID)
	e, err := saving(ctx, r)
	if err != nil {
		return nil, err
	}
	return s.preview(ctx, actor, e)
}

// Sound gives the rule in the form in which it is kept, or fault.Invalid with a sentence at each field that cannot be used.
func (r Rule) Sound() (Rule, error) {
	r, wrong := r.sound()
	if wrong != nil {
		return r, wrong
	}
	return r, nil
}

func saving(ctx context.Context, r Rule) (e edit, err error) {
	if r, err = r.Sound(); err != nil {
		return e, err
	}
	row, err := r.row()
	if err != nil {
		return e, err
	}
	e = edit{action: "policy.save_rule", ready: func(tx *store.Tx) error { return holdVersion(ctx, tx, r.ID, r.Version) }}
	e.change = func(tx *store.Tx) error {
		if err := tx.About(ctx, "rule", r.ID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, updateRule, r.ID, row)
		return placeTaken(err)
	}
	return e, nil
}

const (
	lockVersion = `SELECT version FROM shop.impersonation_rule WHERE id = $1 AND removed_at IS NULL FOR UPDATE`

	updateRule = `
		UPDATE shop.impersonation_rule SET relation = v.relation, permissions = v.permissions, caps = v.caps, may_act = v.may_act,
		       whole_minutes = v.whole_minutes, idle_minutes = v.idle_minutes, at_once = v.at_once, consents = v.consents,
		       ticket_required = v.ticket_required, footprint = v.footprint, networks = v.networks, hours_from = v.hours_from,
		       hours_until = v.hours_until, job_end = v.job_end, enabled = v.enabled
		  FROM jsonb_populate_record(NULL::shop.impersonation_rule, $2::jsonb) v
		 WHERE impersonation_rule.id = $1`

	insertRule = `
		INSERT INTO shop.impersonation_rule (actor_role, capacity, relation, permissions, caps, may_act, whole_minutes, idle_minutes, at_once,
		       consents, ticket_required, footprint, networks, hours_from, hours_until, job_end, enabled)
		SELECT v.actor_role, v.capacity, v.relation, v.permissions, v.caps, v.may_act, v.whole_minutes, v.idle_minutes, v.at_once,
		       v.consents, v.ticket_required, v.footprint, v.networks, v.hours_from, v.hours_until, v.job_end, v.enabled
		  FROM jsonb_populate_record(NULL::shop.impersonation_rule, $1::jsonb) v
		RETURNING id`

	removeRule = `UPDATE shop.impersonation_rule SET enabled = false, removed_at = shop.shop_now() WHERE id = $1`
)

// holdVersion holds a rule and compares its version; 0 compares nothing.
func holdVersion(ctx context.Context, tx *store.Tx, id int64, version int) error {
	var now int
	err := tx.Get(ctx, &now, lockVersion, id)
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, "There is no such rule.")
	}
	if err == nil && version != 0 && version != now {
		return changedMeanwhile("this rule")
	}
	return err
}

// placeTaken says that another rule has the place in the matrix.
func placeTaken(err error) error {
	if store.Constraint(err) == "impersonation_rule_place" {
		says := "There is a rule for these already. Change that one."
		return fault.New(fault.Conflict, says).WithField("relation", says).WithCode("rule_exists")
	}
	return err
}

// row is the rule as the database takes it in.
func (r Rule) row() (string, error) {
	networks := make([]string, len(r.Networks))
	for i, n := range r.Networks {
		networks[i] = n.Masked().String()
	}
	hour := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	b, err := json.Marshal(map[string]any{"actor_role": r.ActorRole, "capacity": r.Capacity, "relation": r.Relation, "permissions": r.Permissions,
		"caps": r.Caps, "may_act": r.MayAct, "whole_minutes": r.WholeMinutes, "idle_minutes": r.IdleMinutes, "at_once": r.AtOnce,
		"consents": r.Consents, "ticket_required": r.TicketRequired, "footprint": r.Footprint, "networks": networks,
		"hours_from": hour(r.HoursFrom), "hours_until": hour(r.HoursUntil), "job_end": r.JobEnd, "enabled": r.Enabled})
	return string(b), err
}
