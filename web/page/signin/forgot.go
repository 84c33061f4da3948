package signinpage

import "standin/web/page/part"

// ForgotView asks for the address of who forgot the password; Sent says what happens then.
type ForgotView struct {
	Email  string
	Sent   bool
	Errors part.Errors
}

// ResetView is the page behind a link for a new password.
type ResetView struct {
	Action string // path of this page, without the prefix
	Email  string
	Factor bool // the account has a second factor
	Errors part.Errors
}
