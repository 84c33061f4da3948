package order

import (
	"context"
	"slices"
	"strconv"

	"standin/cart"
	"standin/cart/discount"
	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

func (os *Orders) carryOut(ctx context.Context, tx *store.Tx, actor account.Actor, d decision) (r Receipt, err error) {
	taken, err := takeStock(ctx, tx, d.cart)
	if err != nil {
		return r, err
	}
	id, number, err := insert(ctx, tx, actor, d, taken)
	if err != nil {
		return r, err
	}
	if err := redeem(ctx, tx, d, id); err != nil {
		return r, err
	}
	if d.buy != nil {
		if err := closeApprovals(ctx, tx, d.cart.ID, d.approved); err != nil {
			return r, err
		}
	}
	if err := os.confirm(ctx, tx, actor, d, number); err != nil {
		return r, err
	}
	if err := os.askToPay(ctx, tx, actor, d, number); err != nil {
		return r, err
	}
	return Receipt{Number: number, Total: d.cart.Totals.Total, Fell: d.fell}, tx.About(ctx, "order", id)
}

// takeStock locks the stock of all lines, in the order of variants, and takes what is counted. It tells how many of each.
func takeStock(ctx context.Context, tx *store.Tx, c cart.Cart) (map[catalog.VariantID]int, error) {
	ids := make([]catalog.VariantID, len(c.Lines))
	for i, l := range c.Lines {
		ids[i] = l.Item.Variant
	}
	stock, err := catalog.LockStock(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	taken := map[catalog.VariantID]int{}
	var pieces []catalog.Piece
	for _, l := range c.Lines {
		s := stock[l.Item.Variant]
		if !s.Covers(l.Quantity) {
			left, _ := s.Left()
			return nil, tooFew(l, left)
		}
		if s.Tracked {
			taken[l.Item.Variant] = l.Quantity
			pieces = append(pieces, catalog.Piece{Variant: l.Item.Variant, Quantity: l.Quantity})
		}
	}
	if len(pieces) == 0 {
		return taken, nil
	}
	return taken, catalog.TakeStock(ctx, tx, pieces)
}

func tooFew(l cart.Line, left int) error {
	if left == 0 {
		return fault.New(fault.Conflict, "Somebody was faster: "+l.Item.Title+" has just sold out. Nothing was ordered.").WithCode("out_of_stock")
	}
	return fault.Newf(fault.Conflict, "Somebody was faster: only %d of %s are left. Nothing was ordered.", left, l.Item.Title).WithCode("out_of_stock")
}

// redeem counts the codes that counted, in the order of their ids, so that two orders never wait for each other crosswise.
func redeem(ctx context.Context, tx *store.Tx, d decision, id int64) error {
	var used []discount.Code
	for _, u := range d.cart.Totals.Used {
		if u.Code != nil {
			used = append(used, *u.Code)
		}
	}
	slices.SortFunc(used, func(a, b discount.Code) int { return int(a.ID - b.ID) })
	buyer := d.email
	if d.buy != nil {
		buyer = "organization:" + strconv.FormatInt(int64(d.buy.Organization), 10)
	}
	for _, c := range used {
		if err := discount.Redeem(ctx, tx, c, buyer, id); err != nil {
			return err
		}
	}
	return nil
}
