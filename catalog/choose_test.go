package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"standin/catalog"
)

// boots come in tan to size 42 and in rust in 42 and 43; rust 42 is sold out.
func boots() *catalog.Product {
	p := &catalog.Product{Options: catalog.Options{"Colour", "Size"}}
	for i, o := range []catalog.Options{{"tan", "41"}, {"tan", "42"}, {"rust", "42"}, {"rust", "43"}} {
		p.Variants = append(p.Variants, catalog.Variant{ID: catalog.VariantID(i + 1), Options: o, Stock: catalog.Stock{Tracked: i == 2}})
	}
	return p
}

func TestChoose(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		choice catalog.Choice
		want   catalog.VariantID
	}{
		{"nothing chosen", catalog.Choice{}, 1},
		{"by id, sold out or not", catalog.Choice{Variant: 3}, 3},
		{"unknown id", catalog.Choice{Variant: 99}, 1},
		{"exactly", catalog.Choice{Options: catalog.Options{"rust", "42"}}, 3},
		{"colour changed, size stays", catalog.Choice{Options: catalog.Options{"rust", "42"}, Changed: 1}, 3},
		{"colour changed, size is not made in it", catalog.Choice{Options: catalog.Options{"rust", "41"}, Changed: 1}, 4},
		{"size changed, colour does not have it", catalog.Choice{Options: catalog.Options{"tan", "43"}, Changed: 2}, 4},
	} {
		s, ok := boots().Choose(tt.choice)
		if !ok || s.Variant.ID != tt.want {
			t.Errorf("%s: variant %d, want %d", tt.name, s.Variant.ID, tt.want)
		}
	}
	if _, ok := (&catalog.Product{}).Choose(catalog.Choice{}); ok {
		t.Error("a product without variants has one chosen")
	}
}

func TestA2_ImpossibleCombinationIsThereWithItsReason(t *testing.T) {
	t.Parallel()
	s, _ := boots().Choose(catalog.Choice{Variant: 1})
	type value struct {
		Value    string
		Possible bool
		Why      string
	}
	var got []value
	for _, a := range s.Axes {
		for _, v := range a.Values {
			got = append(got, value{v.Value, v.Possible, v.Why})
		}
	}
	want := []value{{"tan", true, ""}, {"rust", true, ""}, {"41", true, ""}, {"42", true, ""}, {"43", false, "Size 43 is not made in tan. It is in rust."}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
