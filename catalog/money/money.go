// Package money holds amounts as integers of minor units with their ISO 4217 currency. It does exact arithmetic and nothing
// else: no exchange, no tax rules; the one rounding rule of the shop is Share.
package money

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"standin/store/fault"
)

// Currency is an ISO 4217 code, such as "EUR".
type Currency string

// decimals holds the minor-unit digits of the currencies that do not have two (ISO 4217, list one).
var decimals = map[Currency]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0, "VND": 0,
	"VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}

// Decimals is the number of digits behind the point.
func (c Currency) Decimals() int {
	if n, ok := decimals[c]; ok {
		return n
	}
	return 2
}

// Valid tells whether c has the form of an ISO code.
func (c Currency) Valid() bool {
	if len(c) != 3 {
		return false
	}
	for _, r := range c {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return true
}

// Amount is a sum of money: Minor units (cents for EUR) of a Currency. The zero Amount is nothing of no currency and may be added to any.
type Amount struct {
	Minor    int64
	Currency Currency
}

// Limit is the largest sum one amount may hold, in minor units: a hundred billion of a two-decimal currency.
const Limit = 10_000_000_000_000

// Of makes an amount of minor units.
func Of(minor int64, c Currency) Amount { return Amount{Minor: minor, Currency: c} }

// Parse reads a decimal number as people type it: "12", "12.5", "12,50", "1 234.50", "1,234.50". It refuses signs, more
// digits than the currency has, and anything over Limit, with a fault.Invalid that says what is wrong.
func Parse(text string, c Currency) (Amount, error) {
	s := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "").Replace(strings.TrimSpace(text))
	whole, frac := split(s)
	if whole == "" && frac == "" || !digits(whole) || !digits(frac) {
		return Amount{}, fault.Newf(fault.Invalid, "%q is not an amount. Write it like 12.50.", text)
	}
	n := c.Decimals()
	if len(frac) > n {
		if strings.Trim(frac[n:], "0") != "" {
			return Amount{}, fault.Newf(fault.Invalid, "%s has %d digits behind the point; %q has more.", c, n, text)
		}
		frac = frac[:n]
	}
	minor, err := strconv.ParseInt(whole+frac+strings.Repeat("0", n-len(frac)), 10, 64)
	if err != nil || minor > Limit {
		return Amount{}, fault.Newf(fault.Invalid, "%q is more than the shop can hold.", text)
	}
	return Of(minor, c), nil
}

// split parts a number at its decimal mark: the last of '.' and ',', unless it is a lone thousands mark ("1,234" is read as
// a thousand only when a second mark of the same kind or a later decimal mark shows it: "1,234,567", "1,234.5").
func split(s string) (whole, frac string) {
	i := strings.LastIndexAny(s, ".,")
	if i < 0 {
		return s, ""
	}
	mark := s[i : i+1]
	if strings.Count(s, mark) > 1 {
		return strings.ReplaceAll(s, mark, ""), ""
	}
	other := map[string]string{".": ",", ",": "."}[mark]
	return strings.ReplaceAll(s[:i], other, ""), s[i+1:]
}

func digits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// Add gives a + b. It panics on two different currencies and on overflow: both are mistakes of ours, never of a person.
func (a Amount) Add(b Amount) Amount {
	sum := a.Minor + b.Minor
	if (sum > a.Minor) != (b.Minor > 0) && b.Minor != 0 {
		panic("money: overflow")
	}
	return Amount{Minor: sum, Currency: a.same(b)}
}

// Sub gives a - b, under the rules of Add.
func (a Amount) Sub(b Amount) Amount { return a.Add(Amount{Minor: -b.Minor, Currency: b.Currency}) }

// Times gives a × n.
func (a Amount) Times(n int64) Amount {
	p := a.Minor * n
	if n != 0 && (p/n != a.Minor || a.Minor == math.MinInt64) {
		panic("money: overflow")
	}
	return Amount{Minor: p, Currency: a.Currency}
}

// Less tells whether a is smaller than b.
func (a Amount) Less(b Amount) bool { a.same(b); return a.Minor < b.Minor }

// IsZero tells whether a is nothing.
func (a Amount) IsZero() bool { return a.Minor == 0 }

// Min is the smaller of the two.
func Min(a, b Amount) Amount {
	if b.Less(a) {
		return b
	}
	return a
}

func (a Amount) same(b Amount) Currency {
	if a.Currency != b.Currency && a.Currency != "" && b.Currency != "" {
		panic(fmt.Sprintf("money: %s and %s do not mix", a.Currency, b.Currency))
	}
	if a.Currency == "" {
		return b.Currency
	}
	return a.Currency
}

// Share gives a × num / den, rounded half up (away from zero): the one rounding rule of the shop. den must be positive.
func (a Amount) Share(num, den int64) Amount {
	if den <= 0 || num < 0 {
		panic("money: a share needs a positive fraction")
	}
	sign, minor := int64(1), a.Minor
	if minor < 0 {
		sign, minor = -1, -minor
	}
	hi, lo := bits.Mul64(uint64(minor), uint64(num)) // #nosec G115 -- both are positive here
	lo, carry := bits.Add64(lo, uint64(den)/2, 0)
	if hi += carry; hi >= uint64(den) {
		panic("money: overflow")
	}
	q, _ := bits.Div64(hi, lo, uint64(den))
	return Amount{Minor: sign * int64(q), Currency: a.Currency} // #nosec G115 -- bounded by Limit
}

// Split parts a over weights so that the parts sum to a exactly, by largest remainders; ties go to the earlier part. Weights
// must not be negative; when all are zero the whole goes to the first part.
func (a Amount) Split(weights []int64) []Amount {
	parts := make([]Amount, len(weights))
	var total int64
	for _, w := range weights {
		total += w
	}
	if len(weights) == 0 {
		return parts
	}
	if total == 0 {
		for i := range parts {
			parts[i] = Amount{Currency: a.Currency}
		}
		parts[0] = a
		return parts
	}
	return a.largestRemainder(weights, total, parts)
}

func (a Amount) largestRemainder(weights []int64, total int64, parts []Amount) []Amount {
	sign, minor := int64(1), a.Minor
	if minor < 0 {
		sign, minor = -1, -minor
	}
	rest, remainders := minor, make([]uint64, len(weights))
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(minor), uint64(w)) // #nosec G115 -- both are positive here
		q, r := bits.Div64(hi, lo, uint64(total))      // #nosec G115 -- total is positive
		part := int64(q)                               // #nosec G115 -- w <= total, so the part is no more than the whole
		parts[i] = Amount{Minor: sign * part, Currency: a.Currency}
		remainders[i], rest = r, rest-part
	}
	for ; rest > 0; rest-- {
		best := 0
		for i, r := range remainders {
			if r > remainders[best] {
				best = i
			}
		}
		parts[best].Minor += sign
		remainders[best] = 0
	}
	return parts
}

// Decimal is the plain number with a point, as feeds and JSON want it: "1234.50".
func (a Amount) Decimal() string {
	n := a.Currency.Decimals()
	sign, minor := "", a.Minor
	if minor < 0 {
		sign, minor = "-", -minor
	}
	s := fmt.Sprintf("%0*d", n+1, minor)
	if n == 0 {
		return sign + s
	}
	return sign + s[:len(s)-n] + "." + s[len(s)-n:]
}

// String is Decimal with the currency's code, for logs. Pages use the formatter of web/page/part.
func (a Amount) String() string { return strings.TrimSpace(a.Decimal() + " " + string(a.Currency)) }
