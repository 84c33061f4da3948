package web

import "strings"

// secretPaths are the beginnings of addresses behind which a token stands. It opens what it was sent for until it is used, so it
// stands in no log and not in the record: there its place does. A test holds them against the list of routes.
var secretPaths = []string{"/invitation/", "/setup/", "/reset/"}

// tellable is an address as it may be written down.
func tellable(path string) string {
	for _, begin := range secretPaths {
		before, secret, found := strings.Cut(path, begin)
		if !found {
			continue
		}
		_, rest, more := strings.Cut(secret, "/")
		if path = before + begin + ":token"; more {
			path += "/" + rest
		}
	}
	return path
}
