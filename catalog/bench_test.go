package catalog_test

import (
	"fmt"
	"testing"

	"standin/catalog"
	"standin/store/account"
)

// thousand fills a shop with a thousand products of six variants each.
func thousand(b *testing.B) *shop {
	b.Helper()
	s := open(b)
	cs := s.categories(b)
	ids := []catalog.CategoryID{cs["boots"], cs["bags"], cs["desk"]}
	for batch := range 4 {
		var products []catalog.Product
		for i := range 250 {
			p := coloured(fmt.Sprintf("Thing %d of %d", i, batch), int64(100*i), "Red", "Blue", "Green", "Tan", "Ash", "Moss")
			p.Categories = ids[i%3 : i%3+1]
			products = append(products, p)
		}
		s.save(b, products...)
	}
	b.ResetTimer()
	return s
}

func BenchmarkCategoryPage(b *testing.B) {
	s := thousand(b)
	for b.Loop() {
		if _, err := s.List(b.Context(), catalog.Filter{Category: 1, Sort: catalog.PriceUp}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	s := thousand(b)
	for b.Loop() {
		if _, err := s.List(b.Context(), catalog.Filter{Text: "thing blue"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProduct(b *testing.B) {
	s := thousand(b)
	for b.Loop() {
		if _, err := s.BySlug(b.Context(), account.Guest(0), "thing-7-of-2"); err != nil {
			b.Fatal(err)
		}
	}
}
