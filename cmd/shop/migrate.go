package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"standin/store/embedpg"
)

// migrate brings the schema up to date: that of OWNER_DATABASE_URL, or of the private PostgreSQL in the data folder.
func migrate(ctx context.Context, t terminal, args []string) error {
	c, err := readConfig(t, "migrate", args)
	if err != nil {
		return err
	}
	owner := c.Owner
	if owner == "" {
		if c.App != "" {
			return errors.New("DATABASE_URL is set without OWNER_DATABASE_URL: only the owner of the tables, standin_owner, may change them")
		}
		server, err := embedpg.Join(ctx, embedpg.Options{Dir: c.Data, Log: slog.New(slog.NewTextHandler(t.err, nil))})
		if err != nil {
			return err
		}
		defer func() { _ = server.Stop() }() // what was migrated is committed
		owner = server.URL(embedpg.Owner)
	}
	applied, err := up(ctx, owner)
	if err != nil {
		return err
	}
	version, err := newestMigration()
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "The schema is at %04d; %d migrations applied.\n", version, applied)
	return nil
}
