package cart

import (
	"fmt"
	"strings"

	"standin/cart/discount"
	"standin/catalog/money"
)

// StepKind says what a step of the trace is about.
type StepKind string

// The kinds of step.
const (
	StepSubtotal StepKind = "subtotal"
	StepCode     StepKind = "code"     // a code that counts
	StepGrant    StepKind = "grant"    // a discount of staff that counts
	StepOverride StepKind = "override" // a price that staff lowered
	StepOut      StepKind = "out"      // a discount that does not count
	StepParcel   StepKind = "parcel"   // shipping
)

// Step is one sentence of "Why this total". Shopper and staff read the same.
type Step struct {
	Kind     StepKind
	Amount   money.Amount
	Things   int               // subtotal
	Code     *discount.Code    // code, out
	Grant    *Grant            // grant, out
	Override *Override         // override, out
	Base     money.Amount      // what it was measured on
	Refusal  *discount.Refusal // out: why the code does not count by itself
	Winner   string            // out: the codes that take more off
	Lapsed   bool              // out: what staff gave was good until then
	Vendor   string            // parcel
	FreeFrom money.Amount
	Missing  money.Amount
}

// Label is the name of what the step is about.
func (s Step) Label() string {
	switch {
	case s.Code != nil:
		return s.Code.Code
	case s.Grant != nil:
		return possessive(s.Grant.Helper.Name("")) + " discount"
	case s.Override != nil:
		return possessive(s.Override.Helper.Name("")) + " price for " + s.Override.Title
	case s.Kind == StepParcel:
		return "Parcel from " + s.Vendor
	}
	return "Subtotal"
}

// What completes the label: ", 10 % off Harbour Goods".
func (s Step) What(say discount.Say) string {
	switch {
	case s.Kind == StepSubtotal && s.Things == 1:
		return ", 1 thing"
	case s.Kind == StepSubtotal:
		return fmt.Sprintf(", %d things", s.Things)
	case s.Kind == StepOut:
		return " not used"
	case s.Code != nil:
		return ", " + takes(*s.Code, s.Amount.Currency, say)
	case s.Grant != nil && s.Grant.Percent > 0:
		return ", " + Percent(s.Grant.Percent)
	case s.Override != nil:
		return ", " + say.Money(s.Override.now(s.Base)) + " instead of " + say.Money(s.Base)
	}
	return ""
}

func possessive(name string) string { return name + "’s" }

func takes(c discount.Code, currency money.Currency, say discount.Say) string {
	off := say.Money(money.Of(c.Value, currency))
	if c.Kind == discount.Percent {
		off = Percent(c.Value)
	}
	if c.Vendor != 0 {
		return off + " off " + c.VendorName
	}
	return off + " off"
}

// Percent writes hundredths of a percent: "10 %", "7.5 %".
func Percent(share int64) string {
	s := fmt.Sprintf("%d.%02d", share/100, share%100)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".") + "\u00a0%"
}

// ParsePercent reads what Percent writes, or "10%": hundredths of a percent. ok is false for what is no percentage at all, such as
// an amount.
func ParsePercent(text string) (share int64, ok bool) {
	number, found := strings.CutSuffix(strings.TrimSpace(text), "%")
	if !found {
		return 0, false
	}
	a, err := money.Parse(strings.TrimSpace(strings.ReplaceAll(number, "\u00a0", " ")), "EUR") // two decimals, like hundredths
	return a.Minor, err == nil
}

// Why is the small print of the step; empty when there is none.
func (s Step) Why(say discount.Say) string {
	switch s.Kind {
	case StepCode:
		return s.whyCode(say)
	case StepGrant:
		return s.Grant.Reason
	case StepOverride:
		return s.Override.Reason
	case StepOut:
		return s.whyOut(say)
	case StepParcel:
		return s.whyParcel(say)
	}
	return ""
}

func (s Step) whyCode(say discount.Say) string {
	text := "on " + say.Money(s.Base)
	if s.Code.EndsAt != nil {
		text += ", until " + say.Day(s.Code.EndsAt.Add(-1))
	}
	return text
}

func (s Step) whyOut(say discount.Say) string {
	switch {
	case s.Refusal != nil:
		return s.Refusal.Sentence(say)
	case s.Winner != "":
		return s.Winner + " takes more off, and they cannot go together"
	case s.Lapsed:
		return "It was good until " + say.Day(s.ends())
	case s.Grant != nil || s.Override != nil:
		return "The cart is too small for it now"
	}
	return "Nothing is left to take it off"
}

func (s Step) whyParcel(say discount.Say) string {
	switch {
	case s.Missing.Minor > 0:
		return say.Money(s.Missing) + " more and it is free"
	case s.FreeFrom.Minor > 0:
		return "free from " + say.Money(s.FreeFrom)
	}
	return ""
}
