package catalog

import (
	"fmt"
	"strings"

	"standin/catalog/money"
	"standin/store/fault"
)

// Limits of a product, stated where a vendor meets them.
const (
	maxTitle    = 200
	maxHandle   = 200
	maxHTML     = 65536
	maxVariants = 2000
	maxPictures = 250
	maxSKU      = 100
	maxOption   = 100
	maxName     = 60
)

// clean is p with its texts made fit to be stored.
func (p Product) clean() Product {
	p.Title, p.Handle, p.Slug = CleanLine(p.Title), CleanLine(p.Handle), strings.TrimSpace(p.Slug)
	p.Description = CleanHTML(p.Description)
	for i, n := range p.Options {
		p.Options[i] = CleanLine(n)
	}
	p.Variants = append([]Variant(nil), p.Variants...)
	for i := range p.Variants {
		v := &p.Variants[i]
		v.SKU, v.Barcode = CleanLine(v.SKU), CleanLine(v.Barcode)
		for j, o := range v.Options {
			v.Options[j] = CleanLine(o)
		}
	}
	if p.Status == "" {
		p.Status = Draft
	}
	return p
}

// Check tells whether p can be saved: nil, or fault.Invalid with a sentence for the field (title, handle, description, options,
// variants, or variant.N.price and the like, counted from 0). It asks no database.
func (p Product) Check(c money.Currency) error {
	p = p.clean()
	switch {
	case p.Title == "":
		return fault.Field("title", "A product needs a title.")
	case len([]rune(p.Title)) > maxTitle:
		return fault.Field("title", fmt.Sprintf("A title has at most %d letters.", maxTitle))
	case len([]rune(p.Handle)) > maxHandle:
		return fault.Field("handle", fmt.Sprintf("A handle has at most %d letters.", maxHandle))
	case len(p.Description) > maxHTML:
		return fault.Field("description", fmt.Sprintf("A description has at most %d bytes.", maxHTML))
	case p.Slug != "" && Slugify(p.Slug) != p.Slug:
		return fault.Field("slug", "An address has small letters, digits and single hyphens only.")
	case p.Status != Draft && p.Status != Active && p.Status != Archived:
		return fault.Field("status", "A product is a draft, active or archived.")
	case len(p.Pictures) > maxPictures:
		return fault.Field("pictures", fmt.Sprintf("A product has at most %d pictures.", maxPictures))
	}
	if err := p.checkOptions(); err != nil {
		return err
	}
	return p.checkVariants(c)
}

func (p Product) checkOptions() error {
	seen := map[string]bool{}
	for i, name := range p.Options {
		switch {
		case len([]rune(name)) > maxName:
			return fault.Field("options", fmt.Sprintf("The name of an option has at most %d letters.", maxName))
		case name != "" && i > 0 && p.Options[i-1] == "":
			return fault.Field("options", "Name the first option before the second, and the second before the third.")
		case name != "" && seen[strings.ToLower(name)]:
			return fault.Field("options", fmt.Sprintf("Two options are both called %q.", name))
		}
		seen[strings.ToLower(name)] = true
	}
	return nil
}

func (p Product) checkVariants(c money.Currency) error {
	if len(p.Variants) == 0 {
		return fault.Field("variants", "A product needs at least one variant with a price.")
	}
	if len(p.Variants) > maxVariants {
		return fault.Field("variants", fmt.Sprintf("A product has at most %d variants.", maxVariants))
	}
	options, skus := map[Options]int{}, map[string]int{}
	for i, v := range p.Variants {
		if err := p.checkVariant(i, v, c); err != nil {
			return err
		}
		if first, twice := options[v.Options]; twice {
			return fault.Field(at(i, "options"), fmt.Sprintf("Variants %d and %d have the same options.", first+1, i+1))
		}
		if first, twice := skus[v.SKU]; twice && v.SKU != "" {
			return fault.Field(at(i, "sku"), fmt.Sprintf("Variants %d and %d have the same SKU %q.", first+1, i+1, v.SKU))
		}
		options[v.Options], skus[v.SKU] = i, i
	}
	return nil
}

func (p Product) checkVariant(i int, v Variant, c money.Currency) error {
	for j, value := range v.Options {
		switch {
		case (value == "") != (p.Options[j] == ""):
			return fault.Field(at(i, "options"), "Each variant has one value for each option of its product, and no other.")
		case len([]rune(value)) > maxOption:
			return fault.Field(at(i, "options"), fmt.Sprintf("The value of an option has at most %d letters.", maxOption))
		}
	}
	switch {
	case len([]rune(v.SKU)) > maxSKU:
		return fault.Field(at(i, "sku"), fmt.Sprintf("A SKU has at most %d letters.", maxSKU))
	case v.Price.Currency != c || !v.CompareAt.IsZero() && v.CompareAt.Currency != c:
		return fault.Field(at(i, "price"), fmt.Sprintf("Prices here are in %s.", c))
	case v.Price.Minor < 0 || v.Price.Minor > money.Limit || v.CompareAt.Minor < 0 || v.CompareAt.Minor > money.Limit:
		return fault.Field(at(i, "price"), "A price is not less than nothing, and not more than the shop can hold.")
	case v.WeightGrams < 0 || v.WeightGrams > 10_000_000:
		return fault.Field(at(i, "weight"), "A weight is between 0 and 10,000 kg.")
	case v.Stock.Tracked && !v.Stock.Oversell && v.Stock.Quantity < 0:
		return fault.Field(at(i, "quantity"), "A stock that is counted cannot be less than 0, unless selling goes on without it.")
	case v.Stock.Quantity > 1_000_000_000 || v.Stock.Quantity < -1_000_000_000:
		return fault.Field(at(i, "quantity"), "That is more pieces than the shop can count.")
	case v.Hue < 0 || v.Hue > 4:
		return fault.Field(at(i, "hue"), "A picture's colour class is between 0 and 4.")
	}
	return nil
}

func at(i int, field string) string { return fmt.Sprintf("variant.%d.%s", i, field) }
