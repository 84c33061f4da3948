package impersonation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"standin/store/account"
	"standin/store/session"
)

// Limits that no rule and no control can pass; the database holds them as well.
const (
	MostWholeMinutes = 60
	MostIdleMinutes  = 15
	MostAtOnce       = 10
)

// Controls stand over all rules: what an administrator sets for the whole shop. They only ever narrow what a rule allows, but for
// FactorAtStart, which is on unless somebody has turned it off.
type Controls struct {
	Enabled       bool           // the feature's own switch
	Roles         []Role         // that may act for others at all
	FactorAtStart bool           // a fresh code at each start
	Footprint     FootprintMode  // the least that another network does, whatever the rule says
	Parts         []session.Part // of the footprint that are compared
	WholeMinutes  int            // the most a session lasts, whatever the rule says
	IdleMinutes   int            // the most it lasts without a click
	SignInFactor  []FactorGroup  // who, beside staff, must have a second factor
}

// FactorGroup is a kind of account that must have a second factor. Staff always must.
type FactorGroup string

// The groups.
const (
	FactorPowerUsers FactorGroup = "power_user"
	FactorVendors    FactorGroup = "vendor"
	FactorEverybody  FactorGroup = "everybody"
)

// Roles are all that can act for others, in the order of the policy.
func Roles() []Role {
	return []Role{Role(account.SupportAgent), Role(account.SalesRep), PowerUser, Role(account.Administrator)}
}

// newControls are those of a shop in which nobody has set any.
func newControls() Controls {
	return Controls{Roles: Roles(), FactorAtStart: true, Footprint: FootprintRecord, Parts: session.Parts(),
		WholeMinutes: MostWholeMinutes, IdleMinutes: MostIdleMinutes}
}

// The names under which controls stand in shop.setting.
const (
	keyEnabled       = "acting.enabled"
	keyRoles         = "acting.roles"
	keyFactorAtStart = "acting.factor_at_start"
	keyFootprint     = "acting.footprint"
	keyParts         = "acting.footprint_parts"
	keyWhole         = "acting.whole_minutes"
	keyIdle          = "acting.idle_minutes"
	keySignIn        = "sign_in.factor"
)

// fields are the controls by their names.
func (c *Controls) fields() map[string]any {
	return map[string]any{keyEnabled: &c.Enabled, keyRoles: &c.Roles, keyFactorAtStart: &c.FactorAtStart, keyFootprint: &c.Footprint,
		keyParts: &c.Parts, keyWhole: &c.WholeMinutes, keyIdle: &c.IdleMinutes, keySignIn: &c.SignInFactor}
}

// controlsJSON is the SQL that writes all controls as one value that Controls scans.
const controlsJSON = `(SELECT jsonb_object_agg(g.name, g.value) FROM shop.setting g WHERE g.name LIKE 'acting.%' OR g.name = 'sign_in.factor')`

// Scan reads what controlsJSON writes. What nobody has set is as in a new shop.
func (c *Controls) Scan(src any) error {
	*c = newControls()
	if src == nil {
		return nil
	}
	set := map[string]json.RawMessage{}
	if err := scanJSON(src, &set); err != nil {
		return err
	}
	for name, field := range c.fields() {
		if value, ok := set[name]; ok {
			if err := json.Unmarshal(value, field); err != nil {
				return err
			}
		}
	}
	return nil
}

// Stamp tells one state of the controls from another: a form carries it, so that somebody else's change in between is noticed.
func (c Controls) Stamp() string {
	b, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Allow tells whether those of a role may act for others at all.
func (c Controls) Allow(r Role) bool { return slices.Contains(c.Roles, r) }

// over gives the rule as it counts under the controls: never longer, never looser in its footprint.
func (c Controls) over(r Rule) Rule {
	r.WholeMinutes = min(r.WholeMinutes, c.WholeMinutes)
	r.IdleMinutes = min(r.IdleMinutes, c.IdleMinutes, r.WholeMinutes)
	r.Footprint = stricter(r.Footprint, c.Footprint)
	r.FactorAtStart, r.Parts = &c.FactorAtStart, c.Parts
	return r
}

// overrides is what the controls made of the row of the rule, for the copy that a session keeps.
func (r Rule) overrides() (string, error) {
	b, err := json.Marshal(map[string]any{"whole_minutes": r.WholeMinutes, "idle_minutes": r.IdleMinutes, "footprint": r.Footprint,
		"factor_at_start": r.AsksCode(), "footprint_parts": r.Compares()})
	return string(b), err
}

// stricter is the mode of the two that lets less pass.
func stricter(a, b FootprintMode) FootprintMode {
	order := []FootprintMode{FootprintRecord, FootprintStepUp, FootprintEnd}
	return order[max(slices.Index(order, a), slices.Index(order, b), 0)]
}

// Elsewhere tells whether a request comes from another device or browser than the footprint was taken of, as far as the controls
// compare them.
func (c Controls) Elsewhere(taken, now session.Footprint) bool {
	return taken.Compare(now).Only(c.Parts).Elsewhere()
}

// MustEnrol tells whether the person must set up a second factor before anything else.
func (c Controls) MustEnrol(p account.Person) bool {
	if p.HasFactor() {
		return false
	}
	for _, g := range c.SignInFactor {
		switch {
		case g == FactorEverybody,
			g == FactorVendors && len(p.Vendors) > 0,
			g == FactorPowerUsers && slices.ContainsFunc(p.Organizations, func(m account.Membership) bool { return m.Role == account.PowerUser }):
			return true
		}
	}
	return false
}

// rolesOf are the roles in which a person could act for others.
func rolesOf(p account.Person) (list []Role) {
	if account.StaffPermissions(p.Staff).Has(account.Impersonate) {
		list = append(list, Role(p.Staff))
	}
	if slices.ContainsFunc(p.Organizations, func(m account.Membership) bool { return m.Role == account.PowerUser }) {
		list = append(list, PowerUser)
	}
	return list
}

// Narrow takes the right to act for others from a person none of whose roles may act at all.
func (c Controls) Narrow(a account.Actor, p account.Person) account.Actor {
	if slices.ContainsFunc(rolesOf(p), c.Allow) || !a.Can(account.Impersonate) {
		return a
	}
	return a.Allowing(a.Allowed().Without(account.Of(account.Impersonate)), "")
}
