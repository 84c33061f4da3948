// Package discount knows discount codes: what one takes off, for whom, when and how often. It decides about one code and a
// base; which codes lie on a cart, and which of them win, is the cart's business.
package discount

import (
	"database/sql"
	"encoding/json"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"standin/catalog/money"
	"standin/store/account"
	"standin/store/fault"
)

// CodeID names a discount code.
type CodeID int64

// Kind says how a code takes off.
type Kind string

// The kinds.
const (
	Percent Kind = "percent" // Value is hundredths of a percent
	Fixed   Kind = "fixed"   // Value is minor units
)

// Code is a discount code as it stands, with how often it was used so far.
type Code struct {
	ID             CodeID           `json:"id"`
	Code           string           `json:"code"` // as people write it
	Kind           Kind             `json:"kind"`
	Value          int64            `json:"value"`
	MinSubtotal    int64            `json:"min_subtotal"` // minor units of what the code covers, before any discount
	StartsAt       time.Time        `json:"starts_at"`
	EndsAt         *time.Time       `json:"ends_at"` // the first moment at which it is over; nil never ends
	UsageLimit     *int             `json:"usage_limit"`
	PerPersonLimit *int             `json:"per_person_limit"`
	Used           int              `json:"used"`
	UsedByBuyer    int              `json:"used_by_buyer"`
	Vendor         account.VendorID `json:"vendor"` // 0 for every vendor's things
	VendorName     string           `json:"vendor_name"`
	Combinable     bool             `json:"combinable"`
	Active         bool             `json:"active"`
}

// Base is what a code is measured on.
type Base struct {
	Now     time.Time
	Covered money.Amount // what the things it covers cost before any discount
	Left    money.Amount // what is left of them to take off from
}

// AmountFor is what the code takes off a base, never more than is left of it. A code that does not count is a fault.Invalid at
// the field "code", whose cause is the *Refusal.
func (c Code) AmountFor(b Base) (money.Amount, error) {
	if r := c.refusal(b); r != nil {
		return money.Of(0, b.Left.Currency), r.Fault()
	}
	off := money.Of(c.Value, b.Left.Currency)
	if c.Kind == Percent {
		off = b.Left.Share(c.Value, 10000)
	}
	return money.Min(off, b.Left), nil
}

// refusal is why the code does not count now; nil when it does. The order is that in which reasons help.
func (c Code) refusal(b Base) *Refusal {
	r := &Refusal{Code: c}
	switch {
	case !c.Active:
		r.Reason = Unknown
	case b.Now.Before(c.StartsAt):
		r.Reason = NotBegun
	case c.EndsAt != nil && !b.Now.Before(*c.EndsAt):
		r.Reason = Expired
	case c.UsageLimit != nil && c.Used >= *c.UsageLimit:
		r.Reason = UsedUp
	case c.PerPersonLimit != nil && c.UsedByBuyer >= *c.PerPersonLimit:
		r.Reason = UsedByYou
	case c.Vendor != 0 && b.Covered.IsZero():
		r.Reason = NothingOfVendor
	case b.Covered.Minor < c.MinSubtotal:
		r.Reason, r.Missing = UnderMinimum, money.Of(c.MinSubtotal-b.Covered.Minor, b.Covered.Currency)
	default:
		return nil
	}
	return r
}

// MaxLength bounds what is looked up as a code.
const MaxLength = 40

// Key is the form in which codes are compared and are unique: trimmed, in one Unicode form, without invisible characters, and
// with letter case folded. fault.Invalid for what cannot be a code.
func Key(text string) (string, error) {
	if len(text) > 8*MaxLength {
		return "", tooLong
	}
	key := fold(text)
	switch {
	case key == "":
		return "", fault.Field("code", "Type a discount code.")
	case len([]rune(key)) > MaxLength || strings.ContainsFunc(key, unicode.IsControl):
		return "", tooLong
	}
	return key, nil
}

var tooLong = fault.Field("code", "This is not a code of ours. Check it and type it again.")

// fold repeats until nothing changes: folding can undo a composition, and composing can bring a capital back.
func fold(s string) string {
	for range 4 {
		t := strings.ToValidUTF8(s, "")
		t = strings.Map(visible, norm.NFKC.String(cases.Fold().String(norm.NFKC.String(t))))
		if t = strings.TrimSpace(t); t == s {
			break
		}
		s = t
	}
	return s
}

// visible drops characters nobody sees (zero-width spaces, direction marks) and gives each space the plain form.
func visible(r rune) rune {
	switch {
	case unicode.Is(unicode.Cf, r):
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

// Codes is a list that a statement writes as one JSON value.
type Codes []Code

// Scan reads what CodeJSON in a jsonb_agg writes.
func (cs *Codes) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok {
		return sql.ErrNoRows
	}
	return json.Unmarshal(b, cs)
}
