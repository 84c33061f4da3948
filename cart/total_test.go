package cart_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"standin/cart"
	"standin/cart/discount"
	"standin/catalog"
	"standin/catalog/money"
	"standin/store/account"
)

var noon = time.Date(2026, 5, 28, 12, 0, 0, 0, time.UTC)

func euro(minor int64) money.Amount { return money.Of(minor, "EUR") }

// line is a line of a pure test: nothing of it lies in a database.
func line(vendor account.VendorID, price int64, n int) cart.Line {
	return cart.Line{Quantity: n, Item: catalog.Item{Vendor: vendor, VendorName: "V", Price: euro(price), Sold: true}}
}

var noShipping = cart.Rates{Currency: "EUR", TaxRate: 1900, Method: cart.Standard}

func codes(cs ...discount.Code) cart.Reductions {
	for i := range cs {
		cs[i].Active = true
	}
	return cart.Reductions{Codes: cs, Now: noon}
}

func percent(id discount.CodeID, share int64) discount.Code {
	return discount.Code{ID: id, Code: "P", Kind: discount.Percent, Value: share}
}

func fixed(id discount.CodeID, minor int64) discount.Code {
	return discount.Code{ID: id, Code: "F", Kind: discount.Fixed, Value: minor}
}

func TestC14_TenEurosOverThreeEqualLines(t *testing.T) {
	t.Parallel()
	got := cart.Total([]cart.Line{line(1, 2000, 1), line(1, 2000, 1), line(1, 2000, 1)}, codes(fixed(1, 1000)), noShipping)
	var parts []int64
	for _, l := range got.Lines {
		parts = append(parts, l.Discount.Minor)
	}
	if !slices.Equal(parts, []int64{334, 333, 333}) {
		t.Errorf("10.00 was parted into %v", parts)
	}
}

func TestC2_NothingIsEverNegative(t *testing.T) {
	t.Parallel()
	got := cart.Total([]cart.Line{line(1, 700, 1)}, codes(fixed(1, 99999)), noShipping)
	if got.Total.Minor != 0 || got.Discount.Minor != 700 || got.Lines[0].Total.Minor != 0 {
		t.Errorf("a fixed code larger than the cart gives %+v", got)
	}
}

func TestC6_UnderTheMinimumTheTraceSaysHowMuchMore(t *testing.T) {
	t.Parallel()
	c := fixed(1, 500)
	c.MinSubtotal = 5000
	got := cart.Total([]cart.Line{line(1, 4200, 1)}, codes(c), noShipping)
	last := got.Trace[1]
	if got.Discount.Minor != 0 || last.Kind != cart.StepOut || last.Refusal == nil || last.Refusal.Missing.Minor != 800 {
		t.Errorf("trace %+v", got.Trace)
	}
}

func TestC18_AVendorsCodeTouchesNobodyElse(t *testing.T) {
	t.Parallel()
	c := percent(1, 5000)
	c.Vendor = 2
	got := cart.Total([]cart.Line{line(1, 1000, 1), line(2, 1000, 1)}, codes(c), noShipping)
	if got.Lines[0].Discount.Minor != 0 || got.Lines[1].Discount.Minor != 500 {
		t.Errorf("lines %+v", got.Lines)
	}
}

func TestC19_TheBetterCodeWinsAndTheOtherIsTold(t *testing.T) {
	t.Parallel()
	a, b := percent(1, 1000), fixed(2, 500)
	a.Code, b.Code = "SPRING10", "WELCOME5"
	got := cart.Total([]cart.Line{line(1, 25600, 1)}, codes(b, a), noShipping)
	kinds := []cart.StepKind{}
	for _, s := range got.Trace {
		kinds = append(kinds, s.Kind)
	}
	if !slices.Equal(kinds, []cart.StepKind{cart.StepSubtotal, cart.StepCode, cart.StepOut, cart.StepParcel}) {
		t.Fatalf("trace %v", kinds)
	}
	if got.Trace[1].Code.Code != "SPRING10" || got.Trace[2].Winner != "SPRING10" || got.Discount.Minor != 2560 {
		t.Errorf("trace %+v", got.Trace)
	}
	if why := got.Trace[2].Why(discount.Plain); why != "SPRING10 takes more off, and they cannot go together" {
		t.Errorf("the loser reads %q", why)
	}
}

func TestC12_ATieGoesToTheLowerID(t *testing.T) {
	t.Parallel()
	got := cart.Total([]cart.Line{line(1, 5000, 1)}, codes(fixed(9, 500), percent(4, 1000)), noShipping)
	if got.Used[0].Code.ID != 4 {
		t.Errorf("code %d won", got.Used[0].Code.ID)
	}
}

func TestB12_FreeShippingIsMeasuredAfterDiscounts(t *testing.T) {
	t.Parallel()
	rates := cart.Rates{Currency: "EUR", TaxRate: 1900, Method: cart.Standard, Flat: 390, FreeFrom: 5000}
	got := cart.Total([]cart.Line{line(1, 5200, 1)}, codes(fixed(1, 500)), rates)
	if p := got.Parcels[0]; p.Shipping.Minor != 390 || p.Missing.Minor != 300 {
		t.Errorf("parcel %+v", p)
	}
	if got := cart.Total([]cart.Line{line(1, 5200, 1)}, codes(fixed(1, 200)), rates); got.Shipping.Minor != 0 {
		t.Errorf("shipping %v at exactly the threshold", got.Shipping)
	}
}

func TestB11_TaxIsInThePrices(t *testing.T) {
	t.Parallel()
	rates := cart.Rates{Currency: "EUR", TaxRate: 2100, Method: cart.Standard, Flat: 600}
	got := cart.Total([]cart.Line{line(1, 9400, 1)}, cart.Reductions{Now: noon}, rates)
	if got.Total.Minor != 10000 || got.Tax.Minor != 1631+104 {
		t.Errorf("total %v with %v VAT", got.Total, got.Tax)
	}
}

func TestGrantsStayWithinTheirCapWhenTheCartShrinks(t *testing.T) {
	t.Parallel()
	grants := []cart.Grant{{ID: 1, Amount: 600, CapShare: 1000, Helper: cart.Support}, {ID: 2, Amount: 400, CapShare: 1000, Helper: cart.Support}}
	for subtotal, want := range map[int64]int64{10000: 1000, 8000: 800, 1000: 100} {
		got := cart.Total([]cart.Line{line(1, subtotal, 1)}, cart.Reductions{Grants: grants, Now: noon}, noShipping)
		if got.Discount.Minor != want {
			t.Errorf("of %d a cap of 10 %% takes off %v, want %d", subtotal, got.Discount, want)
		}
	}
}

// anyCart draws a cart, its codes and its rates.
func anyCart(t *rapid.T) ([]cart.Line, []discount.Code, []cart.Grant, cart.Rates) {
	var lines []cart.Line
	for range rapid.IntRange(0, 12).Draw(t, "lines") {
		l := line(account.VendorID(rapid.IntRange(1, 3).Draw(t, "vendor")), rapid.Int64Range(0, 3_000_000_00).Draw(t, "price"),
			rapid.IntRange(1, 999).Draw(t, "quantity"))
		l.Item.Sold = rapid.IntRange(0, 9).Draw(t, "gone") > 0
		lines = append(lines, l)
	}
	var cs []discount.Code
	for i := range rapid.IntRange(0, 5).Draw(t, "codes") {
		c := discount.Code{ID: discount.CodeID(i + 1), Code: "C", Active: true, Kind: discount.Fixed, Value: rapid.Int64Range(1, 1_000_00).Draw(t, "value")}
		if rapid.Bool().Draw(t, "percent") {
			c.Kind, c.Value = discount.Percent, rapid.Int64Range(1, 10000).Draw(t, "share")
		}
		c.Combinable = rapid.Bool().Draw(t, "combinable")
		c.Vendor = account.VendorID(rapid.IntRange(0, 3).Draw(t, "of"))
		c.MinSubtotal = rapid.Int64Range(0, 1_000_00).Draw(t, "minimum")
		cs = append(cs, c)
	}
	var grants []cart.Grant
	for i := range rapid.IntRange(0, 3).Draw(t, "grants") {
		grants = append(grants, cart.Grant{ID: int64(i), Amount: rapid.Int64Range(1, 50_00).Draw(t, "grant"), CapShare: 1000, Helper: cart.Support})
	}
	return lines, cs, grants, cart.Rates{Currency: "EUR", TaxRate: rapid.Int64Range(0, 2500).Draw(t, "tax"), Method: cart.Standard,
		Flat: rapid.Int64Range(0, 2000).Draw(t, "flat"), FreeFrom: rapid.Int64Range(0, 20000).Draw(t, "free"), Express: 1290}
}

func TestC14_PartsSumToTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines, cs, grants, rates := anyCart(t)
		got := cart.Total(lines, cart.Reductions{Codes: cs, Grants: grants, Now: noon}, rates)
		var used, off, gross, tax, goods int64
		for _, u := range got.Used {
			used += u.Amount.Minor
		}
		for i, l := range got.Lines {
			if l.Total.Minor < 0 || l.Discount.Minor < 0 || l.Tax.Minor < 0 {
				t.Fatalf("line %d is negative: %+v", i, l)
			}
			off, gross = off+l.Discount.Minor, gross+l.Gross.Minor
		}
		for _, p := range got.Parcels {
			tax, goods = tax+p.Tax.Minor, goods+p.Goods.Minor
		}
		switch {
		case used != got.Discount.Minor || off != used:
			t.Fatalf("the discounts come to %d, the lines to %d, the total says %v", used, off, got.Discount)
		case gross != got.Subtotal.Minor || goods != gross-off:
			t.Fatalf("goods %d, gross %d, off %d", goods, gross, off)
		case tax != got.Tax.Minor:
			t.Fatalf("the parcels' tax comes to %d, the total says %v", tax, got.Tax)
		case got.Total.Minor != gross-off+got.Shipping.Minor || got.Total.Minor < 0:
			t.Fatalf("total %v", got.Total)
		}
	})
}

func TestC11_OrderAndNamesNeverChangeATotal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines, cs, grants, rates := anyCart(t)
		want := cart.Total(lines, cart.Reductions{Codes: cs, Grants: grants, Now: noon}, rates)
		other := rapid.Permutation(cs).Draw(t, "order")
		for i := range other {
			other[i].Code = rapid.StringMatching(`[A-Z]{1,8}`).Draw(t, "name")
		}
		got := cart.Total(lines, cart.Reductions{Codes: other, Grants: grants, Now: noon}, rates)
		if got.Total != want.Total || got.Discount != want.Discount {
			t.Fatalf("in another order the total is %v and not %v", got.Total, want.Total)
		}
	})
}

func BenchmarkTotal_200Lines(b *testing.B) {
	var lines []cart.Line
	for i := range 200 {
		lines = append(lines, line(account.VendorID(i%7), int64(995+i), 1+i%4))
	}
	off := codes(percent(1, 1000), fixed(2, 500), percent(3, 2500))
	b.ReportAllocs()
	for b.Loop() {
		cart.Total(lines, off, noShipping)
	}
}
