package account

// StaffRole is what somebody is in the house; the empty role is nobody's.
type StaffRole string

// The staff roles. Staff hold exactly one.
const (
	NoStaff       StaffRole = ""
	SupportAgent  StaffRole = "support_agent"
	SalesRep      StaffRole = "sales_rep"
	Auditor       StaffRole = "auditor"
	Administrator StaffRole = "administrator"
)

// Title is the role as people say it.
func (r StaffRole) Title() string {
	return map[StaffRole]string{SupportAgent: "support agent", SalesRep: "sales rep", Auditor: "auditor", Administrator: "administrator"}[r]
}

// MemberRole is what somebody is in an organization.
type MemberRole string

// The members' roles, from most to least.
const (
	PowerUser MemberRole = "power_user"
	Approver  MemberRole = "approver"
	Buyer     MemberRole = "buyer"
	Viewer    MemberRole = "viewer"
)

// Title is the role as people say it.
func (r MemberRole) Title() string {
	return map[MemberRole]string{PowerUser: "power user", Approver: "approver", Buyer: "buyer", Viewer: "viewer"}[r]
}

var (
	guestPermissions = Of(Browse, CartView, CartEdit, DiscountApply, OrderPlace, OrdersView, OrderPay)

	// own is what everybody may do with their own account.
	own = Of(ProfileView, ProfileEdit, PersonalView, AddressEdit, HelpView, PasswordChange, MFAChange, DevicesManage, PaymentManage, OrderPay, KeysManage,
		ConsentChange, SupportPIN, TakeBack, PersonalExport, TermsAccept, AccountDelete)

	shopperPermissions = own.Or(Of(Browse, CartView, CartEdit, DiscountApply, OrdersView, OrderPlace, OrderCancel))

	vendorPermissions = Of(Browse, DashboardView, CatalogView, CatalogEdit, CatalogImport, StoreView, StoreSettings, OrdersView, PersonalView, PayoutEdit,
		InviteSend)

	memberPermissions = map[MemberRole]Permissions{
		Viewer:   Of(Browse, OrgView, CartView, OrdersView),
		Buyer:    Of(Browse, OrgView, CartView, OrdersView, CartEdit, DiscountApply, ApprovalRequest),
		Approver: Of(Browse, OrgView, CartView, OrdersView, CartEdit, DiscountApply, ApprovalRequest, ApprovalDecide, DashboardView),
		PowerUser: Of(Browse, OrgView, CartView, OrdersView, CartEdit, DiscountApply, ApprovalRequest, ApprovalDecide, DashboardView,
			OrderPlace, OrderCancel, OrgManage, InviteSend, RolesRaise, Impersonate),
	}

	staffPermissions = map[StaffRole]Permissions{
		SupportAgent:  Of(Impersonate, SupportDesk, DiscountGrant, PriceOverride, OrderCancel),
		SalesRep:      Of(Impersonate, RepDesk, DiscountGrant, PriceOverride, QuoteSend),
		Auditor:       Of(AuditRead),
		Administrator: Of(Impersonate, SupportDesk, AuditRead, PolicyEdit, PeopleManage, SettingsEdit),
	}
)

// ShopperPermissions is what somebody may do as a shopper with an account.
func ShopperPermissions() Permissions { return shopperPermissions }

// VendorPermissions is what a vendor's user may do at that vendor's desk.
func VendorPermissions() Permissions { return vendorPermissions }

// MemberPermissions is what a member of the role may do in that organization.
func MemberPermissions(r MemberRole) Permissions { return memberPermissions[r] }

// StaffPermissions is what a staff role may do as itself.
func StaffPermissions(r StaffRole) Permissions { return staffPermissions[r] }
