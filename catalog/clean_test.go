package catalog_test

import (
	"strings"
	"testing"

	"standin/catalog"
	"standin/store/account"
)

func TestA19_CleanHTML(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`<p>Oiled <b>leather</b></p>`:                   `<p>Oiled <b>leather</b></p>`,
		`<img src=x onerror=alert(1)>Boots`:             `Boots`,
		`<script>alert(1)</script>Boots`:                `Boots`,
		`<p onclick="alert(1)" style="color:red">x</p>`: `<p>x</p>`,
		`<a href="javascript:alert(1)">x</a>`:           `x`,
		`<svg><script>alert(1)</script></svg>`:          ``,
		`<form action="/cart"><input name=q></form>`:    ``,
		`Your Cat's "Hydration" & more`:                 `Your Cat&#39;s &#34;Hydration&#34; &amp; more`,
	} {
		if got := catalog.CleanHTML(in); got != want {
			t.Errorf("%s\n got %s\nwant %s", in, got, want)
		}
		if once := catalog.CleanHTML(in); catalog.CleanHTML(once) != once {
			t.Errorf("%s: cleaning twice changes it again", in)
		}
	}
	if link := catalog.CleanHTML(`<a href="https://maker.example/">x</a>`); !strings.Contains(link, `rel="nofollow`) {
		t.Errorf("a link is %s", link)
	}
}

func TestA19_DescriptionIsCleanWhenItIsWritten(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := thing("Boots <img src=x onerror=alert(1)>", 100)
	p.Handle, p.Description = "boots", `<p>Good</p><img src=x onerror=alert(1)>`
	s.save(t, p)
	w, err := s.BySlug(t.Context(), account.Guest(0), "boots-img-src-x-onerror-alert-1")
	if err != nil {
		t.Fatal(err)
	}
	if w.Description != "<p>Good</p>" {
		t.Errorf("stored %q", w.Description)
	}
	if w.Title != "Boots <img src=x onerror=alert(1)>" {
		t.Errorf("a title is text and stays as it is: %q", w.Title)
	}
}

func TestSlugify(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Trail boots":               "trail-boots",
		"Café-au-lait bowl, 0.5 l":  "cafe-au-lait-bowl-0-5-l",
		"  Straße  ":                "strasse",
		"Cat's toy":                 "cats-toy",
		"靴":                         "",
		strings.Repeat("long ", 40): strings.Trim(strings.Repeat("long-", 16), "-"),
	} {
		if got := catalog.Slugify(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestCleanLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" two\n lines\t here ": "two lines here",
		"zero\u200bwidth":      "zerowidth",
		"right\u202eto left":   "rightto left",
		"bad \xff byte":        "bad byte",
		"null \x00 byte":       "null byte",
	} {
		if got := catalog.CleanLine(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzSlugify(f *testing.F) {
	f.Add("Café-au-lait bowl, 0.5 l")
	f.Add("---")
	f.Fuzz(func(t *testing.T, title string) {
		s := catalog.Slugify(title)
		if s != "" && catalog.Slugify(s) != s || strings.Contains(s, "--") || len(s) > 80 {
			t.Errorf("%q makes %q", title, s)
		}
	})
}
