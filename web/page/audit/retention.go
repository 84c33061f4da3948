package auditpage

import "standin/web/page/part"

// RetentionView is how long the record is kept, what is held beyond that, and what was erased.
type RetentionView struct {
	May     bool // an administrator's forms are shown
	Says    string
	Months  string
	Holds   []HoldRow
	Erased  []ErasedRow
	Seconds int
	At      string // the form that came back: months, hold, release or erase
	Errors  part.Errors
	Hold    HoldFields
	Erase   EraseFields
	Release string // id of the hold whose release came back
	Why     string // typed there
}

// HoldRow is one legal hold.
type HoldRow struct {
	ID, What, URL string
	Reason, Set   string
	Released      string // empty while it stands
}

// ErasedRow is one erasure.
type ErasedRow struct{ Entry, When, Who, Ranges, Reason, Rows string }

// HoldFields are what was typed for a new hold.
type HoldFields struct{ Kind, Session, Person, From, Until, Reason string }

// EraseFields are what was typed for an erasure.
type EraseFields struct{ Kind, Person, First, Last, Reason string }

func (v RetentionView) errorsAt(form string) part.Errors {
	if v.At == form {
		return v.Errors
	}
	return nil
}

func (v RetentionView) input(form, name, label, value, hint string) part.Input {
	return part.Input{ID: form + "-" + name, Name: name, Label: label, Value: value, Hint: hint, MaxLength: 254, Errors: v.errorsAt(form)}
}

func (v RetentionView) date(form, name, label, value string) part.Input {
	in := v.input(form, name, label, value, "")
	in.Type, in.MaxLength = "date", 0
	return in
}

func (v RetentionView) reason(form, value string) part.Input {
	in := v.input(form, "reason", "Why", value, "The record keeps it, with your name.")
	in.MaxLength, in.Required = 500, true
	return in
}

var holdKinds = []part.Option{{Value: "session", Label: "One session"}, {Value: "person", Label: "All about one person"}, {Value: "period", Label: "All of some days"}}

var eraseKinds = []part.Option{{Value: "person", Label: "All about one person"}, {Value: "range", Label: "Entries by their numbers"}}

func (v RetentionView) releaseErrors(id string) part.Errors {
	if v.Release == id {
		return v.errorsAt("release")
	}
	return nil
}

func (v RetentionView) released(id string) string {
	if v.Release == id {
		return v.Why
	}
	return ""
}
