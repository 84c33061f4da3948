package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"time"
)

// The bench's clients of a prebuilt page, and how long and how often each side is asked.
const (
	prebuiltClients = 8
	prebuiltRound   = 700 * time.Millisecond
	prebuiltRounds  = 5
)

var styleSheet = regexp.MustCompile(`href="(/static/[^"]+\.css)"`)

// prebuilt compares the product page of somebody without cookies with the same bytes from a bare handler, and weighs it.
func (b *benchmark) prebuilt(ctx context.Context, p *program) error {
	stranger := newVisitor(p.local())
	stranger.Gzip = true
	path, err := aProduct(ctx, p)
	if err != nil {
		return err
	}
	if err := waitForPrebuilt(ctx, stranger, path); err != nil {
		return err
	}
	packed, err := stranger.get(ctx, path)
	if err != nil {
		return err
	}
	shop, limit, err := race(ctx, p.shop.Addr().String(), path, packed)
	if err != nil {
		return err
	}
	b.rows = append(b.rows, atLeast("product page, nobody signed in", shop, limit, "a second", "same bytes, bare net/http", 0.5))
	page, err := unzip(packed)
	if err != nil {
		return err
	}
	style, err := styleOf(ctx, stranger, page)
	b.rows = append(b.rows, sized("product page on the wire, CSS apart", int64(len(packed)), 8<<10, "KB"),
		sized("its one CSS file on the wire", int64(len(style)), 12<<10, "KB"))
	return err
}

// aProduct is a product with choices, as a customer would open it.
func aProduct(ctx context.Context, p *program) (string, error) {
	var slug string
	err := p.ground.App.Get(ctx, &slug, `
		SELECT p.slug FROM shop.product p JOIN shop.variant v ON v.product_id = p.id
		 WHERE p.status = 'active' GROUP BY p.id ORDER BY count(*) DESC, p.id LIMIT 1`)
	return "/p/" + slug, err
}

// local is the address of the running program for one on this machine.
func (p *program) local() string { return "http://" + p.shop.Addr().String() }

// waitForPrebuilt asks until the page comes from memory: the program must first have heard that it hears of changes.
func waitForPrebuilt(ctx context.Context, v *visitor, path string) error {
	for range 100 {
		req, err := v.request(ctx, http.MethodGet, path, nil)
		if err != nil {
			return err
		}
		began := time.Now()
		res, err := v.http.Do(req)
		if err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		if res.Header.Get("Content-Length") != "" && time.Since(began) < time.Second {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("the product page is never prebuilt")
}

// race asks shop and bare handler in turns, and gives how many answers a second each gave, of the better rounds.
func race(ctx context.Context, addr, path string, body []byte) (shop, limit float64, err error) {
	l, err := listen(ctx, "127.0.0.1:0")
	if err != nil {
		return 0, 0, err
	}
	bare := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(body) // the client is ours
	})}
	go func() { _ = bare.Serve(l) }() // until it is closed
	defer func() { _ = bare.Close() }()
	var ours, theirs []time.Duration
	for range prebuiltRounds {
		for _, side := range []struct {
			addr string
			to   *[]time.Duration
		}{{addr, &ours}, {l.Addr().String(), &theirs}} {
			each, err := ask(ctx, side.addr, path)
			if err != nil {
				return 0, 0, err
			}
			*side.to = append(*side.to, each)
		}
	}
	return 1 / usual(ours).Seconds(), 1 / usual(theirs).Seconds(), nil
}

// ask sends the same request on several connections for a while, and gives the time one answer took of all.
func ask(ctx context.Context, addr, path string) (time.Duration, error) {
	request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip\r\nUser-Agent: %s\r\n\r\n", path, addr, visitorAgent)
	counts, errs := make([]int, prebuiltClients), make([]error, prebuiltClients)
	var wg sync.WaitGroup
	began := time.Now()
	for i := range prebuiltClients {
		wg.Go(func() { counts[i], errs[i] = askOne(ctx, addr, request, began.Add(prebuiltRound)) })
	}
	wg.Wait()
	total := 0
	for _, n := range counts {
		total += n
	}
	return time.Since(began) / time.Duration(max(total, 1)), errors.Join(errs...)
}

// askOne reads the first answer with care and the others by its length, so that the client costs next to nothing.
func askOne(ctx context.Context, addr, request string, until time.Time) (n int, err error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return 0, err
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(until.Add(time.Minute)); err != nil {
		return 0, err
	}
	var first bytes.Buffer
	if _, err := io.WriteString(conn, request); err != nil {
		return 0, err
	}
	in := bufio.NewReader(io.TeeReader(conn, &first))
	res, err := http.ReadResponse(in, nil)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	if err != nil || res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("answer %s: %w", res.Status, err)
	}
	answer, head := make([]byte, first.Len()), []byte("HTTP/1.1 200")
	for n = 1; time.Now().Before(until); n++ {
		if _, err := io.WriteString(conn, request); err != nil {
			return n, err
		}
		if _, err := io.ReadFull(conn, answer); err != nil {
			return n, err
		}
		if !bytes.HasPrefix(answer, head) {
			return n, errors.New("an answer of another length")
		}
	}
	return n, nil
}

func unzip(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// styleOf fetches the one stylesheet of a page, as it travels.
func styleOf(ctx context.Context, v *visitor, page []byte) ([]byte, error) {
	found := styleSheet.FindAllSubmatch(page, -1)
	if len(found) != 1 {
		return nil, fmt.Errorf("the page has %d stylesheets", len(found))
	}
	u, err := url.Parse(string(found[0][1]))
	if err != nil {
		return nil, err
	}
	return v.get(ctx, u.RequestURI())
}
