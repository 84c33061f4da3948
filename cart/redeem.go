package cart

import (
	"slices"
	"time"

	"standin/cart/discount"
	"standin/catalog/money"
)

// redeem decides which codes count, takes them off, and says of each what became of it.
func (b *bill) redeem(codes []discount.Code, now time.Time) {
	able, out := b.sift(inTurn(codes), now)
	best := b.best(able)
	b.left = best.left
	for i, c := range best.codes {
		if best.offs[i].Minor == 0 {
			out = append(out, Step{Kind: StepOut, Code: &c, Amount: best.offs[i]})
			continue
		}
		b.Used = append(b.Used, Used{Code: &c, Amount: best.offs[i]})
		b.Trace = append(b.Trace, Step{Kind: StepCode, Code: &c, Amount: best.offs[i], Base: best.bases[i]})
	}
	for _, c := range able {
		if !best.has(c.ID) {
			out = append(out, Step{Kind: StepOut, Code: &c, Winner: best.name(), Amount: money.Of(0, b.Subtotal.Currency)})
		}
	}
	b.Trace = append(b.Trace, out...)
}

// inTurn is the order in which codes that go together count: percents before fixed sums, older before newer.
func inTurn(codes []discount.Code) []discount.Code {
	sorted := slices.Clone(codes)
	slices.SortFunc(sorted, func(a, b discount.Code) int {
		if a.Kind != b.Kind {
			if a.Kind == discount.Percent {
				return -1
			}
			return 1
		}
		return int(a.ID - b.ID)
	})
	return sorted
}

// sift parts codes that would count alone from those that would not.
func (b *bill) sift(codes []discount.Code, now time.Time) (able []discount.Code, out []Step) {
	for _, c := range codes {
		gross, left := b.covered(c.Vendor, b.left)
		_, err := c.AmountFor(discount.Base{Now: now, Covered: gross, Left: left})
		if err == nil {
			able = append(able, c)
			continue
		}
		out = append(out, Step{Kind: StepOut, Code: &c, Refusal: discount.AsRefusal(err), Amount: money.Of(0, b.Subtotal.Currency)})
	}
	return able, out
}

// trial is a set of codes that may go together, and what it takes off.
type trial struct {
	codes []discount.Code
	offs  []money.Amount
	bases []money.Amount
	left  []money.Amount
	total money.Amount
}

// best tries the codes that may be combined, together, against each of the others alone.
func (b *bill) best(able []discount.Code) trial {
	var together []discount.Code
	for _, c := range able {
		if c.Combinable {
			together = append(together, c)
		}
	}
	best := b.try(together)
	for _, c := range able {
		if c.Combinable {
			continue
		}
		if t := b.try([]discount.Code{c}); t.beats(best) {
			best = t
		}
	}
	return best
}

func (b *bill) try(codes []discount.Code) trial {
	t := trial{codes: codes, left: slices.Clone(b.left), total: money.Of(0, b.Subtotal.Currency)}
	for _, c := range codes {
		_, rest := b.covered(c.Vendor, t.left)
		off := money.Of(c.Value, rest.Currency)
		if c.Kind == discount.Percent {
			off = rest.Share(c.Value, 10000)
		}
		off = money.Min(off, rest)
		b.spread(off, c.Vendor, t.left)
		t.offs, t.bases, t.total = append(t.offs, off), append(t.bases, rest), t.total.Add(off)
	}
	return t
}

// beats tells whether t saves more than u, or as much with the older code.
func (t trial) beats(u trial) bool {
	if t.total.Minor != u.total.Minor {
		return t.total.Minor > u.total.Minor
	}
	return len(u.codes) == 0 || t.oldest() < u.oldest()
}

func (t trial) oldest() discount.CodeID {
	oldest := t.codes[0].ID
	for _, c := range t.codes {
		oldest = min(oldest, c.ID)
	}
	return oldest
}

func (t trial) has(id discount.CodeID) bool {
	return slices.ContainsFunc(t.codes, func(c discount.Code) bool { return c.ID == id })
}

func (t trial) name() string {
	names := ""
	for i, c := range t.codes {
		if i > 0 {
			names += " and "
		}
		names += c.Code
	}
	return names
}
