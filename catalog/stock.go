package catalog

import (
	"context"

	"standin/store"
	"standin/store/fault"
)

// Piece is how many of a variant somebody takes or gives back.
type Piece struct {
	Variant  VariantID
	Quantity int
}

// LockStock locks the stock rows of variants, in the order of their ids whatever the order given, and tells what they hold.
// A variant that is unknown is missing from the result. It joins the transaction of an order.
func LockStock(ctx context.Context, tx *store.Tx, ids []VariantID) (_ map[VariantID]Stock, err error) {
	defer fault.Wrap(&err, "catalog.LockStock")
	var rows []struct {
		Variant  VariantID `db:"variant_id"`
		Tracked  bool      `db:"tracked"`
		Quantity int       `db:"quantity"`
		Oversell bool      `db:"oversell"`
	}
	err = tx.Select(ctx, &rows, `
		SELECT variant_id, tracked, quantity, oversell FROM shop.stock WHERE variant_id = ANY ($1) ORDER BY variant_id FOR UPDATE`,
		store.Array(int64s(ids)))
	if err != nil {
		return nil, err
	}
	stock := make(map[VariantID]Stock, len(rows))
	for _, r := range rows {
		stock[r.Variant] = Stock{Tracked: r.Tracked, Quantity: r.Quantity, Oversell: r.Oversell}
	}
	return stock, nil
}

// TakeStock takes pieces out of stock that LockStock has locked; variants whose pieces are not counted stay as they are. It is
// all or nothing: fault.Conflict with code "out_of_stock" when one does not hold enough.
func TakeStock(ctx context.Context, tx *store.Tx, pieces []Piece) (err error) {
	defer fault.Wrap(&err, "catalog.TakeStock")
	return moveStock(ctx, tx, pieces, -1)
}

// ReturnStock puts pieces back: a cancelled order's.
func ReturnStock(ctx context.Context, tx *store.Tx, pieces []Piece) (err error) {
	defer fault.Wrap(&err, "catalog.ReturnStock")
	return moveStock(ctx, tx, pieces, +1)
}

// moveStock adds sign × quantity to each, and derives anew only the products of which a variant came to or left the end of its
// stock. Pieces may name a variant twice.
func moveStock(ctx context.Context, tx *store.Tx, pieces []Piece, sign int) error {
	ids, quantities := make([]int64, len(pieces)), make([]int64, len(pieces))
	for i, p := range pieces {
		ids[i], quantities[i] = int64(p.Variant), int64(sign*p.Quantity)
	}
	var turned []int64
	err := tx.Select(ctx, &turned, `
		WITH wanted AS (SELECT id, sum(n)::integer AS n FROM unnest($1::bigint[], $2::bigint[]) w(id, n) GROUP BY id),
		moved AS (
		  UPDATE shop.stock s SET quantity = s.quantity + w.n FROM wanted w WHERE s.variant_id = w.id AND s.tracked
		  RETURNING s.variant_id, s.quantity > 0 AS now, s.quantity - w.n > 0 AS before, s.oversell)
		SELECT DISTINCT v.product_id FROM moved m JOIN shop.variant v ON v.id = m.variant_id
		WHERE m.now <> m.before AND NOT m.oversell ORDER BY v.product_id`, store.Array(ids), store.Array(quantities))
	if store.Constraint(err) == "stock_not_below_zero" {
		return fault.New(fault.Conflict, "Somebody was faster: one of these things has just sold out.").WithCode("out_of_stock").Because(err)
	}
	if err != nil || len(turned) == 0 {
		return err
	}
	return refresh(ctx, tx, turned)
}

// refresh derives what lists and search need of products; every function that writes one ends with it.
func refresh(ctx context.Context, tx *store.Tx, products []int64) error {
	_, err := tx.Exec(ctx, `SELECT shop.refresh_products($1)`, store.Array(products))
	return err
}

func int64s[T ~int64](ids []T) []int64 {
	out := make([]int64, len(ids))
	for i, id := range ids {
		out[i] = int64(id)
	}
	return out
}
