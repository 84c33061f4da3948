package cart

import (
	"context"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Merged is what came along from a guest's cart.
type Merged struct {
	Lines []MergedLine
	Codes int
}

// MergedLine is a line that is new in the person's cart, or has more in it than before.
type MergedLine struct {
	Variant  catalog.VariantID `db:"variant_id"`
	Title    string            `db:"title"`
	Quantity int               `db:"quantity"`
}

// Merge takes the guest cart behind a cookie's token into the person's own, on sign-in. Of a thing that lies in both, the larger
// quantity stays: so doing it again, or after a crash, changes nothing. The guest's cart is then spent and its token with it; a
// token that is unknown or spent merges nothing and is no failure.
func (cs *Carts) Merge(ctx context.Context, actor account.Actor, token string) (m Merged, err error) {
	defer fault.Wrap(&err, "Carts.Merge")
	hash, ok := hashToken(token)
	if !ok || !actor.SignedIn() || actor.Acting() {
		return m, nil
	}
	actor.Capacity = account.Shopper
	if guest, err := cs.ByToken(ctx, token); err != nil || guest.Pieces == 0 {
		return m, unlessNotFound(err)
	}
	err = cs.db.Transact(ctx, actor, "cart.merge", func(tx *store.Tx) (err error) {
		m, err = merge(ctx, tx, actor, hash)
		return err
	})
	return m, unlessNotFound(err)
}

func unlessNotFound(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// merge locks the guest's cart first: who waited for it finds it spent.
func merge(ctx context.Context, tx *store.Tx, actor account.Actor, hash []byte) (m Merged, err error) {
	var guest int64
	err = tx.Get(ctx, &guest, `SELECT id FROM shop.cart WHERE guest_hash = $1 AND status = 'open' FOR UPDATE`, hash)
	if err != nil {
		return m, err
	}
	own, _, err := lockOrOpen(ctx, tx, personOwns.of(int64(actor.Person())))
	if err != nil {
		return m, err
	}
	if err := tx.Select(ctx, &m.Lines, mergeLines, guest, own.ID, int64(actor.Person())); err != nil {
		return m, err
	}
	codes, err := tx.Exec(ctx, `
		INSERT INTO shop.cart_discount (cart_id, code_id, added_by) SELECT $2, code_id, $3 FROM shop.cart_discount WHERE cart_id = $1
		ON CONFLICT DO NOTHING`, guest, own.ID, int64(actor.Person()))
	if err != nil {
		return m, err
	}
	m.Codes = int(codes)
	_, err = tx.Exec(ctx, `UPDATE shop.cart SET status = 'merged', merged_into = $2, updated_at = shop.shop_now() WHERE id = $1`, guest, own.ID)
	if err != nil {
		return m, err
	}
	return m, tx.About(ctx, "cart", own.ID)
}

const mergeLines = `
WITH came AS (
  INSERT INTO shop.cart_line AS l (cart_id, variant_id, quantity, seen_price, added_by, created_at)
  SELECT $2, variant_id, quantity, seen_price, $3, created_at FROM shop.cart_line WHERE cart_id = $1
  ON CONFLICT (cart_id, variant_id) DO UPDATE
    SET quantity = excluded.quantity, seen_price = excluded.seen_price, updated_at = shop.shop_now() WHERE l.quantity < excluded.quantity
  RETURNING l.id, l.variant_id, l.quantity)
SELECT c.variant_id, p.title, c.quantity
FROM came c JOIN shop.variant v ON v.id = c.variant_id JOIN shop.product p ON p.id = v.product_id ORDER BY c.id`
