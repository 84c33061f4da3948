package main

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
)

// config is what the operator said, by flags and environment; a flag wins.
type config struct {
	Addr      string // host and port of the shop
	Metrics   string // host and port of /metrics; empty for beside Addr, "off" for nowhere
	Data      string // folder of the private PostgreSQL
	Keys      string // folder of the keys
	Kept      string // file of checkpoints outside the database
	PublicURL string // what people type
	Demo      bool
	Proxies   []string // whose X-Forwarded-For is believed

	// Addresses of a PostgreSQL of the operator's own; with App empty a private one is started.
	App, Sequencer, Listen, Owner string

	SMTP     string // smtp://user:password@host:port
	MailFrom string
}

// readConfig reads flags and environment. Every command takes the same ones, so that they are about the same shop.
func readConfig(t terminal, name string, args []string) (config, error) {
	env := func(key, otherwise string) string {
		if v := t.getenv(key); v != "" {
			return v
		}
		return otherwise
	}
	c := config{
		App: env("DATABASE_URL", ""), Sequencer: env("SEQUENCER_DATABASE_URL", ""), Listen: env("LISTEN_DATABASE_URL", ""),
		Owner: env("OWNER_DATABASE_URL", ""), SMTP: env("SHOP_SMTP", ""), MailFrom: env("SHOP_MAIL_FROM", ""),
		Proxies: strings.FieldsFunc(env("SHOP_PROXIES", ""), func(r rune) bool { return r == ',' || r == ' ' }),
	}
	flags := flag.NewFlagSet("shop "+name, flag.ContinueOnError)
	flags.SetOutput(t.err)
	flags.StringVar(&c.Addr, "addr", env("SHOP_ADDR", "127.0.0.1:8080"), "listen on `HOST:PORT` (SHOP_ADDR)")
	flags.StringVar(&c.Metrics, "metrics", env("SHOP_METRICS", ""),
		"serve /metrics on `HOST:PORT`, or off (SHOP_METRICS; by default on this machine, 1000 above the shop's port)")
	flags.StringVar(&c.Data, "data", env("SHOP_DATA", "data"), "keep the private PostgreSQL in `DIR` (SHOP_DATA)")
	flags.StringVar(&c.Keys, "keys", env("SHOP_KEYS", ""), "keep the keys in `DIR` (SHOP_KEYS; by default keys within the data)")
	flags.StringVar(&c.Kept, "checkpoint-file", env("SHOP_CHECKPOINTS", ""),
		"keep checkpoints outside the database in `FILE` (SHOP_CHECKPOINTS; by default checkpoints within the data; better on another machine)")
	flags.StringVar(&c.PublicURL, "public-url", env("SHOP_PUBLIC_URL", ""), "the `URL` people use (SHOP_PUBLIC_URL)")
	flags.BoolVar(&c.Demo, "demo", false, "a demonstration, on this machine only")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return c, err
		}
		return c, errUsage // the flag package has said what is wrong
	}
	if flags.NArg() > 0 {
		return c, fmt.Errorf("%q is not understood: %w", flags.Arg(0), errUsage)
	}
	if c.Keys == "" {
		c.Keys = filepath.Join(c.Data, "keys")
	}
	return c, nil
}

// checkServe refuses a set-up that is unsafe whatever the database holds.
func (c config) checkServe() error {
	host, _, err := net.SplitHostPort(c.Addr)
	switch {
	case err != nil:
		return fmt.Errorf("--addr %q is no host and port; write it like 127.0.0.1:8080", c.Addr)
	case c.Demo && !loopback(host):
		return fmt.Errorf("--demo has accounts that anybody may use, so it listens on this machine only: --addr must be 127.0.0.1, ::1 or localhost, not %q", host)
	case c.App != "" && c.Owner != "" && !c.Demo:
		return errors.New("OWNER_DATABASE_URL is set: a shop that is broken into must not hold the keys to its tables and its record; give it to `shop migrate` alone")
	case c.App != "" && c.Sequencer == "":
		return errors.New("SEQUENCER_DATABASE_URL is missing: with DATABASE_URL it names the same database as role standin_sequencer, which builds the record's tree")
	case c.App == "" && (c.Sequencer != "" || c.Listen != ""):
		return errors.New("SEQUENCER_DATABASE_URL or LISTEN_DATABASE_URL is set without DATABASE_URL: set it too, or none of them for a private PostgreSQL")
	}
	return c.checkPublicURL(host)
}

func (c config) checkPublicURL(listenHost string) error {
	if c.PublicURL == "" {
		if !c.Demo && !loopback(listenHost) {
			return errors.New("--public-url is missing: it is the address people use, such as https://shop.example, and decides cookies and links in mails")
		}
		return nil
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf("--public-url %q is no address of a shop; write it like https://shop.example, without a path", c.PublicURL)
	}
	if c.Demo && !loopback(u.Hostname()) {
		return fmt.Errorf("--demo is for this machine only: --public-url must be at localhost, not %q", u.Hostname())
	}
	return nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// publicURL is what people type, by default this machine and the port that is listened on.
func (c config) publicURL(port int) string {
	if c.PublicURL != "" {
		return strings.TrimSuffix(c.PublicURL, "/")
	}
	return "http://" + net.JoinHostPort("localhost", strconv.Itoa(port))
}
