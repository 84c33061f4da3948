package catalogpage

import (
	"strings"
	"time"

	"standin/catalog"
	"standin/catalog/money"
	"standin/web/page/part"
)

// CardView is a product on a shelf.
type CardView struct {
	Title   string
	URL     string
	Price   money.Amount
	Was     money.Amount
	From    bool // the price is that of the cheapest variant
	By      string
	Tag     string
	Picture Picture
}

// Cards are the products of a shelf.
func Cards(tree *catalog.Tree, cards []catalog.Card, now time.Time) []CardView {
	views := make([]CardView, len(cards))
	for i, c := range cards {
		own, _ := tree.ByID(c.Category)
		views[i] = CardView{Title: c.Title, URL: "/p/" + c.Slug, Price: c.Price, Was: c.Was, From: c.Various, By: by(c),
			Tag: tag(c, now), Picture: PictureOf(c.Picture, c.Tint, own, "")}
		if views[i].Picture.Pending {
			views[i].Tag = "Picture pending"
		}
	}
	return views
}

// by is "Harbour Goods, 4 sizes".
func by(c catalog.Card) string {
	if c.Values < 2 {
		return c.VendorName
	}
	return c.VendorName + ", " + part.Plural(c.Values, strings.ToLower(c.Option))
}

// fresh is how long a product is tagged as new; few is from how many left on it is said.
const (
	fresh = 7 * 24 * time.Hour
	few   = 5
)

func tag(c catalog.Card, now time.Time) string {
	switch {
	case !c.Available:
		return "Sold out"
	case c.Left > 0 && c.Left <= few:
		return part.Count(c.Left) + " left"
	case now.Sub(c.CreatedAt) < fresh:
		return "New"
	}
	return ""
}
