package web_test

import (
	"strings"
	"testing"

	"standin/web/webtest"
)

func TestA3_ChoosingAVariantSwapsThePictureAndTheAddress(t *testing.T) {
	t.Parallel()
	s := stocked(t)
	s.save(t, s.boots())
	b := webtest.Chromium(t, s.URL, "shopper").Open("/p/trail-boots").Sees("Trail boots", "128.00")
	b.Eval(`document.body.dataset.same = "yes"`, nil)
	b.Choose("rust").Sees("Colour: rust", "131.00", "HG-TB-3") // 41 is not made in rust, 42 is sold out
	var same, picture, address string
	b.Eval(`document.body.dataset.same || ""`, &same)
	b.Eval(`document.querySelector("#p1 img").className`, &picture)
	b.Eval(`location.search`, &address)
	if same != "yes" || picture != "hue-3" || !strings.HasPrefix(address, "?variant=") {
		t.Errorf("loaded anew: %v, picture %q, address %q", same != "yes", picture, address)
	}
	b.Choose("tan").Sees("Colour: tan", "Size 43 is not made in tan")
}
