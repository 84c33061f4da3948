package catalogpage

import (
	"fmt"
	"strings"

	"standin/catalog"
	"standin/catalog/money"
	"standin/web/page/part"
)

// ProductView is a product with one of its variants chosen.
type ProductView struct {
	Head      part.Head
	Crumbs    []part.Desk
	Path      string // of the product, without a choice
	Address   string // of this choice
	Product   *catalog.Whole
	Selection catalog.Selection
	Category  catalog.Category // its own
	Draft     bool             // seen by its vendor alone
	Closed    string           // why this person may not fill a cart; empty when they may
	Shared    []part.Option    // organizations into whose cart this person may put it, too
}

// ShownField carries which options the page showed, beside what was chosen since.
const ShownField = "shown"

// Shown is the chosen options as ShownField holds them.
func Shown(o catalog.Options) string { return strings.Join(o[:], "\x1f") }

func (v ProductView) variant() catalog.Variant { return v.Selection.Variant }

func (v ProductView) price() money.Amount { return v.variant().Price }

// was is the former price, when it was a higher one.
func (v ProductView) was() money.Amount {
	if w := v.variant().CompareAt; v.price().Less(w) {
		return w
	}
	return money.Amount{}
}

func (v ProductView) soldOut() bool { return !v.variant().Stock.Covers(1) }

// why says why it cannot be put into the cart; empty when it can.
func (v ProductView) why() string {
	switch {
	case v.Draft:
		return "This is a draft: you see how it will look, and nobody else sees it. It cannot be bought yet."
	case v.soldOut() && len(v.Selection.Axes) > 0:
		return v.variant().Options.String() + " is sold out. Another choice may be there."
	case v.soldOut():
		return "This is sold out."
	}
	return v.Closed
}

// most is how many one may put into the cart at once.
func (v ProductView) most() int {
	if n, counted := v.variant().Stock.Left(); counted {
		return max(1, min(n, mostOfOne))
	}
	return mostOfOne
}

const mostOfOne = 999

// stock says how many there are and when they leave.
func (v ProductView) stock() string {
	n, counted := v.variant().Stock.Left()
	leaves := leaves(v.Product.DispatchDays, v.Product.VendorName)
	switch {
	case !counted:
		return "Ready to be made or sent. " + leaves
	case n == 0:
		return ""
	case n == 1:
		return "One is in stock. " + leaves
	}
	return fmt.Sprintf("%s are in stock. %s", part.Count(n), leaves)
}

func leaves(days int, vendor string) string {
	switch days {
	case 0:
		return "It leaves " + vendor + " today."
	case 1:
		return "It leaves " + vendor + " on the next working day."
	}
	return fmt.Sprintf("It leaves %s within %d working days.", vendor, days)
}

// gallery is the pictures with the chosen variant's own first; where there is none at all, its category's tile.
func (v ProductView) gallery() []Picture {
	chosen := v.variant()
	var first, rest []Picture
	for i, p := range v.Product.Pictures {
		if i == max(chosen.Picture, 1)-1 && v.Product.Hued() {
			p.Hue = chosen.Hue
		}
		shown := PictureOf(p, tintAt(v.Product.Tint, i), v.Category, v.Product.Title)
		if p.Position == chosen.Picture {
			first = append(first, shown)
		} else {
			rest = append(rest, shown)
		}
	}
	all := append(first, rest...)
	if len(all) == 0 {
		all = append(all, PictureOf(catalog.Picture{}, v.Product.Tint, v.Category, ""))
	}
	return all
}

// tintAt gives each picture of a reel its own ground, beginning with the product's.
func tintAt(first string, place int) string {
	tints := []string{"moss", "straw", "sky", "clay", "rose", "stone"}
	for i, t := range tints {
		if t == first {
			return tints[(i+place)%len(tints)]
		}
	}
	return tints[place%len(tints)]
}

// swatch is what a value of an option looks like.
func (v ProductView) swatch(value catalog.AxisValue) Picture {
	place := max(value.Example.Picture, 1) - 1
	if place >= len(v.Product.Pictures) {
		return Picture{Tint: "stone"}
	}
	p := v.Product.Pictures[place]
	if v.Product.Hued() {
		p.Hue = value.Example.Hue
	}
	return PictureOf(p, "stone", v.Category, "")
}

func optionName(axis int) string { return fmt.Sprintf("o%d", axis+1) }

// optionID names a radio button, so that the focus finds it again when the page is swapped.
func optionID(axis, value int) string { return fmt.Sprintf("o%d-%d", axis+1, value) }

func whyID(axis int) string { return fmt.Sprintf("why-o%d", axis+1) }

// firstWhy is the reason said below an option: that of the first value that is not made.
func firstWhy(a catalog.Axis) string {
	for _, v := range a.Values {
		if !v.Possible {
			return v.Why
		}
	}
	return ""
}

func reelLabel(n int) string {
	if n == 1 {
		return "One picture"
	}
	return part.Count(n) + " pictures, scroll sideways"
}

func figureID(i int) string { return fmt.Sprintf("p%d", i+1) }

func weight(grams int) string {
	if grams < 1000 {
		return part.Count(grams) + " g"
	}
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", float64(grams)/1000), "0"), ".") + " kg"
}
