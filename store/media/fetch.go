package media

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"standin/store/fault"
)

// Fetcher fetches pictures from addresses that strangers wrote.
type Fetcher struct{ client *http.Client }

// fetchTime is how long one picture may take.
const fetchTime = 20 * time.Second

// maxRedirects is how often an address may lead on.
const maxRedirects = 4

// NewFetcher makes a fetcher that reaches public addresses only. The check stands where the connection is made, after the name
// was resolved: so neither a name that points inside, nor a redirect, nor a name that changes between look-up and use gets in.
func NewFetcher() *Fetcher { return newFetcher(public) }

func newFetcher(allowed func(netip.AddrPort) bool) *Fetcher {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil || !allowed(netip.AddrPortFrom(ap.Addr().Unmap(), ap.Port())) {
			return errForbidden
		}
		return nil
	}}
	return &Fetcher{client: &http.Client{
		Timeout: fetchTime,
		Transport: &http.Transport{DialContext: dialer.DialContext, Proxy: nil, DisableKeepAlives: true, TLSHandshakeTimeout: 5 * time.Second,
			ResponseHeaderTimeout: 10 * time.Second, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) >= maxRedirects {
				return errors.New("leads on and on")
			}
			return checkURL(r.URL)
		},
	}}
}

var errForbidden = errors.New("not a public address")

// closedNets are addresses that are global in form, but not the net's: shared, benchmarking, documentation, 6to4 and NAT64, which
// carry a private IPv4 address within.
var closedNets = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
}

// public tells whether an address is one of the open net, and the port one of the web.
func public(ap netip.AddrPort) bool {
	ip := ap.Addr()
	if ap.Port() != 80 && ap.Port() != 443 || !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, net := range closedNets {
		if net.Contains(ip) {
			return false
		}
	}
	return true
}

func checkURL(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return fault.New(fault.Invalid, "A picture's address begins with https:// and has no password in it.")
	}
	return nil
}

// Fetch reads what lies at an address. fault.Invalid means that trying again will not help (no address of the web, not public,
// gone, no picture by its own word, too large); fault.Unavailable that it may.
func (f *Fetcher) Fetch(ctx context.Context, address string) (raw []byte, err error) {
	defer fault.Wrap(&err, "Fetcher.Fetch")
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, fault.New(fault.Invalid, "This is no address.").Because(err)
	}
	if err := checkURL(u); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fault.New(fault.Invalid, "This is no address.").Because(err)
	}
	req.Header.Set("Accept", "image/*")
	req.Header.Set("User-Agent", "standin-pictures/1")
	res, err := f.client.Do(req)
	if err != nil {
		return nil, unreachable(err)
	}
	defer func() { _ = res.Body.Close() }()
	return read(res)
}

func unreachable(err error) error {
	if errors.Is(err, errForbidden) {
		return fault.New(fault.Invalid, "This address is not on the open net, so the shop does not go there.").WithCode("not_public").Because(err)
	}
	if f := fault.As(err); f != nil {
		return f
	}
	return fault.New(fault.Unavailable, "Nothing answers at this address.").Because(err)
}

func read(res *http.Response) ([]byte, error) {
	switch {
	case res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500:
		return nil, fault.Newf(fault.Unavailable, "The other side answers %d.", res.StatusCode)
	case res.StatusCode != http.StatusOK:
		return nil, fault.Newf(fault.Invalid, "The other side answers %d: there is no picture.", res.StatusCode)
	}
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxBytes+1))
	switch {
	case err != nil:
		return nil, fault.New(fault.Unavailable, "The picture broke off on its way.").Because(err)
	case len(raw) > maxBytes:
		return nil, fault.New(fault.Invalid, "This picture is larger than 20 MB.")
	}
	return raw, nil
}
