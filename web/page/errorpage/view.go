// Package errorpage draws what people see when something cannot be done: the failure in a sentence, what to do next, and the id
// under which the log knows it.
package errorpage

// ErrorView is one failure.
type ErrorView struct {
	Status  int
	Message string // the sentence for the person
	Code    string // machine-readable reason; may be empty
	Request string // id of the request
}

// ConfirmView asks a guest to send a form once more, from this page.
type ConfirmView struct {
	Action string
	Token  string
	Fields []ConfirmField
}

// ConfirmField is one value of the form.
type ConfirmField struct{ Name, Value string }
