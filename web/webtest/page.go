package webtest

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Want fails the test unless the page has the status.
func (p *Page) Want(status int) *Page {
	p.client.t.Helper()
	if p.Status != status {
		p.client.t.Fatalf("%s answers %d; want %d\n%s", p.Path, p.Status, status, p.Words())
	}
	return p
}

// Words is the page's text with single spaces, as one reads it.
func (p *Page) Words() string {
	doc := p.Document.Clone()
	doc.Find("script, style, svg, head").Remove()
	return strings.Join(strings.Fields(strings.ReplaceAll(doc.Text(), "\u00a0", " ")), " ")
}

// Says tells whether the text stands on the page.
func (p *Page) Says(text string) bool { return strings.Contains(p.Words(), text) }

// WantText fails the test unless every text stands on the page.
func (p *Page) WantText(texts ...string) *Page {
	p.client.t.Helper()
	for _, text := range texts {
		if !p.Says(text) {
			p.client.t.Fatalf("%s does not say %q:\n%s", p.Path, text, p.Words())
		}
	}
	return p
}

// Token is the CSRF token of the page's forms.
func (p *Page) Token() string {
	v, _ := p.Find(`input[name=csrf]`).First().Attr("value")
	return v
}

// Click follows the link with the words.
func (p *Page) Click(words string) *Page {
	p.client.t.Helper()
	link := p.Find("a").FilterFunction(func(_ int, a *goquery.Selection) bool { return strings.Contains(text(a), words) }).First()
	href, ok := link.Attr("href")
	if !ok {
		p.client.t.Fatalf("%s has no link %q:\n%s", p.Path, words, p.Words())
	}
	return p.client.Get(p.resolve(href))
}

// Press sends the form whose button has the words, with what stands in it and the values on top.
func (p *Page) Press(button string, values url.Values) *Page {
	p.client.t.Helper()
	form, _ := p.form(button)
	action, data := p.Filled(button, values)
	if !strings.EqualFold(form.AttrOr("method", "get"), "post") {
		return p.client.Get(action + "?" + data.Encode())
	}
	return p.client.Do(http.MethodPost, action, data)
}

// Filled is what Press sends, and where to. A browser with a passkey answers where the form asks for one.
func (p *Page) Filled(button string, values url.Values) (action string, data url.Values) {
	p.client.t.Helper()
	form, b := p.form(button)
	data = fields(form)
	if name, ok := b.Attr("name"); ok {
		data.Set(name, b.AttrOr("value", ""))
	}
	for k, v := range values {
		data[k] = v
	}
	action = p.resolve(b.AttrOr("formaction", form.AttrOr("action", p.Path)))
	if field := form.Find("[data-passkey]"); field.Length() > 0 && p.client.Passkey != nil && values.Get(field.AttrOr("name", "")) == "" {
		data.Set(field.AttrOr("name", ""), p.client.Answer(p.resolve(field.AttrOr("data-passkey", "")), action, data))
	}
	return action, data
}

// Upload sends the form whose button has the words, with one file.
func (p *Page) Upload(button, field, name string, content []byte) *Page {
	p.client.t.Helper()
	form, _ := p.form(button)
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for k, vs := range fields(form) {
		for _, v := range vs {
			_ = w.WriteField(k, v)
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		p.client.t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = w.Close()
	return p.client.send(http.MethodPost, p.resolve(form.AttrOr("action", p.Path)), &buf, w.FormDataContentType())
}

// HasButton tells whether the page has a button with the words that can be pressed.
func (p *Page) HasButton(words string) bool { return p.button(words).Not("[disabled]").Length() > 0 }

func (p *Page) button(words string) *goquery.Selection {
	return p.Find("button, input[type=submit]").FilterFunction(func(_ int, b *goquery.Selection) bool {
		return strings.Contains(text(b), words) || strings.Contains(b.AttrOr("aria-label", ""), words)
	})
}

func (p *Page) form(button string) (form, b *goquery.Selection) {
	p.client.t.Helper()
	b = p.button(button).First()
	if b.Length() == 0 {
		p.client.t.Fatalf("%s (%d) has no button %q:\n%s", p.Path, p.Status, button, p.Words())
	}
	if id, ok := b.Attr("form"); ok {
		return p.Find("form#" + id), b
	}
	return b.Closest("form"), b
}

func text(s *goquery.Selection) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s.Text(), "\u00a0", " ")), " ")
}

// fields is what a browser would send of a form as it stands.
func fields(form *goquery.Selection) url.Values {
	v := url.Values{}
	form.Find("input, select, textarea").Not("[disabled]").Each(func(_ int, in *goquery.Selection) {
		name, ok := in.Attr("name")
		if !ok {
			return
		}
		switch {
		case goquery.NodeName(in) == "select":
			v.Add(name, in.Find("option[selected]").AttrOr("value", in.Find("option").First().AttrOr("value", "")))
		case goquery.NodeName(in) == "textarea":
			v.Add(name, in.Text())
		case in.AttrOr("type", "") == "radio" || in.AttrOr("type", "") == "checkbox":
			if _, checked := in.Attr("checked"); checked {
				v.Add(name, in.AttrOr("value", "on"))
			}
		case in.AttrOr("type", "") == "submit" || in.AttrOr("type", "") == "file":
		default:
			v.Add(name, in.AttrOr("value", ""))
		}
	})
	return v
}

func (p *Page) resolve(href string) string {
	u, err := p.url.Parse(href)
	if err != nil {
		p.client.t.Fatal(err)
	}
	return u.String()
}
