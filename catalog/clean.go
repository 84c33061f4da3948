package catalog

import (
	"html"
	"strings"
	"sync"
	"unicode"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// policy is the few elements a vendor's text may have; no picture, no class, no style, no address but of a web page.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "u", "blockquote", "h3", "h4", "h5", "h6",
		"table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "sub", "sup")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
})

// CleanHTML keeps of a vendor's HTML what may be shown. It is applied before a description is written and again before it is
// shown, so that neither an old row nor a new rule lets anything through.
func CleanHTML(text string) string { return strings.TrimSpace(policy().Sanitize(text)) }

// CleanLine makes one line of text: no control or format characters (which could turn the direction of a page), no runs of
// space. Whether it is markup does not matter: pages escape it.
func CleanLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == '\r':
			return ' '
		case r == unicode.ReplacementChar, unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(strings.Fields(text), " ")
}

// slugLimit leaves room for what makes a slug unique.
const slugLimit = 80

// Slugify makes an address of a title: "Café-au-lait bowl, 0.5 l" is "cafe-au-lait-bowl-0-5-l". It is empty when the title has
// no Latin letter or digit.
func Slugify(title string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn))), title)
	if err != nil {
		plain = title
	}
	var b strings.Builder
	for _, r := range strings.ToLower(plain) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == 'ß':
			b.WriteString("ss")
		case r != '\'' && r != '’' && b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= slugLimit {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

// PlainText is the words of a description without its markup, at most n letters, cut between words.
func PlainText(text string, n int) string {
	text = CleanLine(html.UnescapeString(bluemonday.StrictPolicy().AddSpaceWhenStrippingTag(true).Sanitize(text)))
	if runes := []rune(text); len(runes) > n {
		text = string(runes[:n])
		if i := strings.LastIndexByte(text, ' '); i > 0 {
			text = text[:i]
		}
		text += " …"
	}
	return text
}
