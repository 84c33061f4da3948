package order

import (
	"context"

	"standin/catalog"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

const insertOrder = `
WITH o AS (
  INSERT INTO shop.orders (cart_id, idempotency_key, person_id, organization_id, placed_by, actor_id, session_id, helper, email, currency,
    subtotal, discount, shipping, tax, total, tax_rate, shipping_method, payment_method, payment_state, due_at, po_number,
    recipient, street, postcode, town, country, phone, approval_id)
  SELECT x.cart_id, x.idempotency_key, x.person_id, x.organization_id, x.placed_by, x.actor_id, x.session_id, x.helper, x.email, x.currency,
    x.subtotal, x.discount, x.shipping, x.tax, x.total, x.tax_rate, x.shipping_method, x.payment_method, x.payment_state, x.due_at, x.po_number,
    x.recipient, x.street, x.postcode, x.town, x.country, x.phone, x.approval_id
  FROM jsonb_populate_record(NULL::shop.orders, $1) x
  RETURNING id, number, cart_id, placed_by, actor_id, session_id, helper),
parts AS (
  INSERT INTO shop.order_part (order_id, vendor_id, vendor_name, goods, shipping, tax)
  SELECT o.id, x.vendor_id, x.vendor_name, x.goods, x.shipping, x.tax FROM o, jsonb_populate_recordset(NULL::shop.order_part, $2) x
  RETURNING id, order_id, vendor_id),
lines AS (
  INSERT INTO shop.order_line (order_id, part_id, variant_id, product_slug, title, options, sku, picture, unit_price, quantity, discount,
    total, tax, stock_taken, added_by, added_by_name)
  SELECT p.order_id, p.id, x.variant_id, x.product_slug, x.title, x.options, x.sku, x.picture, x.unit_price, x.quantity, x.discount,
    x.total, x.tax, x.stock_taken, x.added_by, x.added_by_name
  FROM jsonb_to_recordset($3) x(place integer, vendor_id bigint, variant_id bigint, product_slug text, title text, options text, sku text,
    picture text, unit_price bigint, quantity integer, discount bigint, total bigint, tax bigint, stock_taken integer, added_by bigint,
    added_by_name text) JOIN parts p ON p.vendor_id = x.vendor_id
  ORDER BY x.place),
discounts AS (
  INSERT INTO shop.order_discount (order_id, code_id, label, amount, actor_id, subject_id, session_id, helper, reason, variant_id, price_before, price_after)
  SELECT o.id, x.code_id, x.label, x.amount, x.actor_id, x.subject_id, x.session_id, x.helper, x.reason, x.variant_id, x.price_before, x.price_after
  FROM o, jsonb_to_recordset($4) x(place integer, code_id bigint, label text, amount bigint, actor_id bigint, subject_id bigint,
    session_id bigint, helper text, reason text, variant_id bigint, price_before bigint, price_after bigint)
  ORDER BY x.place),
events AS (
  INSERT INTO shop.order_event (order_id, state, person_id, actor_id, session_id, helper)
  SELECT o.id, 'placed', o.placed_by, o.actor_id, o.session_id, o.helper FROM o),
closed AS (
  UPDATE shop.cart c SET status = 'ordered', updated_at = shop.shop_now() FROM o WHERE c.id = o.cart_id)
SELECT id, number FROM o`

// insert writes the order and closes the cart.
func insert(ctx context.Context, tx *store.Tx, actor account.Actor, d decision, taken map[catalog.VariantID]int) (id int64, number string, err error) {
	var row struct {
		ID     int64  `db:"id"`
		Number string `db:"number"`
	}
	err = tx.Get(ctx, &row, insertOrder, asJSON(d.order(actor)), asJSON(d.parts()), asJSON(d.lines(taken)), asJSON(d.discounts()))
	switch store.Constraint(err) {
	case "orders_po_number":
		says := "Your organization has used this number before. Write another one."
		return 0, "", fault.New(fault.Conflict, says).WithField("po_number", says).WithCode("po_number_used").Because(err)
	case "orders_idempotency_key", "orders_cart_key":
		return 0, "", fault.New(fault.Conflict, "This page is out of date. Open the checkout again; nothing was ordered.").WithCode("stale").Because(err)
	}
	return row.ID, row.Number, err
}
