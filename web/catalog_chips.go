package web

import (
	"maps"
	"slices"
	"strings"

	"standin/catalog"
	"standin/catalog/money"
	catalogpage "standin/web/page/catalog"
	"standin/web/page/part"
)

// chips are the chosen filters, each with the address without it; also those that nothing fits any more.
func chips(path string, f catalog.Filter, facets []catalog.Facet) []catalogpage.Chip {
	var list []catalogpage.Chip
	add := func(facet, value string) {
		list = append(list, catalogpage.Chip{Label: chipLabel(facets, facet, value), URL: address(path, f.Without(facet, value))})
	}
	for _, v := range f.Kinds {
		add("kind", v)
	}
	for _, v := range f.Vendors {
		add("maker", v)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Options)) {
		for _, v := range f.Options[name] {
			add("o."+name, v)
		}
	}
	if f.InStock {
		add("stock", "1")
	}
	return append(list, priceChips(path, f)...)
}

func priceChips(path string, f catalog.Filter) (list []catalogpage.Chip) {
	if !f.From.IsZero() {
		g := f
		g.From = money.Amount{}
		list = append(list, catalogpage.Chip{Label: "from " + part.Money(f.From), URL: address(path, g)})
	}
	if !f.To.IsZero() {
		g := f
		g.To = money.Amount{}
		list = append(list, catalogpage.Chip{Label: "up to " + part.Money(f.To), URL: address(path, g)})
	}
	return list
}

func chipLabel(facets []catalog.Facet, facet, value string) string {
	label := value
	for _, f := range facets {
		for _, v := range f.Values {
			if f.Name == facet && v.Value == value {
				label = v.Label
			}
		}
	}
	if option, ok := strings.CutPrefix(facet, "o."); ok {
		return option + ": " + label
	}
	if facet == "stock" {
		return "Ready to leave"
	}
	return label
}
