package impersonation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"standin/store/account"
	"standin/store/fault"
)

// Group is the permissions of one part of the shop, as the policy's form shows them.
type Group struct {
	Name        string
	Permissions []account.Permission
}

// Groups are what a rule can grant, by page. What stands in none of them is on the never list.
func Groups() []Group {
	return []Group{
		{"Cart", []account.Permission{account.CartView, account.CartEdit, account.DiscountApply, account.DiscountGrant, account.PriceOverride}},
		{"Orders", []account.Permission{account.OrdersView, account.OrderPlace, account.OrderCancel, account.QuoteSend}},
		{"Profile", []account.Permission{account.ProfileView, account.PersonalView, account.AddressEdit, account.HelpView}},
		{"Catalog", []account.Permission{account.CatalogView, account.CatalogEdit, account.CatalogImport}},
		{"Store", []account.Permission{account.DashboardView, account.StoreView, account.StoreSettings}},
		{"Organization", []account.Permission{account.OrgView, account.ApprovalRequest}},
	}
}

// Capped are the acts for which a rule names the most that may be given, in percent of the undiscounted subtotal.
func Capped() []account.Permission {
	return []account.Permission{account.DiscountGrant, account.PriceOverride}
}

// Relations are the relations that make sense between a role and a capacity; none when the role can never reach it.
func Relations(role Role, capacity account.CapacityKind) []Relation {
	switch {
	case role == PowerUser && capacity == account.CapacityOrganization:
		return []Relation{SameOrganization, SameDepartment}
	case role == PowerUser:
		return nil
	case capacity == account.CapacityShopper:
		return []Relation{Any}
	}
	return []Relation{Any, Assigned}
}

// sound gives the rule in the form in which it is kept, or says at each field what is wrong with it. A rule that passes keeps every
// limit the database holds.
func (r Rule) sound() (Rule, *fault.Fault) {
	r = r.tidied()
	wrong := map[string]string{}
	say := func(bad bool, field, text string) {
		if bad && wrong[field] == "" {
			wrong[field] = text
		}
	}
	say(!slices.Contains(Roles(), r.ActorRole), "actor_role", "Choose who may act.")
	say(len(Relations(r.ActorRole, r.Capacity)) == 0, "capacity", "A power user acts for members of the own organization only.")
	say(!slices.Contains(Relations(r.ActorRole, r.Capacity), r.Relation), "relation", "Choose one of the relations that fit the two.")
	say(r.WholeMinutes < 1 || r.WholeMinutes > MostWholeMinutes, "whole_minutes", fmt.Sprintf("Between 1 and %d minutes.", MostWholeMinutes))
	say(r.IdleMinutes < 1 || r.IdleMinutes > MostIdleMinutes, "idle_minutes", fmt.Sprintf("Between 1 and %d minutes.", MostIdleMinutes))
	say(r.IdleMinutes > r.WholeMinutes, "idle_minutes", "Not longer than the whole time.")
	say(r.AtOnce < 1 || r.AtOnce > MostAtOnce, "at_once", fmt.Sprintf("Between 1 and %d people.", MostAtOnce))
	say(len(r.Consents) == 0, "consents", "Choose whose yes is needed, or that nobody need be asked.")
	for _, k := range r.Consents {
		say(consentWords[k] == "", "consents", "Choose from the list.")
		say(k == ByOrg && r.Capacity != account.CapacityOrganization, "consents", "Only for an organization's member can the organization say yes.")
	}
	say(!slices.Contains([]FootprintMode{FootprintEnd, FootprintStepUp, FootprintRecord}, r.Footprint), "footprint", "Choose what another network does.")
	say(r.JobEnd != "stop" && r.JobEnd != "finish", "job_end", "Choose what a running import does.")
	say(!isClock(r.HoursFrom), "hours_from", "Write a time like 08:00.")
	say(!isClock(r.HoursUntil), "hours_until", "Write a time like 17:30.")
	say((r.HoursFrom == "") != (r.HoursUntil == ""), "hours_until", "Give both hours, or none for all day.")
	say(r.HoursFrom != "" && r.HoursFrom == r.HoursUntil, "hours_until", "From and until are the same. Leave both empty for all day.")
	r.checkPermissions(say)
	if len(wrong) > 0 {
		return r, &fault.Fault{Kind: fault.Invalid, Message: "Some of this cannot be used.", Fields: wrong}
	}
	return r, nil
}

// checkPermissions refuses what is on the never list or unknown, and wants a cap for each act that has one.
func (r Rule) checkPermissions(say func(bad bool, field, text string)) {
	for _, p := range r.Permissions {
		say(account.Never.Has(p), "permissions", "Nobody may "+p.Sentence()+" for somebody else, whatever a rule says.")
		say(!p.Known(), "permissions", "Choose from the list.")
	}
	for _, p := range Capped() {
		limit, capped := r.Caps[p]
		say(slices.Contains(r.Permissions, p) && !capped, "cap."+string(p), "Say the most it may give, in percent.")
		say(capped && (limit < 1 || limit > 100), "cap."+string(p), "Between 1 and 100 percent.")
	}
	acts := account.Of(r.Permissions...).Without(account.ViewOnly)
	say(r.MayAct && len(acts) == 0, "permissions", "This rule allows changes, and none is chosen. Choose one, or make it read-only.")
}

// tidied brings what was typed into its form: in order, nothing twice, no cap without its act, the shop itself always seen.
func (r Rule) tidied() Rule {
	set := account.Of(r.Permissions...).Or(account.Of(account.Browse))
	r.Permissions = set.List()
	caps := map[account.Permission]int{}
	for p, limit := range r.Caps {
		if set.Has(p) {
			caps[p] = limit
		}
	}
	r.Caps = caps
	r.Consents = slices.Compact(slices.SortedFunc(slices.Values(r.Consents), func(a, b ConsentKind) int { return strings.Compare(string(a), string(b)) }))
	r.HoursFrom, r.HoursUntil = clock(r.HoursFrom), clock(r.HoursUntil)
	if r.JobEnd == "" {
		r.JobEnd = "stop"
	}
	return r
}

// clock brings "08:00" into the form in which the database writes it; what is no time of day stays as it was typed.
func clock(s string) string {
	if t, err := time.Parse("15:04", strings.TrimSpace(s)); err == nil {
		return t.Format("15:04:05")
	}
	return strings.TrimSpace(s)
}

// isClock tells whether s is empty or a time of day as clock writes it.
func isClock(s string) bool {
	_, err := time.Parse("15:04:05", s)
	return s == "" || err == nil
}
