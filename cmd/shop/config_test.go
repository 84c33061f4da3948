package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// env is a terminal with these variables set.
func env(values map[string]string) terminal {
	return terminal{out: &bytes.Buffer{}, err: &bytes.Buffer{}, getenv: func(key string) string { return values[key] }}
}

func TestReadConfig_FlagsWinOverEnvironment(t *testing.T) {
	t.Parallel()
	here := env(map[string]string{"SHOP_ADDR": "127.0.0.1:1", "SHOP_DATA": "/srv/shop", "SHOP_PROXIES": "10.0.0.0/8, 192.168.0.1"})
	c, err := readConfig(here, "serve", []string{"--addr", "127.0.0.1:2", "--demo"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Addr != "127.0.0.1:2" || c.Data != "/srv/shop" || c.Keys != "/srv/shop/keys" || !c.Demo || len(c.Proxies) != 2 {
		t.Errorf("%+v", c)
	}
	if _, err := readConfig(here, "serve", []string{"now"}); !errors.Is(err, errUsage) {
		t.Errorf("an argument nobody knows: %v", err)
	}
}

func TestS71_ServeRefusesUnsafeFlags(t *testing.T) {
	t.Parallel()
	const here, everywhere = "127.0.0.1:0", "0.0.0.0:8080"
	for name, test := range map[string]struct {
		config config
		says   string // what the refusal tells to do; empty means it is fine
	}{
		"demo on this machine":            {config{Addr: here, Demo: true}, ""},
		"demo on localhost":               {config{Addr: "localhost:0", Demo: true}, ""},
		"demo on IPv6 loopback":           {config{Addr: "[::1]:0", Demo: true}, ""},
		"demo on all addresses":           {config{Addr: everywhere, Demo: true}, "--addr must be 127.0.0.1"},
		"demo on no address":              {config{Addr: ":8080", Demo: true}, "--addr must be 127.0.0.1"},
		"demo under a public name":        {config{Addr: here, Demo: true, PublicURL: "https://shop.example"}, "--public-url must be at localhost"},
		"no port":                         {config{Addr: "127.0.0.1"}, "127.0.0.1:8080"},
		"public address unknown":          {config{Addr: everywhere}, "--public-url"},
		"public address with a path":      {config{Addr: here, PublicURL: "https://shop.example/shop"}, "without a path"},
		"public address of another kind":  {config{Addr: here, PublicURL: "ftp://shop.example"}, "https://shop.example"},
		"a shop":                          {config{Addr: everywhere, PublicURL: "https://shop.example"}, ""},
		"the owner's address":             {config{Addr: here, App: "a", Sequencer: "s", Owner: "o"}, "shop migrate"},
		"no sequencer":                    {config{Addr: here, App: "a"}, "SEQUENCER_DATABASE_URL"},
		"a sequencer and nobody to serve": {config{Addr: here, Sequencer: "s"}, "DATABASE_URL"},
	} {
		err := test.config.checkServe()
		if (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
	}
}

func TestMailer(t *testing.T) {
	t.Parallel()
	for smtp, fine := range map[string]bool{
		"": true, "smtp://user:word@mail.example:587": true, "smtp+plain://localhost:25": true, "mail.example": false, "https://mail.example": false,
	} {
		if _, err := (config{SMTP: smtp, MailFrom: "shop@shop.example"}).mailer(); (err == nil) != fine {
			t.Errorf("%q: %v", smtp, err)
		}
	}
	if _, err := (config{SMTP: "smtp://mail.example"}).mailer(); err == nil || !strings.Contains(err.Error(), "SHOP_MAIL_FROM") {
		t.Errorf("without a sender: %v", err)
	}
}

func TestRun_ExitCodesAndHelp(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int{"": 0, "help": 0, "serve -h": 0, "sell": misspoken, "serve --fast": misspoken, "serve --addr nowhere": failed} {
		here := env(nil)
		if got := run(t.Context(), here, strings.Fields(args)); got != want {
			t.Errorf("shop %s exits with %d, want %d: %s", args, got, want, here.err)
		}
	}
}
