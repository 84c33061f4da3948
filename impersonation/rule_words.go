package impersonation

import (
	"fmt"
	"strings"

	"standin/store/account"
)

// Sentence is the rule in words: who may act for whom, for how long, what they may do and not do, whose yes is needed, and what else
// is asked.
func (r Rule) Sentence() string {
	who := map[Role]string{Role(account.SupportAgent): "A support agent", Role(account.SalesRep): "A sales rep",
		Role(account.Administrator): "An administrator", PowerUser: "A power user of an organization"}[r.ActorRole]
	grant := Grant{Rule: r, Effective: granted(r.Grants(), r.mode())}
	says := fmt.Sprintf("%s may act for %s for %d minutes, %d without a click: %s", who, r.whom(), r.WholeMinutes, r.IdleMinutes, grant.MaySentence())
	if closed := missing(grant.Effective, r.Capacity); len(closed) > 0 && r.MayAct {
		says += "; not " + joinWords(closed, "or")
	}
	if !r.MayAct {
		says += ", and change nothing"
	}
	parts := append([]string{says + ".", r.ConsentSentence(), r.asksSentence()}, r.boundSentences()...)
	return strings.Join(append(parts, "At most "+number(r.AtOnce)+" at once."), " ")
}

func (r Rule) asksSentence() string {
	if r.TicketRequired {
		return "A reason and a ticket are asked for."
	}
	return "A reason is asked for."
}

// boundSentences say what bounds the rule in place and time, where something does.
func (r Rule) boundSentences() (list []string) {
	list = append(list, map[FootprintMode]string{FootprintEnd: "Another network ends it.", FootprintStepUp: "Another network asks for a fresh code.",
		FootprintRecord: "Another network is only recorded."}[r.Footprint])
	if len(r.Networks) > 0 {
		var names []string
		for _, n := range r.Networks {
			names = append(names, n.String())
		}
		list = append(list, "Only from "+joinWords(names, "or")+".")
	}
	if r.HoursFrom != "" {
		list = append(list, fmt.Sprintf("Only from %s to %s.", strings.TrimSuffix(r.HoursFrom, ":00"), strings.TrimSuffix(r.HoursUntil, ":00")))
	}
	if r.Capacity == account.CapacityVendor && r.JobEnd == "finish" {
		list = append(list, "A running import is finished after it.")
	}
	return list
}

// pagesOf are what there is to see in each capacity.
var pagesOf = map[account.CapacityKind][]account.Permission{
	account.CapacityShopper:      {account.CartView, account.OrdersView, account.ProfileView, account.HelpView},
	account.CapacityOrganization: {account.OrgView, account.CartView, account.OrdersView},
	account.CapacityVendor:       {account.DashboardView, account.CatalogView, account.StoreView, account.OrdersView},
}

// Pages are the permissions to see what there is in a capacity.
func Pages(kind account.CapacityKind) []account.Permission { return pagesOf[kind] }

// seeWords say what of the person's pages the rule shows.
func (r Rule) seeWords() string {
	var seen []string
	for _, p := range pagesOf[r.Capacity] {
		if r.Grants().Has(p) {
			seen = append(seen, strings.TrimPrefix(p.Sentence(), "see "))
		}
	}
	switch len(seen) {
	case len(pagesOf[r.Capacity]):
		return "see all their pages"
	case 0:
		return "see the shop"
	}
	return "see only " + joinWords(seen, "and")
}
