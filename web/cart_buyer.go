package web

import (
	"strings"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/store/fault"
)

// buyer is who uses a cart or order page, in the capacity that the path says: /org is an organization's, everything else one's
// own. While acting the session has decided, and the other capacity's pages answer as unknown.
type buyer struct {
	actor account.Actor
	base  string // "/cart" or "/org/cart"
	of    string // public id of the organization, where somebody has several
}

func (s *Server) buyer(c *gin.Context) (buyer, error) {
	b := buyer{actor: s.actor(c), base: "/cart"}
	shared := c.Request.URL.Path == "/org" || strings.HasPrefix(c.Request.URL.Path, "/org/")
	if shared {
		b.base = "/org/cart"
	}
	switch {
	case !shared:
		return b, nil
	case b.actor.Acting() && b.actor.Capacity.Kind != account.CapacityOrganization:
		return b, fault.New(fault.NotFound, "There is nothing at this address.")
	case b.actor.Acting():
		return b, nil
	}
	m, err := s.membership(c)
	if err != nil {
		return b, err
	}
	if len(b.actor.Organizations()) > 1 {
		b.of = m.PublicID
	}
	b.actor.Capacity = account.ForOrganization(m.Organization)
	return b, nil
}

// membership is the organization a page under /org is about: the one that is named, else the first.
func (s *Server) membership(c *gin.Context) (account.Membership, error) {
	a := s.actor(c)
	if !a.SignedIn() {
		return account.Membership{}, fault.New(fault.Unauthenticated, "Sign in to see your organization.")
	}
	of := c.Query("of")
	for _, m := range s.person(c).Organizations {
		if of == "" || m.PublicID == of {
			return m, nil
		}
	}
	if of == "" {
		return account.Membership{}, fault.New(fault.NotFound, "You belong to no organization yet. Its power user can invite you.")
	}
	return account.Membership{}, fault.New(fault.NotFound, "There is nothing at this address.")
}

// at is an address below the cart's base, with the organization where it has to be said.
func (b buyer) at(path string) string {
	if b.of == "" {
		return path
	}
	return path + "?of=" + b.of
}

// shared tells whether the cart is an organization's.
func (b buyer) shared() bool { return b.actor.Capacity.Kind == account.CapacityOrganization }
