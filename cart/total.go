package cart

import (
	"time"

	"standin/cart/discount"
	"standin/catalog/money"
	"standin/store/account"
)

// Totals is what a cart comes to. Prices hold their VAT: Tax is in the Total, not on top. It is rounded half up once for each
// line and once for each parcel, so that every page, mail and file says the same.
type Totals struct {
	Things   int
	Subtotal money.Amount // before any discount
	Discount money.Amount
	Shipping money.Amount
	Tax      money.Amount
	Total    money.Amount
	Lines    []LineTotal // beside the cart's lines
	Parcels  []Parcel    // one per vendor, in the order in which they come up
	Used     []Used      // discounts that count
	Trace    []Step      // why this total
}

// LineTotal is what one line comes to.
type LineTotal struct {
	Gross, Discount, Total, Tax money.Amount
}

// Parcel is what one vendor sends.
type Parcel struct {
	Vendor   account.VendorID
	Name     string
	Lines    []int        // places among the cart's lines
	Goods    money.Amount // after discounts
	Shipping money.Amount
	Tax      money.Amount // of goods and shipping
	FreeFrom money.Amount // zero where it is never free
	Missing  money.Amount // to a free parcel
}

// Used is a discount that counts: a code, a grant of staff, or a price that staff lowered.
type Used struct {
	Code     *discount.Code
	Grant    *Grant
	Override *Override
	Amount   money.Amount
}

// Reductions is what may be taken off.
type Reductions struct {
	Codes     []discount.Code
	Grants    []Grant
	Overrides []Override
	Now       time.Time
}

// Total adds a cart up. It is a pure rule: neither the order nor the names of codes change what it says. Prices that staff lowered
// come first, so that a code in percent takes its share of the price people see. Codes that may be
// combined count together (percents first, then fixed sums, each by id); against them stands each code that may not, alone; what
// saves the most wins, and a tie goes to the lower id. Grants of staff come
// last; with the lowered prices they stay within their cap.
func Total(lines []Line, off Reductions, rates Rates) Totals {
	b := newBill(lines, rates.Currency)
	b.override(off.Overrides, off.Now)
	b.redeem(off.Codes, off.Now)
	b.grant(off.Grants, off.Now)
	b.pack(rates)
	return b.Totals
}

// bill is a total in the making; left is what discounts may still take from each line.
type bill struct {
	Totals
	lines []Line
	left  []money.Amount
	given money.Amount // by staff so far, on their own account
}

func newBill(lines []Line, c money.Currency) *bill {
	b := &bill{lines: lines, left: make([]money.Amount, len(lines))}
	b.Subtotal, b.given = money.Of(0, c), money.Of(0, c)
	b.Totals.Lines = make([]LineTotal, len(lines))
	for i := range lines {
		l := &lines[i]
		g := l.Gross()
		b.left[i], b.Totals.Lines[i].Gross = g, g
		b.Subtotal = b.Subtotal.Add(g)
		if l.Item.Sold {
			b.Things += l.Quantity
		}
	}
	b.Discount, b.Shipping, b.Tax = money.Of(0, c), money.Of(0, c), money.Of(0, c)
	b.Trace = append(b.Trace, Step{Kind: StepSubtotal, Amount: b.Subtotal, Things: b.Things})
	return b
}

// covered is what a vendor's things (all for vendor 0) cost before any discount, and what is left of that.
func (b *bill) covered(v account.VendorID, left []money.Amount) (gross, rest money.Amount) {
	gross, rest = money.Of(0, b.Subtotal.Currency), money.Of(0, b.Subtotal.Currency)
	for i := range b.lines {
		if v == 0 || b.lines[i].Item.Vendor == v {
			gross, rest = gross.Add(b.Totals.Lines[i].Gross), rest.Add(left[i])
		}
	}
	return gross, rest
}

// spread takes an amount off the lines of a vendor (all for vendor 0), by largest remainders over what is left of each; the
// earlier line gets the odd cent. The parts sum to the amount, and none is more than its line.
func (b *bill) spread(amount money.Amount, v account.VendorID, left []money.Amount) {
	weights := make([]int64, len(left))
	for i := range b.lines {
		if v == 0 || b.lines[i].Item.Vendor == v {
			weights[i] = left[i].Minor
		}
	}
	for i, part := range amount.Split(weights) {
		left[i] = left[i].Sub(part)
	}
}

// pack puts the lines into parcels, charges for them, and finds the tax.
func (b *bill) pack(r Rates) {
	place := map[account.VendorID]int{}
	for i := range b.lines {
		l, lt := &b.lines[i], &b.Totals.Lines[i]
		lt.Total, lt.Discount = b.left[i], lt.Gross.Sub(b.left[i])
		lt.Tax = lt.Total.Share(r.TaxRate, 10000+r.TaxRate)
		b.Discount, b.Tax = b.Discount.Add(lt.Discount), b.Tax.Add(lt.Tax)
		if !l.Item.Sold {
			continue
		}
		at, ok := place[l.Item.Vendor]
		if !ok {
			at = len(b.Parcels)
			place[l.Item.Vendor] = at
			b.Parcels = append(b.Parcels, Parcel{Vendor: l.Item.Vendor, Name: l.Item.VendorName})
		}
		p := &b.Parcels[at]
		p.Lines, p.Goods, p.Tax = append(p.Lines, i), p.Goods.Add(lt.Total), p.Tax.Add(lt.Tax)
	}
	for i := range b.Parcels {
		b.send(&b.Parcels[i], r)
	}
	b.Total = b.Subtotal.Sub(b.Discount).Add(b.Shipping)
}

func (b *bill) send(p *Parcel, r Rates) {
	p.Shipping, p.Missing, p.FreeFrom = r.ship(p.Vendor, p.Goods)
	tax := p.Shipping.Share(r.TaxRate, 10000+r.TaxRate)
	p.Tax, b.Tax, b.Shipping = p.Tax.Add(tax), b.Tax.Add(tax), b.Shipping.Add(p.Shipping)
	b.Trace = append(b.Trace, Step{Kind: StepParcel, Vendor: p.Name, Amount: p.Shipping, FreeFrom: p.FreeFrom, Missing: p.Missing})
}
