package order

import (
	"database/sql"
	"encoding/json"
	"time"

	"standin/cart"
	"standin/cart/payment"
	"standin/catalog"
	"standin/catalog/money"
	"standin/store"
	"standin/store/account"
)

// list is rows that a statement writes as one JSON value.
type list[T any] []T

// Scan reads the value.
func (l *list[T]) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok {
		return sql.ErrNoRows
	}
	return json.Unmarshal(b, l)
}

// object is one row that a statement writes as one JSON value.
type object[T any] struct{ V T }

// Scan reads the value.
func (o *object[T]) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok {
		return sql.ErrNoRows
	}
	return json.Unmarshal(b, &o.V)
}

// headColumns are the columns of an order o that headRow takes.
const headColumns = `o.id, o.number, coalesce(o.person_id, 0) AS person_id, coalesce(o.organization_id, 0) AS organization_id,
  coalesce((SELECT g.name FROM shop.organization g WHERE g.id = o.organization_id), '') AS org_name,
  (SELECT ` + byJSON + ` FROM (SELECT 1) one LEFT JOIN shop.person p ON p.id = o.placed_by) AS placed_by,
  (SELECT ` + byJSON + ` FROM (SELECT 1) one LEFT JOIN shop.person p ON p.id = o.actor_id) AS actor,
  coalesce(o.session_id, 0) AS session_id,
  coalesce((SELECT i.public_id FROM shop.impersonation_session i WHERE i.id = o.session_id), '') AS session_public_id,
  o.helper, o.email, o.currency, o.subtotal, o.discount, o.shipping, o.tax, o.total, o.tax_rate, o.shipping_method,
  o.payment_method, o.payment_state, o.due_at, coalesce(o.po_number, '') AS po_number,
  o.recipient, o.street, o.postcode, o.town, o.country, o.phone, o.placed_at, o.cancelled_at,
  ARRAY(SELECT t.state FROM shop.order_part t WHERE t.order_id = o.id ORDER BY t.id) AS states,
  (SELECT coalesce(sum(l.quantity), 0) FROM shop.order_line l WHERE l.order_id = o.id) AS things,
  ARRAY(SELECT l.title FROM shop.order_line l WHERE l.order_id = o.id ORDER BY l.id LIMIT 4) AS titles,
  ARRAY(SELECT l.picture FROM shop.order_line l WHERE l.order_id = o.id ORDER BY l.id LIMIT 4) AS pictures`

const byJSON = `jsonb_build_object('id', coalesce(p.id, 0), 'public_id', coalesce(p.public_id, ''), 'name', coalesce(p.name, ''))`

type headRow struct {
	ID           int64                  `db:"id"`
	Number       string                 `db:"number"`
	Person       account.ID             `db:"person_id"`
	Organization account.OrganizationID `db:"organization_id"`
	OrgName      string                 `db:"org_name"`
	PlacedBy     object[By]             `db:"placed_by"`
	Actor        object[By]             `db:"actor"`
	Session      int64                  `db:"session_id"`
	SessionID    string                 `db:"session_public_id"`
	Helper       cart.Helper            `db:"helper"`
	Email        string                 `db:"email"`
	Currency     money.Currency         `db:"currency"`
	Subtotal     int64                  `db:"subtotal"`
	Discount     int64                  `db:"discount"`
	Shipping     int64                  `db:"shipping"`
	Tax          int64                  `db:"tax"`
	Total        int64                  `db:"total"`
	TaxRate      int64                  `db:"tax_rate"`
	Method       cart.Method            `db:"shipping_method"`
	Payment      payment.Key            `db:"payment_method"`
	PaymentState payment.State          `db:"payment_state"`
	DueAt        *time.Time             `db:"due_at"`
	PONumber     string                 `db:"po_number"`
	Recipient    string                 `db:"recipient"`
	Street       string                 `db:"street"`
	Postcode     string                 `db:"postcode"`
	Town         string                 `db:"town"`
	Country      string                 `db:"country"`
	Phone        string                 `db:"phone"`
	PlacedAt     time.Time              `db:"placed_at"`
	CancelledAt  *time.Time             `db:"cancelled_at"`
	States       store.Strings          `db:"states"`
	Things       int                    `db:"things"`
	Titles       store.Strings          `db:"titles"`
	Pictures     store.Strings          `db:"pictures"`
}

func (r *headRow) head() Head {
	of := func(minor int64) money.Amount { return money.Of(minor, r.Currency) }
	states := make([]State, len(r.States))
	for i, s := range r.States {
		states[i] = State(s)
	}
	return Head{ID: r.ID, Number: r.Number, Person: r.Person, Organization: r.Organization, OrgName: r.OrgName,
		PlacedBy: r.PlacedBy.V, Actor: r.Actor.V, Session: r.Session, SessionID: r.SessionID, Helper: r.Helper, Email: r.Email,
		Currency: r.Currency, Subtotal: of(r.Subtotal), Discount: of(r.Discount), Shipping: of(r.Shipping), Tax: of(r.Tax), Total: of(r.Total),
		TaxRate: r.TaxRate, Method: r.Method, Payment: r.Payment, PaymentState: r.PaymentState, DueAt: r.DueAt, PONumber: r.PONumber,
		Address:  account.NewAddress{Name: r.Recipient, Street: r.Street, Postcode: r.Postcode, Town: r.Town, Country: r.Country, Phone: r.Phone},
		PlacedAt: r.PlacedAt, CancelledAt: r.CancelledAt, State: Derive(states), Things: r.Things, Titles: r.Titles, Pictures: parseShowns(r.Pictures)}
}

// wholeColumns are those of an order's page, beside headColumns.
const wholeColumns = headColumns + `,
  (SELECT jsonb_agg(jsonb_build_object('id', t.id, 'vendor', t.vendor_id, 'vendor_name', t.vendor_name, 'goods', t.goods,
      'shipping', t.shipping, 'tax', t.tax, 'state', t.state, 'changed_at', t.changed_at,
      'lines', (SELECT jsonb_agg(jsonb_build_object('id', l.id, 'variant', l.variant_id, 'slug', l.product_slug, 'title', l.title,
          'options', l.options, 'sku', l.sku, 'picture', l.picture, 'unit_price', l.unit_price, 'quantity', l.quantity,
          'discount', l.discount, 'total', l.total, 'tax', l.tax, 'added_by', l.added_by_name) ORDER BY l.id)
        FROM shop.order_line l WHERE l.part_id = t.id)) ORDER BY t.id)
    FROM shop.order_part t WHERE t.order_id = o.id) AS parts,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('label', d.label, 'amount', d.amount, 'helper', d.helper, 'reason', d.reason,
      'variant', coalesce(d.variant_id, 0), 'before', coalesce(d.price_before, 0), 'after', coalesce(d.price_after, 0),
      'by', (SELECT ` + byJSON + ` FROM (SELECT 1) one LEFT JOIN shop.person p ON p.id = d.actor_id)) ORDER BY d.id), '[]')
    FROM shop.order_discount d WHERE d.order_id = o.id) AS discounts,
  (SELECT jsonb_agg(jsonb_build_object('part', coalesce(e.part_id, 0), 'state', e.state, 'helper', e.helper, 'reason', e.reason, 'at', e.at,
      'person', (SELECT ` + byJSON + ` FROM (SELECT 1) one LEFT JOIN shop.person p ON p.id = e.person_id),
      'actor', (SELECT ` + byJSON + ` FROM (SELECT 1) one LEFT JOIN shop.person p ON p.id = e.actor_id)) ORDER BY e.id)
    FROM shop.order_event e WHERE e.order_id = o.id) AS events`

type wholeRow struct {
	headRow
	Parts     list[partRow]     `db:"parts"`
	Discounts list[discountRow] `db:"discounts"`
	Events    list[eventRow]    `db:"events"`
}

type partRow struct {
	ID         int64            `json:"id"`
	Vendor     account.VendorID `json:"vendor"`
	VendorName string           `json:"vendor_name"`
	Goods      int64            `json:"goods"`
	Shipping   int64            `json:"shipping"`
	Tax        int64            `json:"tax"`
	State      State            `json:"state"`
	ChangedAt  time.Time        `json:"changed_at"`
	Lines      []lineRow        `json:"lines"`
}

type lineRow struct {
	ID        int64             `json:"id"`
	Variant   catalog.VariantID `json:"variant"`
	Slug      string            `json:"slug"`
	Title     string            `json:"title"`
	Options   string            `json:"options"`
	SKU       string            `json:"sku"`
	Picture   string            `json:"picture"`
	UnitPrice int64             `json:"unit_price"`
	Quantity  int               `json:"quantity"`
	Discount  int64             `json:"discount"`
	Total     int64             `json:"total"`
	Tax       int64             `json:"tax"`
	AddedBy   string            `json:"added_by"`
}

type discountRow struct {
	Label   string            `json:"label"`
	Amount  int64             `json:"amount"`
	Helper  cart.Helper       `json:"helper"`
	Reason  string            `json:"reason"`
	By      By                `json:"by"`
	Variant catalog.VariantID `json:"variant"`
	Before  int64             `json:"before"`
	After   int64             `json:"after"`
}

type eventRow struct {
	Part   int64       `json:"part"`
	State  State       `json:"state"`
	Person By          `json:"person"`
	Actor  By          `json:"actor"`
	Helper cart.Helper `json:"helper"`
	Reason string      `json:"reason"`
	At     time.Time   `json:"at"`
}

func (r *wholeRow) order() Order {
	of := func(minor int64) money.Amount { return money.Of(minor, r.Currency) }
	o := Order{Head: r.head()}
	for _, p := range r.Parts {
		part := Part{ID: p.ID, Vendor: p.Vendor, VendorName: p.VendorName, Goods: of(p.Goods), Shipping: of(p.Shipping), Tax: of(p.Tax),
			State: p.State, ChangedAt: p.ChangedAt}
		for _, l := range p.Lines {
			part.Lines = append(part.Lines, Line{ID: l.ID, Variant: l.Variant, ProductSlug: l.Slug, Title: l.Title, Options: l.Options,
				SKU: l.SKU, Picture: parseShown(l.Picture), UnitPrice: of(l.UnitPrice), Quantity: l.Quantity, Discount: of(l.Discount), Total: of(l.Total),
				Tax: of(l.Tax), AddedBy: l.AddedBy})
		}
		o.Parts = append(o.Parts, part)
	}
	for _, d := range r.Discounts {
		o.Discounts = append(o.Discounts, Discount{Label: d.Label, Amount: of(d.Amount), Helper: d.Helper, Reason: d.Reason, By: d.By,
			Variant: d.Variant, Before: of(d.Before), After: of(d.After)})
	}
	for _, e := range r.Events {
		o.Events = append(o.Events, Event(e))
	}
	return o
}
