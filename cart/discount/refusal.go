package discount

import (
	"time"

	"standin/catalog/money"
	"standin/store/fault"
)

// Reason is why a code does not count, for programs.
type Reason string

// The reasons.
const (
	Unknown         Reason = "unknown_code"
	NotBegun        Reason = "code_not_begun"
	Expired         Reason = "code_expired"
	UsedUp          Reason = "code_used_up"
	UsedByYou       Reason = "code_used_by_you"
	NothingOfVendor Reason = "code_other_vendor"
	UnderMinimum    Reason = "code_under_minimum"
)

// Refusal is a code that does not count, and why.
type Refusal struct {
	Code    Code
	Reason  Reason
	Missing money.Amount // under the minimum: how much more it takes
}

// Error is the sentence with plain figures; it makes a Refusal the cause of a fault.
func (r *Refusal) Error() string { return r.Sentence(Plain) }

// Say writes amounts and days in the words of whoever shows them.
type Say struct {
	Money func(money.Amount) string
	Day   func(time.Time) string
}

// Plain writes amounts and days without a locale, for logs and JSON.
var Plain = Say{Money: money.Amount.String, Day: func(t time.Time) string { return t.Format(time.DateOnly) }}

// Sentence says why the code does not count, and what would help.
func (r *Refusal) Sentence(say Say) string {
	switch r.Reason {
	case NotBegun:
		return r.Code.Code + " begins on " + say.Day(r.Code.StartsAt) + "."
	case Expired:
		return r.Code.Code + " ended on " + say.Day(*r.Code.EndsAt) + "."
	case UsedUp:
		return r.Code.Code + " has been used as often as it may be."
	case UsedByYou:
		return r.Code.Code + " was used on your account already."
	case NothingOfVendor:
		return r.Code.Code + " is for things from " + r.Code.VendorName + ", and there are none in the cart."
	case UnderMinimum:
		return r.Code.Code + " needs " + say.Money(r.Missing) + " more" + r.of() + "."
	}
	return "This is not a code of ours. Check it and type it again."
}

func (r *Refusal) of() string {
	if r.Code.Vendor == 0 {
		return ""
	}
	return " from " + r.Code.VendorName
}

// Fault is the refusal as what a verb returns: the sentence at the field "code".
func (r *Refusal) Fault() *fault.Fault {
	return fault.Field("code", r.Error()).WithCode(string(r.Reason)).Because(r)
}
