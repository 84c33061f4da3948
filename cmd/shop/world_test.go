package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"standin/store/account"
	"standin/store/embedpg"
	"standin/web"
	"standin/web/webtest"
)

// world is a demo shop as `make run` starts it, with the people of its desk.
type world struct {
	t       *testing.T
	program *program
	url     string
	config  config
	people  map[string]web.DemoAccount // by role, the first of each
	goods   goods                      // what the vendor uploads
}

// startDemo builds and runs a demo shop on a private PostgreSQL of its own, seeded, on a free port.
func startDemo(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	c := config{Addr: "127.0.0.1:0", Data: dir, Keys: filepath.Join(dir, "keys"), Demo: true, Metrics: "off"}
	p, err := build(t.Context(), c, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{t: t, program: p, url: p.URL(), config: c, people: map[string]web.DemoAccount{}, goods: vendorGoods(t)}
	w.readAccounts()
	return w
}

// readAccounts reads the desk as a script would.
func (w *world) readAccounts() {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.url+"/demo/accounts.json", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	var list []web.DemoAccount
	if err := json.NewDecoder(res.Body).Decode(&list); err != nil {
		w.t.Fatal(err)
	}
	for _, a := range list {
		if _, ok := w.people[a.Role]; !ok {
			w.people[a.Role] = a
		}
	}
	for _, role := range []string{"shopper", "vendor", "sales_rep", "support_agent", "org_power_user", "org_member", "auditor", "administrator"} {
		if w.people[role].Email == "" {
			w.t.Fatalf("the demo desk has no %s", role)
		}
	}
}

// browser opens a Chromium for one person of the desk.
func (w *world) browser(role string) *webtest.Browser {
	w.t.Helper()
	return webtest.Chromium(w.t, w.url, role)
}

// signIn types e-mail and password, and the code of the step before: that leaves the present one for a start, so that nobody
// has to wait. (One step back is taken; each code once.)
func (w *world) signIn(b *webtest.Browser, role string) {
	w.t.Helper()
	a := w.people[role]
	b.Open("/sign-in").Fill("E-mail", a.Email).Fill("Password", a.Password).Press("Sign in")
	if a.TOTPSecret != "" {
		b.Fill("Code", w.code(role, -account.Step)).Press("Go on")
	}
	b.Sees(strings.Fields(a.Name)[0])
}

// code is what the person's phone shows, so far from now. It waits for a fresh step where the present one is about to end.
func (w *world) code(role string, from time.Duration) string {
	w.t.Helper()
	if left := account.Step - time.Duration(time.Now().UnixNano())%account.Step; left < 6*time.Second {
		time.Sleep(left)
	}
	code, err := account.Code(w.people[role].TOTPSecret, time.Now().Add(from))
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// goods are a vendor's file and two things in it, the first in sizes.
type goods struct{ File, Sized, Word, Other string }

// vendorGoods is a real vendor's file where it lies beside the project, and else one of the same form.
func vendorGoods(t *testing.T) goods {
	t.Helper()
	for _, g := range []goods{
		{"../../../shared/data/shopify-apparel.csv", "Classic Varsity Top", "varsity", "Yellow Wool Jumper"},
		{"../../seed/sample-apparel.csv", "Rowing Club Top", "rowing", "Oatmeal Fisher Jumper"},
	} {
		if _, err := os.Stat(g.File); err == nil {
			if g.File, err = filepath.Abs(g.File); err != nil {
				t.Fatal(err)
			}
			return g
		}
	}
	t.Fatal("there is no vendor's file to upload")
	return goods{}
}

// owner is the private database as its superuser: what an attacker with the keys to the cellar would be.
func (w *world) owner() *sql.DB {
	w.t.Helper()
	db, err := sql.Open("postgres", w.program.ground.Private.URL(embedpg.Superuser))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = db.Close() })
	return db
}

// shot takes a picture for somebody to look at: SHOTS=folder go test -run Journey.
func (w *world) shot(b *webtest.Browser, name string) {
	w.t.Helper()
	if dir := os.Getenv("SHOTS"); dir != "" {
		b.Size(1440, 900, false).Shot(filepath.Join(dir, name+".png"))
	}
}

// sequenced waits until every entry is a leaf of the tree.
func (w *world) sequenced() {
	w.t.Helper()
	for range 300 {
		var pending int
		if err := w.owner().QueryRowContext(w.t.Context(), `SELECT count(*) FROM audit.pending`).Scan(&pending); err != nil {
			w.t.Fatal(err)
		}
		if pending == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Fatal("the sequencer does not keep up")
}
