package session_test

import (
	"testing"

	"standin/store/session"
)

const (
	firefoxLinux  = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	firefoxNewer  = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"
	chromeWindows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36"
	edgeWindows   = chromeWindows + " Edg/138.0.0.0"
	safariPhone   = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
	chromeAndroid = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36"
)

func TestFamily(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string][2]string{
		firefoxLinux: {"Firefox", "Linux"}, chromeWindows: {"Chrome", "Windows"}, edgeWindows: {"Edge", "Windows"},
		safariPhone: {"Safari", "iOS"}, chromeAndroid: {"Chrome", "Android"}, "": {"other", "other"}, "curl/8.5.0": {"curl", "other"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15": {"Safari", "macOS"},
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/138.0.0.0 Safari/537.36":         {"Chrome", "Linux"},
	} {
		if browser, platform := session.Family(agent); browser != want[0] || platform != want[1] {
			t.Errorf("%q is %s on %s, want %v", agent, browser, platform, want)
		}
	}
}

func read(device, ip, agent string) session.Footprint {
	return session.Read(session.Seen{DeviceToken: device, IP: ip, Agent: agent})
}

func TestCompare(t *testing.T) {
	t.Parallel()
	base := read("d", "192.0.2.7", firefoxLinux)
	for name, c := range map[string]struct {
		now  session.Footprint
		want session.Difference
	}{
		"the same":                    {base, session.Difference{}},
		"another host of the network": {read("d", "192.0.2.200", firefoxLinux), session.Difference{}},
		"a newer version":             {read("d", "192.0.2.7", firefoxNewer), session.Difference{}},
		"mapped into IPv6":            {read("d", "::ffff:192.0.2.7", firefoxLinux), session.Difference{}},
		"another network":             {read("d", "192.0.3.7", firefoxLinux), session.Difference{Network: true}},
		"a family not seen yet":       {read("d", "2001:db8:1::7", firefoxLinux), session.Difference{Network: true}},
		"no address":                  {read("d", "", firefoxLinux), session.Difference{Network: true}},
		"another device":              {read("e", "192.0.2.7", firefoxLinux), session.Difference{Device: true}},
		"no device":                   {read("", "192.0.2.7", firefoxLinux), session.Difference{Device: true}},
		"another browser":             {read("d", "192.0.2.7", chromeWindows), session.Difference{Browser: true, Platform: true}},
	} {
		if got := base.Compare(c.now); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// I47: after a fresh code from an IPv6 network, both networks belong to the footprint and may alternate.
func TestI47_NetworksOfTwoFamiliesAlternate(t *testing.T) {
	t.Parallel()
	four, six := read("d", "192.0.2.7", firefoxLinux), read("d", "2001:db8:1::7", firefoxLinux)
	both := four.Learn(six)
	for _, now := range []session.Footprint{four, six, read("d", "2001:db8:1:ffff::9", firefoxLinux)} {
		if d := both.Compare(now); !d.None() {
			t.Errorf("from %v: %+v", now.IP, d)
		}
	}
	if d := both.Compare(read("d", "2001:db8:2::7", firefoxLinux)); d.Words() != "network" || d.Elsewhere() {
		t.Errorf("another /48: %+v", d)
	}
	if d := read("d", "127.0.0.1", firefoxLinux).Compare(read("d", "::1", firefoxLinux)); !d.None() {
		t.Errorf("two addresses of this machine: %+v", d)
	}
}

func TestDifferenceWords(t *testing.T) {
	t.Parallel()
	if got := (session.Difference{Device: true, Network: true}).Words(); got != "device, network" {
		t.Error(got)
	}
}
