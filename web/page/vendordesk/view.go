// Package vendorpage holds the pages of a vendor's desk: products, uploads, orders, store, and the overview a sales rep has of
// the vendors in the portfolio. Acting or not, they are the same pages.
package vendorpage

import (
	"strings"
	"time"

	"standin/catalog"
	"standin/catalog/money"
	actingpage "standin/web/page/acting"
	catalogpage "standin/web/page/catalog"
	"standin/web/page/part"
)

// DeskView is what the desk begins with.
type DeskView struct {
	Name    string // of the vendor
	Numbers catalog.OwnNumbers
	Runs    []RunLine
	Orders  []OrderLine
	Import  Closed // why uploading is closed
}

// Closed is the reason why a control is; empty when it is open.
type Closed string

// RunLine is one upload in a list.
type RunLine struct {
	URL     string
	File    string
	By      string
	For     string // whom somebody acted for; empty when nobody acted
	At      time.Time
	State   string
	Running bool
	Bad     bool
	Counts  string
}

// OrderLine is one order in a vendor's list. It holds nothing of other vendors' parts.
type OrderLine struct {
	Number string
	At     time.Time
	Town   string
	State  string
}

// Portfolio is the desk of a sales rep.
type PortfolioView struct {
	Vendors       []VendorLine
	Organizations []OrganizationLine
	NoDoor        string // why nobody can be acted for, when it is the same for all
	Requests      actingpage.RequestsView
}

// VendorLine is one vendor of a portfolio.
type VendorLine struct {
	Slug, Name, Tint string
	Last             *RunLine
	Mend             []string // the first things to mend in it
	Users            []UserLine
}

// OrganizationLine is an organization in a sales rep's portfolio, with its members.
type OrganizationLine struct {
	ID, Name string
	Members  []UserLine
}

// UserLine is somebody who works for a vendor or buys for an organization.
type UserLine struct {
	part.Who
	About, Role string
	Door        part.Door // to act for them
}

// VendorView is a vendor's overview for its rep: to look at, not to change.
type VendorView struct {
	VendorLine
	About    string
	Products int
	Runs     []RunLine
}

// ProductsView is a vendor's list of products.
type ProductsView struct {
	Name, Query, Status string
	Low                 bool
	Products            []ProductLine
	Next                string
	Import              Closed
}

// ProductLine is one product of the list.
type ProductLine struct {
	catalog.OwnProduct
	Image catalogpage.Picture
}

// ProductView is the form of one product.
type ProductView struct {
	Name, URL, Slug string
	Title, Status   string
	Waiting, Failed int // pictures
	Variants        []VariantLine
	Errors          part.Errors
	Edit            Closed
}

// VariantLine is one variant in the form, with what was typed.
type VariantLine struct {
	ID                  int64
	Label, SKU          string
	Price, Was          string
	Counted             bool
	Quantity            string
	PriceName, WasName  string
	StockName, KeptName string
}

// ImportsView is where files are dropped.
type ImportsView struct {
	Name   string
	Runs   []RunLine
	Next   string
	Errors part.Errors
	Import Closed
}

// ImportView is one upload: what it would do, how far it is, or what came of it.
type ImportView struct {
	Name, File, URL string
	By, For         string
	At              time.Time
	State           string // checked, committing, done, stopped
	Cause           string
	Hash            string
	Format          string
	Recognised      string // "41 of 46 columns"
	Ignored         []string
	Encoding, Key   string
	Tabs            []part.Tab
	Show            string // outcome of the tab that is shown
	Lines           []Line
	Swept           bool // its rows were cleared; only the counts are left
	Next            string
	Held, HeldRows  int
	Warnings        []string
	Writes          int
	Progress        ProgressView
	Result          ResultView
	Errors          part.Errors
	Import          Closed
}

// Line is one row of the comparison's table.
type Line struct {
	Row     int
	Title   string
	Detail  string // handle and options
	Field   string
	Before  string
	After   string
	Result  string // written, held back; empty before
	Bad     bool
	Message string
}

// ProgressView says how far a job is.
type ProgressView struct {
	URL, StopURL           string
	File                   string
	Percent, Done, Rows    int
	Pace                   int
	Left                   time.Duration
	Products, ProductsDone int
}

// ResultView says what came of an upload.
type ResultView struct{ Created, Updated, Failed, Held int }

// StoreView is the form of a vendor's own words.
type StoreView struct {
	Name, Slug, About, Days string
	Errors                  part.Errors
	Edit                    Closed
}

// OrdersView lists a vendor's parts of orders.
type OrdersView struct {
	Name   string
	Orders []OrderLine
	Next   string
}

// OrderView is one part of an order, as its vendor packs it.
type OrderView struct {
	Name, Number string
	At           time.Time
	State        string
	Address      []part.Secret
	Hidden       string // why there is no address
	Lines        []PackLine
	Goods        money.Amount
	Shipping     money.Amount
	Next         []StateButton
	Edit         Closed
}

// PackLine is one thing to pack.
type PackLine struct {
	Title, Options, SKU string
	Quantity            int
	Total               money.Amount
}

// StateButton brings a part into its next state.
type StateButton struct{ State, Label string }

func (v ResultView) sentence() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{v.Created, "new"}, {v.Updated, "changed"}, {v.Failed + v.Held, "held back"}} {
		if p.n > 0 {
			parts = append(parts, part.Count(p.n)+" "+p.word)
		}
	}
	if len(parts) == 0 {
		return "Nothing was written."
	}
	return strings.Join(parts, ", ") + "."
}

func priceSpan(p ProductLine) string {
	if p.From == p.To {
		return part.Money(p.From)
	}
	return part.Money(p.From) + " – " + part.Money(p.To)
}

func stockWords(p ProductLine) string {
	switch {
	case p.Counted == 0:
		return "not counted"
	case p.Left <= 0:
		return "sold out"
	}
	return part.Count(p.Left)
}
