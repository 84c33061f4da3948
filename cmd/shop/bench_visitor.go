package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"

	"standin/seed"
)

// visitor is a browser of the benchmark: one connection, cookies, and the headers that a browser sends.
type visitor struct {
	http *http.Client
	url  string
	Gzip bool
}

const visitorAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

func newVisitor(address string) *visitor {
	jar, _ := cookiejar.New(nil) // fails on options alone
	return &visitor{url: address, http: &http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 1}}}
}

func (v *visitor) get(ctx context.Context, path string) ([]byte, error) {
	return v.do(ctx, http.MethodGet, path, nil)
}

// do sends a request, follows where it leads, and reads the answer, which must be a page and no refusal.
func (v *visitor) do(ctx context.Context, method, path string, form url.Values) ([]byte, error) {
	req, err := v.request(ctx, method, path, form)
	if err != nil {
		return nil, err
	}
	res, err := v.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s answers %s", method, path, res.Status)
	}
	return body, err
}

func (v *visitor) request(ctx context.Context, method, path string, form url.Values) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, v.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", visitorAgent)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if v.Gzip {
		req.Header.Set("Accept-Encoding", "gzip")
	}
	return req, nil
}

// line asks for one page again and again on a connection of its own, as cheaply as a client can, so that the time is the shop's.
type line struct {
	conn    net.Conn
	in      *bufio.Reader
	request []byte
}

// line opens one with the cookies the visitor has now.
func (v *visitor) line(ctx context.Context, path string) (*line, error) {
	req, err := v.request(ctx, http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	for _, c := range v.http.Jar.Cookies(req.URL) {
		req.AddCookie(c)
	}
	var head bytes.Buffer
	if err := req.Write(&head); err != nil {
		return nil, err
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", req.URL.Host)
	if err != nil {
		return nil, err
	}
	return &line{conn: conn, in: bufio.NewReaderSize(conn, 64<<10), request: head.Bytes()}, conn.SetDeadline(time.Now().Add(5 * time.Minute))
}

func (l *line) close() { _ = l.conn.Close() }

// ask sends the request and reads the page.
func (l *line) ask() error {
	if _, err := l.conn.Write(l.request); err != nil {
		return err
	}
	res, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("a page answers %s", res.Status)
	}
	return err
}

// signIn comes in with the demonstration's password.
func (v *visitor) signIn(ctx context.Context, email string) error {
	_, err := v.do(ctx, http.MethodPost, "/sign-in", url.Values{"email": {email}, "password": {seed.Password}})
	return err
}

// enter comes in from the demo desk, so that the code of the moment is left for acting.
func (v *visitor) enter(ctx context.Context, email string) error {
	_, err := v.do(ctx, http.MethodPost, "/demo/sign-in", url.Values{"email": {email}})
	return err
}

var formToken = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// act begins to act for somebody as shopper, and gives the address under which the pages are theirs.
func (v *visitor) act(ctx context.Context, person, code string) (prefix string, err error) {
	page, err := v.get(ctx, "/act/"+person)
	if err != nil {
		return "", err
	}
	token := formToken.FindSubmatch(page)
	if token == nil {
		return "", fmt.Errorf("the page to act for somebody holds no form")
	}
	req, err := v.request(ctx, http.MethodPost, "/act/"+person, url.Values{"csrf": {string(token[1])}, "capacity": {"shopper"}, "mode": {"act"},
		"reason": {"Measuring how fast acting is"}, "code": {code}})
	if err != nil {
		return "", err
	}
	res, err := v.http.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	path := strings.Split(res.Request.URL.Path, "/")
	if len(path) < 3 || path[1] != "as" {
		return "", fmt.Errorf("acting was refused: %s at %s", res.Status, res.Request.URL.Path)
	}
	return "/as/" + path[2], nil
}
