package part

import (
	"bytes"
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"pgregory.net/rapid"

	"standin/catalog/money"
)

func render(t *testing.T, f *Frame, c templ.Component) string {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(With(context.Background(), f), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestLink(t *testing.T) {
	t.Parallel()
	acting := With(context.Background(), &Frame{Prefix: "/as/k2"})
	for _, tc := range []struct{ path, plain, inside string }{
		{"/", "/", "/as/k2/"},
		{"/cart?x=1#a", "/cart?x=1#a", "/as/k2/cart?x=1#a"},
		{"/static/app.css", "/static/app.css", "/static/app.css"},
		{"/media/ab12", "/media/ab12", "/media/ab12"},
		{"/mediators", "/mediators", "/as/k2/mediators"},
		{"/as/k7/cart", "/as/k7/cart", "/as/k7/cart"},
		{"//evil.example", "/", "/as/k2/"},
		{`/\evil.example`, "/", "/as/k2/"},
		{"/\t/evil.example", "/", "/as/k2/"},
		{"/static/../cart", "/", "/as/k2/"},
		{"/as/k7/%2E%2e/%2e./cart", "/", "/as/k2/"},
		{"/search?q=a/../b", "/search?q=a/../b", "/as/k2/search?q=a/../b"},
		{"#main", "#main", "#main"},
		{"?after=x", "?after=x", "?after=x"},
		{"https://example.com/a", "https://example.com/a", "https://example.com/a"},
		{"javascript:alert(1)", string(templ.FailedSanitizationURL), string(templ.FailedSanitizationURL)},
	} {
		if got := string(Link(context.Background(), tc.path)); got != tc.plain {
			t.Errorf("outside, %q gives %q", tc.path, got)
		}
		if got := string(Link(acting, tc.path)); got != tc.inside {
			t.Errorf("inside, %q gives %q", tc.path, got)
		}
	}
}

// TestI76_LinkNeverLeavesThePrefix: whatever path of ours a page names, inside the prefix it stays there, and no text becomes
// an address of another host.
func TestI76_LinkNeverLeavesThePrefix(t *testing.T) {
	t.Parallel()
	acting := With(context.Background(), &Frame{Prefix: "/as/k2"})
	rapid.Check(t, func(rt *rapid.T) {
		path := "/" + rapid.StringMatching(`[a-z0-9/\\?#:@.%-]{0,24}`).Draw(rt, "path")
		got, err := url.Parse("https://shop.example/as/k2/page")
		if err != nil {
			rt.Fatal(err)
		}
		// A browser reads a backslash as a slash and resolves dots before it asks; so does this.
		reference, err := got.Parse(strings.ReplaceAll(string(Link(acting, path)), `\`, "/"))
		if err != nil {
			return // no browser can follow it
		}
		inside := strings.HasPrefix(reference.Path, "/as/") || strings.HasPrefix(reference.Path, "/static/") || strings.HasPrefix(reference.Path, "/media/")
		if reference.Host != "shop.example" || !inside {
			rt.Fatalf("%q leads to %s", path, reference)
		}
	})
}

func TestAbsoluteNeverHasAPrefix(t *testing.T) {
	t.Parallel()
	ctx := With(context.Background(), &Frame{Prefix: "/as/k2", PublicURL: "https://shop.example/"})
	if got := Absolute(ctx, "/p/boots"); got != "https://shop.example/p/boots" {
		t.Error(got)
	}
}

func TestFormatter(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"€\u00a01,284.90":       Money(money.Of(128490, "EUR")),
		"−\u00a0€\u00a025.60":   Money(money.Of(-2560, "EUR")),
		"€\u00a00.05":           Money(money.Of(5, "EUR")),
		"¥\u00a01,000":          Money(money.Of(1000, "JPY")),
		"BHD\u00a01.250":        Money(money.Of(1250, "BHD")),
		"52,300":                Count(52300),
		"−1,000":                Count(-1000),
		"999":                   Count(999),
		"24:10":                 Left(24*time.Minute + 10*time.Second),
		"1:02:05":               Left(3725 * time.Second),
		"00:00":                 Left(-time.Second),
		"40 seconds":            Took(40 * time.Second),
		"1 minute":              Took(61 * time.Second),
		"3 hours":               Took(3 * time.Hour),
		"1 line":                Plural(1, "line"),
		"1,200 lines":           Plural(1200, "line"),
		"28 May 2026, 14:22":    Moment(time.Date(2026, 5, 28, 14, 22, 59, 0, Zone)),
		"ML":                    Initials("Mara von Lind"),
		"you are acting":        strings.ToLower((&Acting{Plain: true}).label()[:14]),
		"buyer, Northside":      (&Acting{Role: "buyer", Organization: "Northside"}).capacity(),
		"For Mara: C · Standin": Head{Title: "C"}.title(&Frame{Acting: &Acting{Subject: Who{Name: "Mara Lind"}}}),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestNamesAreText: no name, sentence or address of a person becomes markup.
func TestNamesAreText(t *testing.T) {
	t.Parallel()
	evil := `"><img src=x onerror=alert(1)><script>alert(1)</script>`
	f := &Frame{Path: evil, Token: evil, Request: evil, Theme: evil, Person: &Who{Name: evil, Initials: evil, Tint: evil},
		Desks: []Desk{{evil, evil}}, Departments: []Desk{{evil, evil}}, Flash: []Flash{{evil, evil}}, LiveURL: evil,
		Running: []Running{{Name: evil, Detail: evil, URL: evil}}, Helper: &Helper{Name: evil, SeeURL: evil, EndURL: evil}}
	head := Head{Title: evil, Description: evil, Canonical: evil, DeskName: evil, Query: evil, JSONLD: map[string]string{"name": evil}}
	in := Input{Name: evil, Label: evil, Value: evil, Hint: evil, Errors: Errors{evil: evil}}
	acting := *f
	acting.Acting = &Acting{Subject: *f.Person, Actor: *f.Person, Role: evil, Organization: evil, EndURL: evil, Others: f.Running, DoneURL: evil}
	for _, frame := range []*Frame{f, &acting} {
		for _, c := range []templ.Component{Page(head), Page(Head{Title: evil, Desk: Vendor, DeskName: evil}), Field(in), TextArea(in),
			Select(in, []Option{{evil, evil, evil, false}}), Choice(in, []Option{{evil, evil, evil, false}}), Why(evil, evil),
			Empty(evil, evil, evil, evil), Pager(evil, evil, evil), Tile(evil, evil, evil, evil), CopyButton(evil, evil), Crumbs(Desk{evil, evil})} {
			html := render(t, frame, c)
			if strings.Contains(html, "<img src=x") || strings.Contains(html, "<script>alert") {
				t.Errorf("markup slipped through: %.300s", html)
			}
		}
	}
}

var inline = regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<style|<script(?: [^>]*)?>[^<]|href="javascript:`)

// TestS33_NothingInline: no part holds what the content policy forbids. The data block of JSON-LD is no script.
func TestS33_NothingInline(t *testing.T) {
	t.Parallel()
	f := &Frame{Acting: &Acting{Subject: Who{Name: "Mara Lind"}}, Helper: &Helper{Name: "Support"}, Person: &Who{Name: "Mara"}}
	if found := inline.FindString(render(t, f, Page(Head{Title: "T"}))); found != "" {
		t.Errorf("a page holds %q", found)
	}
}

func TestErrorsStandAtTheirField(t *testing.T) {
	t.Parallel()
	html := render(t, &Frame{}, Field(Input{Name: "email", Label: "E-mail", Value: "mara@", Hint: "We write rarely.", Errors: Errors{"email": "Not whole."}}))
	for _, want := range []string{`aria-invalid="true"`, `aria-describedby="email-hint email-wrong"`, `id="email-wrong"`, "Not whole.", `value="mara@"`} {
		if !strings.Contains(html, want) {
			t.Errorf("%s is missing in %s", want, html)
		}
	}
	if html = render(t, &Frame{}, Field(Input{Name: "email", Label: "E-mail"})); strings.Contains(html, "aria-invalid") {
		t.Errorf("a fine field is marked: %s", html)
	}
}
