package web

import (
	"github.com/gin-gonic/gin"

	"standin/cart"
	"standin/impersonation"
	"standin/store/account"
	cartpage "standin/web/page/cart"
	"standin/web/page/part"
)

// waiting is what sessions changed in the reader's cart and what the reader may keep or take back. A cart that nobody helped with
// costs no statement.
func (s *Server) waiting(c *gin.Context, b buyer, found cart.Cart) (list []cartpage.Waiting, err error) {
	if !b.actor.Can(account.TakeBack) {
		return nil, nil
	}
	for _, t := range found.Touched {
		if t.Subject != b.actor.Person() {
			continue
		}
		changes, err := s.rooms.Sessions.Reversals(c.Request.Context(), t.Session)
		if err != nil {
			return nil, err
		}
		w := cartpage.Waiting{Session: t.PublicID, Who: t.Helper.Name(""), When: part.Moment(t.At), Running: t.Running}
		for _, r := range changes {
			if r.OfCart() && r.Reply == impersonation.Unanswered {
				w.Changes = append(w.Changes, cartpage.WaitingChange{ID: r.ID, Icon: r.Icon, Text: r.Text, Variant: r.Variant})
			}
		}
		if len(w.Changes) > 0 {
			list = append(list, w)
		}
	}
	return list, nil
}
