package guide

import (
	"bytes"
	"compress/gzip"
	"context"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"standin/web/page/errorpage"
	"standin/web/page/part"
)

// data is no script: it is never run, and holds no < of its own.
var data = regexp.MustCompile(`<script type="application/ld\+json">[^<]*</script>`)

var inline = regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<style|<script(?: [^>]*)?>[^<]|href="javascript:`)

// everything is each page of the guide, and each page of a failure.
func everything() map[string]templ.Component {
	pages := maps.Clone(Pages)
	for _, status := range []int{401, 403, 404, 405, 409, 413, 418, 422, 429, 500, 503, 507} {
		pages["error-"+strconv.Itoa(status)] = errorpage.Show(errorpage.ErrorView{Status: status, Request: "7f3a91c2"})
	}
	pages["confirm"] = errorpage.Confirm(errorpage.ConfirmView{Action: "/cart/lines", Token: "t", Fields: []errorpage.ConfirmField{{Name: "variant", Value: "1"}}})
	return pages
}

func render(t *testing.T, frame *part.Frame, page templ.Component) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := page.Render(part.With(context.Background(), frame), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestEveryPageKeepsTheFrame renders each page for each visitor and checks what must hold on all of them.
func TestEveryPageKeepsTheFrame(t *testing.T) {
	t.Parallel()
	frames := Frames()
	for name, page := range everything() {
		for _, visitor := range slices.Sorted(maps.Keys(frames)) {
			t.Run(visitor+"/"+name, func(t *testing.T) {
				t.Parallel()
				body := render(t, frames[visitor], page)
				if found := inline.Find(data.ReplaceAll(body, nil)); found != nil {
					t.Errorf("holds %q, which the content policy forbids", found)
				}
				doc, err := html.Parse(bytes.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				checkDocument(t, doc, frames[visitor])
			})
		}
	}
}

// checkDocument looks at what every page has: one main, one heading, names for controls, links inside the prefix, and while
// acting one bar with one form that ends the session (I27, S16, I76).
func checkDocument(t *testing.T, doc *html.Node, frame *part.Frame) {
	t.Helper()
	seen, ids := map[string]int{}, map[string]bool{}
	for n := range elements(doc) {
		seen[n.Data]++
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("two elements have id %q", id)
			}
			ids[id] = true
		}
		if strings.Contains(attr(n, "class"), "acting-bar") {
			seen["bar"]++
		}
		if frame.Acting != nil && n.Data == "form" && attr(n, "action") == frame.Prefix+"/end" && attr(n, "method") == "post" {
			seen["end"]++
		}
		checkLink(t, n, frame.Prefix)
	}
	want := map[string]int{"main": 1, "h1": 1, "bar": 0, "end": 0}
	if frame.Acting != nil {
		want["bar"], want["end"] = 1, 1
	}
	for what, count := range want {
		if seen[what] != count {
			t.Errorf("%d of %s, want %d", seen[what], what, count)
		}
	}
}

func checkLink(t *testing.T, n *html.Node, prefix string) {
	t.Helper()
	address := attr(n, "href") + attr(n, "action")
	_, leaves := lookup(n, "data-leaves")
	if prefix == "" || leaves || n.Data != "a" && n.Data != "form" || !strings.HasPrefix(address, "/") {
		return
	}
	// The guide draws a few addresses that exist outside the prefix only; pages of the shop are crawled by webtest.
	for _, outside := range []string{"/act/", "/support", "/sign-", "/forgot", "/demo", "/account/factor", "/cart/lines"} {
		if strings.HasPrefix(address, outside) {
			return
		}
	}
	if !strings.HasPrefix(address, prefix+"/") {
		t.Errorf("%s leads out of the prefix", address)
	}
}

// elements yields all elements but those that wait in a template.
func elements(n *html.Node) func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		var walk func(*html.Node) bool
		walk = func(n *html.Node) bool {
			if n.Type == html.ElementNode && (n.Data == "template" || !yield(n)) {
				return n.Data == "template"
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if !walk(c) {
					return false
				}
			}
			return true
		}
		walk(n)
	}
}

func lookup(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func attr(n *html.Node, name string) string {
	value, _ := lookup(n, name)
	return value
}

// TestPagesAreLight: the frame and a page of average size travel in 8 KB.
func TestPagesAreLight(t *testing.T) {
	t.Parallel()
	for name, page := range Pages {
		var out bytes.Buffer
		w, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed)
		_, _ = w.Write(render(t, Frames()["acting"], page))
		_ = w.Close()
		if out.Len() > 8<<10 {
			t.Errorf("%s travels as %d bytes", name, out.Len())
		}
	}
}

// TestPlainBarNamesNobody: with the database down the bar still stands, and says no name.
func TestPlainBarNamesNobody(t *testing.T) {
	t.Parallel()
	body := string(render(t, Frames()["plain"], errorpage.Show(errorpage.ErrorView{Status: 503, Request: "7f3a91c2"})))
	for _, want := range []string{"You are acting for somebody else", `action="/as/k4/end"`, "7f3a91c2", "away for a moment"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
}
