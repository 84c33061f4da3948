package discount

import (
	"context"
	"errors"

	"standin/store"
	"standin/store/fault"
)

// CodeJSON is the SQL that writes the row d of shop.discount_code, joined with its vendor m (which may be absent), as one value
// that Code reads. The statement puts how often the buyer used it in place of buyerUses.
func CodeJSON(buyerUses string) string {
	return `jsonb_build_object('id', d.id, 'code', d.code, 'kind', d.kind, 'value', d.value, 'min_subtotal', d.min_subtotal,
  'starts_at', d.starts_at, 'ends_at', d.ends_at, 'usage_limit', d.usage_limit, 'per_person_limit', d.per_person_limit,
  'used', d.used, 'used_by_buyer', ` + buyerUses + `, 'vendor', coalesce(d.vendor_id, 0), 'vendor_name', coalesce(m.name, ''),
  'combinable', d.combinable, 'active', d.active)`
}

// ByCode finds a code as somebody typed it, with how often the buyer (see shop.buyer_key; may be empty) used it. One that does
// not exist is the fault of a Refusal, like one that does not count.
func ByCode(ctx context.Context, q store.Querier, typed, buyer string) (c Code, err error) {
	defer fault.Wrap(&err, "discount.ByCode")
	key, err := Key(typed)
	if err != nil {
		return c, err
	}
	var list Codes
	err = q.Get(ctx, &list, selectByKey, key, buyer)
	if fault.Is(err, fault.NotFound) {
		return c, (&Refusal{Reason: Unknown, Code: Code{Code: typed}}).Fault()
	}
	if err != nil {
		return c, err
	}
	return list[0], nil
}

// Redeem counts one more use of each code, in an order's transaction, under the lock of the code's row: so a limit holds however
// many orders come at once. Codes are locked in the order given, which must be that of their ids. fault.Conflict, with a Refusal
// as its cause, when one is used up. The buyer is an e-mail address, or "organization:7".
func Redeem(ctx context.Context, tx *store.Tx, c Code, buyer string, order int64) (err error) {
	defer fault.Wrap(&err, "discount.Redeem(%d)", c.ID)
	n, err := tx.Exec(ctx, `
		UPDATE shop.discount_code SET used = used + 1
		WHERE id = $1 AND active AND (usage_limit IS NULL OR used < usage_limit)`, int64(c.ID))
	if err != nil {
		return err
	}
	if n == 0 {
		return taken(&Refusal{Code: c, Reason: UsedUp})
	}
	var uses int
	err = tx.Get(ctx, &uses, `
		WITH used AS (INSERT INTO shop.discount_use (code_id, order_id, buyer_key) VALUES ($1, $2, shop.buyer_key($3)) RETURNING 1)
		SELECT (SELECT count(*) FROM used) + (SELECT count(*) FROM shop.discount_use WHERE code_id = $1 AND buyer_key = shop.buyer_key($3))`,
		int64(c.ID), order, buyer)
	if err != nil {
		return err
	}
	if c.PerPersonLimit != nil && uses > *c.PerPersonLimit {
		return taken(&Refusal{Code: c, Reason: UsedByYou})
	}
	return nil
}

func taken(r *Refusal) error {
	return fault.New(fault.Conflict, r.Error()+" Nothing was ordered; look at the new total and place the order again.").
		WithCode(string(r.Reason)).Because(r)
}

// Return gives back the uses of an order that was cancelled, once.
func Return(ctx context.Context, tx *store.Tx, order int64) (err error) {
	defer fault.Wrap(&err, "discount.Return(%d)", order)
	_, err = tx.Exec(ctx, `
		WITH returned AS (DELETE FROM shop.discount_use WHERE order_id = $1 RETURNING code_id)
		UPDATE shop.discount_code d SET used = d.used - 1 FROM returned r WHERE d.id = r.code_id`, order)
	return err
}

// AsRefusal finds the refusal in err's chain; nil when there is none.
func AsRefusal(err error) *Refusal {
	var r *Refusal
	if errors.As(err, &r) {
		return r
	}
	return nil
}

var selectByKey = `
SELECT jsonb_build_array(` + CodeJSON(`(SELECT count(*) FROM shop.discount_use u WHERE u.code_id = d.id AND u.buyer_key = $2)`) + `)
FROM shop.discount_code d LEFT JOIN shop.vendor m ON m.id = d.vendor_id
WHERE d.code_key = $1 AND d.active`
