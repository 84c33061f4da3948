package cart

import (
	"context"

	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Show reads the actor's cart, priced, in two statements (one when it is empty). It needs cart.view; of a capacity that is not
// the actor's, the cart answers as unknown (fault.NotFound).
func (cs *Carts) Show(ctx context.Context, actor account.Actor) (c Cart, err error) {
	defer fault.Wrap(&err, "Carts.Show")
	if err := May(actor, account.CartView); err != nil {
		return c, err
	}
	return cs.Read(ctx, cs.db, actor, Standard)
}

// Read is Show for one who has a transaction, or wants it priced for another way of shipping. It checks only whose cart it is.
func (cs *Carts) Read(ctx context.Context, q store.Querier, actor account.Actor, by Method) (c Cart, err error) {
	o, err := ownerOf(actor)
	if err != nil {
		return c, err
	}
	var s sheet
	if err := q.Get(ctx, &s, sheets[o.kind], o.id); err != nil {
		return c, err
	}
	var items map[catalog.VariantID]catalog.Item
	if len(s.Lines) > 0 {
		if items, err = cs.products.VariantsByID(ctx, q, s.variants()); err != nil {
			return c, err
		}
	}
	c = s.cart(items, cs.products.Currency(), by)
	c.Capacity = actor.Capacity
	return c, nil
}

func (s *sheet) variants() []catalog.VariantID {
	ids := make([]catalog.VariantID, len(s.Lines))
	for i, l := range s.Lines {
		ids[i] = l.Variant
	}
	return ids
}

// cart puts the sheet and the goods together and adds up.
func (s *sheet) cart(items map[catalog.VariantID]catalog.Item, currency money.Currency, by Method) Cart {
	c := Cart{ID: s.ID, Currency: currency, Now: s.Now, Codes: s.Codes, Grants: s.Grants, Overrides: s.Overrides, Touched: s.Touched, Rates: s.Rates}
	c.Rates.Currency, c.Rates.Fees, c.Rates.Method = currency, s.Fees, by
	at := make(map[catalog.VariantID]int, len(s.Lines))
	for _, r := range s.Lines {
		at[r.Variant] = len(c.Lines)
		c.Lines = append(c.Lines, Line{ID: r.ID, Item: items[r.Variant], Quantity: r.Quantity, Note: r.Note,
			SeenPrice: money.Of(r.SeenPrice, currency), AddedBy: r.AddedBy, AddedAt: r.AddedAt})
	}
	for _, h := range s.Helps {
		if i, ok := at[h.Variant]; ok {
			c.Lines[i].Help = &h
		} else {
			c.Removed = append(c.Removed, h)
		}
	}
	c.Totals = Total(c.Lines, c.reductions(), c.Rates)
	c.Problems = problems(c.Lines)
	return c
}

func (c Cart) reductions() Reductions {
	r := Reductions{Grants: c.Grants, Overrides: c.Overrides, Now: c.Now}
	for _, p := range c.Codes {
		r.Codes = append(r.Codes, p.Code)
	}
	return r
}

// For prices the cart anew for another way of shipping.
func (c Cart) For(by Method) Cart {
	c.Rates.Method = by
	c.Totals = Total(c.Lines, c.reductions(), c.Rates)
	return c
}
