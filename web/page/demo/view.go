// Package demopage is the desk of a demonstration: whom one may be, the code each would see on a phone, the mails that would have
// been sent, and a file to upload.
package demopage

import (
	"standin/catalog/money"
	"standin/web/page/part"
)

// DeskView is the desk.
type DeskView struct {
	Acting  []Account // they stand in for others
	Helped  []Account // they are helped
	Mails   []Mail
	File    string // name of the sample file; empty for none
	Seconds int    // until the next codes
}

// Account is one person one may be.
type Account struct {
	Who   part.Who
	Email string
	About string
	Code  string // empty without a second factor
}

// Mail is one that would have been sent.
type Mail struct {
	ID, Subject, To, When string
}

// MailboxView is the list of mails.
type MailboxView struct {
	Mails []Mail
	Next  string
}

// MailView is one mail.
type MailView struct {
	Mail
	Kind string
	Text []Piece
}

// Piece is a stretch of a mail's text; one with a URL is a link.
type Piece struct{ Text, URL string }

// PayView is what the demonstration's bank is asked for.
type PayView struct {
	Number string
	Total  money.Amount
	Open   bool // it waits for a payment
}
