package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"standin/migrations"
	"standin/seed"
	"standin/store/fault"
	"standin/web"
)

// seedCommand fills an empty shop with demonstration data: `shop seed`. It needs the owner's address, for the past has a clock of
// its own.
func seedCommand(ctx context.Context, t terminal, args []string) error {
	c, err := readConfig(t, "seed", args)
	if err != nil {
		return err
	}
	c.Demo = true
	p, err := build(ctx, c, newLog(t, c))
	if err != nil {
		return err
	}
	fmt.Fprintln(t.out, "The shop holds the demonstration data.")
	return p.Close()
}

// furnish fills a demo's empty database; one with people in it stays as it is.
func (p *program) furnish(ctx context.Context, log *slog.Logger) error {
	if p.ground.Owner == "" {
		return errors.New("the demonstration data needs OWNER_DATABASE_URL: its past has a clock of its own")
	}
	owner, err := sql.Open("postgres", p.ground.Owner)
	if err != nil {
		return fmt.Errorf("OWNER_DATABASE_URL: %w", err)
	}
	defer owner.Close()
	began := time.Now()
	clock := func(ctx context.Context, d time.Duration) error { return migrations.ShiftClock(ctx, owner, d) }
	err = seed.Run(ctx, seedRooms(p.parts.rooms), clock, func(step string) {
		log.Info("demonstration data", "step", step, "seconds", int(time.Since(began).Seconds()))
	})
	if fault.Is(err, fault.Conflict) {
		return nil // it was filled before
	}
	return err
}

func seedRooms(r *web.Rooms) seed.Rooms {
	return seed.Rooms{DB: r.DB, Accounts: r.Accounts, Products: r.Products, Carts: r.Carts, Discounts: r.Discounts, Orders: r.Orders,
		SignIns: r.SignIns, Sessions: r.Sessions}
}

// demoAccounts are what the demo desk shows; none outside the demo.
func demoAccounts(demo bool) []web.DemoAccount {
	if !demo {
		return nil
	}
	var list []web.DemoAccount
	for _, a := range seed.Accounts() {
		list = append(list, web.DemoAccount{Role: a.Role, Name: a.Name, Email: a.Email, Password: a.Password, TOTPSecret: a.TOTPSecret, About: a.About})
	}
	return list
}
