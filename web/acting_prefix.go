package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"standin/store/fault"
)

type actingKey struct{}

// actingID is the public id of the impersonation session in the path of the request; "" outside the prefix.
func actingID(ctx context.Context) string {
	id, _ := ctx.Value(actingKey{}).(string)
	return id
}

// asYourself takes the prefix out of the context: the request is nobody's but the one who signed in.
func asYourself(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), actingKey{}, ""))
}

// nowhere is a path without a route: what is asked for under the prefix in a way that could lead out of it, or twice into it.
const nowhere = "/as/"

// actingPrefix takes /as/<session> off the path and puts the session's id into the context, so that the same routes run. The id
// grants nothing: recogniseActing asks whether the sign-in of the request opened that session. A path that a proxy, a router or
// a browser might read differently is 404 everywhere.
func (s *Server) actingPrefix(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("X-Forwarded-Prefix")
		id, rest, inside := cutPrefix(r.URL)
		switch {
		case inside:
			next.ServeHTTP(w, underPrefix(r, id, rest))
		case ambiguous(r.URL):
			s.plainFailure(w, r, fault.New(fault.NotFound, "There is nothing at this address."))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// cutPrefix splits "/as/<id>/rest" as it was sent, before any decoding.
func cutPrefix(u *url.URL) (id, rest string, inside bool) {
	after, found := strings.CutPrefix(u.EscapedPath(), "/as/")
	if !found {
		return "", "", false
	}
	id, rest, _ = strings.Cut(after, "/")
	return id, "/" + rest, plainID(id)
}

// plainID tells whether a text could be a session's id at all; ids are random letters and figures.
func plainID(id string) bool {
	if id == "" || len(id) > 40 {
		return false
	}
	return !strings.ContainsFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// underPrefix is the request as the routes see it: without the prefix, in Path and RawPath alike.
func underPrefix(r *http.Request, id, rest string) *http.Request {
	inner := r.WithContext(context.WithValue(r.Context(), actingKey{}, id))
	inner.URL = new(url.URL)
	*inner.URL = *r.URL
	inner.URL.RawPath = ""
	path, err := url.PathUnescape(rest)
	if err != nil || ambiguous(&url.URL{Path: path, RawPath: rest}) || neverPrefixed(path) {
		inner.URL.Path = nowhere
		return inner
	}
	inner.URL.Path = path
	if inner.URL.EscapedPath() != rest {
		inner.URL.RawPath = rest
	}
	return inner
}

// neverPrefixed tells whether a path does not exist under the prefix at all: a second prefix, and files.
func neverPrefixed(path string) bool {
	for _, root := range []string{"/as", "/static", "/media"} {
		if path == root || strings.HasPrefix(path, root+"/") {
			return true
		}
	}
	return false
}

// ambiguous tells whether two programs might read a path differently: empty or dotted parts, encoded or turned slashes.
func ambiguous(u *url.URL) bool {
	raw := strings.ToLower(u.EscapedPath())
	if u.RawPath != "" {
		raw = strings.ToLower(u.RawPath)
	}
	if strings.Contains(raw, "%2f") || strings.Contains(raw, "%5c") || strings.Contains(u.Path, "\\") || strings.Contains(u.Path, "//") {
		return true
	}
	for part := range strings.SplitSeq(u.Path, "/") {
		if part == "." || part == ".." {
			return true
		}
	}
	return false
}
