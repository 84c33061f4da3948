package web

import (
	"time"

	"standin/cart"
	"standin/cart/order"
	"standin/catalog"
	"standin/catalog/money"
	accountpage "standin/web/page/account"
	orderpage "standin/web/page/order"
)

// The pages that programs read, as data: amounts are decimal numbers as text beside one currency, and what is masked on the page is
// masked here.

type cartJSON struct {
	Currency money.Currency `json:"currency"`
	Lines    []lineJSON     `json:"lines"`
	Codes    []string       `json:"codes,omitempty"`
	totalsJSON
}

type lineJSON struct {
	Vendor   string `json:"vendor"`
	Product  string `json:"product"`
	Title    string `json:"title"`
	Options  string `json:"options,omitempty"`
	SKU      string `json:"sku,omitempty"`
	Quantity int    `json:"quantity"`
	Total    string `json:"total"`
}

type totalsJSON struct {
	Subtotal string `json:"subtotal"`
	Discount string `json:"discount"`
	Shipping string `json:"shipping"`
	Tax      string `json:"tax"`
	Total    string `json:"total"`
}

func asCart(found cart.Cart) cartJSON {
	t := found.Totals
	v := cartJSON{Currency: found.Currency, Lines: []lineJSON{}, totalsJSON: totalsJSON{Subtotal: t.Subtotal.Decimal(), Discount: t.Discount.Decimal(),
		Shipping: t.Shipping.Decimal(), Tax: t.Tax.Decimal(), Total: t.Total.Decimal()}}
	for i := range found.Lines {
		l := &found.Lines[i]
		v.Lines = append(v.Lines, lineJSON{Vendor: l.Item.VendorName, Product: l.Item.Slug, Title: l.Item.Title, Options: l.Item.Options.String(),
			SKU: l.Item.SKU, Quantity: l.Quantity, Total: l.Gross().Decimal()})
	}
	for _, p := range found.Codes {
		v.Codes = append(v.Codes, p.Code.Code)
	}
	return v
}

type orderJSON struct {
	Number   string         `json:"number"`
	PlacedAt time.Time      `json:"placed_at"`
	State    order.State    `json:"state"`
	Currency money.Currency `json:"currency"`
	Email    string         `json:"email,omitempty"`
	Name     string         `json:"name,omitempty"`
	Street   string         `json:"street,omitempty"`
	Phone    string         `json:"phone,omitempty"`
	Town     string         `json:"town"`
	Lines    []lineJSON     `json:"lines,omitempty"`
	totalsJSON
}

func asHead(h order.Head) orderJSON {
	return orderJSON{Number: h.Number, PlacedAt: h.PlacedAt.UTC(), State: h.State, Currency: h.Currency, Town: h.Address.Town,
		totalsJSON: totalsJSON{Subtotal: h.Subtotal.Decimal(), Discount: h.Discount.Decimal(), Shipping: h.Shipping.Decimal(), Tax: h.Tax.Decimal(),
			Total: h.Total.Decimal()}}
}

func asOrders(heads []order.Head) []orderJSON {
	list := []orderJSON{}
	for _, h := range heads {
		list = append(list, asHead(h))
	}
	return list
}

// asOrder takes street, phone and e-mail from the page: there they are masked where the reader may not see them.
func asOrder(page orderpage.ShowView) orderJSON {
	v := asHead(page.Head)
	v.Email, v.Name, v.Street, v.Phone = page.Email, page.Address.Name, page.Street, page.Phone
	for _, p := range page.Parts {
		for _, l := range p.Lines {
			v.Lines = append(v.Lines, lineJSON{Vendor: p.VendorName, Product: l.ProductSlug, Title: l.Title, Options: l.Options, SKU: l.SKU,
				Quantity: l.Quantity, Total: l.Total.Decimal()})
		}
	}
	return v
}

type accountJSON struct {
	Name  string    `json:"name"`
	Email string    `json:"email"`
	Phone string    `json:"phone,omitempty"`
	Since time.Time `json:"since"`
}

func asAccount(page accountpage.OverviewView) accountJSON {
	return accountJSON{Name: page.Name, Email: page.Email.Text, Phone: page.Phone.Text, Since: page.Since.UTC()}
}

type addressJSON struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Street    string `json:"street"`
	Place     string `json:"place"`
	Phone     string `json:"phone,omitempty"`
	Confirmed bool   `json:"confirmed"`
}

func asAddresses(page accountpage.AddressesView) []addressJSON {
	list := []addressJSON{}
	for _, a := range page.List {
		list = append(list, addressJSON{ID: a.ID, Name: a.Name, Street: a.Street.Text, Place: a.Place, Phone: a.Phone.Text, Confirmed: a.Confirmed})
	}
	return list
}

type productJSON struct {
	ID       catalog.ProductID `json:"id"`
	Handle   string            `json:"handle"`
	Title    string            `json:"title"`
	Status   catalog.Status    `json:"status"`
	From     string            `json:"price_from"`
	To       string            `json:"price_to"`
	Currency money.Currency    `json:"currency"`
	Variants int               `json:"variants"`
	Stock    *int              `json:"stock,omitempty"` // of what is counted
}

func asProducts(list []catalog.OwnProduct) []productJSON {
	out := []productJSON{}
	for i := range list {
		p := &list[i]
		line := productJSON{ID: p.ID, Handle: p.Handle, Title: p.Title, Status: p.Status, From: p.From.Decimal(), To: p.To.Decimal(),
			Currency: p.From.Currency, Variants: p.Variants}
		if p.Counted > 0 {
			line.Stock = &p.Left
		}
		out = append(out, line)
	}
	return out
}
