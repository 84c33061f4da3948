package web

import (
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/cart/order"
	"standin/store"
	"standin/store/account"
)

// personalJSON is what the shop holds of a person, as they may take it along.
type personalJSON struct {
	accountJSON
	Addresses []addressJSON `json:"addresses"`
	Orders    []orderJSON   `json:"orders"`
}

// downloadOwnData sends somebody what the shop holds of them, as a file. It is theirs alone: nobody takes it along for somebody else. That it
// was taken, and how much, stands in the record before the first byte.
func (s *Server) downloadOwnData(c *gin.Context) error {
	view := s.overview(c, "")
	book, err := s.addressBook(c, "", "")
	if err != nil {
		return err
	}
	heads, err := s.ownOrders(c)
	if err != nil {
		return err
	}
	all := personalJSON{accountJSON: asAccount(view), Addresses: asAddresses(book), Orders: asOrders(heads)}
	for i, h := range heads {
		o := &all.Orders[i]
		o.Email, o.Name, o.Street, o.Phone = h.Email, h.Address.Name, h.Address.Street, h.Address.Phone
	}
	body, err := json.MarshalIndent(jsonForm{claims: s.claims(c), Data: all}, "", "  ")
	if err != nil {
		return err
	}
	err = s.rooms.DB.Record(c.Request.Context(), s.actor(c), store.Event{Action: "export.personal", Outcome: store.Done,
		Detail: map[string]any{"filter": "all of one's own", "rows": 1 + len(book.List) + len(heads)}})
	if err != nil {
		return err
	}
	s.private(c)
	c.Header("Content-Disposition", `attachment; filename="your-data.json"`)
	return write(c, http.StatusOK, "application/json; charset=utf-8", body)
}

// ownOrders are all orders of the person, page by page.
func (s *Server) ownOrders(c *gin.Context) (all []order.Head, err error) {
	actor := s.actor(c)
	actor.Capacity = account.Shopper
	for after := ""; ; {
		page, err := s.rooms.Orders.List(c.Request.Context(), actor, after)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Orders...)
		if after = page.Next; after == "" {
			return all, nil
		}
	}
}
