package audit

import (
	"net/url"
	"path"
	"strings"
)

// pageNames are the pages of the site by the pattern of their route, as a reader would call them.
var pageNames = map[string]string{
	"/": "Home", "/search": "Search", "/cart": "Cart", "/checkout": "Check out", "/orders": "Orders", "/account": "Account",
	"/new": "New things", "/reduced": "Reduced things", "/makers": "Makers",
	"/account/password": "Password", "/account/download": "Your data",
	"/account/addresses": "Addresses", "/account/helpers": "Who helped", "/account/consent": "Consent",
	"/account/devices": "Sign-ins and devices", "/account/totp": "Second factor", "/account/passkeys": "Passkeys", "/vendor": "Vendor desk",
	"/vendor/products": "Products", "/vendor/imports": "Uploads", "/vendor/orders": "Orders of the store", "/vendor/store": "Store settings",
	"/stay": "Still there", "/step-up/changes": "Changes allowed?",
	"/org": "Organization", "/org/cart": "Organization: cart", "/org/checkout": "Organization: check out", "/org/orders": "Organization: orders",
}

// pageKinds are the pages that show one thing, by what stands before its name in the address.
var pageKinds = []struct{ prefix, name string }{
	{"/c/", "Category"}, {"/p/", "Product"}, {"/makers/", "Maker"}, {"/orders/", "Order"}, {"/org/orders/", "Order"},
	{"/vendor/imports/", "Upload"}, {"/vendor/orders/", "Order of the store"}, {"/vendor/products/", "Product of the store"},
	{"/account/addresses/", "Address"}, {"/account/", "Account:"}, {"/org/", "Organization:"}, {"/vendor/", "Vendor desk:"},
}

// PageName is a page in words: "Cart", "Order 20418". route is its pattern, address the path that was asked for.
func PageName(route, address string) string {
	if name := pageNames[address]; name != "" {
		return name
	}
	if name := pageNames[route]; name != "" {
		return name
	}
	for _, k := range pageKinds {
		if rest, ok := strings.CutPrefix(address, k.prefix); ok && rest != "" {
			return k.name + " " + spoken(rest)
		}
	}
	if address == "" {
		return "A page"
	}
	return address
}

// spoken is the rest of an address as words.
func spoken(rest string) string {
	if plain, err := url.PathUnescape(rest); err == nil {
		rest = plain
	}
	first, _, _ := strings.Cut(rest, "/")
	if first == rest {
		return strings.ReplaceAll(path.Base(rest), "-", " ")
	}
	return strings.ReplaceAll(strings.ReplaceAll(rest, "/", ", "), "-", " ")
}
