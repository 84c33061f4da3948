package discount_test

import (
	"fmt"
	"testing"
	"time"

	"standin/cart/discount"
	"standin/catalog/money"
)

var noon = time.Date(2026, 5, 28, 12, 0, 0, 0, time.UTC)

func euro(minor int64) money.Amount { return money.Of(minor, "EUR") }

func ptr[T any](v T) *T { return &v }

func ExampleCode_AmountFor() {
	spring := discount.Code{Code: "SPRING10", Kind: discount.Percent, Value: 1000, MinSubtotal: 5000, Active: true}
	off, err := spring.AmountFor(discount.Base{Now: noon, Covered: euro(25600), Left: euro(25600)})
	fmt.Println(off, err)
	_, err = spring.AmountFor(discount.Base{Now: noon, Covered: euro(4200), Left: euro(4200)})
	fmt.Println(discount.AsRefusal(err))
	// Output:
	// 25.60 EUR <nil>
	// SPRING10 needs 8.00 EUR more.
}

func TestAmountFor(t *testing.T) {
	t.Parallel()
	base := discount.Base{Now: noon, Covered: euro(10000), Left: euro(10000)}
	for _, tt := range []struct {
		name   string
		code   discount.Code
		base   discount.Base
		want   int64
		reason discount.Reason
	}{
		{name: "percent", code: discount.Code{Kind: discount.Percent, Value: 1000}, want: 1000},
		{name: "percent_rounds_half_up", code: discount.Code{Kind: discount.Percent, Value: 1000}, base: discount.Base{Now: noon, Covered: euro(5), Left: euro(5)}, want: 1},
		{name: "fixed", code: discount.Code{Kind: discount.Fixed, Value: 500}, want: 500},
		{name: "C2_fixed_stops_at_zero", code: discount.Code{Kind: discount.Fixed, Value: 50000}, want: 10000},
		{name: "begins_inclusive", code: discount.Code{Kind: discount.Fixed, Value: 1, StartsAt: noon}, want: 1},
		{name: "not_begun", code: discount.Code{Kind: discount.Fixed, Value: 1, StartsAt: noon.Add(1)}, reason: discount.NotBegun},
		{name: "ends_exclusive", code: discount.Code{Kind: discount.Fixed, Value: 1, EndsAt: ptr(noon)}, reason: discount.Expired},
		{name: "used_up", code: discount.Code{Kind: discount.Fixed, Value: 1, UsageLimit: ptr(3), Used: 3}, reason: discount.UsedUp},
		{name: "used_by_you", code: discount.Code{Kind: discount.Fixed, Value: 1, PerPersonLimit: ptr(1), UsedByBuyer: 1}, reason: discount.UsedByYou},
		{name: "C6_under_minimum", code: discount.Code{Kind: discount.Fixed, Value: 1, MinSubtotal: 10001}, reason: discount.UnderMinimum},
		{name: "other_vendor", code: discount.Code{Kind: discount.Fixed, Value: 1, Vendor: 7}, base: discount.Base{Now: noon, Covered: euro(0), Left: euro(0)}, reason: discount.NothingOfVendor},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.code.Code, tt.code.Active = "TEST", true
			if tt.base.Now.IsZero() {
				tt.base = base
			}
			off, err := tt.code.AmountFor(tt.base)
			if r := discount.AsRefusal(err); (r != nil) != (tt.reason != "") || r != nil && r.Reason != tt.reason {
				t.Fatalf("refusal %v, want %q", r, tt.reason)
			}
			if off.Minor != tt.want {
				t.Errorf("takes off %v, want %d", off, tt.want)
			}
		})
	}
}

func TestC1_CodesMatchAsPeopleReadThem(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"SPRING10", "spring10", "  Spring10 ", "ＳＰＲＩＮＧ１０", "spring\u200b10", "\u00a0SPRING10\n"} {
		if key, err := discount.Key(typed); err != nil || key != "spring10" {
			t.Errorf("Key(%q) = %q, %v", typed, key, err)
		}
	}
	for a, b := range map[string]string{"STRASSE": "straße", "CAFE\u0301": "café", "ΣΊΣΥΦΟΣ": "σίσυφος"} {
		ka, _ := discount.Key(a)
		kb, _ := discount.Key(b)
		if ka != kb || ka == "" {
			t.Errorf("%q and %q read the same, but their keys are %q and %q", a, b, ka, kb)
		}
	}
	for _, typed := range []string{"", "   ", "\u200b", string(make([]byte, 400)), "a\x00b"} {
		if key, err := discount.Key(typed); err == nil {
			t.Errorf("Key(%q) = %q, want a refusal", typed, key)
		}
	}
}

func FuzzKey(f *testing.F) {
	for _, s := range []string{"SPRING10", "straße", "ﬁn", "İ", "ǅ", "\xff\xfe", "a\u200db", "ΐ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		key, err := discount.Key(typed)
		if err != nil {
			return
		}
		if again, err := discount.Key(key); err != nil || again != key {
			t.Errorf("the key of %q is %q, but the key of that is %q (%v)", typed, key, again, err)
		}
	})
}
