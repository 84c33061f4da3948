package part

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"standin/web/static"
)

// Link gives the address of a page of ours with the acting prefix of this request. Addresses of files (/static, /media) and of
// other hosts stay as they are; so does one that has a prefix already.
func Link(ctx context.Context, path string) templ.SafeURL {
	if !prefixed(path) {
		return templ.URL(path)
	}
	return templ.SafeURL(From(ctx).Prefix + path)
}

// prefixed tells whether the address is a page of ours that exists inside the prefix as well.
func prefixed(path string) bool {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.HasPrefix(path, "/\\") {
		return false
	}
	for _, root := range [...]string{"/static/", "/media/", "/as/"} {
		if strings.HasPrefix(path, root) {
			return false
		}
	}
	return true
}

// Absolute gives the public address of a page, without the prefix: for canonical links, mails, and what people copy.
func Absolute(ctx context.Context, path string) string {
	return strings.TrimSuffix(From(ctx).PublicURL, "/") + path
}

// Static gives the immutable address of a file of web/static, such as "app.css" or "sprite.svg".
func Static(name string) string { return static.Path(name) }
