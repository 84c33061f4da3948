package part

import (
	"context"
	"strings"

	"github.com/a-h/templ"
)

// Area is the part of the site a page belongs to; it decides the masthead.
type Area int

// The areas. Shop is the zero Area; account pages belong to it. Org wears the shop's masthead.
const (
	Shop Area = iota
	Support
	Vendor
	Sales
	Org
	Admin
	Audit
	Demo
)

// Head is what a page tells the frame about itself.
type Head struct {
	Title       string // without the shop's name
	Desk        Area
	DeskName    string // beside the brand, where it is not the area's: a vendor's name
	Current     string // path of the nav entry this page belongs to; found from Frame.Path when empty
	Description string
	Canonical   string // path; the public URL is put before it
	NoIndex     bool
	JSONLD      any    // written as one application/ld+json block; nil for none
	Bare        bool   // bar, brand and page only: sign-in, confirm pages
	Main        string // classes of <main>; "wrap stack loose" when empty
	Query       string // what stands in the search field
}

// desk is what distinguishes the masthead of an area.
type desk struct {
	name string
	nav  []Desk
}

// desks hold the staff mastheads; the shop and organizations show the departments instead.
var desks = map[Area]desk{
	Support: {"Support", []Desk{{"Desk", "/support"}, {"Orders", "/support/orders"}, {"My sessions", "/support/sessions"}}},
	Vendor: {"Vendor", []Desk{
		{"Products", "/vendor/products"}, {"Uploads", "/vendor/imports"}, {"Orders", "/vendor/orders"}, {"Store", "/vendor/store"},
	}},
	Sales: {"Sales", []Desk{{"My vendors", "/vendor"}}},
	Admin: {"Admin", []Desk{
		{"People", "/admin/people"}, {"Policy", "/admin/policy"}, {"Session log", "/audit"}, {"Settings", "/admin/settings"},
	}},
	Audit: {"Audit", []Desk{{"Session log", "/audit"}, {"Live", "/audit/live"}, {"Review", "/audit/review"}, {"Proof", "/audit/proof"}, {"Retention", "/audit/retention"}}},
	Demo:  {"Demo", []Desk{{"Accounts", "/demo"}, {"Mailbox", "/demo/mail"}, {"Shop", "/"}}},
}

func (h Head) staff() bool { return desks[h.Desk].name != "" }

func (h Head) deskName() string {
	if h.DeskName != "" {
		return h.DeskName
	}
	return desks[h.Desk].name
}

// title names the subject first while acting, so that tabs for two people can be told apart.
func (h Head) title(f *Frame) string {
	title := f.shop()
	if h.Title != "" {
		title = h.Title + " · " + f.shop()
	}
	if f.Acting != nil && f.Acting.Subject.Name != "" {
		title = "For " + f.Acting.Subject.First() + ": " + title
	}
	return title
}

func (h Head) main() string {
	if h.Main != "" {
		return h.Main
	}
	return "wrap stack loose"
}

// index tells whether machines may list the page: never what was made for somebody.
func (h Head) index(f *Frame) bool {
	return !h.NoIndex && !h.staff() && f.Person == nil && f.Prefix == ""
}

// current gives the place of the nav entry that the page belongs to, or -1: the longest that the path begins with.
func (h Head) current(nav []Desk, path string) int {
	if h.Current != "" {
		path = h.Current
	}
	path, _, _ = strings.Cut(path, "?")
	best, length := -1, 0
	for i, d := range nav {
		if len(d.URL) > length && (path == d.URL || d.URL != "/" && strings.HasPrefix(path, d.URL+"/")) {
			best, length = i, len(d.URL)
		}
	}
	return best
}

// here marks the present entry of a nav.
func here(is bool) templ.Attributes {
	if is {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

func homeOf(ctx context.Context, h Head) templ.SafeURL {
	switch h.Desk {
	case Admin:
		return Link(ctx, "/admin")
	case Vendor:
		return Link(ctx, "/vendor")
	}
	if nav := desks[h.Desk].nav; len(nav) > 0 && h.Desk != Demo {
		return Link(ctx, nav[0].URL)
	}
	return Link(ctx, "/")
}
