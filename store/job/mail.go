package job

import (
	"context"
	"net/mail"
	"regexp"
	"strings"

	"standin/store"
	"standin/store/fault"
)

// Mail is one message to one person.
type Mail struct {
	To      string // an address, with or without a name
	Person  int64  // whom it is about and to, when they have an account; 0 otherwise
	Kind    string // what it is, such as "order.placed"
	Subject string
	Text    string
	HTML    string // may be empty
}

// acted finds the acting prefix in an address; mails are read by people who do not act.
var acted = regexp.MustCompile(`(https?://[^\s"'<>/]+)/as/[A-Za-z0-9_-]+(/?)`)

// SendMail writes the mail to the outbox and enqueues its sending, in the transaction of what it tells about. Addresses of
// pages in it lose the acting prefix. The record says that there was a mail and to whom, never what it held.
func SendMail(ctx context.Context, tx *store.Tx, m Mail) (err error) {
	defer fault.Wrap(&err, "job.SendMail(%s)", m.Kind)
	if _, err := mail.ParseAddress(m.To); err != nil {
		return fault.Field("email", "This is not an e-mail address.").Because(err)
	}
	m.Subject = strings.Join(strings.Fields(m.Subject), " ")
	m.Text, m.HTML = plain(m.Text), plain(m.HTML)
	var id int64
	err = tx.Get(ctx, &id, insertMail, m.Person, m.Kind, m.To, m.Subject, m.Text, m.HTML)
	if err != nil {
		return err
	}
	return Enqueue(ctx, tx, mailArgs{Mail: id})
}

// plain takes the acting prefix out of the addresses in a text.
func plain(text string) string { return acted.ReplaceAllString(text, "$1$2") }
