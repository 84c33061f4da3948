package impersonation

import (
	"fmt"
	"strings"

	"standin/store/account"
)

// MaySentence says what a grant lets do: "see all their pages, change the cart and use discount codes".
func (g Grant) MaySentence() string {
	acts := phrases(g.Effective.Without(account.ViewOnly), g.Rule.Caps)
	return joinWords(append([]string{g.Rule.seeWords()}, acts...), "and")
}

// MayNotSentence names what people might expect and the grant does not hold, with what nobody ever may.
func (g Grant) MayNotSentence(c account.Capacity) string {
	closed := append(missing(g.Effective, c.Kind), "pay", "touch password, sign-ins and devices")
	return joinWords(closed, "or")
}

// missing are what people might expect in a capacity and the set does not hold.
func missing(set account.Permissions, kind account.CapacityKind) (closed []string) {
	for _, p := range expected[kind] {
		if !set.Has(p) {
			closed = append(closed, p.Sentence())
		}
	}
	return closed
}

// expected are the acts whose absence is worth a word, by capacity.
var expected = map[account.CapacityKind][]account.Permission{
	account.CapacityShopper:      {account.CartEdit, account.OrderPlace, account.OrderCancel},
	account.CapacityOrganization: {account.CartEdit, account.OrderPlace, account.ApprovalDecide},
	account.CapacityVendor:       {account.CatalogEdit, account.CatalogImport, account.StoreSettings},
}

func phrases(set account.Permissions, caps map[account.Permission]int) []string {
	var list []string
	for _, p := range set.List() {
		text := p.Sentence()
		if limit, capped := caps[p]; capped && p == account.DiscountGrant {
			text = fmt.Sprintf("give up to %d %% off", limit)
		}
		if limit, capped := caps[p]; capped && p == account.PriceOverride {
			text = fmt.Sprintf("lower prices within %d %%", limit)
		}
		list = append(list, text)
	}
	return list
}

func (r Rule) mode() Mode {
	if r.MayAct {
		return Act
	}
	return ReadOnly
}

func (r Rule) whom() string {
	what := map[account.CapacityKind]string{account.CapacityShopper: "shopper", account.CapacityVendor: "vendor's user",
		account.CapacityOrganization: "organization's member"}[r.Capacity]
	switch r.Relation {
	case Assigned:
		return "an assigned " + what
	case SameOrganization:
		return "a member of lower rank in the same organization"
	case SameDepartment:
		return "a member of lower rank in the same department"
	}
	return "any " + what
}

// consentWords name each kind of consent as a rule's sentence does.
var consentWords = map[ConsentKind]string{BySwitch: "their own switch", ByPrompt: "a yes on their screen", ByPIN: "a PIN they read out",
	ByOrg: "their organization's switch", SecondPerson: "a second member of staff", NoConsent: "nobody need be asked"}

// ConsentSentence says whose yes the rule asks for.
func (r Rule) ConsentSentence() string {
	if r.Accepts(NoConsent) {
		return "Nobody need be asked; the person is told."
	}
	var list []string
	for _, k := range r.Consents {
		list = append(list, consentWords[k])
	}
	return "Consent: " + joinWords(list, "or") + "."
}

// Short is the rule in the few words of a matrix cell.
func (r Rule) Short() (head, detail string) {
	reach := map[Relation]string{Any: "Any", Assigned: "Assigned", SameOrganization: "Lower rank", SameDepartment: "Own department"}[r.Relation]
	head = fmt.Sprintf("%s, %d min", reach, r.WholeMinutes)
	if !r.MayAct {
		return head, "read-only; " + r.consentShort()
	}
	var acts []string
	for _, p := range r.Grants().Without(account.ViewOnly).List() {
		acts = append(acts, shortWords[p])
	}
	return head, joinWords(acts, "and") + "; " + r.consentShort()
}

var shortWords = map[account.Permission]string{account.CartEdit: "cart", account.DiscountApply: "codes", account.DiscountGrant: "discounts", account.PriceOverride: "prices",
	account.AddressEdit: "addresses", account.OrderCancel: "cancelling", account.OrderPlace: "orders", account.QuoteSend: "quotes",
	account.CatalogEdit: "catalog", account.CatalogImport: "import", account.StoreSettings: "store", account.ApprovalRequest: "approvals"}

func (r Rule) consentShort() string {
	switch {
	case r.Accepts(NoConsent):
		return "told"
	case r.Accepts(SecondPerson):
		return "a second person says yes"
	case r.Accepts(ByOrg):
		return "the organization says yes"
	}
	return "they say yes"
}

// joinWords writes "a, b and c".
func joinWords(words []string, last string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " " + last + " " + words[len(words)-1]
}
