package cart

import (
	"time"

	"standin/catalog"
	"standin/catalog/money"
)

// Override is a price that staff gave one line on their own account while acting. It covers so many pieces, never takes more off
// a piece than when it was given, and with the grants on the cart it stays within CapShare.
type Override struct {
	ID        int64             `json:"id"`
	Variant   catalog.VariantID `json:"variant"`
	Title     string            `json:"-"`
	ListPrice int64             `json:"list_price"` // of one piece, before; minor units
	Price     int64             `json:"price"`      // and after
	Quantity  int               `json:"quantity"`
	CapShare  int64             `json:"cap"`
	Reason    string            `json:"reason"`
	Actor     int64             `json:"actor"`
	Subject   int64             `json:"subject"`
	Helper    Helper            `json:"helper"`
	Session   int64             `json:"session"`
	At        time.Time         `json:"at"`
	EndsAt    time.Time         `json:"ends_at"`
}

// Off is what it was counted with when it was given: the most it can ever take off, in minor units.
func (o Override) Off() int64 { return (o.ListPrice - o.Price) * int64(o.Quantity) }

// over tells whether what was good until a time is so no more; the zero time never comes.
func over(ends, now time.Time) bool { return !ends.IsZero() && !now.Before(ends) }

// now is what one piece costs with it, when it otherwise costs list. A price that rose since rises here, too; one that fell is
// never raised.
func (o Override) now(list money.Amount) money.Amount {
	less := min(o.ListPrice, list.Minor) - o.Price
	return money.Of(list.Minor-max(less, 0), list.Currency)
}

// OverrideOf is the price that staff gave a line and that counts now; nil when there is none.
func (c Cart) OverrideOf(v catalog.VariantID) *Override {
	for _, u := range c.Totals.Used {
		if u.Override != nil && u.Override.Variant == v {
			return u.Override
		}
	}
	return nil
}

// PriceWith is what one piece costs with a lowered price.
func (l Line) PriceWith(o *Override) money.Amount { return o.now(l.Item.Price) }

// override takes off what staff lowered, each at its own line.
func (b *bill) override(list []Override, now time.Time) {
	for i := range list {
		o := list[i]
		at, ok := b.lineOf(o.Variant)
		if !ok {
			continue // the line is not sold any more: there is nothing to lower
		}
		l := &b.lines[at]
		o.Title = l.Item.Title
		each := l.Item.Price.Sub(o.now(l.Item.Price))
		off := money.Min(each.Times(int64(min(l.Quantity, o.Quantity))), b.room(o.CapShare))
		step := Step{Kind: StepOverride, Override: &o, Amount: off, Base: l.Item.Price}
		if lapsed := over(o.EndsAt, now); lapsed || off.Minor <= 0 {
			step.Kind, step.Lapsed, step.Amount = StepOut, lapsed, money.Of(0, b.Subtotal.Currency)
		} else {
			b.left[at], b.given = b.left[at].Sub(off), b.given.Add(off)
			b.Used = append(b.Used, Used{Override: &o, Amount: off})
		}
		b.Trace = append(b.Trace, step)
	}
}

func (b *bill) lineOf(v catalog.VariantID) (at int, ok bool) {
	for i := range b.lines {
		if b.lines[i].Item.Variant == v && b.lines[i].Item.Sold {
			return i, true
		}
	}
	return 0, false
}

// grant takes off what staff gave on the whole cart.
func (b *bill) grant(grants []Grant, now time.Time) {
	for i := range grants {
		g := &grants[i]
		_, rest := b.covered(0, b.left)
		off := money.Min(money.Of(g.Amount, b.Subtotal.Currency), money.Min(b.room(g.CapShare), rest))
		step := Step{Kind: StepGrant, Grant: g, Amount: off, Base: b.Subtotal}
		if lapsed := over(g.EndsAt, now); lapsed || off.Minor <= 0 {
			step.Kind, step.Lapsed, step.Amount = StepOut, lapsed, money.Of(0, b.Subtotal.Currency)
		} else {
			b.spread(off, 0, b.left)
			b.given = b.given.Add(off)
			b.Used = append(b.Used, Used{Grant: g, Amount: off})
		}
		b.Trace = append(b.Trace, step)
	}
}

// room is what a cap still leaves of the undiscounted subtotal after all that staff gave before.
func (b *bill) room(share int64) money.Amount {
	room := b.Subtotal.Share(share, 10000).Sub(b.given)
	if room.Minor < 0 {
		return money.Of(0, room.Currency)
	}
	return room
}

// ends is the last moment at which what staff gave was good.
func (s Step) ends() time.Time {
	if s.Grant != nil {
		return s.Grant.EndsAt.Add(-1)
	}
	return s.Override.EndsAt.Add(-1)
}

// Room is what staff may still take off this cart under a cap, a share of the undiscounted subtotal in hundredths of a percent:
// all grants and lowered prices on it are counted as they were given, those that are over left out.
func (c Cart) Room(share int64) money.Amount {
	room := c.Totals.Subtotal.Share(share, 10000)
	for _, g := range c.Grants {
		if !over(g.EndsAt, c.Now) {
			room = room.Sub(money.Of(g.Amount, c.Currency))
		}
	}
	for _, o := range c.Overrides {
		if !over(o.EndsAt, c.Now) {
			room = room.Sub(money.Of(o.Off(), c.Currency))
		}
	}
	if room.Minor < 0 {
		return money.Of(0, c.Currency)
	}
	return room
}
