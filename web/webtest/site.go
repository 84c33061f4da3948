// Package webtest drives the real site as a browser would, for tests: the whole server on a cloned database, people who can sign
// in, a client that keeps cookies, fills in forms and presses buttons by their names. It is for tests alone.
package webtest

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"standin/store/keyring"
	"standin/store/storetest"
	"standin/web"
)

// Site is a running shop.
type Site struct {
	DB     *storetest.DB
	Rooms  *web.Rooms
	Server *web.Server
	Keys   *keyring.Keys
	URL    string
}

// Start serves an empty shop on a database of its own until the test ends. Change configures it before it starts.
func Start(t testing.TB, change ...func(*web.Config)) *Site {
	t.Helper()
	db := storetest.New(t)
	keys, err := keyring.Open(t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewUnstartedServer(nil)
	config := web.Config{PublicURL: "http://" + front.Listener.Addr().String(), CSRFKey: keys.CSRF(), Currency: "EUR"}
	for _, f := range change {
		f(&config)
	}
	rooms := web.NewRooms(db.DB, keys, config.Currency, config.PublicURL)
	server, err := web.New(config, rooms, slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		t.Fatal(err)
	}
	front.Config.Handler = server
	front.Start()
	t.Cleanup(front.Close)
	site := &Site{DB: db, Rooms: rooms, Server: server, Keys: keys, URL: front.URL}
	if strings.HasPrefix(config.PublicURL, byName) {
		site.URL = config.PublicURL
	}
	return site
}

// byName is how a site begins that is reached by this machine's name.
const byName = "http://localhost:"

// ByName lets people reach the site by a name, as passkeys need it, and not by the bare number.
func ByName(c *web.Config) {
	c.PublicURL = strings.Replace(c.PublicURL, "http://127.0.0.1:", byName, 1)
}

// testWriter shows the server's errors in the log of the test.
type testWriter struct{ t testing.TB }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Helper()
	w.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}
