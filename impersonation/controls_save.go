package impersonation

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
)

// SaveControls sets what stands over all rules, but for the feature's own switch and for who must have a second factor to sign in. It
// needs the right to edit the policy and a fresh code. stamp is Controls.Stamp of what the form showed. What runs beyond the new
// controls ends in the same transaction; ended are those sessions. fault.Invalid names each field that cannot be used, before a code
// is used up; fault.Conflict says that somebody else has changed them since.
func (s *Sessions) SaveControls(ctx context.Context, actor account.Actor, c Controls, stamp, code string) (ended []Ending, err error) {
	defer fault.Wrap(&err, "Sessions.SaveControls")
	e, err := saveActing(ctx, c, stamp)
	if err != nil {
		return nil, err
	}
	return s.editPolicy(ctx, actor, code, e)
}

// PreviewControls tells which running sessions SaveControls would end. It changes nothing, records nothing and asks for no code.
func (s *Sessions) PreviewControls(ctx context.Context, actor account.Actor, c Controls, stamp string) (ended []Ending, err error) {
	defer fault.Wrap(&err, "Sessions.PreviewControls")
	e, err := saveActing(ctx, c, stamp)
	if err != nil {
		return nil, err
	}
	return s.preview(ctx, actor, e)
}

// RequireFactor says who, beside staff, must have a second factor. It needs the right to edit the policy and a fresh code. One who has
// none is led to set it up at the next request, before anything else.
func (s *Sessions) RequireFactor(ctx context.Context, actor account.Actor, groups []FactorGroup, code string) (err error) {
	defer fault.Wrap(&err, "Sessions.RequireFactor(%v)", groups)
	for _, g := range groups {
		if !slices.Contains([]FactorGroup{FactorPowerUsers, FactorVendors, FactorEverybody}, g) {
			return fault.Field("group", "Choose from the list.")
		}
	}
	set := Controls{SignInFactor: append([]FactorGroup{}, groups...)}
	_, err = s.editPolicy(ctx, actor, code, edit{action: "policy.sign_in", change: func(tx *store.Tx) error {
		return set.write(ctx, tx, keySignIn)
	}})
	return err
}

func saveActing(ctx context.Context, c Controls, stamp string) (e edit, err error) {
	if c, err = c.sound(); err != nil {
		return e, err
	}
	return edit{action: "policy.controls",
		ready: func(tx *store.Tx) error { return sameStamp(ctx, tx, stamp) },
		change: func(tx *store.Tx) error {
			return c.write(ctx, tx, keyRoles, keyFactorAtStart, keyFootprint, keyParts, keyWhole, keyIdle)
		},
	}, nil
}

// sound gives the controls in order, or a sentence at each field that cannot be used.
func (c Controls) sound() (Controls, error) {
	wrong := map[string]string{}
	if c.WholeMinutes < 1 || c.WholeMinutes > MostWholeMinutes {
		wrong["whole_minutes"] = fmt.Sprintf("Between 1 and %d minutes.", MostWholeMinutes)
	}
	if c.IdleMinutes < 1 || c.IdleMinutes > MostIdleMinutes {
		wrong["idle_minutes"] = fmt.Sprintf("Between 1 and %d minutes.", MostIdleMinutes)
	}
	if !slices.Contains([]FootprintMode{FootprintRecord, FootprintStepUp, FootprintEnd}, c.Footprint) {
		wrong["footprint"] = "Choose what another network does."
	}
	c.Roles = inOrder(Roles(), c.Roles)
	c.Parts = inOrder(session.Parts(), c.Parts)
	if len(wrong) > 0 {
		return c, &fault.Fault{Kind: fault.Invalid, Message: "Some of this cannot be used.", Fields: wrong}
	}
	return c, nil
}

// inOrder are those of all that were chosen, in the order of all.
func inOrder[T comparable](all, list []T) []T {
	out := []T{}
	for _, v := range all {
		if slices.Contains(list, v) {
			out = append(out, v)
		}
	}
	return out
}

// sameStamp holds all controls and compares what they are now with what the form showed; an empty stamp compares nothing.
func sameStamp(ctx context.Context, tx *store.Tx, stamp string) error {
	var held []string
	if err := tx.Select(ctx, &held, `SELECT name FROM shop.setting WHERE name LIKE 'acting.%' ORDER BY name FOR UPDATE`); err != nil {
		return err
	}
	var now Controls
	if err := tx.Get(ctx, &now, `SELECT `+controlsJSON); err != nil {
		return err
	}
	if stamp != "" && stamp != now.Stamp() {
		return changedMeanwhile("these settings")
	}
	return nil
}

// write saves the named controls; one that stays as it is changes no row.
func (c Controls) write(ctx context.Context, tx *store.Tx, names ...string) error {
	fields := c.fields()
	for _, name := range names {
		value, err := json.Marshal(fields[name])
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO shop.setting AS g (name, value) VALUES ($1, $2::jsonb)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE g.value <> excluded.value`, name, string(value))
		if err != nil {
			return err
		}
	}
	return nil
}
