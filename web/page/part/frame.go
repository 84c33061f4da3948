// Package part holds what every page is made of: the frame (head, acting bar, masthead, foot) and the small parts, as templ
// components, with the one formatter and the one helper for links. It knows how things look, never where they come from.
package part

import (
	"context"
	"slices"
	"time"
)

// Frame is what the frame of a page shows, and what links and forms need to know of the request. The front door makes one for
// each request and puts it into the context; the zero Frame is an anonymous visitor of the shop.
type Frame struct {
	Prefix    string // "/as/<id>" while acting, else empty
	Token     string // CSRF token, bound to sign-in and acting session
	Path      string // path and query of this page, without the prefix
	PublicURL string // scheme and host, for addresses that leave the page
	Request   string // id of the request, shown on error pages
	ShopName  string // what the shop calls itself; "Standin" when empty
	Contact   string // e-mail address customers write to; empty for none

	Passkey   bool   // who is really there proves a fresh second factor by a passkey, not by a code
	PasskeyAt string // the address passkeys belong to, where this page has another; else empty

	Person *Who   // who the page is for (the subject while acting); nil when anonymous
	Desks  []Desk // desks this person may open, Shop left out

	Departments []Desk // aisles of the shop's masthead
	CartCount   int
	Flash       []Flash
	Theme       string // "", "light" or "dark"
	Locale      string // language of the page; "en" when empty

	Acting  *Acting   // set under the prefix
	Shut    []string  // places of the frame that do not exist for the reader: other capacities' while acting
	Running []Running // own sessions that run while the page is outside the prefix
	Helper  *Helper   // somebody acts for this person right now
	Prompts []Prompt  // questions whether somebody may act for this person
	LiveURL string    // the open page asks here every few seconds; answers with @Live(), passive; empty for none
}

// Who is a person as the page shows them.
type Who struct {
	ID       string
	Name     string
	Initials string
	Tint     string // clay, moss, sky, rose, straw or stone
}

// First is the first word of the name, for "Mara’s account".
func (w Who) First() string {
	for i, r := range w.Name {
		if r == ' ' {
			return w.Name[:i]
		}
	}
	return w.Name
}

// Desk is a named place to go.
type Desk struct {
	Name string
	URL  string
}

// Flash is a sentence about what was just done. Kind is "done", "note" or "no".
type Flash struct {
	Kind string
	Text string
}

// Acting is what the acting bar says. Plain leaves out every name: the database could not be asked.
type Acting struct {
	Subject      Who
	Actor        Who
	Role         string // the subject's role, such as "shopper" or "buyer"
	Organization string // organization or vendor of the capacity, else empty
	ReadOnly     bool
	EndsAt       time.Time
	Left         time.Duration // until EndsAt, measured when the page was made
	IdleLeft     time.Duration // until it ends for want of a click
	Others       []Running
	EndURL       string // posting here ends the session; inside the prefix
	DoneURL      string // page of what was done, outside the prefix
	StayURL      string // posting here is a sign of life for one who only reads; empty for none
	RaiseURL     string // where a fresh code adds changes to a read-only session; empty when none does
	HereURL      string // this page, where it can be opened again; else the first page
	Plain        bool
}

// Running is another impersonation session of the same sign-in.
type Running struct {
	Name   string
	Detail string // "Northside School, read-only"
	Left   time.Duration
	URL    string // this page as that person, prefix included
	EndURL string
}

// Prompt asks the person who reads the page whether somebody may act for them.
type Prompt struct {
	Text  string // who, why, what they may, how long
	Until time.Time
	URL   string // takes the answer
}

// Helper says who helps the person who reads the page, in words of service ("Support"), never a staff address.
type Helper struct {
	Name   string
	Why    string
	SeeURL string
	EndURL string
}

type frameKey struct{}

// With puts the frame into the context.
func With(ctx context.Context, f *Frame) context.Context {
	return context.WithValue(ctx, frameKey{}, f)
}

// From gives the frame of the context; a frame of an anonymous visitor when there is none, never nil.
func From(ctx context.Context) *Frame {
	if f, ok := ctx.Value(frameKey{}).(*Frame); ok && f != nil {
		return f
	}
	return &Frame{}
}

// There tells whether a place that the frame leads to exists for the reader.
func There(ctx context.Context, path string) bool { return !slices.Contains(From(ctx).Shut, path) }

// shop is the shop's name in titles.
func (f *Frame) shop() string {
	if f.ShopName == "" {
		return "Standin"
	}
	return f.ShopName
}

// brand is the shop's name beside its mark: Standin writes its own small.
func (f *Frame) brand() string {
	if f.shop() == "Standin" {
		return "standin"
	}
	return f.ShopName
}
