package store

import (
	"encoding/json"
	"fmt"
)

// Kind says what sort of actor writes.
type Kind string

// The kinds of actor the record knows.
const (
	Person   Kind = "person"   // somebody with an account
	Guest    Kind = "guest"    // a cart without an account; Actor is the cart's id, or 0 while it is being made
	System   Kind = "system"   // a background job; Name is its name
	Provider Kind = "provider" // a webhook; Name is the provider's
	Operator Kind = "operator" // the command line; Name is the operating-system user
)

// Request says where an action came from. It is payload of the record, so it can be erased.
type Request struct {
	ID     string `json:"id,omitempty"`
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
	Route  string `json:"route,omitempty"` // the pattern that the path matches
	IP     string `json:"ip,omitempty"`
	Agent  string `json:"agent,omitempty"`

	// Sent is a digest of all that the request asks: its address with the acting prefix, and every field of its form. An answer of a
	// passkey is good for one such digest alone. It is never recorded.
	Sent string `json:"-"`
}

// Attribution is what store needs to know of an actor: who is really there, for whom, in which impersonation session, and
// through which request. account.Actor provides it.
type Attribution struct {
	Kind    Kind
	Name    string // of a job, provider or operator
	Actor   int64
	Subject int64 // 0 unless acting for somebody
	Session int64 // the impersonation session, 0 unless acting
	SignIn  int64
	Request Request
}

// Actor is anybody on whose account something is written.
type Actor interface{ Attribution() Attribution }

// header is the erasable part of an entry's head, as JSON. extra adds what a view or refusal knows besides.
func (a Attribution) header(extra map[string]any) ([]byte, error) {
	head := map[string]any{"request": a.Request}
	if a.Name != "" {
		head["name"] = a.Name
	}
	if a.SignIn != 0 {
		head["sign_in"] = a.SignIn
	}
	for k, v := range extra {
		head[k] = v
	}
	b, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("write the entry's header: %w", err)
	}
	return b, nil
}
