package web

import (
	"standin/catalog"
	catalogpage "standin/web/page/catalog"
	"standin/web/page/part"
)

// structuredProduct is what machines read of a product's page: exactly what stands on it, of the variant that is shown.
func (s *Server) structuredProduct(v catalogpage.ProductView) any {
	chosen := v.Selection.Variant
	availability := "https://schema.org/OutOfStock"
	if chosen.Stock.Covers(1) && !v.Draft {
		availability = "https://schema.org/InStock"
	}
	product := map[string]any{
		"@type": "Product", "name": v.Product.Title, "url": s.absolute(v.Path), "description": catalog.PlainText(v.Product.Description, 1000),
		"brand": map[string]any{"@type": "Brand", "name": v.Product.VendorName},
		"offers": map[string]any{"@type": "Offer", "price": chosen.Price.Decimal(), "priceCurrency": string(chosen.Price.Currency),
			"availability": availability, "url": s.absolute(v.Address)},
	}
	if chosen.SKU != "" {
		product["sku"] = chosen.SKU
	}
	if images := s.structuredImages(v.Product.Pictures); len(images) > 0 {
		product["image"] = images
	}
	return map[string]any{"@context": "https://schema.org", "@graph": []any{product, s.structuredCrumbs(v.Crumbs)}}
}

func (s *Server) structuredImages(pictures []catalog.Picture) (list []string) {
	for _, p := range pictures {
		if src := catalogpage.Source(p); src != "" {
			list = append(list, s.absolute(src))
		}
	}
	return list
}

func (s *Server) structuredCrumbs(crumbs []part.Desk) any {
	items := make([]any, len(crumbs))
	for i, c := range crumbs {
		items[i] = map[string]any{"@type": "ListItem", "position": i + 1, "name": c.Name, "item": s.absolute(c.URL)}
	}
	return map[string]any{"@type": "BreadcrumbList", "itemListElement": items}
}

// absolute is the public address of a path: never with a prefix.
func (s *Server) absolute(path string) string { return s.config.PublicURL + path }
