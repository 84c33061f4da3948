package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// quiet is a log nobody reads.
var quiet = slog.New(slog.DiscardHandler)

// folder is the configuration of a shop on a data folder of its own.
func folder(t *testing.T) config {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a PostgreSQL (-short)")
	}
	dir, err := os.MkdirTemp("/tmp", "shop")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // the server's user passes through it when root runs the tests
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return config{Addr: "127.0.0.1:0", Data: dir, Keys: dir + "/keys"}
}

// ready is a folder after `shop setup`: an empty shop that may start.
func ready(t *testing.T) config {
	t.Helper()
	c := folder(t)
	here := env(nil)
	if code := run(t.Context(), here, []string{"setup", "--data", c.Data, "--addr", c.Addr}); code != 0 {
		t.Fatalf("setup: %s", said(here))
	}
	return c
}

// running serves until the returned function is called, which gives what Run ended with.
func running(t *testing.T, c config) (p *program, end func() error) {
	t.Helper()
	p, err := build(t.Context(), c, quiet)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() { cancel(); _ = p.Close() })
	return p, func() error { cancel(); return <-ended }
}

func status(t *testing.T, url string) (code int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text)
}

// becomes waits until the address answers with the status.
func becomes(t *testing.T, url string, want int) {
	t.Helper()
	var code int
	var body string
	for range 200 {
		if code, body = status(t, url); code == want {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s answers %d (%s), want %d", url, code, body, want)
}

func TestProgram_ServesAndStopsAndStartsAgain(t *testing.T) {
	t.Parallel()
	c := ready(t)
	p, end := running(t, c)
	becomes(t, p.URL()+"/healthz", http.StatusOK)
	becomes(t, p.URL()+"/readyz", http.StatusOK)
	if code, body := status(t, "http://"+p.metrics.Addr().String()+"/metrics"); code != http.StatusOK || !strings.Contains(body, "standin_request_seconds") {
		t.Errorf("/metrics answers %d", code)
	}
	if code, _ := status(t, p.URL()+"/metrics"); code != http.StatusNotFound {
		t.Errorf("/metrics on the shop's own port answers %d", code)
	}

	_, err := build(t.Context(), config{Addr: p.shop.Addr().String(), Data: c.Data}, quiet)
	if err == nil || !strings.Contains(err.Error(), "--addr") {
		t.Errorf("a second shop at the same address: %v", err)
	}
	_, err = build(t.Context(), c, quiet)
	if err == nil || !strings.Contains(err.Error(), p.URL()) || !strings.Contains(err.Error(), "--data") {
		t.Errorf("a second shop on the same data: %v", err)
	}

	if err := end(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	if err := p.Close(); err != nil {
		t.Errorf("it closed with %v", err)
	}
	began := time.Now()
	again, _ := running(t, c)
	becomes(t, again.URL()+"/readyz", http.StatusOK)
	t.Logf("ready again after %v", time.Since(began))
}

func TestProgram_OutlivesItsDatabase(t *testing.T) {
	t.Parallel()
	p, _ := running(t, ready(t))
	becomes(t, p.URL()+"/readyz", http.StatusOK)
	first := p.ground.Private.PID()
	if err := syscall.Kill(first, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		if p.ground.Private.PID() != first {
			becomes(t, p.URL()+"/readyz", http.StatusOK)
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("nobody started the database again")
}

func TestProgram_DemoIsFurnishedOnceAndWhole(t *testing.T) {
	t.Parallel()
	c := folder(t)
	c.Demo = true
	hurried, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { // Ctrl-C as soon as somebody is there
		for !c.halfFurnished() && hurried.Err() == nil {
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		cancel()
	}()
	if _, err := build(hurried, c, quiet); err == nil || !c.halfFurnished() {
		t.Fatalf("interrupted, the start ends with %v", err)
	}

	p, end := running(t, c)
	people := func(p *program) (n int) {
		t.Helper()
		if err := p.ground.App.Get(t.Context(), &n, `SELECT count(*) FROM shop.person`); err != nil {
			t.Fatal(err)
		}
		return n
	}
	furnished := people(p)
	if furnished < 60 || c.halfFurnished() {
		t.Errorf("%d people", furnished)
	}
	if code, body := status(t, p.URL()+"/demo/accounts.json"); code != http.StatusOK || strings.Count(body, `"totp_secret"`) < 8 {
		t.Errorf("/demo/accounts.json answers %d: %s", code, body)
	}
	if err := errors.Join(end(), p.Close()); err != nil {
		t.Error(err)
	}

	began := time.Now()
	again, _ := running(t, c)
	if n := people(again); n != furnished {
		t.Errorf("after the second start there are %d people, not %d", n, furnished)
	}
	t.Logf("ready on seeded data after %v", time.Since(began))
}
