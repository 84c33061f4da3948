package catalog

import (
	"testing"

	"standin/store/fault"
)

func TestCursor(t *testing.T) {
	t.Parallel()
	for _, c := range []cursor{{PriceUp, "1200", 7}, {ByName, "a name \u00fcber all", 1}, {Best, "-5", 9}} {
		got, err := parseCursor(c.String(), c.sort)
		if err != nil || got != c {
			t.Errorf("%+v came back as %+v, %v", c, got, err)
		}
	}
	if _, err := parseCursor(cursor{PriceUp, "1200", 7}.String(), PriceDown); !fault.Is(err, fault.Invalid) {
		t.Errorf("a cursor of another order: %v", err)
	}
}

func FuzzParseCursor(f *testing.F) {
	f.Add(cursor{PriceUp, "1200", 7}.String(), "price")
	f.Add("", "name")
	f.Fuzz(func(t *testing.T, text, sort string) {
		c, err := parseCursor(text, Sort(sort))
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
		if err == nil && (c.id <= 0 || c.sort != Sort(sort)) {
			t.Errorf("%q reads as %+v", text, c)
		}
	})
}

func TestNearest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		word       string
		candidates []string
		want       string
	}{
		{"lpatop", []string{"laptop", "lamp", "top"}, "laptop"},
		{"boosts", []string{"boots", "boost"}, "boost"},
		{"telscpoe", []string{"telescope"}, "telescope"},
		{"lamp", []string{"lamp"}, "lamp"},
		{"lamp", []string{"boot", "lantern"}, ""},
		{"gutiar", []string{"guitar"}, "guitar"},
		{"chair", nil, ""},
		{"börse", []string{"börsen"}, "börsen"},
	} {
		if got := nearest(tt.word, tt.candidates); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.word, got, tt.want)
		}
	}
}

func TestParseText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]searchText{
		"Trail boots":       {query: "'trail' & 'boots':*", sku: "trailboots", more: "%"},
		"630/8-2RSR":        {query: "'630' & '8' & '2rsr':*", sku: "63082rsr", more: "%"},
		"x' | !y:*":         {query: "'x' & 'y'", sku: "xy"},
		"-/-":               {},
		"\x00\xff % _ \\ '": {},
	} {
		if got := parseText(in); got != want {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
}
