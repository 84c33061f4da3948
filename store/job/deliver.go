package job

import (
	"context"
	"fmt"

	gomail "github.com/wneessen/go-mail"

	"standin/store"
	"standin/store/fault"
)

// Mailer carries a mail out of the house. Keep tells whether the text stays in the outbox afterwards.
type Mailer interface {
	Deliver(ctx context.Context, m Mail) error
	Keep() bool
}

// Mailbox is the Mailer of the demo and of tests: nothing leaves the house, and the outbox is where mails are read.
type Mailbox struct{}

// Deliver does nothing.
func (Mailbox) Deliver(context.Context, Mail) error { return nil }

// Keep keeps the text, since it can be read nowhere else.
func (Mailbox) Keep() bool { return true }

// SMTP is the Mailer of a shop in production.
type SMTP struct {
	Host     string
	Port     int // 587 when 0
	User     string
	Password string
	From     string
	Insecure bool // no TLS: only for a relay on the same machine
}

// Keep does not keep the text: links and codes in it must not outlive their sending.
func (SMTP) Keep() bool { return false }

// Deliver hands the mail to the server.
func (s SMTP) Deliver(ctx context.Context, m Mail) error {
	msg, err := s.message(m)
	if err != nil {
		return GiveUp(err)
	}
	client, err := gomail.NewClient(s.Host, s.options()...)
	if err != nil {
		return GiveUp(fmt.Errorf("the mail settings: %w", err))
	}
	return client.DialAndSendWithContext(ctx, msg)
}

func (s SMTP) message(m Mail) (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	if err := msg.From(s.From); err != nil {
		return nil, fmt.Errorf("the sender's address: %w", err)
	}
	if err := msg.To(m.To); err != nil {
		return nil, fmt.Errorf("the recipient's address: %w", err)
	}
	msg.Subject(m.Subject)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

func (s SMTP) options() []gomail.Option {
	port, policy := s.Port, gomail.TLSMandatory
	if port == 0 {
		port = 587
	}
	if s.Insecure {
		policy = gomail.NoTLS
	}
	o := []gomail.Option{gomail.WithPort(port), gomail.WithTLSPolicy(policy)}
	if port == 465 {
		o = append(o, gomail.WithSSL())
	}
	if s.User != "" {
		o = append(o, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return o
}

// mailArgs is the job of sending one mail of the outbox.
type mailArgs struct {
	Mail int64 `json:"mail"`
}

// Kind names the job.
func (mailArgs) Kind() string { return "mail" }

// postman is the actor under which mails are marked as sent.
type postman struct{}

// Attribution names the job.
func (postman) Attribution() store.Attribution {
	return store.Attribution{Kind: store.System, Name: "mail"}
}

// RegisterMail puts the sending of mails into the plan.
func RegisterMail(p *Plan, db *store.DB, mailer Mailer) {
	Register(p, func(ctx context.Context, args mailArgs) error { return deliver(ctx, db, mailer, args.Mail) })
}

// deliver sends first and marks afterwards: after a crash in between a mail goes out twice, which is better than never.
func deliver(ctx context.Context, db *store.DB, mailer Mailer, id int64) error {
	var row mailRow
	err := db.Get(ctx, &row, mailToSend, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := mailer.Deliver(ctx, row.mail()); err != nil {
		return fmt.Errorf("send mail %d: %w", id, err)
	}
	return db.Transact(ctx, postman{}, "mail.sent", func(tx *store.Tx) error {
		if err := tx.About(ctx, "mail", id); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, markMailSent, id, tx.Now(), mailer.Keep())
		return err
	})
}
