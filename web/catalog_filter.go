package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"standin/catalog"
	"standin/catalog/money"
	"standin/store/fault"
	"standin/web/page/part"
)

// Bounds of what an address may ask for.
const (
	maxChosen  = 40  // values of one facet
	maxLetters = 200 // of a text or a value
)

// filterOf reads a list's filters from its address. A price that cannot be read leaves that side open and says so at the field;
// everything else that makes no sense is left out.
func filterOf(q url.Values, c money.Currency) (catalog.Filter, part.Errors) {
	f := catalog.Filter{Text: clip(strings.TrimSpace(q.Get("q"))), Kinds: chosen(q["kind"]), Vendors: chosen(q["maker"]),
		Options: map[string][]string{}, InStock: q.Get("stock") == "1", Exact: q.Get("exact") == "1", After: q.Get("after")}
	switch s := catalog.Sort(q.Get("sort")); s {
	case catalog.Newest, catalog.PriceUp, catalog.PriceDown, catalog.ByName:
		f.Sort = s
	}
	for name, values := range q {
		if option, ok := strings.CutPrefix(name, "o."); ok && option != "" && len(f.Options) < 6 {
			f.Options[clip(option)] = chosen(values)
		}
	}
	errs := part.Errors{}
	f.From = priceOf(q, "from", c, errs)
	f.To = priceOf(q, "to", c, errs)
	return f, errs
}

func clip(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.ReplaceAll(s, "\x00", "")
	if len(s) > maxLetters {
		s = strings.ToValidUTF8(s[:maxLetters], "")
	}
	return s
}

func chosen(values []string) []string {
	var out []string
	for _, v := range values[:min(len(values), maxChosen)] {
		if v = clip(v); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func priceOf(q url.Values, name string, c money.Currency, errs part.Errors) money.Amount {
	text := strings.TrimSpace(q.Get(name))
	if text == "" {
		return money.Amount{}
	}
	a, err := money.Parse(text, c)
	if err != nil {
		errs[name] = fault.As(err).Message
		return money.Amount{}
	}
	return a
}

// address is a path with the filters of f, as filterOf reads them; no page of it is named.
func address(path string, f catalog.Filter) string {
	if text := values(f).Encode(); text != "" {
		return path + "?" + text
	}
	return path
}

// kept is the filters of f without the order, as fields of a form.
func kept(f catalog.Filter) (fields [][2]string) {
	f.Sort = catalog.Best
	q := values(f)
	for _, name := range slices.Sorted(maps.Keys(q)) {
		for _, v := range q[name] {
			fields = append(fields, [2]string{name, v})
		}
	}
	return fields
}

func values(f catalog.Filter) url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("q", f.Text)
	set("sort", string(f.Sort))
	if f.Exact {
		q.Set("exact", "1")
	}
	if f.InStock {
		q.Set("stock", "1")
	}
	if !f.From.IsZero() {
		q.Set("from", f.From.Decimal())
	}
	if !f.To.IsZero() {
		q.Set("to", f.To.Decimal())
	}
	q["kind"], q["maker"] = f.Kinds, f.Vendors
	for name, values := range f.Options {
		q["o."+name] = values
	}
	return q
}

// nextAddress is address of the page after a cursor; seen is how many stood before it.
func nextAddress(path string, f catalog.Filter, after string, seen int) string {
	text := address(path, f)
	mark := "?"
	if strings.Contains(text, "?") {
		mark = "&"
	}
	return text + mark + "after=" + url.QueryEscape(after) + "&seen=" + strconv.Itoa(seen)
}
