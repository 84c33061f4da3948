package part

// Area is the part of the site a page belongs to; it decides the masthead.
type Area int

// The areas. Shop is the zero Area; account pages belong to it.
const (
	Shop Area = iota
	Support
	Vendor
	Org
	Admin
	Audit
	Demo
)

// Head is what a page tells the frame about itself.
type Head struct {
	Title       string // without the shop's name
	Desk        Area
	DeskName    string // beside the brand, where it is not the area's: a vendor's or an organization's name
	Current     string // path of the nav entry this page belongs to; Frame.Path when empty
	Description string
	Canonical   string // path; the public URL is put before it
	NoIndex     bool
	JSONLD      any    // written as one application/ld+json block; nil for none
	Bare        bool   // no masthead and foot, only bar, brand and page: sign-in, confirm pages
	Main        string // classes of <main>; "wrap stack loose" when empty
	Query       string // what stands in the search field
}

var areaNames = [...]string{"", "Support", "Vendor", "", "Admin", "Audit", "Demo"}

// navs are the entries of each desk's masthead. Shop and Org show the departments instead.
var navs = map[Area][]Desk{
	Support: {{"Desk", "/support"}, {"Orders", "/support/orders"}, {"My sessions", "/support/sessions"}},
	Vendor:  {{"Products", "/vendor/products"}, {"Uploads", "/vendor/imports"}, {"Orders", "/vendor/orders"}, {"Store", "/vendor/store"}},
	Admin:   {{"People", "/admin/people"}, {"Policy", "/admin/policy"}, {"Session log", "/audit"}, {"Settings", "/admin/settings"}},
	Audit:   {{"Session log", "/audit"}, {"Live", "/audit/live"}, {"Proof", "/audit/proof"}},
	Demo:    {{"Accounts", "/demo"}, {"Mailbox", "/demo/mail"}, {"Shop", "/"}},
}
