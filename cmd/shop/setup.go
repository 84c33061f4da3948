package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os/user"
	"strconv"

	"standin/store/account"
	"standin/store/embedpg"
	"standin/store/keyring"
)

// setup makes a shop ready for its first legal start: schema (over a private PostgreSQL, or with OWNER_DATABASE_URL), keys, and a
// one-time link with which the first administrator enrols. It may be run again until there is one; earlier links are dead then.
func setup(ctx context.Context, t terminal, args []string) error {
	c, err := readConfig(t, "setup", args)
	if err != nil {
		return err
	}
	if c.Demo {
		return errors.New("a demonstration needs no setup: `shop serve --demo` does it all")
	}
	if c, err = c.migrated(ctx); err != nil {
		return err
	}
	if err := c.checkServe(); err != nil {
		return err
	}
	g, err := openGround(ctx, c, slog.New(slog.NewTextHandler(t.err, nil)), embedpg.Join)
	if err != nil {
		return err
	}
	link, err := c.inviteFirst(ctx, g)
	if err := errors.Join(err, g.Close()); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "The keys are in %s: keep a copy elsewhere.\n", c.Keys)
	fmt.Fprintf(t.out, "Now start the shop (`shop serve`) and open this link within an hour; it works once:\n\n    %s\n\n", link)
	return nil
}

// migrated brings the schema of the operator's own database up to date when the owner's address is given, and forgets that
// address: the shop must not serve with it.
func (c config) migrated(ctx context.Context) (config, error) {
	if c.App == "" || c.Owner == "" {
		return c, nil
	}
	_, err := up(ctx, c.Owner)
	c.Owner = ""
	return c, err
}

// inviteFirst checks the database as serve will, and writes the invitation.
func (c config) inviteFirst(ctx context.Context, g *ground) (link string, err error) {
	seen, err := look(ctx, g.App)
	if err != nil {
		return "", err
	}
	seen.Invited = true // as it will be
	if err := seen.check(false); err != nil {
		return "", err
	}
	keys, err := keyring.Open(c.Keys, true)
	if err != nil {
		return "", err
	}
	token, err := account.New(g.App, keys).InviteFirst(ctx, account.Operator(operator()))
	if err != nil {
		return "", err
	}
	return c.publicURL(c.port()) + "/setup/" + token, nil
}

// port is the one of Addr; checkServe has seen that it is there.
func (c config) port() int {
	_, text, _ := net.SplitHostPort(c.Addr)
	n, _ := strconv.Atoi(text)
	return n
}

// operator is the name under which the command line stands in the record.
func operator() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "operator"
}
