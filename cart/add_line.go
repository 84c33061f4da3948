package cart

import (
	"context"
	"database/sql"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// Added is what came of putting something in.
type Added struct {
	Item     catalog.Item
	Quantity int    // of the line now
	Token    string // for the cookie of a guest who had no cart; empty for everybody else
}

// AddLine puts n of a variant into the actor's cart, and raises the line where there is one. It needs cart.edit. Faults:
// NotFound for a variant that is not sold, Invalid at "quantity", Conflict (codes "out_of_stock", "too_few") when there is not
// enough of it.
func (cs *Carts) AddLine(ctx context.Context, actor account.Actor, variant catalog.VariantID, n int) (a Added, err error) {
	defer fault.Wrap(&err, "Carts.AddLine(%d, %d)", variant, n)
	o, err := edits(actor, account.CartEdit)
	if err != nil {
		return a, err
	}
	if err := quantity(n); err != nil {
		return a, err
	}
	err = cs.db.Transact(ctx, actor, "cart.add_line", func(tx *store.Tx) (err error) {
		a, err = cs.addLine(ctx, tx, actor, o, variant, n)
		return err
	})
	return a, err
}

func (cs *Carts) addLine(ctx context.Context, tx *store.Tx, actor account.Actor, o owner, variant catalog.VariantID, n int) (a Added, err error) {
	h, token, err := lockOrOpen(ctx, tx, o)
	if err != nil {
		return a, err
	}
	if err := touch(ctx, tx, actor, h); err != nil {
		return a, err
	}
	if h.Lines >= MaxLines {
		return a, fault.Newf(fault.Conflict, "A cart holds %d different things at the most. Order these first.", MaxLines)
	}
	item, err := cs.products.VariantByID(ctx, tx, variant)
	if err != nil {
		return a, err
	}
	now, err := raiseLine(ctx, tx, actor, h, item, n)
	if err != nil {
		return a, err
	}
	if err := soldOut(Line{Item: item, Quantity: now}); err != nil {
		return a, err
	}
	if err := tx.About(ctx, "cart", h.ID); err != nil {
		return a, err
	}
	return Added{Item: item, Quantity: now, Token: token}, noteHelp(ctx, tx, actor, h, change{variant, now - n, now})
}

// raiseLine adds n to the line of a variant, or makes it, and tells the quantity it has then.
func raiseLine(ctx context.Context, tx *store.Tx, actor account.Actor, h held, item catalog.Item, n int) (now int, err error) {
	err = tx.Get(ctx, &now, `
		INSERT INTO shop.cart_line AS l (cart_id, variant_id, quantity, seen_price, added_by, added_session, added_helper)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (cart_id, variant_id) DO UPDATE
		  SET quantity = l.quantity + excluded.quantity, seen_price = excluded.seen_price, updated_at = shop.shop_now()
		RETURNING l.quantity`,
		h.ID, int64(item.Variant), n, item.Price.Minor, nullable(actor.Person()), nullable(actor.Session), string(HelperOf(actor)))
	if store.Constraint(err) == "cart_line_quantity_check" {
		return 0, fault.Field("quantity", "A line holds 999 at the most.").Because(err)
	}
	return now, err
}

// edits says whose cart the actor may change so.
func edits(actor account.Actor, p account.Permission) (owner, error) {
	o, err := ownerOf(actor)
	if err != nil {
		return o, err
	}
	return o, May(actor, p)
}

// nullable is NULL for no id.
func nullable[T ~int64](id T) sql.NullInt64 { return sql.NullInt64{Int64: int64(id), Valid: id != 0} }
