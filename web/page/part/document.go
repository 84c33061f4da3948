package part

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/a-h/templ"
)

// htmxConfig takes from htmx what the content policy forbids anyway, and what would outlive an acting session in the browser.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"historyEnabled":false,` +
	`"historyCacheSize":0,"refreshOnHistoryMiss":true,"selfRequestsOnly":true}`

func (f *Frame) language() string {
	if f.Locale != "" {
		return f.Locale
	}
	return "en"
}

func (f *Frame) theme() templ.Attributes {
	if f.Theme == "light" || f.Theme == "dark" {
		return templ.Attributes{"data-theme": f.Theme}
	}
	return nil
}

// structured writes a value as JSON-LD. encoding/json escapes <, > and &, so no text can end the element.
func structured(v any) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("JSON-LD: %w", err)
		}
		_, err = fmt.Fprintf(w, `<script type="application/ld+json">%s</script>`, text)
		return err
	})
}
