package account

import "sort"

// Permission names a page or an act. Every route names the one it needs; rules grant them; the effective set while acting is
// what the rule, the subject and the mode all allow.
type Permission string

// The permissions, in the groups in which the policy form shows them.
const (
	// Public pages need none beyond being there.
	Browse Permission = "shop.browse"

	CartView      Permission = "cart.view"
	CartEdit      Permission = "cart.edit"
	DiscountApply Permission = "discount.apply"
	DiscountGrant Permission = "discount.grant"
	PriceOverride Permission = "price.override"

	OrdersView    Permission = "orders.view"
	OrderPlace    Permission = "order.place"
	OrderCancel   Permission = "order.cancel"
	QuoteSend     Permission = "quote.send"
	DashboardView Permission = "dashboard.view"

	ProfileView  Permission = "profile.view"
	PersonalView Permission = "personal.view"
	AddressEdit  Permission = "address.edit"
	HelpView     Permission = "help.view" // who helped me

	CatalogView   Permission = "catalog.view"
	CatalogEdit   Permission = "catalog.edit"
	CatalogImport Permission = "catalog.import"
	StoreView     Permission = "store.view"
	StoreSettings Permission = "store.settings"

	OrgView         Permission = "organization.view"
	OrgManage       Permission = "organization.manage"
	ApprovalRequest Permission = "approval.request"
	ApprovalDecide  Permission = "approval.decide"

	// What nobody may do for somebody else.
	ProfileEdit    Permission = "profile.edit" // name, e-mail, phone
	PasswordChange Permission = "password.change"
	MFAChange      Permission = "mfa.change"
	DevicesManage  Permission = "devices.manage"
	PaymentManage  Permission = "payment.manage"
	OrderPay       Permission = "order.pay"
	KeysManage     Permission = "keys.manage"
	ConsentChange  Permission = "consent.change"
	SupportPIN     Permission = "support.pin"
	TakeBack       Permission = "help.take_back"
	PersonalExport Permission = "personal.export"
	TermsAccept    Permission = "terms.accept"
	InviteSend     Permission = "invitation.send"
	PayoutEdit     Permission = "payout.edit"
	RolesRaise     Permission = "roles.raise"
	AccountDelete  Permission = "account.delete"

	// Staff's own desks; they do not exist under the acting prefix.
	Impersonate  Permission = "impersonate"
	SupportDesk  Permission = "support.desk"
	RepDesk      Permission = "rep.desk"
	AuditRead    Permission = "audit.read"
	PolicyEdit   Permission = "policy.edit"
	PeopleManage Permission = "people.manage"
	SettingsEdit Permission = "settings.edit"
)

// sentences complete "may …" and "does not let you …".
var sentences = map[Permission]string{
	Browse: "browse the shop", CartView: "see the cart", CartEdit: "change the cart", DiscountApply: "use discount codes",
	DiscountGrant: "give a discount of your own", PriceOverride: "set a price of your own", OrdersView: "see orders", OrderPlace: "place orders", OrderCancel: "cancel orders",
	QuoteSend: "send quotes", DashboardView: "see the dashboard", ProfileView: "see the account", PersonalView: "see masked personal data",
	AddressEdit: "change addresses", HelpView: "see who helped", CatalogView: "see the products", CatalogEdit: "change products",
	CatalogImport: "upload products", StoreView: "see the store", StoreSettings: "change store settings", OrgView: "see the organization",
	OrgManage: "manage the organization", ApprovalRequest: "ask for approval", ApprovalDecide: "decide approvals",
	ProfileEdit: "change name, e-mail or phone", PasswordChange: "change the password", MFAChange: "change the second factor",
	DevicesManage: "manage sign-ins and devices", PaymentManage: "manage payment methods", OrderPay: "pay", KeysManage: "manage API keys",
	ConsentChange: "change consent", SupportPIN: "make a support PIN", TakeBack: "take changes back", PersonalExport: "download personal data",
	TermsAccept: "accept terms", InviteSend: "invite people", PayoutEdit: "change payout account or tax id", RolesRaise: "raise roles",
	AccountDelete: "delete the account", Impersonate: "act for somebody", SupportDesk: "use the support desk", RepDesk: "use the sales desk",
	AuditRead: "read the session log", PolicyEdit: "change the policy", PeopleManage: "manage people", SettingsEdit: "change settings",
}

// Sentence is p in words that complete "may …".
func (p Permission) Sentence() string {
	if s, ok := sentences[p]; ok {
		return s
	}
	return "do this"
}

// Known tells whether p is one of the shop's permissions.
func (p Permission) Known() bool { _, ok := sentences[p]; return ok }

// Permissions is a set. The nil set holds nothing.
type Permissions map[Permission]bool

// Of makes a set.
func Of(ps ...Permission) Permissions {
	s := make(Permissions, len(ps))
	for _, p := range ps {
		s[p] = true
	}
	return s
}

// Everything is the set of all permissions, for jobs and the command line.
func Everything() Permissions {
	s := make(Permissions, len(sentences))
	for p := range sentences {
		s[p] = true
	}
	return s
}

// Has tells whether p is in s.
func (s Permissions) Has(p Permission) bool { return s[p] }

// And is what is in both.
func (s Permissions) And(t Permissions) Permissions {
	out := Permissions{}
	for p := range s {
		if s[p] && t[p] {
			out[p] = true
		}
	}
	return out
}

// Or is what is in either.
func (s Permissions) Or(t Permissions) Permissions {
	out := Permissions{}
	for _, set := range []Permissions{s, t} {
		for p, in := range set {
			if in {
				out[p] = true
			}
		}
	}
	return out
}

// Without is s less t.
func (s Permissions) Without(t Permissions) Permissions {
	out := Permissions{}
	for p, in := range s {
		if in && !t[p] {
			out[p] = true
		}
	}
	return out
}

// Within tells whether all of s is in t; Below, whether t has more besides.
func (s Permissions) Within(t Permissions) bool {
	for p, in := range s {
		if in && !t[p] {
			return false
		}
	}
	return true
}

// Below tells whether s is a strict subset of t: "lower rank" between members of an organization.
func (s Permissions) Below(t Permissions) bool { return s.Within(t) && !t.Within(s) }

// List is the set in alphabetical order.
func (s Permissions) List() []Permission {
	out := make([]Permission, 0, len(s))
	for p, in := range s {
		if in {
			out = append(out, p)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i] < out[j] })
	return out
}

// Never is what no rule can grant (DESIGN §2), whatever its text says.
var Never = Of(ProfileEdit, PasswordChange, MFAChange, DevicesManage, PaymentManage, OrderPay, KeysManage, ConsentChange, SupportPIN, TakeBack,
	PersonalExport, TermsAccept, InviteSend, PayoutEdit, RolesRaise, AccountDelete, ApprovalDecide, OrgManage,
	Impersonate, SupportDesk, RepDesk, AuditRead, PolicyEdit, PeopleManage, SettingsEdit)

// ViewOnly is what read-only mode leaves: pages without acts.
var ViewOnly = Of(Browse, CartView, OrdersView, DashboardView, ProfileView, PersonalView, HelpView, CatalogView, StoreView, OrgView)

// StaffActs are the acts that are the actor's own while acting: marked as theirs, capped, never more than they may outside.
var StaffActs = Of(DiscountGrant, PriceOverride, OrderCancel, QuoteSend)
