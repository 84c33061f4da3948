package part

import "github.com/a-h/templ"

// Errors holds the sentence for each form field that was refused, by the field's name; the name "" is the form as a whole.
type Errors map[string]string

// Input describes one control of a form. Name is required; ID is the name unless two forms of a page share it.
type Input struct {
	Name, ID, Label, Hint string
	Value                 string
	Type                  string // text when empty
	Placeholder           string
	Autocomplete          string
	InputMode             string
	Pattern               string
	Min, Max, Step        string
	MaxLength             int
	Rows                  int
	Required              bool
	Autofocus             bool
	Disabled              bool
	ReadOnly              bool
	Errors                Errors
	More                  templ.Attributes // anything else, such as data-dial
}

// Option is one choice of a list.
type Option struct {
	Value, Label, Hint string
	Disabled           bool
}

// Key is the id of the control.
func (in Input) Key() string {
	if in.ID != "" {
		return in.ID
	}
	return in.Name
}

// Kind is the type attribute.
func (in Input) Kind() string {
	if in.Type != "" {
		return in.Type
	}
	return "text"
}

// Attributes are what a control needs beside name, id and value: its error, its hint and its limits.
func (in Input) Attributes() templ.Attributes {
	a := Invalid(in.Errors, in.Name, in.Key(), in.hintID())
	set := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	set("placeholder", in.Placeholder)
	set("autocomplete", in.Autocomplete)
	set("inputmode", in.InputMode)
	set("pattern", in.Pattern)
	set("min", in.Min)
	set("max", in.Max)
	set("step", in.Step)
	if in.MaxLength > 0 {
		a["maxlength"] = Count(in.MaxLength)
	}
	for name, on := range map[string]bool{"required": in.Required, "autofocus": in.Autofocus, "disabled": in.Disabled, "readonly": in.ReadOnly} {
		if on {
			a[name] = true
		}
	}
	for name, value := range in.More {
		a[name] = value
	}
	return a
}

func (in Input) hintID() string {
	if in.Hint == "" {
		return ""
	}
	return in.Key() + "-hint"
}

// Invalid gives the attributes that tie a control to its error and its hint. Spread it on a control written by hand, and put
// @Wrong with the same name and id behind it.
func Invalid(errs Errors, name, id, hintID string) templ.Attributes {
	a := templ.Attributes{}
	describedBy := hintID
	if errs[name] != "" {
		a["aria-invalid"] = "true"
		if describedBy != "" {
			describedBy += " "
		}
		describedBy += id + "-wrong"
	}
	if describedBy != "" {
		a["aria-describedby"] = describedBy
	}
	return a
}

// Closed shuts a button when there is a reason why, and ties it to the @Why with that id.
func Closed(id, why string) templ.Attributes {
	if why == "" {
		return nil
	}
	return templ.Attributes{"disabled": true, "aria-describedby": id}
}
