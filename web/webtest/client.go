package webtest

import (
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"standin/store/storetest"
)

// Client is one browser: its own cookies, its own user agent.
type Client struct {
	t     testing.TB
	site  *Site
	http  *http.Client
	Agent string
	Head  http.Header // sent with each request

	Passkey *storetest.Authenticator // of the person who sits at the browser; nil for none
}

// Question asks the site at ask what to put to a passkey for a form, as the script of its pages does.
func (c *Client) Question(ask, action string, data url.Values) *Page {
	c.t.Helper()
	u, err := url.Parse(action)
	if err != nil {
		c.t.Fatal(err)
	}
	sent := maps.Clone(data)
	delete(sent, "csrf")
	return c.Post(ask, url.Values{"csrf": data["csrf"], "for": {u.RequestURI()}, "fields": {sent.Encode()}})
}

// Answer is what the person's passkey says to the question for a form.
func (c *Client) Answer(ask, action string, data url.Values) string {
	c.t.Helper()
	return c.Passkey.Answer([]byte(c.Question(ask, action, data).Want(http.StatusOK).Body))
}

// firefox is what a client says it is, unless a test says otherwise.
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

// Client opens a fresh browser.
func (s *Site) Client(t testing.TB) *Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Client{t: t, site: s, Agent: firefox, Head: http.Header{}, http: &http.Client{Jar: jar}}
}

// Tab opens another tab of the same browser: it shares the cookies, and may be used beside the first.
func (c *Client) Tab() *Client {
	return &Client{t: c.t, site: c.site, Agent: c.Agent, Head: c.Head.Clone(), Passkey: c.Passkey, http: &http.Client{Jar: c.http.Jar}}
}

// Page is an answer, read whole.
type Page struct {
	*goquery.Document
	Status int
	Path   string // after redirects
	Header http.Header
	Body   string
	client *Client
	url    *url.URL
}

// Get opens a page and follows redirects.
func (c *Client) Get(path string) *Page {
	c.t.Helper()
	return c.Do(http.MethodGet, path, nil)
}

// Post sends a form without looking at a page first, with the headers a browser sends from a page of the site.
func (c *Client) Post(path string, form url.Values) *Page {
	c.t.Helper()
	return c.Do(http.MethodPost, path, form)
}

// Once sends one request and does not follow where it leads.
func (c *Client) Once(method, path string, form url.Values) *Page {
	c.t.Helper()
	follow := c.http.CheckRedirect
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	defer func() { c.http.CheckRedirect = follow }()
	return c.Do(method, path, form)
}

// Do sends a request and reads the answer.
func (c *Client) Do(method, path string, form url.Values) *Page {
	c.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	return c.send(method, path, body, "application/x-www-form-urlencoded")
}

// Raw sends a form whose body comes as it is read, and gives the answer unread.
func (c *Client) Raw(method, path string, body io.Reader) *http.Response {
	c.t.Helper()
	res, err := c.raw(method, path, body, "application/x-www-form-urlencoded")
	if err != nil {
		c.t.Error(err)
		return &http.Response{Body: http.NoBody}
	}
	return res
}

func (c *Client) send(method, path string, body io.Reader, kind string) *Page {
	c.t.Helper()
	res, err := c.raw(method, path, body, kind)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	return c.read(res)
}

func (c *Client) raw(method, path string, body io.Reader, kind string) (*http.Response, error) {
	if !strings.HasPrefix(path, "http") {
		path = c.site.URL + path
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", c.Agent)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if body != nil {
		req.Header.Set("Content-Type", kind)
	}
	maps.Copy(req.Header, c.Head)
	return c.http.Do(req)
}

func (c *Client) read(res *http.Response) *Page {
	c.t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(b)))
	if err != nil {
		c.t.Fatal(err)
	}
	return &Page{Document: doc, Status: res.StatusCode, Path: res.Request.URL.RequestURI(), Header: res.Header, Body: string(b),
		client: c, url: res.Request.URL}
}

// Cookie is the value of a cookie this browser holds; "" for none.
func (c *Client) Cookie(name string) string {
	u, _ := url.Parse(c.site.URL)
	for _, k := range c.http.Jar.Cookies(u) {
		if k.Name == name {
			return k.Value
		}
	}
	return ""
}

// Cookies are all that this browser holds for the site.
func (c *Client) Cookies() []*http.Cookie {
	u, _ := url.Parse(c.site.URL)
	return c.http.Jar.Cookies(u)
}

// SetCookie gives this browser a cookie, as somebody who stole one would.
func (c *Client) SetCookie(name, value string) {
	u, _ := url.Parse(c.site.URL)
	c.http.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}}) // #nosec G124 -- a test's own jar
}
