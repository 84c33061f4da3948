package money_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"standin/catalog/money"
	"standin/store/fault"
)

func ExampleParse() {
	a, _ := money.Parse("1 234,5", "EUR")
	fmt.Println(a)
	// Output: 1234.50 EUR
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		c    money.Currency
		want int64
		bad  bool
	}{
		{"12", "EUR", 1200, false}, {"12.5", "EUR", 1250, false}, {"12,50", "EUR", 1250, false},
		{"1,234.50", "EUR", 123450, false}, {"1.234,50", "EUR", 123450, false}, {"1,234,567", "EUR", 123456700, false},
		{"10000", "JPY", 10000, false}, {"1.234", "KWD", 1234, false}, {".5", "EUR", 50, false}, {"1.500", "EUR", 150, false},
		{"1.505", "EUR", 0, true}, {"-1", "EUR", 0, true}, {"", "EUR", 0, true}, {"abc", "EUR", 0, true},
		{"99999999999999999999", "EUR", 0, true}, {".", "EUR", 0, true}, {"1e3", "EUR", 0, true},
	} {
		got, err := money.Parse(tt.in, tt.c)
		if fault.Is(err, fault.Invalid) != tt.bad || got.Minor != tt.want {
			t.Errorf("Parse(%q, %s) = %v, %v; want %d, bad %v", tt.in, tt.c, got, err, tt.want, tt.bad)
		}
	}
}

func TestParse_ReadsWhatDecimalWrites(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]money.Currency{"EUR", "JPY", "KWD"}).Draw(t, "currency")
		a := money.Of(rapid.Int64Range(0, money.Limit).Draw(t, "minor"), c)
		if b, err := money.Parse(a.Decimal(), c); err != nil || b != a {
			t.Fatalf("Parse(%q) = %v, %v", a.Decimal(), b, err)
		}
	})
}

func TestSplit_PartsSumToTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := money.Of(rapid.Int64Range(-money.Limit, money.Limit).Draw(t, "minor"), "EUR")
		weights := rapid.SliceOfN(rapid.Int64Range(0, money.Limit), 1, 20).Draw(t, "weights")
		var sum money.Amount
		for _, p := range a.Split(weights) {
			sum = sum.Add(p)
		}
		if sum.Minor != a.Minor {
			t.Fatalf("parts of %v over %v sum to %v", a, weights, sum)
		}
	})
	if got := money.Of(1000, "EUR").Split([]int64{1, 1, 1}); got[0].Minor != 334 || got[1].Minor != 333 || got[2].Minor != 333 {
		t.Errorf("10.00 over three lines = %v; want 3.34, 3.33, 3.33", got)
	}
}

func TestShare_RoundsHalfUp(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ minor, num, den, want int64 }{{5, 1, 2, 3}, {-5, 1, 2, -3}, {100, 1, 3, 33}, {299, 10, 100, 30}, {0, 1, 2, 0}} {
		if got := money.Of(tt.minor, "EUR").Share(tt.num, tt.den); got.Minor != tt.want {
			t.Errorf("%d × %d/%d = %d; want %d", tt.minor, tt.num, tt.den, got.Minor, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("12.50")
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := money.Parse(s, "EUR"); err == nil && (a.Minor < 0 || a.Minor > money.Limit) {
			t.Errorf("Parse(%q) = %v", s, a)
		}
	})
}
