// Package fault is the small vocabulary of failure that every room speaks: a kind, a sentence for the person, and a cause for
// the log. It knows nothing of HTTP or SQL; web turns kinds into status codes, store turns constraints into kinds.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of failure happened. The zero Kind is Internal: nothing is told to the person.
type Kind int

// The kinds, and what the front door answers for each.
const (
	Internal        Kind = iota // 500: our mistake, told as an id only
	Invalid                     // 422: what was typed cannot be used; the form comes back
	Unauthenticated             // 401 or the sign-in page
	Forbidden                   // 403: known, but not allowed
	NotFound                    // 404: unknown, or not yours (alike)
	Conflict                    // 409: somebody or something came first
	Throttled                   // 429: too many tries
	Unavailable                 // 503: the database or a provider is away
)

var kindNames = [...]string{"internal", "invalid", "unauthenticated", "forbidden", "not_found", "conflict", "throttled", "unavailable"}

// String gives the machine-readable name of k, as it stands in JSON answers.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return kindNames[Internal]
	}
	return kindNames[k]
}

// Fault is a failure of a known kind.
type Fault struct {
	Kind    Kind
	Message string            // one sentence for the person, which says what to do
	Code    string            // machine-readable reason, such as "session_ended"; may be empty
	Fields  map[string]string // message per form field; may be nil
	Cause   error             // for the log; may be nil
}

// New makes a fault with the sentence the person will read.
func New(kind Kind, message string) *Fault { return &Fault{Kind: kind, Message: message} }

// Newf is New with formatting.
func Newf(kind Kind, format string, args ...any) *Fault {
	return New(kind, fmt.Sprintf(format, args...))
}

// Field makes an Invalid fault that belongs to one form field.
func Field(name, message string) *Fault {
	return &Fault{Kind: Invalid, Message: message, Fields: map[string]string{name: message}}
}

// WithCode returns a copy of f with a machine-readable reason.
func (f *Fault) WithCode(code string) *Fault { g := *f; g.Code = code; return &g }

// WithField returns a copy of f that also carries a message for one form field.
func (f *Fault) WithField(name, message string) *Fault {
	g := *f
	g.Fields = map[string]string{name: message}
	for k, v := range f.Fields {
		g.Fields[k] = v
	}
	return &g
}

// Because returns a copy of f with its cause for the log.
func (f *Fault) Because(cause error) *Fault { g := *f; g.Cause = cause; return &g }

// Error is the sentence, followed by the cause where there is one.
func (f *Fault) Error() string {
	if f.Cause != nil {
		return f.Message + ": " + f.Cause.Error()
	}
	return f.Message
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// As finds the fault in err's chain; nil when there is none.
func As(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// KindOf is the kind of err; Internal for an error that is no fault.
func KindOf(err error) Kind {
	if f := As(err); f != nil {
		return f.Kind
	}
	return Internal
}

// Is tells whether err is a fault of the kind.
func Is(err error, kind Kind) bool { return err != nil && As(err) != nil && KindOf(err) == kind }

// Wrap names the call in which *err failed: `defer fault.Wrap(&err, "Carts.AddLine(%d)", id)` is the first line of each verb
// (the habit of pkgsite's derrors.Wrap).
func Wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), *err)
	}
}
