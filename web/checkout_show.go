package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/cart"
	"standin/cart/order"
	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	checkoutpage "standin/web/page/checkout"
	"standin/web/page/part"
)

// showCheckout is the page on which an order is decided; with an empty cart there is nothing to decide.
func (s *Server) showCheckout(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	view, err := s.checkoutView(c, b, nil)
	if err != nil {
		return err
	}
	if view.Cart.Empty() {
		return s.redirect(c, b.at(b.base))
	}
	return s.render(c, http.StatusOK, checkoutpage.Show(view))
}

// checkoutView reads the checkout; typed is the form that comes back, nil for a new one.
func (s *Server) checkoutView(c *gin.Context, b buyer, typed *checkoutpage.Form) (v checkoutpage.ShowView, err error) {
	found, err := s.rooms.Orders.Checkout(c.Request.Context(), b.actor, cart.Standard)
	if err != nil {
		return v, err
	}
	about(c, "cart", found.Cart.ID)
	shows(c, "checkout", order.SeenOf(found.Cart), found.Cart.Currency)
	express := found.Cart.For(cart.Express)
	v = checkoutpage.ShowView{Checkout: found, Standard: found.Cart.Totals, Express: express.Totals, Base: checkoutBase(b), Of: b.of, CartURL: b.at(b.base),
		Seen: [2]string{order.SeenOf(found.Cart).String(), order.SeenOf(express).String()}, Guest: !b.actor.SignedIn()}
	v.Places = places(b.actor, found.Addresses)
	v.TypedOnly = len(v.Places) == 0
	v.MayKeep = mayKeep(b)
	v.NoOrder = closedWords(found.Closed)
	if f := fault.As(found.Closed); f != nil {
		v.Ask = f.Code == "needs_approval"
	}
	if b.actor.Acting() {
		v.ForWhom = part.Who{Name: s.person(c).Name}.First()
	}
	v.Form = newForm(v)
	if typed != nil {
		v.Form = *typed
	}
	return v, nil
}

// mayKeep tells whether a typed address may go into the book: one's own, or the organization's for who manages it.
func mayKeep(b buyer) bool {
	if !b.actor.SignedIn() || b.actor.Acting() {
		return false
	}
	return !b.shared() || cart.May(b.actor, account.OrgManage) == nil
}

// closedWords is why a cart cannot be ordered, with amounts as pages write them.
func closedWords(err error) string {
	if over := order.OverOf(err); over != nil {
		return part.Money(*over) + " over the limit. An approver has to agree to exactly this cart."
	}
	return whyNot(err)
}

// newForm chooses for the buyer what can only be chosen one way.
func newForm(v checkoutpage.ShowView) checkoutpage.Form {
	f := checkoutpage.Form{Shipping: cart.Standard, Key: v.Key, Keep: v.MayKeep, New: account.NewAddress{Country: "DE"}}
	if len(v.Ways) > 0 {
		f.Payment = v.Ways[0].Key()
	}
	for _, p := range v.Places {
		if !p.Waits && f.Address == "" {
			f.Address = p.ID
		}
	}
	if f.Address == "" {
		f.Address = "new"
	}
	return f
}

func checkoutBase(b buyer) string {
	if b.base == "/org/cart" {
		return "/org/checkout"
	}
	return "/checkout"
}

// places are the addresses to choose from; while acting they are masked, since one need not read an address to choose it.
func places(a account.Actor, list []account.Address) []checkoutpage.Place {
	var places []checkoutpage.Place
	for _, ad := range list {
		p := checkoutpage.Place{ID: ad.PublicID, Name: ad.Name, Street: ad.Street, Town: ad.Postcode + " " + ad.Town, Waits: !ad.Confirmed()}
		if a.Acting() {
			p.Street = impersonation.MaskStreet(ad.Street)
		}
		places = append(places, p)
	}
	return places
}
