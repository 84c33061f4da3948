package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"standin/cart"
	"standin/cart/order"
	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	orgpage "standin/web/page/org"
	"standin/web/page/part"
)

// showOrg is the page of an organization: shared cart, requests, members, spending.
func (s *Server) showOrg(c *gin.Context) error {
	b, err := s.buyer(c)
	if err != nil {
		return err
	}
	view, err := s.orgView(c, b)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, orgpage.Show(view))
}

func (s *Server) orgView(c *gin.Context, b buyer) (v orgpage.ShowView, err error) {
	if v.Cart, err = s.cartView(c, b); err != nil {
		return v, err
	}
	v.Organization, err = s.rooms.Orders.Organization(c.Request.Context(), b.actor, v.Cart.Cart)
	if err != nil {
		return v, err
	}
	m, _ := b.actor.MemberOf(b.actor.Capacity.Organization)
	v.MayManage = account.MemberPermissions(m.Role).Has(account.OrgManage)
	v.Me, v.Acting = b.actor.Person(), b.actor.Acting()
	v.Waiting = v.Organization.Waiting(b.actor)
	v.NoOrder = closedWords(v.Ask)
	f := fault.As(v.Ask)
	v.MayAsk = f != nil && f.Code == "needs_approval" && cart.May(b.actor, account.ApprovalRequest) == nil
	v.NoQuick = whyNot(cart.May(b.actor, account.CartEdit))
	if v.Members, err = s.members(c, b, v.Organization); err != nil {
		return v, err
	}
	v.NoDoor = oneWhy("no-door", v.Members, func(m *orgpage.Member) *part.Door { return &m.Door })
	if !v.Acting {
		for _, m := range s.person(c).Organizations {
			if m.Organization != b.actor.Capacity.Organization {
				v.Others = append(v.Others, m)
			}
		}
	}
	return v, nil
}

// members are the people of the organization, each with the door to act for them, or why it is closed. Only who may act for others at
// all is told. However many they are, it is one statement more.
func (s *Server) members(c *gin.Context, b buyer, o order.Organization) ([]orgpage.Member, error) {
	var offers map[string]impersonation.Offer
	if !b.actor.Acting() && account.MemberPermissions(o.Role).Has(account.Impersonate) {
		ids := make([]string, 0, len(o.Members))
		for _, m := range o.Members {
			ids = append(ids, m.PublicID)
		}
		var err error
		if offers, err = s.doors(c, ids); err != nil {
			return nil, err
		}
	}
	list := make([]orgpage.Member, 0, len(o.Members))
	for _, m := range o.Members {
		member := orgpage.Member{Member: m, Who: part.Who{ID: m.PublicID, Name: m.Name, Initials: part.Initials(m.Name), Tint: part.TintOf(int64(m.ID))}}
		if m.ID == b.actor.Person() && !b.actor.Acting() {
			member.Name += " (you)"
		} else if offer, ok := offers[m.PublicID]; ok {
			member.Door = doorway{From: "/org"}.doorAs(offer, b.actor.Capacity, member.Who.First())
			member.Door.Quiet = true
		}
		list = append(list, member)
	}
	return list, nil
}
