package web

import (
	"net/netip"
	"net/url"
	"strings"
	"time"

	"standin/catalog/money"
	"standin/store/audit"
	"standin/store/fault"
)

// Config is what the front door needs to know of where it stands.
type Config struct {
	PublicURL      string // scheme and host people use; decides absolute links, cookie kind and the Host that is accepted
	Demo           bool   // the demo desk exists, and Host must be this machine
	TrustedProxies []string
	CSRFKey        []byte // 32 bytes
	Currency       money.Currency
	UploadLimit    int64 // bytes of one upload; 0 means 15 MB
	DemoAccounts   []DemoAccount
	DemoFile       DemoFile    // a vendor's file to upload; without a name there is none
	Checkpoints    *audit.File // where this machine keeps checkpoints outside the database; nil for nowhere
}

// DemoAccount is one account of the demo desk, as /demo/accounts.json lists it.
type DemoAccount struct {
	Role       string `json:"role"`
	Name       string `json:"name"`
	Email      string `json:"email"`
	Password   string `json:"password"`
	TOTPSecret string `json:"totp_secret"`
	About      string `json:"-"`
}

// DemoFile is what the demo desk gives to upload.
type DemoFile struct {
	Name    string
	Content []byte
}

// Limits of a request, stated where people meet them.
const (
	bodyLimit     = 1 << 20  // bytes of a form
	uploadDefault = 15 << 20 // bytes of a vendor's file
	signInLife    = 24 * time.Hour
)

func (c *Config) check() error {
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fault.Newf(fault.Invalid, "The public address %q is no address. Write it like https://shop.example.", c.PublicURL)
	}
	if len(c.CSRFKey) < 32 {
		return fault.New(fault.Invalid, "The form key is shorter than 32 bytes. Make the keys anew with shop setup.")
	}
	for _, p := range c.TrustedProxies {
		if _, err := netip.ParsePrefix(p); err != nil {
			if _, err := netip.ParseAddr(p); err != nil {
				return fault.Newf(fault.Invalid, "%q is no address or network of a proxy. Write it like 10.0.0.0/8.", p)
			}
		}
	}
	if c.Currency == "" {
		c.Currency = "EUR"
	}
	if c.UploadLimit == 0 {
		c.UploadLimit = uploadDefault
	}
	return nil
}

// secure tells whether people reach the shop over https: then cookies are Secure and carry the __Host- prefix.
func (c *Config) secure() bool { return strings.HasPrefix(c.PublicURL, "https://") }

func (c *Config) host() string {
	u, _ := url.Parse(c.PublicURL)
	return u.Host
}
