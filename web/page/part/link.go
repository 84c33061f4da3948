package part

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"standin/web/static"
)

// Link gives the address of a page of ours with the acting prefix of this request. Addresses of files (/static, /media) and of
// other hosts stay as they are; so does one that has a prefix already. A path that a browser would read as another host or
// that climbs out of its folder becomes the first page.
func Link(ctx context.Context, path string) templ.SafeURL {
	if !strings.HasPrefix(path, "/") {
		return templ.URL(path)
	}
	if strays(path) {
		path = "/"
	}
	if fixed(path) {
		return templ.SafeURL(path)
	}
	return templ.SafeURL(From(ctx).Prefix + path)
}

// fixed tells whether the address never takes the prefix of the request.
func fixed(path string) bool {
	for _, root := range [...]string{"/static/", "/media/", "/as/"} {
		if strings.HasPrefix(path, root) {
			return true
		}
	}
	return false
}

// strays tells whether a browser would take the path elsewhere than it looks: "//host", "/\host", "/\t/host", "/a/../b".
func strays(path string) bool {
	if strings.ContainsAny(path, "\t\r\n") {
		return true
	}
	path, _, _ = strings.Cut(path, "#")
	path, _, _ = strings.Cut(path, "?")
	path = strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(path), `\`, "/"), "%2e", ".")
	return strings.HasPrefix(path, "//") || strings.Contains(path+"/", "/../") || strings.Contains(path+"/", "/./")
}

// Absolute gives the public address of a page, without the prefix: for canonical links, mails, and what people copy.
func Absolute(ctx context.Context, path string) string {
	return strings.TrimSuffix(From(ctx).PublicURL, "/") + path
}

// Static gives the immutable address of a file of web/static, such as "app.css" or "sprite.svg".
func Static(name string) string { return static.Path(name) }
