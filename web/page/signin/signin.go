// Package signinpage holds the pages by which somebody comes in: sign-in, the code, sign-up, and invitations. They show what
// they are given; what is right is decided elsewhere.
package signinpage

import (
	"net/url"
	"strings"

	"standin/web/page/part"
	"standin/web/static"
)

// SignInView is the page that asks for address and password.
type SignInView struct {
	Email  string
	Next   string // where to go afterwards, a path of ours
	Done   string // what was done just before; empty for nothing
	Errors part.Errors
}

// CodeView is the page that asks for the second factor: a passkey, a code of an app, or either.
type CodeView struct {
	Passkey  bool // the person has one
	App      bool // the person has an app that shows codes
	Answered bool // the errors are about the passkey's answer, not about the code
	Seconds  int  // to the next code
	Errors   part.Errors
}

func (v CodeView) codeLabel() string {
	if v.App {
		return "Code from your phone"
	}
	return "Recovery code"
}

// errorsAt are the errors of one of the page's two forms.
func (v CodeView) errorsAt(passkey bool) part.Errors {
	if v.Answered == passkey {
		return v.Errors
	}
	return nil
}

func (v CodeView) lostWords() string {
	switch {
	case !v.App:
		return "The passkey is not at hand? Type one of your recovery codes."
	case v.Passkey:
		return "Neither at hand? Type one of your recovery codes in place of the code."
	}
	return "No phone at hand? Type one of your recovery codes instead."
}

// SignUpView is the page that makes an account.
type SignUpView struct {
	Name, Email, Phone string
	Next               string
	Errors             part.Errors
}

// InvitationView is the page by which somebody invited arrives.
type InvitationView struct {
	Action  string // path of this page, without the prefix
	Title   string // as what, such as "support agent of the shop"
	By      string // who invited; empty for the shop itself
	Email   string // fixed by the invitation; empty where it is typed
	Known   string // name of the account the address has; empty for somebody new
	HasCode bool   // and that account has a second factor
	App     bool   // which is an app that shows codes; without one a recovery code is asked for
	Typed   Typed
	Secret  string // of the factor to enrol; empty for none
	Seconds int
	Errors  part.Errors
}

// Typed is what somebody wrote into the invitation's form.
type Typed struct{ Name, Email string }

// Grouped writes a secret in groups of four, to be typed.
func Grouped(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func picture(name string) string {
	if !static.Has(name + ".webp") {
		return ""
	}
	return part.Static(name + ".webp")
}

func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}
