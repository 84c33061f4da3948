// Package bulkimport turns a vendor's file into a staged, checked plan, and the plan into products of the catalog. It reads and
// compares; what a product is and how it is written is the catalog's business, and whose products they are is decided by the
// actor, never by the file.
package bulkimport

import (
	"fmt"

	"standin/store/fault"
)

// What one file may hold.
const (
	MaxBytes = 15 << 20 // the limit vendors know from elsewhere
	MaxRows  = 100_000
	MaxCell  = 60_000 // letters of one cell
)

// Format says whose columns a file has.
type Format string

// The formats that are recognised by the names of their columns.
const (
	ShopifyExport   Format = "shopify_export"   // Handle, Body (HTML), Variant Price: exports, and most supplier files
	ShopifyTemplate Format = "shopify_template" // URL handle, Description, Price: the template of 2026, and our own
	WooCommerce     Format = "woocommerce"
)

// Title is the format as people know it.
func (f Format) Title() string {
	switch f {
	case ShopifyExport:
		return "Shopify product export"
	case ShopifyTemplate:
		return "Shopify product template"
	case WooCommerce:
		return "WooCommerce product export"
	}
	return string(f)
}

// Severity tells what a problem does to its product.
type Severity string

// A Wrong row holds back its whole product; a Warning only tells.
const (
	Wrong   Severity = "wrong"
	Warning Severity = "warning"
)

// Problem is something to mend in one cell, told so that a vendor can find it in the file.
type Problem struct {
	Row      int      `json:"row" db:"row"`       // as a spreadsheet counts: the header is row 1
	Column   string   `json:"column" db:"column"` // as the file names it; empty when it is the whole row
	Code     string   `json:"code" db:"code"`     // machine-readable, such as "price_unreadable"
	Message  string   `json:"message" db:"message"`
	Severity Severity `json:"severity" db:"severity"`
}

// Holds tells whether the problem keeps its product out of the shop.
func (p Problem) Holds() bool { return p.Severity != Warning }

func (p Problem) String() string {
	if p.Column == "" {
		return fmt.Sprintf("Row %d: %s", p.Row, p.Message)
	}
	return fmt.Sprintf("Row %d, %s: %s", p.Row, p.Column, p.Message)
}

// invalid refuses a file as a whole; the upload form shows the sentence at its field.
func invalid(code, format string, args ...any) error {
	return fault.Field("file", fmt.Sprintf(format, args...)).WithCode(code)
}
