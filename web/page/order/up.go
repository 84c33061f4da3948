package orderpage

import (
	cartpage "standin/web/page/cart"
	"standin/web/page/part"
)

// up is the way from a page of orders back to whose they are: the account, the organization, or the desk. The list itself is
// the last step from one order.
func up(base, of string, here ...part.Desk) []part.Desk {
	list := part.Desk{Name: "Orders", URL: cartpage.At(base, of)}
	switch base {
	case "/org/orders":
		here = append([]part.Desk{{Name: "Organization", URL: cartpage.At("/org", of)}, list}, here...)
	case "/support/orders":
		here = append([]part.Desk{list}, here...)
	default:
		here = append([]part.Desk{{Name: "Account", URL: "/account"}, list}, here...)
	}
	here[len(here)-1].URL = ""
	return here
}
