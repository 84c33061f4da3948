package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"

	"standin/web"
)

// seeding is how long a demo may take to fill itself on a slow machine.
const seeding = 10 * time.Minute

// startShop starts a demo on a free port, with data that is thrown away afterwards, and gives its address.
func startShop(s *stage, program string) string {
	data, err := os.MkdirTemp("", "screenshots-")
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = os.RemoveAll(data) })
	if err := os.Chmod(data, 0o755); err != nil { //nolint:gosec // started by root, PostgreSQL runs as another user, who must come in
		s.Fatal(err)
	}
	addr := freeAddress(s)
	ctx, stop := context.WithCancel(context.Background())
	shop := exec.CommandContext(ctx, program, "serve", "--demo", "--metrics", "off", "--addr", addr, "--data", data)
	shop.Cancel = func() error { return shop.Process.Signal(syscall.SIGINT) }
	shop.WaitDelay = 30 * time.Second
	if err := shop.Start(); err != nil {
		s.Fatalf("%v (make build makes it)", err)
	}
	s.Cleanup(func() { stop(); _ = shop.Wait() })
	awaitReady(s, "http://"+addr)
	return "http://" + addr
}

func freeAddress(s *stage) string {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// awaitReady waits until the demo has filled itself and answers.
func awaitReady(s *stage, url string) {
	for end := time.Now().Add(seeding); time.Now().Before(end); time.Sleep(time.Second) {
		if body, err := get(url + "/readyz"); err == nil {
			_ = body.Close()
			return
		}
	}
	s.Fatalf("the shop at %s did not come up", url)
}

// accounts are the people of the demo desk, by e-mail.
func accounts(s *stage, url string) map[string]web.DemoAccount {
	body, err := get(url + "/demo/accounts.json")
	if err != nil {
		s.Fatalf("the demo desk: %v", err)
	}
	defer body.Close()
	var list []web.DemoAccount
	if err := json.NewDecoder(body).Decode(&list); err != nil {
		s.Fatal(err)
	}
	people := map[string]web.DemoAccount{}
	for _, a := range list {
		people[a.Email] = a
	}
	return people
}

// sample is the file that the demo desk gives to upload.
func sample(s *stage, url string) []byte {
	body, err := get(url + "/demo/sample-apparel.csv")
	if err != nil {
		s.Fatalf("the sample file: %v", err)
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	if err != nil {
		s.Fatal(err)
	}
	return content
}

func get(url string) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		_ = res.Body.Close()
		return nil, failure(url + " answers " + res.Status)
	}
	return res.Body, nil
}
