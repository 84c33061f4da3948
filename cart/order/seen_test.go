package order_test

import (
	"slices"
	"testing"

	"standin/cart/order"
)

func FuzzParseSeen(f *testing.F) {
	for _, s := range []string{"27730:2560:390:17-2-12800.18-1-900", "0:0:0:1-1-0", "", ":::", "1:2:3:-", "1:2:3:1-2-3.", "-1:0:0:1-1-1", "9999999999999999999:0:0:1-1-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seen, err := order.ParseSeen(text)
		if err != nil {
			if seen.Total != 0 || seen.Lines != nil {
				t.Errorf("%q is refused and yet read as %+v", text, seen)
			}
			return
		}
		again, err := order.ParseSeen(seen.String())
		if err != nil || seen.String() != text || !slices.Equal(again.Lines, seen.Lines) {
			t.Errorf("%q is read as %q (%v)", text, seen, err)
		}
	})
}
