package carttest

import (
	"crypto/rand"
	"testing"

	"standin/cart"
	"standin/cart/order"
	"standin/cart/payment"
	"standin/catalog"
	"standin/store/account"
)

// Orders is the room of orders over this shop.
func (s *Shop) Orders() *order.Orders {
	return order.New(s.DB.DB, s.Carts, payment.Standard(), "https://shop.example")
}

// CardOrders is the room of a shop in which one may pay by card, at a provider.
func (s *Shop) CardOrders(p payment.Provider) *order.Orders {
	return s.Orders().Offering(payment.With(p))
}

// Home is an address anybody may type.
var Home = account.NewAddress{Name: "Mara Lind", Street: "Holtenauer Straße 14", Postcode: "24103", Town: "Kiel", Country: "DE"}

// Fill puts n of a variant into somebody's cart.
func (s *Shop) Fill(t testing.TB, a account.Actor, v catalog.VariantID, n int) {
	t.Helper()
	if _, err := s.Carts.AddLine(t.Context(), a, v, n); err != nil {
		t.Fatal(err)
	}
}

// Decide is the placement of somebody who looked at their cart just now.
func (s *Shop) Decide(t testing.TB, a account.Actor) order.Placement {
	t.Helper()
	c, err := s.Carts.Show(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	p := order.Placement{NewAddress: Home, Shipping: cart.Standard, Payment: payment.Invoice, IdempotencyKey: rand.Text(), Seen: order.SeenOf(c)}
	if !a.SignedIn() {
		p.Email = "guest@example.com"
	}
	if a.Capacity.Kind == account.CapacityOrganization {
		p.Payment, p.PONumber = payment.Terms, "PO-"+rand.Text()[:8]
	}
	return p
}
