package bulkimport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// Bounds of fetching a picture from an address that a stranger wrote.
const (
	fetchTimeout  = 15 * time.Second
	fetchBytes    = 10 << 20
	fetchRedirect = 3
)

// fetcher gets files from the net, never from this house: each address is checked after its name was resolved, at the moment
// of connecting, redirects included, so that no name can point inside.
type fetcher struct {
	client *http.Client
	ports  map[string]bool
	public func(netip.Addr) bool
}

func newFetcher() *fetcher {
	f := &fetcher{ports: map[string]bool{"80": true, "443": true}, public: isPublic}
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: f.control}
	f.client = &http.Client{
		Timeout: fetchTimeout,
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would resolve names itself, behind the check
			DialContext:            dialer.DialContext,
			DisableKeepAlives:      true,
			MaxResponseHeaderBytes: 64 << 10,
			TLSHandshakeTimeout:    5 * time.Second,
		},
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			if len(via) > fetchRedirect {
				return final("The address leads on to others too many times.")
			}
			return nil
		},
	}
	return f
}

// control sees the very address a connection is about to go to.
func (f *fetcher) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return final("The address cannot be read.")
	}
	if !f.ports[fmt.Sprint(at.Port())] {
		return final("Pictures are fetched from the ports 80 and 443 only.")
	}
	if !f.public(at.Addr()) {
		return final("The address lies in a private network, from which nothing is fetched.")
	}
	return nil
}

// notPublic are networks that are special beside those netip knows.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("fec0::/10"),
}

// isPublic tells whether an address belongs to the net at large.
func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// finalError is a failure that another try will not mend.
type finalError struct{ message string }

func (e *finalError) Error() string { return e.message }

func final(format string, args ...any) error {
	return &finalError{message: fmt.Sprintf(format, args...)}
}

// get fetches an address. An error for which isFinal answers is not worth another try.
func (f *fetcher) get(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil || (req.URL.Scheme != "http" && req.URL.Scheme != "https") || req.URL.Host == "" || req.URL.User != nil {
		return nil, final("This is no address of a picture.")
	}
	req.Header.Set("Accept", "image/jpeg, image/png, image/webp, image/gif")
	req.Header.Set("User-Agent", "Standin picture fetcher")
	res, err := f.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // read-only: closing cannot lose anything
	switch {
	case res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests:
		return nil, fmt.Errorf("the server answered %d", res.StatusCode)
	case res.StatusCode != http.StatusOK:
		return nil, final("The server answered %d.", res.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, fetchBytes+1))
	if err == nil && len(data) > fetchBytes {
		return nil, final("The picture is larger than %d MB.", fetchBytes>>20)
	}
	return data, err
}

// isFinal gives the sentence of a failure that another try will not mend.
func isFinal(err error) (string, bool) {
	var f *finalError
	if errors.As(err, &f) {
		return f.message, true
	}
	return "", false
}
