package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"standin/migrations"
	"standin/seed"
	"standin/store/embedpg"
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

// furnish fills a demo's empty database; one with people in it stays as it is. While it works, a file in the data folder says so:
// an interrupted furnishing is begun anew.
func (p *program) furnish(ctx context.Context, log *slog.Logger) error {
	if p.config.halfFurnished() && p.ground.Private == nil {
		return fmt.Errorf("the demonstration data was not finished last time: empty the database, and remove %s", p.config.marker())
	}
	var furnished bool
	if err := p.ground.App.Get(ctx, &furnished, `SELECT EXISTS (SELECT FROM shop.person)`); err != nil || furnished {
		return err
	}
	if p.ground.Owner == "" {
		return errors.New("the demonstration data needs OWNER_DATABASE_URL: its past has a clock of its own")
	}
	if err := os.WriteFile(p.config.marker(), nil, 0o600); err != nil {
		return fmt.Errorf("the data directory cannot be written: %w", err)
	}
	if err := p.plant(ctx, log); err != nil {
		return fmt.Errorf("the demonstration data is not finished, and begun anew at the next start: %w", err)
	}
	return os.Remove(p.config.marker())
}

// plant runs the seed with the owner's power over the clock.
func (p *program) plant(ctx context.Context, log *slog.Logger) error {
	owner, err := sql.Open("postgres", p.ground.Owner)
	if err != nil {
		return fmt.Errorf("OWNER_DATABASE_URL: %w", err)
	}
	defer owner.Close()
	began := time.Now()
	clock := func(ctx context.Context, d time.Duration) error { return migrations.ShiftClock(ctx, owner, d) }
	return seed.Run(ctx, seedRooms(p.parts.rooms), clock, func(step string) {
		log.Info("demonstration data", "step", step, "seconds", int(time.Since(began).Seconds()))
	})
}

// marker is the file that is there while the demonstration data is half made.
func (c config) marker() string { return filepath.Join(c.Data, "half-furnished") }

func (c config) halfFurnished() bool {
	_, err := os.Stat(c.marker())
	return err == nil
}

// starter starts the private PostgreSQL of serve; over half-made demonstration data, with nothing in it and no checkpoint of what was.
func (c config) starter() startPG {
	if !c.Demo || !c.halfFurnished() {
		return embedpg.Start
	}
	return func(ctx context.Context, opt embedpg.Options) (*embedpg.Server, error) {
		opt.Log.Info("the demonstration data was not finished last time: beginning anew")
		opt.Fresh = true
		s, err := embedpg.Start(ctx, opt)
		if err != nil {
			return nil, err
		}
		if err := os.Remove(c.checkpointFile()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(err, s.Stop())
		}
		return s, nil
	}
}

func seedRooms(r *web.Rooms) seed.Rooms {
	return seed.Rooms{DB: r.DB, Accounts: r.Accounts, Products: r.Products, Carts: r.Carts, Discounts: r.Discounts, Orders: r.Orders,
		SignIns: r.SignIns, Sessions: r.Sessions, Custody: r.Custody}
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
