package account

import (
	"context"
	"strings"
	"time"

	"standin/store"
	"standin/store/fault"
	"standin/store/job"
)

// ResetLife is how long the link for a forgotten password is good.
const ResetLife = time.Hour

// Askings for a link are counted by address, so that nobody's mailbox is filled, and by network.
var (
	forgotLimit        = Limit{"forgot", 3, time.Hour, "Too many tries. Wait %s, then try again."}
	forgotNetworkLimit = Limit{"forgot_network", 30, time.Hour, "Too many tries from your network. Wait %s, then try again."}
)

// PasswordForgotten is the job that mails a link, where the address has an account.
type PasswordForgotten struct {
	Email string `json:"email"`
}

// Kind names the job in the queue.
func (PasswordForgotten) Kind() string { return "password.forgotten" }

// ForgotPassword asks for a link to choose a new password, mailed to the address if it has an account. What it answers, and what it
// does while somebody waits, is the same for every address: who has an account is looked up later, by a job. After three links
// within an hour no more are sent to one address, which is not told either. fault.Invalid with the field "email" for what is no
// address; fault.Throttled for a network that asks too often.
func (a *Accounts) ForgotPassword(ctx context.Context, r store.Request, email string) (err error) {
	defer fault.Wrap(&err, "Accounts.ForgotPassword")
	address, err := ParseEmail(email)
	if err != nil {
		return err
	}
	network := networkOf(r.IP)
	if err := forgotNetworkLimit.Check(ctx, a.db, network); err != nil {
		return atField(err, "email")
	}
	key := guesses(string(address), r.IP).account
	enough := forgotLimit.Check(ctx, a.db, key)
	if enough != nil && !fault.Is(enough, fault.Throttled) {
		return enough
	}
	if _, err := forgotNetworkLimit.Fail(ctx, a.db, network); err != nil || enough != nil {
		return err
	}
	if _, err := forgotLimit.Fail(ctx, a.db, key); err != nil {
		return err
	}
	stranger := Guest(0)
	stranger.Request = r
	return a.db.Transact(ctx, stranger, "password.forgot", func(tx *store.Tx) error {
		return job.Enqueue(ctx, tx, PasswordForgotten{Email: string(address)}, job.Tries(5))
	})
}

// MailReset does the job: it makes a link for the person of the address and mails it. For an address without an account, or with one
// that may not sign in, it does nothing.
func (a *Accounts) MailReset(ctx context.Context, j PasswordForgotten) (err error) {
	defer fault.Wrap(&err, "Accounts.MailReset")
	p, err := a.ByEmail(ctx, strings.ToLower(j.Email))
	if fault.Is(err, fault.NotFound) || err == nil && !p.MaySignIn() {
		return nil
	}
	if err != nil {
		return err
	}
	token := newToken()
	return a.db.Transact(ctx, System("passwords"), "password.mail_link", func(tx *store.Tx) error {
		if err := tx.About(ctx, "person", int64(p.ID)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, insertReset, int64(p.ID), tokenHash(token), ResetLife.Seconds()); err != nil {
			return err
		}
		return job.SendMail(ctx, tx, job.Mail{To: p.Email, Person: int64(p.ID), Kind: "password.link", Subject: "Choose a new password",
			Text: "Hello " + p.Name + ",\n\nsomebody asked for a new password for your account. Open this address to choose one:\n\n" +
				a.home + "/reset/" + token + "\n\nIt works once, and for an hour. Your second factor stays as it is and is asked for as ever.\n\n" +
				"If it was not you, do nothing: your password stays the same.\n"})
	})
}
