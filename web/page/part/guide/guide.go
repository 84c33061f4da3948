// Package guide shows every part and every component of the stylesheet on a few pages, for eyes and for tests, and as the
// pattern to copy from when a new page is drawn. No handler of the shop serves it.
package guide

import (
	"time"

	"github.com/a-h/templ"

	"standin/catalog/money"
	"standin/web/page/part"
	"standin/web/static"
)

// Pages are the pages of the guide by name.
var Pages = map[string]templ.Component{
	"parts": Parts(), "forms": Forms(), "cart": Cart(), "gate": Gate(), "enrol": Enrol(), "checkout": Checkout(), "order": Order(),
	"mail": Mail(), "vendor": Products(), "start": Start(), "record": Record(), "product": Product("tan"),
}

// The people of the guide.
var (
	mara = part.Who{ID: "p1", Name: "Mara Lind", Initials: "ML", Tint: "clay"}
	ada  = part.Who{ID: "p2", Name: "Ada Novak", Initials: "AN", Tint: "sky"}
	tom  = part.Running{Name: "Tom Okafor", Detail: "Northside School, read-only", Left: 482 * time.Second, URL: "/as/k7/cart"}
)

var departments = []part.Desk{
	{Name: "New", URL: "/new"}, {Name: "Home", URL: "/c/home"}, {Name: "Outdoors", URL: "/c/outdoors"}, {Name: "Clothing", URL: "/c/clothing"},
	{Name: "Music", URL: "/c/music"}, {Name: "Desk", URL: "/c/desk"}, {Name: "Makers", URL: "/makers"},
}

// Frames are the visitors the guide is shown to, by name.
func Frames() map[string]*part.Frame {
	end := time.Date(2026, 5, 28, 15, 6, 0, 0, time.UTC)
	return map[string]*part.Frame{
		"guest":   {Path: "/c/outdoors", PublicURL: "https://shop.example", Departments: departments, CartCount: 2, Token: "t"},
		"shopper": {Path: "/cart", Person: &mara, Departments: departments, CartCount: 4, Token: "t", Helper: &part.Helper{Name: "Support", SeeURL: "/account/helped", EndURL: "/account/helped/end"}},
		"staff": {Path: "/support", Person: &ada, Token: "t", Departments: departments,
			Desks: []part.Desk{{Name: "Support", URL: "/support"}}, Running: []part.Running{tom},
			Flash: []part.Flash{{Kind: "done", Text: "The note is kept with the customer."}}},
		"acting": {Prefix: "/as/k2", Path: "/cart", Person: &mara, Departments: departments, CartCount: 4, Token: "t", Acting: &part.Acting{
			Subject: mara, Actor: ada, Role: "shopper", EndsAt: end, Left: 1450 * time.Second, IdleLeft: 600 * time.Second,
			Others: []part.Running{tom}, EndURL: "/end", DoneURL: "/sessions/k2"}},
		"long": {Prefix: "/as/k3", Path: "/cart", Departments: departments, Token: "t", Acting: &part.Acting{
			Subject: part.Who{Name: "Wolfeschlegelsteinhausenbergerdorff Maximiliane-Alexandra", Initials: "WM", Tint: "moss"}, Actor: ada,
			Role: "purchasing approver", Organization: "Northside Comprehensive School and Adult Education Trust", ReadOnly: true,
			Left: 3725 * time.Second, EndURL: "/end"}},
		"plain": {Prefix: "/as/k4", Path: "/cart", Acting: &part.Acting{Plain: true, EndURL: "/end"}},
	}
}

func euro(minor int64) money.Amount { return money.Of(minor, "EUR") }

// picture is the address of a demo picture, empty when make has not fetched it.
func picture(name string) string {
	if !static.Has(name + ".webp") {
		return ""
	}
	return part.Static(name + ".webp")
}
