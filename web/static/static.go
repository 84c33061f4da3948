// Package static serves the files of the pages: one stylesheet, one script, the icon sprite, font, htmx and pictures. It
// bundles, hashes and compresses them once and answers under immutable addresses; it knows nothing of what pages say.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"path"
	"strings"
	"sync"
)

// FS holds the files as they lie in the source, with what make copied into vendor from npm packages.
//
//go:embed css js mark.svg all:vendor
var FS embed.FS

// Font is the file name of the one typeface.
const Font = "bricolage-grotesque-latin-opsz-normal.woff2"

// HTMX is the file name of the library for partial updates.
const HTMX = "htmx.min.js"

// asset is one file ready to be sent.
type asset struct {
	address string // "/static/app.1f3a9c0b.css"
	plain   []byte
	gzipped []byte // nil where it would not help
	kind    string // media type
}

// shelf is all of them, by name and by address.
type shelf struct {
	byName, byAddress map[string]*asset
	missing           []string
}

// assets builds the shelf at its first use, for good: the files are part of the program.
var assets = sync.OnceValue(stock)

// stock puts up files that others refer to first, since their addresses go into the bundle.
func stock() *shelf {
	s := &shelf{byName: map[string]*asset{}, byAddress: map[string]*asset{}}
	for name, file := range vendored() {
		if path.Ext(name) != ".svg" {
			s.put(name, read(file))
		}
	}
	s.put("mark.svg", read("mark.svg"))
	sprite, absent := sprite()
	s.put("sprite.svg", sprite)
	s.put("app.js", script())
	s.put("app.css", s.stylesheet())
	for _, name := range []string{Font, HTMX} {
		if !s.has(name) {
			s.missing = append(s.missing, name)
		}
	}
	s.missing = append(s.missing, absent...)
	return s
}

func (s *shelf) put(name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	a := &asset{
		address: "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext,
		plain:   content,
		kind:    kinds[ext],
	}
	if compressible(a.kind) {
		a.gzipped = compress(content)
	}
	s.byName[name], s.byAddress[a.address] = a, a
}

func (s *shelf) has(name string) bool { return s.byName[name] != nil }

// Path gives the immutable address of a file by its base name: "app.css", "htmx.min.js", "1f392.webp". A file that is not
// there gets an address that answers 404.
func Path(name string) string {
	if a := assets().byName[name]; a != nil {
		return a.address
	}
	return "/static/" + name
}

// Has tells whether the file is part of this program.
func Has(name string) bool { return assets().has(name) }

// Missing names the third-party files that make has not fetched; pages work without them, and look plainer.
func Missing() []string { return assets().missing }
