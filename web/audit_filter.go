package web

import (
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"standin/store/fault"
	auditpage "standin/web/page/audit"
	"standin/web/page/part"
)

// narrowing is how one list of the record is narrowed: the names of its filters in words, in the order of their chips.
type narrowing struct {
	path   string
	words  []filterWord
	offers []offer
	values func(name, value string) string // a value in words, or empty to show it as it is; may be nil
}

// filterWord says a filter that is on: "by Ada". A word that ends in "…" is put before the value, another stands for it.
type filterWord struct{ name, before string }

// offer is a filter that is on with one press.
type offer struct{ text, name, value string }

// chips are the filters that are on, each with the address that takes it away, and those that are one press away.
func (n narrowing) chips(query url.Values) (on, more []auditpage.Chip) {
	for _, w := range n.words {
		v := query.Get(w.name)
		if v == "" {
			continue
		}
		text := w.before + n.spoken(w.name, v)
		for _, o := range n.offers {
			if o.name == w.name && o.value == v {
				text = o.text
			}
		}
		on = append(on, auditpage.Chip{Text: text, URL: n.path + with(query, w.name, "")})
	}
	for _, o := range n.offers {
		if query.Get(o.name) == "" {
			more = append(more, auditpage.Chip{Text: o.text, URL: n.path + with(query, o.name, o.value)})
		}
	}
	return on, more
}

// spoken is the value of a filter in words.
func (n narrowing) spoken(name, value string) string {
	if n.values != nil {
		if words := n.values(name, value); words != "" {
			return words
		}
	}
	return value
}

// with is the query with one value set anew (or, if empty, taken away), from the first page again; "" for an empty query.
func with(query url.Values, name, value string) string {
	q := url.Values{}
	for k, v := range query {
		if len(v) > 0 && v[0] != "" && k != name && k != "after" && k != "before" {
			q.Set(k, v[0])
		}
	}
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// nextPage is the address of the following page of a list.
func nextPage(c *gin.Context, name, value string) string {
	if value == "" {
		return ""
	}
	q := c.Request.URL.Query()
	q.Set(name, value)
	return c.Request.URL.Path + "?" + q.Encode()
}

// dates reads a range of days, both included, in the shop's time zone; an empty one is open.
func dates(from, until string) (begin, end time.Time, err error) {
	if begin, err = day("from", from); err != nil {
		return begin, end, err
	}
	if end, err = day("until", until); err != nil || end.IsZero() {
		return begin, end, err
	}
	return begin, end.AddDate(0, 0, 1), nil
}

func day(field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, text, part.Zone)
	if err != nil || t.Year() < 1970 || t.Year() > 9000 {
		return time.Time{}, fault.Field(field, "Write the day like 2026-05-28.")
	}
	return t, nil
}

func textControl(name, label, value string, errs part.Errors) auditpage.Control {
	return auditpage.Control{Input: part.Input{Name: name, Label: label, Value: value, MaxLength: 120, Errors: errs}}
}

func dateControl(name, label, value string, errs part.Errors) auditpage.Control {
	return auditpage.Control{Input: part.Input{Name: name, Label: label, Value: value, Type: "date", Errors: errs}}
}

func tickControl(name, label string, on bool) auditpage.Control {
	c := auditpage.Control{Input: part.Input{Name: name, Label: label}, Tick: true}
	if on {
		c.Value = "1"
	}
	return c
}

func listControl(name, label, value string, options []part.Option) auditpage.Control {
	return auditpage.Control{Input: part.Input{Name: name, Label: label, Value: value}, Options: options}
}
