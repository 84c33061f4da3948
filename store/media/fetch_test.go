package media

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"standin/store/fault"
)

func TestD18_OnlyPublicAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"93.184.216.34:443": true, "93.184.216.34:80": true, "[2606:2800:220:1::1]:443": true,
		"93.184.216.34:22": false, "127.0.0.1:80": false, "10.0.0.8:80": false, "172.16.3.4:80": false, "192.168.1.1:443": false,
		"169.254.169.254:80": false, "100.64.0.1:80": false, "0.0.0.0:80": false, "224.0.0.1:80": false, "255.255.255.255:80": false,
		"[::1]:80": false, "[fe80::1]:80": false, "[fd00::1]:443": false, "[64:ff9b::a00:1]:443": false, "[2002:a00:1::]:443": false,
		"[::]:80": false,
	} {
		if got := public(netip.MustParseAddrPort(address)); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
}

func TestD18_LoopbackIsRefusedWhateverItsName(t *testing.T) {
	t.Parallel()
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the house was entered") }))
	defer inside.Close()
	port := inside.URL[strings.LastIndex(inside.URL, ":"):]
	for _, address := range []string{inside.URL, "http://localhost" + port, "http://127.1" + port, "http://[::ffff:127.0.0.1]" + port} {
		if _, err := NewFetcher().Fetch(t.Context(), address); err == nil {
			t.Errorf("%s was fetched", address)
		}
	}
}

func TestD18_RedirectToPrivateIsRefused(t *testing.T) {
	t.Parallel()
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the house was entered") }))
	defer inside.Close()
	outside := httptest.NewServer(http.RedirectHandler(inside.URL, http.StatusFound))
	defer outside.Close()
	open := netip.MustParseAddrPort(strings.TrimPrefix(outside.URL, "http://"))
	f := newFetcher(func(ap netip.AddrPort) bool { return ap == open })
	if _, err := f.Fetch(t.Context(), outside.URL); !fault.Is(err, fault.Invalid) || fault.As(err).Code != "not_public" {
		t.Errorf("%v, want Invalid, not_public", err)
	}
}

func TestFetchTellsWhetherTryingAgainMayHelp(t *testing.T) {
	t.Parallel()
	far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ok":
			_, _ = w.Write([]byte("a picture"))
		case "/gone":
			w.WriteHeader(http.StatusNotFound)
		case "/busy":
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		}
	}))
	defer far.Close()
	f := newFetcher(func(netip.AddrPort) bool { return true })
	if raw, err := f.Fetch(t.Context(), far.URL+"/ok"); err != nil || string(raw) != "a picture" {
		t.Errorf("%q, %v", raw, err)
	}
	for address, want := range map[string]fault.Kind{
		far.URL + "/gone": fault.Invalid, far.URL + "/busy": fault.Unavailable, far.URL + "/round": fault.Unavailable,
		far.URL + "/file": fault.Invalid, "ftp://example.com/x": fault.Invalid, "https://user:secret@example.com/": fault.Invalid,
		"not an address at all": fault.Invalid, "": fault.Invalid,
	} {
		if _, err := f.Fetch(t.Context(), address); !fault.Is(err, want) {
			t.Errorf("%s: %v, want %s", address, err, want)
		}
	}
}
