package web

import (
	"strings"

	"github.com/gin-gonic/gin"

	"standin/store/account"
	"standin/web/page/part"
)

// frame is what the frame of a page shows of this request.
func (s *Server) frame(c *gin.Context) *part.Frame {
	v := visitorOf(c)
	f := &part.Frame{
		Prefix: v.prefix, Path: c.Request.URL.RequestURI(), PublicURL: s.config.PublicURL, Request: requestID(c.Request.Context()),
		CartCount: v.cart, Flash: v.flash, Acting: v.acting, Running: v.running, Helper: v.helper, Prompts: v.prompts,
		Departments: s.departments(c), Desks: desksOf(v),
	}
	set := s.settings.get(c.Request.Context(), s.rooms.Accounts)
	f.ShopName, f.Contact = set.Name, set.SupportEmail
	if !v.actor.Acting() {
		f.Theme = theme(s.cookieValue(c.Request, themeCookie))
	} else {
		f.Shut = shutPlaces(v.actor)
	}
	if v.known() || s.hasCookies(c.Request) {
		f.Token = s.tokens.make(v.actor.SignIn, v.actor.Session)
	}
	if v.person.ID != 0 {
		who := whoIs(v.person)
		f.Person = &who
	}
	f.Passkey = v.self.Passkeys > 0
	if !strings.EqualFold(c.Request.Host, s.config.host()) {
		f.PasskeyAt = s.config.PublicURL
	}
	if v.actor.SignedIn() {
		f.LiveURL = "/live"
	}
	return f
}

// shutPlaces are those of the frame that do not exist in the capacity one acts in, or that the session does not allow.
func shutPlaces(a account.Actor) (shut []string) {
	for _, p := range []struct {
		path string
		need account.Permission
	}{{"/cart", account.CartView}, {"/orders", account.OrdersView}, {"/account", account.ProfileView}, {"/account/helpers", account.HelpView}} {
		if !a.Can(p.need) || a.Capacity.Kind == account.CapacityVendor {
			shut = append(shut, p.path)
		}
	}
	return shut
}

// whoIs is how a page shows a person.
func whoIs(p account.Person) part.Who {
	return part.Who{ID: p.PublicID, Name: p.Name, Initials: part.Initials(p.Name), Tint: part.TintOf(int64(p.ID))}
}

// desksOf are the desks somebody may open beside the shop; none while acting for another, whose desks they are not.
func desksOf(v *visitor) []part.Desk {
	var desks []part.Desk
	for _, d := range []struct {
		need account.Permission
		desk part.Desk
	}{
		{account.SupportDesk, part.Desk{Name: "Support", URL: "/support"}},
		{account.RepDesk, part.Desk{Name: "My vendors", URL: "/vendor"}},
		{account.CatalogView, part.Desk{Name: "Vendor desk", URL: "/vendor"}},
		{account.OrgView, part.Desk{Name: "Organization", URL: "/org"}},
		{account.AuditRead, part.Desk{Name: "Session log", URL: "/audit"}},
		{account.PeopleManage, part.Desk{Name: "Admin", URL: "/admin"}},
	} {
		if v.actor.Can(d.need) {
			desks = append(desks, d.desk)
		}
	}
	return desks
}

func theme(value string) string {
	if value == "light" || value == "dark" {
		return value
	}
	return ""
}
