package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func get(t *testing.T, address, encoding string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

// TestF14_StylesheetIsSmall holds the stylesheet to 12 KB and our scripts to 6 KB as they travel.
func TestF14_StylesheetIsSmall(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]int{"app.css": 12 << 10, "app.js": 6 << 10, "sprite.svg": 8 << 10} {
		w := get(t, Path(name), "gzip")
		if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > limit {
			t.Errorf("%s travels as %d bytes of %q, want gzip under %d", name, w.Body.Len(), w.Header().Get("Content-Encoding"), limit)
		}
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	const forever, ask = "public, max-age=31536000, immutable", "no-cache"
	address := Path("app.css")
	for _, tc := range []struct {
		name, address, encoding string
		status                  int
		cache, sent             string
	}{
		{"hashed", address, "gzip, br", 200, forever, "gzip"},
		{"reader without gzip", address, "identity", 200, forever, ""},
		{"reader who refuses gzip", address, "gzip;q=0", 200, forever, ""},
		{"hash of another version", "/static/app.0000000000.css", "gzip", 200, ask, "gzip"},
		{"plain name", "/static/app.css", "gzip", 200, ask, "gzip"},
		{"unknown", "/static/nothing.css", "gzip", 404, "no-store", ""},
		{"source", "/static/css/10-tokens.css", "gzip", 404, "no-store", ""},
		{"way out", "/static/../static.go", "gzip", 404, "no-store", ""},
		{"folder", "/static/", "gzip", 404, "no-store", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := get(t, tc.address, tc.encoding)
			if w.Code != tc.status || w.Header().Get("Cache-Control") != tc.cache || w.Header().Get("Content-Encoding") != tc.sent {
				t.Errorf("got %d, %v", w.Code, w.Header())
			}
		})
	}
}

func TestHandlerRefusesPost(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, Path("app.css"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST answered %d", w.Code)
	}
}

// TestBundleIsWhole compares the bundle with its sources: no rule may be lost, and both forms must be the same text.
func TestBundleIsWhole(t *testing.T) {
	t.Parallel()
	plain := get(t, Path("app.css"), "").Body.Bytes()
	zipped, err := gzip.NewReader(get(t, Path("app.css"), "gzip").Body)
	if err != nil {
		t.Fatal(err)
	}
	if unzipped, err := io.ReadAll(zipped); err != nil || !bytes.Equal(unzipped, plain) {
		t.Errorf("the compressed stylesheet is another text (%v)", err)
	}
	source := comment.ReplaceAll(joined("css", func(name string) bool { return name == "01-font.css" && !Has(Font) }), nil)
	for _, mark := range []string{"{", "}"} {
		if got, want := bytes.Count(plain, []byte(mark)), bytes.Count(source, []byte(mark)); got != want {
			t.Errorf("%d %q in the bundle, %d in the source", got, mark, want)
		}
	}
	if bytes.Count(plain, []byte("{")) != bytes.Count(plain, []byte("}")) {
		t.Error("braces do not pair")
	}
}

// TestVestIsWornByNobodyElse: the yellow belongs to the acting bar, red to refusals.
func TestVestIsWornByNobodyElse(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("css/*.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		own := file == "css/10-tokens.css" || file == "css/70-acting.css"
		if !own && regexp.MustCompile(`var\(--(on-)?act\)|#e0ff38`).Match(text) {
			t.Errorf("%s uses the vest's colours", file)
		}
	}
}

// TestScriptsKeepThePolicy: no eval, no markup from text but through the parser that the default policy guards, and nothing kept in the
// browser; taking away what htmx keeps there is all that may be done with it.
func TestScriptsKeepThePolicy(t *testing.T) {
	t.Parallel()
	banned := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|setAttribute\("on|\.style\b|localStorage|sessionStorage`)
	scripts := strings.ReplaceAll(string(joined("js", nil)), `sessionStorage.removeItem("htmx-current-path-for-history")`, "")
	if found := banned.FindString(scripts); found != "" {
		t.Errorf("our scripts use %s", found)
	}
}

// TestPagesUseKnownIcons walks the pages' sources for icon names that the sprite does not hold.
func TestPagesUseKnownIcons(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`(?:part\.|@)Icon\("([a-z0-9-]+)"\)`)
	err := filepath.WalkDir("../page", func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".templ" {
			return err
		}
		text, err := os.ReadFile(file)
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(Icons, m[1]) {
				t.Errorf("%s uses icon %q, which is not in Icons", file, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSpriteHoldsTheMark(t *testing.T) {
	t.Parallel()
	sprite := get(t, Path("sprite.svg"), "").Body.String()
	if !strings.Contains(sprite, `id="i-mark"`) {
		t.Error("the mark is missing")
	}
	for _, name := range Icons {
		if Has(HTMX) && !strings.Contains(sprite, `id="i-`+name+`"`) {
			t.Errorf("icon %s is missing, though make has fetched the icons", name)
		}
	}
}
