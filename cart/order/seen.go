package order

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"standin/cart"
	"standin/catalog"
	"standin/catalog/money"
	"standin/store/fault"
)

// Seen is what a shopper saw when they decided: the form of the checkout carries it, and the order is held against it.
type Seen struct {
	Total    int64
	Discount int64
	Shipping int64
	Lines    []SeenLine
}

// SeenLine is one line of it.
type SeenLine struct {
	Variant  catalog.VariantID
	Quantity int
	Price    int64
}

// SeenOf is what the page of a cart shows.
func SeenOf(c cart.Cart) Seen {
	s := Seen{Total: c.Totals.Total.Minor, Discount: c.Totals.Discount.Minor, Shipping: c.Totals.Shipping.Minor}
	for _, l := range c.Lines {
		s.Lines = append(s.Lines, SeenLine{l.Item.Variant, l.Quantity, l.Item.Price.Minor})
	}
	return s
}

// Seen is what the page of an order shows.
func (o Order) Seen() Seen {
	s := Seen{Total: o.Total.Minor, Discount: o.Discount.Minor, Shipping: o.Shipping.Minor}
	for _, p := range o.Parts {
		for _, l := range p.Lines {
			s.Lines = append(s.Lines, SeenLine{l.Variant, l.Quantity, l.UnitPrice.Minor})
		}
	}
	return s
}

// String is the form of s in a form: "27730:2560:390:17-2-12800.18-1-900".
func (s Seen) String() string {
	lines := make([]string, len(s.Lines))
	for i, l := range s.Lines {
		lines[i] = fmt.Sprintf("%d-%d-%d", l.Variant, l.Quantity, l.Price)
	}
	return fmt.Sprintf("%d:%d:%d:%s", s.Total, s.Discount, s.Shipping, strings.Join(lines, "."))
}

// ParseSeen reads what String writes; fault.Conflict, with the advice to look again, for anything else.
func ParseSeen(text string) (s Seen, err error) {
	stale := fault.New(fault.Conflict, "This page is out of date. Look at the total again and place the order from there; nothing was ordered.").WithCode("stale")
	head := strings.Split(text, ":")
	if len(head) != 4 || len(text) > 64*cart.MaxLines {
		return s, stale
	}
	for i, field := range []*int64{&s.Total, &s.Discount, &s.Shipping} {
		if *field, err = number(head[i]); err != nil {
			return Seen{}, stale
		}
	}
	for _, text := range strings.Split(head[3], ".") {
		l, err := parseLine(text)
		if err != nil {
			return Seen{}, stale
		}
		s.Lines = append(s.Lines, l)
	}
	return s, nil
}

func parseLine(text string) (l SeenLine, err error) {
	parts := strings.Split(text, "-")
	if len(parts) != 3 {
		return l, strconv.ErrSyntax
	}
	var n [3]int64
	for i := range n {
		if n[i], err = number(parts[i]); err != nil {
			return l, err
		}
	}
	if n[1] > cart.MaxQuantity {
		return l, strconv.ErrRange
	}
	return SeenLine{catalog.VariantID(n[0]), int(n[1]), n[2]}, nil
}

func number(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil && (n < 0 || n > 1<<56 || strconv.FormatInt(n, 10) != text) {
		return 0, strconv.ErrRange
	}
	return n, err
}

// Difference is what changed between what was seen and what is.
type Difference struct {
	Was, Now                 money.Amount
	Lines                    []LineDifference
	DiscountWas, DiscountNow money.Amount
	ShippingWas, ShippingNow money.Amount
}

// LineDifference is one line that changed; a line that is new has Was zero things, one that went has Is zero.
type LineDifference struct {
	Title             string
	Was, Is           int
	PriceWas, PriceIs money.Amount
}

// Error is the difference in one sentence, so that it can be the cause of a fault.
func (d *Difference) Error() string { return fmt.Sprintf("the total was %s and is %s", d.Was, d.Now) }

// against holds what was seen against the cart as it is. A fall of prices is passed on; a rise, or another content, is a
// fault.Conflict whose cause is the *Difference.
func (s Seen) against(c cart.Cart) (fell money.Amount, err error) {
	d := s.difference(c)
	changed := false
	for _, l := range d.Lines {
		changed = changed || l.Was != l.Is
	}
	switch {
	case d.Was.Less(d.Now):
		return fell, fault.Newf(fault.Conflict, "The total rose from %s to %s since you looked. Nothing was ordered.", d.Was, d.Now).
			WithCode("total_rose").Because(d)
	case changed:
		return fell, fault.New(fault.Conflict, "The cart changed since you looked. Nothing was ordered.").WithCode("cart_changed").Because(d)
	}
	return d.Was.Sub(d.Now), nil
}

func (s Seen) difference(c cart.Cart) *Difference {
	of := func(minor int64) money.Amount { return money.Of(minor, c.Currency) }
	d := &Difference{Was: of(s.Total), Now: c.Totals.Total, DiscountWas: of(s.Discount), DiscountNow: c.Totals.Discount,
		ShippingWas: of(s.Shipping), ShippingNow: c.Totals.Shipping}
	was := make(map[catalog.VariantID]SeenLine, len(s.Lines))
	for _, l := range s.Lines {
		was[l.Variant] = l
	}
	for _, l := range c.Lines {
		w := was[l.Item.Variant]
		delete(was, l.Item.Variant)
		if w.Quantity != l.Quantity || w.Price != l.Item.Price.Minor {
			d.Lines = append(d.Lines, LineDifference{l.Item.Title, w.Quantity, l.Quantity, of(w.Price), l.Item.Price})
		}
	}
	for _, l := range s.Lines {
		if _, left := was[l.Variant]; left {
			d.Lines = append(d.Lines, LineDifference{Title: "Something that is no longer in the cart", Was: l.Quantity, PriceWas: of(l.Price)})
		}
	}
	return d
}

// DifferenceOf finds the difference in err's chain; nil when there is none.
func DifferenceOf(err error) *Difference {
	var d *Difference
	if errors.As(err, &d) {
		return d
	}
	return nil
}
