// Package catalog knows what is sold: categories, products with their variants, prices, stock and pictures, and how they are
// found. It does not know carts, orders or pages.
package catalog

import (
	"strings"

	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
)

// Ids of different things have different types.
type (
	ProductID  int64
	VariantID  int64
	CategoryID int64
	PictureID  int64
)

// Products is the room: everything that is read and written about what is sold goes through it. It may be used by many at once.
type Products struct {
	db       *store.DB
	currency money.Currency
	tree     treeCache
}

// New opens the room on a database, for a shop that sells in the currency.
func New(db *store.DB, currency money.Currency) *Products {
	return &Products{db: db, currency: currency}
}

// Currency is the one currency of the shop.
func (ps *Products) Currency() money.Currency { return ps.currency }

// Status says who sees a product.
type Status string

// The states of a product.
const (
	Draft    Status = "draft"    // its vendor alone
	Active   Status = "active"   // everybody
	Archived Status = "archived" // nobody; kept for orders
)

// Options are the values (or, of a product, the names) of up to three options, in their order; empty from the first that is not
// used. A product without options has none in its single variant.
type Options [3]string

// String is "Tan, 40".
func (o Options) String() string { return strings.Join(o.List(), ", ") }

// List is the options that are set.
func (o Options) List() []string {
	var list []string
	for _, v := range o {
		if v != "" {
			list = append(list, v)
		}
	}
	return list
}

// Product is a product whole, as its vendor writes it and as an upload brings it.
type Product struct {
	ID          ProductID
	Vendor      account.VendorID
	Slug        string // address; chosen from the title when empty
	Handle      string // the vendor's own key; the slug when empty
	Title       string
	Description string // HTML; cleaned when it is saved
	Tags        []string
	Status      Status
	Options     Options      // names, such as "Colour", "Size"
	Tint        string       // ground of its pictures; chosen when empty
	Categories  []CategoryID // the first is its own; nil leaves them as they are
	Variants    []Variant    // all of them: one that is missing here is no longer sold
	Pictures    []Picture    // nil leaves them as they are
}

// Variant is what can be bought.
type Variant struct {
	ID          VariantID
	SKU         string
	Options     Options
	Price       money.Amount
	CompareAt   money.Amount // the former price; zero for none
	WeightGrams int
	Barcode     string
	Hue         int // colour class of the picture, 0 to 4
	Picture     int // position among the product's pictures; 0 for none of its own
	Stock       Stock
	KeepStock   bool // when it is saved: leave the stock as it is, whatever Stock says
	Archived    bool // no longer sold
}

// Stock is how many there are of a variant.
type Stock struct {
	Tracked  bool // pieces are counted
	Quantity int
	Oversell bool // selling goes on when none is left
}

// Covers tells whether n pieces can be sold now.
func (s Stock) Covers(n int) bool { return !s.Tracked || s.Oversell || s.Quantity >= n }

// Left is how many can be sold now; counted is false where that is without limit.
func (s Stock) Left() (n int, counted bool) {
	if !s.Tracked || s.Oversell {
		return 0, false
	}
	return max(s.Quantity, 0), true
}

// PictureState says whether a picture can be shown.
type PictureState string

// The states of a picture.
const (
	PictureReady   PictureState = "ready"
	PicturePending PictureState = "pending" // to be fetched from its address
	PictureFailed  PictureState = "failed"  // could not be fetched; Failure says why
)

// Picture is one picture of a product: of the program's own (File), by its hash in store/media (Blob), or still somewhere else.
type Picture struct {
	ID        PictureID
	Position  int // from 1: its place in Product.Pictures, as read; saving goes by the place itself
	File      string
	Blob      string // SHA-256, hexadecimal
	SourceURL string
	State     PictureState // decided by what is set, when it is saved
	Failure   string
	Alt       string
	Hue       int
}
