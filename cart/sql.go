package cart

import (
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"standin/cart/discount"
	"standin/catalog"
)

// list is rows that a statement writes as one JSON value: a whole cart is read in one statement, its goods in a second.
type list[T any] []T

// Scan reads the value.
func (l *list[T]) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok {
		return sql.ErrNoRows
	}
	return json.Unmarshal(b, l)
}

// sheet is a cart as it lies in the database, without what catalog knows of its lines.
type sheet struct {
	ID        int64          `db:"id"`
	Now       time.Time      `db:"now"`
	Lines     list[lineRow]  `db:"lines"`
	Codes     list[Placed]   `db:"codes"`
	Grants    list[Grant]    `db:"grants"`
	Overrides list[Override] `db:"overrides"`
	Helps     list[Help]     `db:"helps"`
	Touched   list[Touch]    `db:"touched"`
	Fees      list[Fee]      `db:"fees"`
	Rates     Rates          `db:"rates"`
}

type lineRow struct {
	ID        int64             `json:"id"`
	Variant   catalog.VariantID `json:"variant"`
	Quantity  int               `json:"quantity"`
	SeenPrice int64             `json:"seen_price"`
	Note      string            `json:"note"`
	AddedBy   Adder             `json:"added_by"`
	AddedAt   time.Time         `json:"added_at"`
}

// sheetSQL reads the sheet of an owner's open cart, one row also when there is none: then only time and rates are in it.
func sheetSQL(o owner) string {
	return strings.NewReplacer("«owner»", o.where, "«code»", discount.CodeJSON(
		`(SELECT count(*) FROM shop.discount_use u WHERE u.code_id = d.id AND u.buyer_key = `+o.buyer+`)`)).Replace(`
SELECT shop.shop_now() AS now, coalesce(c.id, 0) AS id,
  (SELECT coalesce(jsonb_object_agg(s.name, s.value), '{}') FROM shop.setting s
    WHERE s.name IN ('tax.rate', 'shipping.flat', 'shipping.free_from', 'shipping.express')) AS rates,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'variant', l.variant_id, 'quantity', l.quantity, 'seen_price', l.seen_price,
      'note', l.note, 'added_at', l.created_at, 'added_by', jsonb_build_object('id', coalesce(p.id, 0),
        'public_id', coalesce(p.public_id, ''), 'name', coalesce(p.name, ''), 'helper', l.added_helper)) ORDER BY l.id), '[]')
    FROM shop.cart_line l LEFT JOIN shop.person p ON p.id = l.added_by WHERE l.cart_id = c.id) AS lines,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('code', «code», 'helper', cd.added_helper, 'session', coalesce(cd.added_session, 0),
      'at', cd.created_at) ORDER BY d.id), '[]')
    FROM shop.cart_discount cd JOIN shop.discount_code d ON d.id = cd.code_id LEFT JOIN shop.vendor m ON m.id = d.vendor_id
    WHERE cd.cart_id = c.id) AS codes,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'amount', g.amount, 'percent', coalesce(g.percent, 0), 'cap', g.cap,
      'reason', g.reason, 'actor', g.actor_id, 'subject', g.subject_id, 'helper', g.helper, 'session', g.session_id, 'at', g.created_at,
      'ends_at', g.ends_at) ORDER BY g.id), '[]')
    FROM shop.staff_discount g WHERE g.cart_id = c.id) AS grants,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'variant', w.variant_id, 'list_price', w.list_price, 'price', w.price,
      'quantity', w.quantity, 'cap', w.cap, 'reason', w.reason, 'actor', w.actor_id, 'subject', w.subject_id, 'helper', w.helper,
      'session', w.session_id, 'at', w.created_at, 'ends_at', w.ends_at) ORDER BY w.id), '[]')
    FROM shop.price_override w WHERE w.cart_id = c.id) AS overrides,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('variant', h.variant_id, 'title', p.title, 'session', h.session_id, 'helper', h.helper,
      'actor_name', a.name, 'from', h.quantity_from, 'to', h.quantity_to, 'at', h.changed_at) ORDER BY h.changed_at, h.variant_id), '[]')
    FROM shop.cart_help h JOIN shop.variant v ON v.id = h.variant_id JOIN shop.product p ON p.id = v.product_id
      JOIN shop.person a ON a.id = h.actor_id
    WHERE h.cart_id = c.id AND h.quantity_from <> h.quantity_to) AS helps,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('session', t.session_id, 'public_id', i.public_id, 'subject', t.subject_id, 'helper', t.helper,
      'running', i.ended_at IS NULL, 'at', t.changed_at) ORDER BY t.session_id), '[]')
    FROM shop.cart_touch t JOIN shop.impersonation_session i ON i.id = t.session_id
    WHERE t.cart_id = c.id AND t.answered_at IS NULL) AS touched,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('vendor', m.id, 'flat', f.flat, 'free_from', f.free_from,
      'dispatch_days', m.dispatch_days)), '[]')
    FROM shop.vendor m LEFT JOIN shop.vendor_shipping f ON f.vendor_id = m.id
    WHERE m.id IN (SELECT v.vendor_id FROM shop.cart_line l JOIN shop.variant v ON v.id = l.variant_id WHERE l.cart_id = c.id)) AS fees
FROM (VALUES (1)) one LEFT JOIN shop.cart c ON c.status = 'open' AND «owner»`)
}

var sheets = each(sheetSQL)
