package main

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"standin/store/job"
)

// mailer carries mails out of the house; the demo keeps them in its mailbox.
func (c config) mailer() (job.Mailer, error) {
	if c.Demo || c.SMTP == "" {
		return job.Mailbox{}, nil
	}
	u, err := url.Parse(c.SMTP)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtp+plain") {
		return nil, errors.New("SHOP_SMTP is no mail server; write it like smtp://user:password@mail.example:587")
	}
	if c.MailFrom == "" {
		return nil, errors.New("SHOP_MAIL_FROM is missing: it is the address the shop's mails come from")
	}
	m := job.SMTP{Host: u.Hostname(), User: u.User.Username(), From: c.MailFrom, Insecure: u.Scheme == "smtp+plain"}
	m.Password, _ = u.User.Password()
	if u.Port() != "" {
		if m.Port, err = strconv.Atoi(u.Port()); err != nil {
			return nil, fmt.Errorf("SHOP_SMTP: %q is no port", u.Port())
		}
	}
	return m, nil
}
