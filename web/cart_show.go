package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/cart"
	"standin/cart/order"
	"standin/catalog"
	"standin/store/account"
	cartpage "standin/web/page/cart"
	catalogpage "standin/web/page/catalog"
	"standin/web/page/part"
)

func (s *Server) showCart(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	view, err := s.cartView(c, b)
	if err != nil {
		return err
	}
	return s.answer(c, http.StatusOK, cartpage.Show(view), func() any { return asCart(view.Cart) })
}

// cartView reads the cart, and says of each thing on its page that is closed why it is.
func (s *Server) cartView(c *gin.Context, b buyer) (v cartpage.ShowView, err error) {
	found, err := s.rooms.Carts.Show(c.Request.Context(), b.actor)
	if err != nil {
		return v, err
	}
	about(c, "cart", found.ID)
	shows(c, "cart", order.SeenOf(found), found.Currency)
	v = cartpage.ShowView{Cart: found, Title: s.cartTitle(c, b), Base: b.base, Of: b.of, Session: b.actor.Session}
	v.NoEdit = whyNot(cart.May(b.actor, account.CartEdit))
	v.NoCode = whyNot(cart.May(b.actor, account.DiscountApply))
	v.NoOrder = s.noOrder(b, found)
	if v.Waiting, err = s.waiting(c, b, found); err != nil {
		return v, err
	}
	if err := s.addGiving(c, b, found, &v); err != nil {
		return v, err
	}
	v.Pictures, err = s.linePictures(c, found)
	return v, err
}

func (s *Server) cartTitle(c *gin.Context, b buyer) string {
	p := s.person(c)
	if b.shared() {
		m, _ := p.Organization(b.actor.Capacity.Organization)
		return m.Name + "’s cart"
	}
	if b.actor.Acting() {
		return part.Who{Name: p.Name}.First() + "’s cart"
	}
	return "Your cart"
}

// noOrder says why the cart cannot be checked out. What a member may order is said at the checkout, which knows their limit and
// what was approved.
func (s *Server) noOrder(b buyer, found cart.Cart) string {
	if len(found.Problems) > 0 {
		return "Something in the cart cannot be ordered as it is. Look at the marked lines."
	}
	if b.shared() && !b.actor.Acting() {
		return whyNot(cart.May(b.actor, account.CartEdit))
	}
	return whyNot(b.actor.May(account.OrderPlace))
}

// linePictures are the pictures of a cart's lines; a picture that is not there yet shows its category.
func (s *Server) linePictures(c *gin.Context, found cart.Cart) (map[catalog.VariantID]catalogpage.Picture, error) {
	tree, err := s.rooms.Products.Categories(c.Request.Context())
	if err != nil {
		return nil, err
	}
	pictures := make(map[catalog.VariantID]catalogpage.Picture, len(found.Lines))
	for i := range found.Lines {
		it := &found.Lines[i].Item
		var stand catalog.Category
		if len(it.Categories) > 0 {
			stand, _ = tree.ByID(it.Categories[0])
		}
		pictures[it.Variant] = catalogpage.PictureOf(it.Picture, it.Tint, stand, "")
	}
	return pictures, nil
}
