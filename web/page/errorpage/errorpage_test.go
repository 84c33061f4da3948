package errorpage

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"standin/web/page/part"
)

func show(t *testing.T, v ErrorView) string {
	t.Helper()
	var out bytes.Buffer
	if err := Show(v).Render(part.With(context.Background(), &part.Frame{Path: "/cart?x=1"}), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestErrorSaysWhatToDo: heading of its kind, the sentence of this failure, the id for the log, and a way on.
func TestErrorSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		view         ErrorView
		want, absent string
	}{
		{ErrorView{Status: 404, Message: "There is nothing at this address.", Request: "r1"}, "the address has a slip in it", "Try again"},
		{ErrorView{Status: 403, Message: "Nobody may change a password for somebody else.", Request: "r1"}, "Nobody may change a password", "Try again"},
		{ErrorView{Status: 409, Message: "Somebody bought the last one.", Request: "r1"}, `href="/cart?x=1">Try again`, "the address"},
		{ErrorView{Status: 503, Request: "r1"}, "Try again in a few seconds", "the address"},
		{ErrorView{Status: 418, Request: "r1"}, "This could not be used.", "Try again"},
		{ErrorView{Status: 511, Request: "r1"}, "Something broke on our side.", "the address"},
		{ErrorView{Status: 500, Message: "<script>alert(1)</script>", Request: "r1"}, "&lt;script&gt;", "<script>alert"},
	} {
		html := show(t, tc.view)
		if !strings.Contains(html, tc.want) || strings.Contains(html, tc.absent) || !strings.Contains(html, "<code>r1</code>") {
			t.Errorf("%d %q: wants %q, not %q", tc.view.Status, tc.view.Message, tc.want, tc.absent)
		}
	}
}

// TestConfirmKeepsWhatWasTyped: the form comes back with every field, and with other ways to go.
func TestConfirmKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	view := ConfirmView{Heading: "As yourself?", Action: "/cart/lines", Token: "tok", Fields: []ConfirmField{{"variant", "1"}, {"note", `"><b>`}},
		Instead: []part.Desk{{Name: "As Tom", URL: "/as/k7/cart"}}}
	if err := Confirm(view).Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"As yourself?", `action="/cart/lines"`, `name="csrf" value="tok"`, `name="variant" value="1"`,
		`value="&#34;&gt;&lt;b&gt;"`, `href="/as/k7/cart"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is missing", want)
		}
	}
}
