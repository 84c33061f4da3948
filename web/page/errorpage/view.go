// Package errorpage draws what people see when something cannot be done: the failure in a sentence, what to do next, and the id
// under which the log knows it. It is made from what the request knows by itself: no database is asked.
package errorpage

import (
	"cmp"
	"net/http"

	"standin/web/page/part"
	"standin/web/static"
)

// ErrorView is one failure.
type ErrorView struct {
	Status  int
	Message string // the sentence for the person
	Code    string // machine-readable reason; may be empty
	Request string // id of the request

	Typed []ConfirmField // what somebody had typed, to be copied; only where their browser may have lost it
}

// ConfirmView asks to send a form once more, from this page: a guest whose browser did not say where the form came from, or
// somebody who may have meant to act for another ("As yourself?"). What was typed stands in Fields.
type ConfirmView struct {
	Heading string // "Go on?" when empty
	Text    string // why it is asked
	Button  string // "Go on" when empty
	Action  string
	Token   string
	Fields  []ConfirmField
	Instead []part.Desk // other ways, such as this page as the person acted for; may lead into a prefix
}

func (v ConfirmView) heading() string { return cmp.Or(v.Heading, "Go on?") }

func (v ConfirmView) text() string {
	return cmp.Or(v.Text, "Your browser did not tell where this came from. If it was you, press once more.")
}

func (v ConfirmView) button() string { return cmp.Or(v.Button, "Go on") }

// ConfirmField is one value of the form.
type ConfirmField struct{ Name, Value string }

// words are how a status is told: a heading, what it means where no better sentence came, and a picture.
type words struct {
	heading, text, picture, tint string
}

var told = map[int]words{
	http.StatusUnauthorized: {"Sign in to go on.", "This page belongs to somebody. Sign in, and you come back here.", "1f9e5", "rose"},
	http.StatusForbidden: {"This is closed to you.", "You are known here, but this page is not among those you may open.",
		"1f302", "stone"},
	http.StatusNotFound: {"There is nothing at this address.",
		"The page was moved, the product is no longer made, or the address has a slip in it. What you had in your cart is still there.",
		"1f9ed", "sky"},
	http.StatusMethodNotAllowed:      {"This address takes no such request.", "Go back to the page you came from and try it there.", "1f9ed", "sky"},
	http.StatusConflict:              {"Something came first.", "This page was older than what it shows. Nothing was changed; look at it once more.", "1f9f6", "straw"},
	http.StatusRequestEntityTooLarge: {"That is too large.", "Send a smaller file, or part it in two.", "1f9f3", "clay"},
	http.StatusUnprocessableEntity:   {"This could not be used.", "Something that was typed does not fit. Go back and look at it once more.", "270f-fe0f", "straw"},
	http.StatusTooManyRequests:       {"Too often, too fast.", "Wait a little, then try again.", "23f2-fe0f", "moss"},
	http.StatusInternalServerError:   {"Something broke on our side.", "Nothing you did is lost. Try again; if it stays so, write to us.", "1f9f0", "clay"},
	http.StatusServiceUnavailable:    {"The shop is away for a moment.", "We are putting something right. Try again in a few seconds.", "1fad6", "moss"},
}

func (v ErrorView) words() words {
	w, ok := told[v.Status]
	if !ok && v.Status >= http.StatusInternalServerError {
		return told[http.StatusInternalServerError]
	}
	if !ok {
		return told[http.StatusUnprocessableEntity]
	}
	return w
}

// text is the sentence of this failure, or of its kind where it says no more than the heading.
func (v ErrorView) text() string {
	w := v.words()
	if v.Message == "" || v.Message == w.heading {
		return w.text
	}
	return v.Message
}

// again tells whether the same request may do better in a moment.
func (v ErrorView) again() bool {
	return v.Status >= http.StatusInternalServerError || v.Status == http.StatusTooManyRequests || v.Status == http.StatusConflict
}

// again is where "Try again" leads: the page itself, as a GET.
func again(path string) string { return cmp.Or(path, "/") }

func (v ErrorView) picture() string {
	if name := v.words().picture + ".webp"; static.Has(name) {
		return part.Static(name)
	}
	return ""
}
