package web

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"standin/impersonation"
	"standin/store/account"
	"standin/web/page/part"
	"standin/web/page/policy"
)

// ruleForm is a rule as it is typed: numbers are texts, so that what cannot be used comes back as it was.
type ruleForm struct {
	ActorRole     string   `form:"actor_role" binding:"max=40"`
	Capacity      string   `form:"capacity" binding:"max=40"`
	Relation      string   `form:"relation" binding:"max=40"`
	Mode          string   `form:"mode" binding:"max=20"`
	Whole         string   `form:"whole_minutes" binding:"max=10"`
	Idle          string   `form:"idle_minutes" binding:"max=10"`
	AtOnce        string   `form:"at_once" binding:"max=10"`
	Permissions   []string `form:"permissions" binding:"max=60,dive,max=60"`
	DiscountCap   string   `form:"cap.discount.grant" binding:"max=10"`
	PriceCap      string   `form:"cap.price.override" binding:"max=10"`
	Consents      []string `form:"consents" binding:"max=20,dive,max=40"`
	Ticket        string   `form:"ticket" binding:"max=10"`
	Footprint     string   `form:"footprint" binding:"max=20"`
	Networks      string   `form:"networks" binding:"max=2000"`
	HoursFrom     string   `form:"hours_from" binding:"max=20"`
	HoursUntil    string   `form:"hours_until" binding:"max=20"`
	JobEnd        string   `form:"job_end" binding:"max=20"`
	Enabled       string   `form:"enabled" binding:"max=10"`
	Version       string   `form:"version" binding:"max=20"`
	Preview       string   `form:"preview" binding:"max=10"`
	Code          string   `form:"code" binding:"max=20000"`
	ofID          int64
	wrongNetworks string
}

// formOf is what the form of a rule shows first.
func formOf(r impersonation.Rule) ruleForm {
	f := ruleForm{ActorRole: string(r.ActorRole), Capacity: string(r.Capacity), Relation: string(r.Relation), Mode: string(impersonation.ReadOnly),
		Whole: fmt.Sprint(r.WholeMinutes), Idle: fmt.Sprint(r.IdleMinutes), AtOnce: fmt.Sprint(r.AtOnce), Footprint: string(r.Footprint),
		HoursFrom: short(r.HoursFrom), HoursUntil: short(r.HoursUntil), JobEnd: r.JobEnd, Version: fmt.Sprint(r.Version), ofID: r.ID}
	if r.MayAct {
		f.Mode = string(impersonation.Act)
	}
	if r.TicketRequired {
		f.Ticket = "yes"
	}
	if r.Enabled {
		f.Enabled = "yes"
	}
	for _, p := range r.Permissions {
		f.Permissions = append(f.Permissions, string(p))
	}
	for _, k := range r.Consents {
		f.Consents = append(f.Consents, string(k))
	}
	for p, field := range f.caps() {
		if limit, ok := r.Caps[p]; ok {
			*field = fmt.Sprint(limit)
		}
	}
	var networks []string
	for _, n := range r.Networks {
		networks = append(networks, n.String())
	}
	f.Networks = strings.Join(networks, "\n")
	return f
}

// short is a time of day without its seconds.
func short(clock string) string { return strings.TrimSuffix(clock, ":00") }

func (f *ruleForm) caps() map[account.Permission]*string {
	return map[account.Permission]*string{account.DiscountGrant: &f.DiscountCap, account.PriceOverride: &f.PriceCap}
}

// rule is what was typed, as a rule. A text that is no number becomes -1, which the rule refuses at its field.
func (f *ruleForm) rule() impersonation.Rule {
	r := impersonation.Rule{ID: f.ofID, ActorRole: impersonation.Role(f.ActorRole), Capacity: account.CapacityKind(f.Capacity),
		Relation: impersonation.Relation(f.Relation), MayAct: f.Mode == string(impersonation.Act), WholeMinutes: count(f.Whole),
		IdleMinutes: count(f.Idle), AtOnce: count(f.AtOnce), TicketRequired: f.Ticket != "", Footprint: impersonation.FootprintMode(f.Footprint),
		HoursFrom: f.HoursFrom, HoursUntil: f.HoursUntil, JobEnd: f.JobEnd, Enabled: f.Enabled != "", Caps: map[account.Permission]int{}}
	r.Version, _ = strconv.Atoi(f.Version)
	for _, p := range f.Permissions {
		r.Permissions = append(r.Permissions, account.Permission(p))
	}
	for _, k := range f.Consents {
		r.Consents = append(r.Consents, impersonation.ConsentKind(k))
	}
	for p, field := range f.caps() {
		if strings.TrimSpace(*field) != "" {
			r.Caps[p] = count(strings.TrimSuffix(strings.TrimSpace(*field), "%"))
		}
	}
	for _, word := range strings.FieldsFunc(f.Networks, func(c rune) bool { return strings.ContainsRune(" ,;\r\n\t", c) }) {
		n, ok := network(word)
		if !ok {
			f.wrongNetworks = word + " is no network. Write one like 203.0.113.0/24 or 2001:db8::/48."
			continue
		}
		r.Networks = append(r.Networks, n)
	}
	return r
}

// network reads a network, or one address as a network of its own.
func network(word string) (netip.Prefix, bool) {
	if n, err := netip.ParsePrefix(word); err == nil {
		return n.Masked(), true
	}
	a, err := netip.ParseAddr(word)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

func count(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return -1
	}
	return n
}

// ruleView is the form's page. r is the rule as it was typed, for its sentence.
func ruleView(f ruleForm, r impersonation.Rule, errs part.Errors) policypage.RuleView {
	v := policypage.RuleView{ID: f.ofID, Role: r.ActorRole.Title(), Capacity: capacityWords[r.Capacity], Sentence: r.Sentence(), Errors: errs,
		ActorRole: f.ActorRole, CapacityKind: f.Capacity, Relation: f.Relation, Mode: f.Mode, Whole: f.Whole, Idle: f.Idle, AtOnce: f.AtOnce,
		Ticket: f.Ticket != "", Footprint: f.Footprint, Networks: f.Networks, HoursFrom: f.HoursFrom, HoursUntil: f.HoursUntil, JobEnd: f.JobEnd,
		Enabled: f.Enabled != "", Version: f.Version}
	for _, rel := range impersonation.Relations(r.ActorRole, r.Capacity) {
		v.Relations = append(v.Relations, part.Option{Value: string(rel), Label: relationWords[rel]})
	}
	for _, g := range impersonation.Groups() {
		v.Groups = append(v.Groups, permissionGroup(g, &f))
	}
	for _, c := range consentOptions {
		if c.Value != string(impersonation.ByOrg) || r.Capacity == account.CapacityOrganization {
			v.Consents = append(v.Consents, policypage.Box{Value: c.Value, Label: c.Label, On: has(f.Consents, c.Value)})
		}
	}
	return v
}

func permissionGroup(g impersonation.Group, f *ruleForm) policypage.Group {
	group := policypage.Group{Name: g.Name}
	caps := f.caps()
	for _, p := range g.Permissions {
		box := policypage.Box{Value: string(p), Label: p.Sentence(), On: has(f.Permissions, string(p)), Staff: account.StaffActs.Has(p)}
		if cap, capped := caps[p]; capped {
			box.Capped, box.Cap = true, *cap
		}
		group.Boxes = append(group.Boxes, box)
	}
	return group
}

func has(list []string, value string) bool {
	for _, v := range list {
		if v == value {
			return true
		}
	}
	return false
}

var (
	capacityWords = map[account.CapacityKind]string{account.CapacityShopper: "shopper", account.CapacityOrganization: "member of an organization",
		account.CapacityVendor: "user of a vendor"}

	relationWords = map[impersonation.Relation]string{impersonation.Any: "any", impersonation.Assigned: "an assigned",
		impersonation.SameOrganization: "any lower-ranking", impersonation.SameDepartment: "a lower-ranking, same department’s"}

	consentOptions = []part.Option{
		{Value: string(impersonation.BySwitch), Label: "the person’s own switch, set beforehand"},
		{Value: string(impersonation.ByPrompt), Label: "a yes on the person’s screen"},
		{Value: string(impersonation.ByPIN), Label: "a PIN the person reads out"},
		{Value: string(impersonation.ByOrg), Label: "the organization’s switch"},
		{Value: string(impersonation.SecondPerson), Label: "a yes of a second member of staff"},
		{Value: string(impersonation.NoConsent), Label: "nobody: the person is told, not asked"},
	}
)
