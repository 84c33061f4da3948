package impersonation

import (
	"database/sql"
	"encoding/json"
	"net/netip"
	"slices"
	"time"

	"standin/store/account"
	"standin/store/session"
)

// Relation is how actor and subject must belong together.
type Relation string

// The relations.
const (
	Any              Relation = "any"
	Assigned         Relation = "assigned"
	SameOrganization Relation = "same_organization"
	SameDepartment   Relation = "same_department"
)

// FootprintMode is what another network does to a running session; another device or browser ends it unless it is only recorded.
type FootprintMode string

// The modes of the footprint.
const (
	FootprintEnd    FootprintMode = "end"
	FootprintStepUp FootprintMode = "step_up"
	FootprintRecord FootprintMode = "record"
)

// Rule is one line of the policy: who may stand in for whom, and with what. It reads a row of shop.impersonation_rule, and the
// copy of it that a session keeps.
type Rule struct {
	ID             int64                      `json:"id"`
	ActorRole      Role                       `json:"actor_role"`
	Capacity       account.CapacityKind       `json:"capacity"`
	Relation       Relation                   `json:"relation"`
	Permissions    []account.Permission       `json:"permissions"`
	Caps           map[account.Permission]int `json:"caps"` // percent, per staff act
	MayAct         bool                       `json:"may_act"`
	WholeMinutes   int                        `json:"whole_minutes"`
	IdleMinutes    int                        `json:"idle_minutes"`
	AtOnce         int                        `json:"at_once"`
	Consents       []ConsentKind              `json:"consents"` // any of them
	TicketRequired bool                       `json:"ticket_required"`
	Footprint      FootprintMode              `json:"footprint"`
	Networks       []netip.Prefix             `json:"networks"`
	HoursFrom      string                     `json:"hours_from"` // "08:00:00"; empty for all day
	HoursUntil     string                     `json:"hours_until"`
	JobEnd         string                     `json:"job_end"`
	Enabled        bool                       `json:"enabled"`
	Version        int                        `json:"version"` // goes up with each change

	// What the controls made of it when a session began: only the copy that a session keeps has them.
	FactorAtStart *bool          `json:"factor_at_start,omitempty"` // nil for yes
	Parts         []session.Part `json:"footprint_parts,omitempty"` // nil for all
}

// Scan reads a rule written as JSON.
func (r *Rule) Scan(src any) error { return scanJSON(src, r) }

// Grants is the set of what the rule grants. What is on the never list is not in it, whatever the row says.
func (r Rule) Grants() account.Permissions {
	return account.Of(r.Permissions...).Without(account.Never)
}

// Compares are the parts of the footprint that count for a session.
func (r Rule) Compares() []session.Part {
	if r.Parts == nil {
		return session.Parts()
	}
	return r.Parts
}

// AsksCode tells whether a start asks for a fresh code.
func (r Rule) AsksCode() bool { return r.FactorAtStart == nil || *r.FactorAtStart }

// Accepts tells whether the rule takes a kind of consent.
func (r Rule) Accepts(k ConsentKind) bool { return slices.Contains(r.Consents, k) }

// From tells whether the rule lets the actor act from an address.
func (r Rule) From(ip netip.Addr) bool {
	if len(r.Networks) == 0 {
		return true
	}
	return slices.ContainsFunc(r.Networks, func(n netip.Prefix) bool { return n.Contains(ip.Unmap()) })
}

// At tells whether the rule lets the actor act at a time of day; hours may reach over midnight.
func (r Rule) At(t time.Time) bool {
	if r.HoursFrom == "" || r.HoursUntil == "" {
		return true
	}
	clock := t.Format("15:04:05")
	if r.HoursFrom <= r.HoursUntil {
		return clock >= r.HoursFrom && clock < r.HoursUntil
	}
	return clock >= r.HoursFrom || clock < r.HoursUntil
}

func scanJSON(src, dest any) error {
	switch b := src.(type) {
	case []byte:
		return json.Unmarshal(b, dest)
	case string:
		return json.Unmarshal([]byte(b), dest)
	}
	return sql.ErrNoRows
}
