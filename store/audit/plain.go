package audit

import (
	"fmt"
	"log/slog"
	"strings"
	"unicode"
)

// Plain writes text so that it stays within its line: what a terminal or a program would take for an order (a line break, an escape
// sequence, a change of the writing's direction) is shown instead of carried out. Nobody can forge a line of a log with it.
func Plain(text string) string {
	if !strings.ContainsFunc(text, unruly) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unruly(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unruly are control characters, line and paragraph separators, and the invisible ones that turn the direction of what follows.
func unruly(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control) || r == unicode.ReplacementChar
}

// cell makes a value safe to open in a spreadsheet: what would be calculated there is told to be text by an apostrophe before it, also
// where spaces or apostrophes hide it.
func cell(text string) string {
	text = Plain(text)
	inner := strings.TrimLeftFunc(text, func(r rune) bool { return r == '\'' || unicode.IsSpace(r) })
	if inner != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(inner)[0]) || strings.HasPrefix(inner, `\t`) || strings.HasPrefix(inner, `\r`) ||
		strings.HasPrefix(inner, `\n`) {
		return "'" + text
	}
	return text
}

// PlainAttr keeps what a log is told within its line (slog.HandlerOptions.ReplaceAttr). slog itself quotes what is below a space;
// a terminal obeys more than that.
func PlainAttr(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Resolve(); v.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(Plain(v.String()))
	case slog.KindAny:
		if err, ok := v.Any().(error); ok {
			a.Value = slog.StringValue(Plain(err.Error()))
		}
	default: // numbers and times
	}
	return a
}
