package session

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/netip"
	"slices"
)

// Footprint is what a request looks like: which browser (by a cookie of its own), which family and platform, which network.
type Footprint struct {
	Device   string            `json:"device"`    // hash of the device cookie, in hex; empty without one
	Browser  string            `json:"browser"`   // family without version, such as "Firefox"
	Platform string            `json:"platform"`  // such as "Android"
	IP       netip.Addr        `json:"ip"`        // the client's, as the front door makes it out
	Network4 netip.Prefix      `json:"network_4"` // its /24, if an IPv4 address was seen
	Network6 netip.Prefix      `json:"network_6"` // its /48, if an IPv6 address was seen
	Agent    string            `json:"agent"`     // as sent; stored, never compared
	Hints    map[string]string `json:"hints"`     // client hints and language; stored, never compared
}

// Seen is what a request says of its sender.
type Seen struct {
	DeviceToken string // value of the device cookie
	IP          string
	Agent       string
	Hints       map[string]string
}

// agentLimit bounds what is kept of a header that strangers write.
const agentLimit = 400

// Read makes a footprint of what a request says.
func Read(s Seen) Footprint {
	f := Footprint{Agent: clip(s.Agent, agentLimit), Hints: map[string]string{}}
	f.Browser, f.Platform = Family(s.Agent)
	if s.DeviceToken != "" {
		f.Device = hex.EncodeToString(hashToken(s.DeviceToken))
	}
	for name, value := range s.Hints {
		if value != "" {
			f.Hints[name] = clip(value, agentLimit)
		}
	}
	if ip, err := netip.ParseAddr(s.IP); err == nil {
		f.IP = ip.Unmap().WithZone("")
		f.Network4, f.Network6 = networks(f.IP)
	}
	return f
}

// Difference says in what two footprints differ. The zero Difference is none.
type Difference struct{ Device, Browser, Platform, Network bool }

// None tells whether nothing differs.
func (d Difference) None() bool { return d == Difference{} }

// Elsewhere tells whether another device or browser is at work: what ends an acting session and a plain sign-in alike.
func (d Difference) Elsewhere() bool { return d.Device || d.Browser || d.Platform }

// Words names what differs, for the record: "device, network".
func (d Difference) Words() string {
	words := ""
	for _, w := range []struct {
		name string
		is   bool
	}{{"device", d.Device}, {"browser", d.Browser}, {"platform", d.Platform}, {"network", d.Network}} {
		if w.is && words != "" {
			words += ", "
		}
		if w.is {
			words += w.name
		}
	}
	return words
}

// Compare tells in what now differs from the footprint f that was taken before. An IPv4 and an IPv6 network of one footprint may
// alternate; a family that f has not seen counts as another network until Learn adds it.
func (f Footprint) Compare(now Footprint) Difference {
	return Difference{
		Device:   f.Device != now.Device,
		Browser:  f.Browser != now.Browser,
		Platform: f.Platform != now.Platform,
		Network:  !f.sameNetwork(now),
	}
}

func (f Footprint) sameNetwork(now Footprint) bool {
	switch {
	case !now.IP.IsValid():
		return !f.IP.IsValid()
	case now.IP.IsLoopback():
		return f.IP.IsLoopback() // ::1 and 127.0.0.1 are the same place
	case now.IP.Is4():
		return f.Network4.IsValid() && f.Network4.Contains(now.IP)
	}
	return f.Network6.IsValid() && f.Network6.Contains(now.IP)
}

// Learn returns f with the network of now, in its family: what a fresh code from another network does.
func (f Footprint) Learn(now Footprint) Footprint {
	f.IP = now.IP
	if now.Network4.IsValid() {
		f.Network4 = now.Network4
	}
	if now.Network6.IsValid() {
		f.Network6 = now.Network6
	}
	return f
}

// networks is the /24 of an IPv4 address or the /48 of an IPv6 one.
func networks(ip netip.Addr) (four, six netip.Prefix) {
	if ip.Is4() {
		four, _ = ip.Prefix(24)
		return four, six
	}
	six, _ = ip.Prefix(48)
	return four, six
}

// NewDeviceToken makes the value of a device cookie: 256 random bits.
func NewDeviceToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails (crypto/rand, Go 1.24)
	return base64.RawURLEncoding.EncodeToString(b)
}

func hashToken(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

func clip(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return s
}

// Part is one part of a footprint.
type Part string

// The parts of a footprint.
const (
	PartDevice   Part = "device"
	PartBrowser  Part = "browser"
	PartPlatform Part = "platform"
	PartNetwork  Part = "network"
)

// Parts are all of them.
func Parts() []Part { return []Part{PartDevice, PartBrowser, PartPlatform, PartNetwork} }

// Only leaves out of d what is not compared.
func (d Difference) Only(parts []Part) Difference {
	has := func(p Part) bool { return slices.Contains(parts, p) }
	return Difference{Device: d.Device && has(PartDevice), Browser: d.Browser && has(PartBrowser), Platform: d.Platform && has(PartPlatform),
		Network: d.Network && has(PartNetwork)}
}
