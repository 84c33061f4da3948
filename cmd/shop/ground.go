package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"

	"standin/migrations"
	"standin/store"
	"standin/store/embedpg"
)

// ground is the databases a shop stands on: the operator's, or a private one.
type ground struct {
	Private *embedpg.Server // nil over the operator's own
	App     *store.DB       // serves
	Tree    *store.DB       // as the sequencer
	Listen  string          // address for LISTEN, past a pooler
	Owner   string          // address as owner; empty over the operator's own unless given
}

// openGround starts or joins the private PostgreSQL and brings its schema up to date, or connects to the operator's.
func openGround(ctx context.Context, c config, log *slog.Logger, start startPG) (_ *ground, err error) {
	g := &ground{}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.Close())
		}
	}()
	if c.App == "" {
		if c, err = g.private(ctx, c, log, start); err != nil {
			return nil, err
		}
	}
	g.Owner, g.Listen = c.Owner, c.Listen
	pooled := g.Listen != "" && g.Listen != c.App
	if g.Listen == "" {
		g.Listen = c.App
	}
	if g.App, err = store.Open(ctx, c.App, store.Options{Pooled: pooled}); err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	if c.Sequencer == "" {
		return g, nil
	}
	if g.Tree, err = store.Open(ctx, c.Sequencer, store.Options{MaxConns: 2, Pooled: pooled}); err != nil {
		return nil, fmt.Errorf("SEQUENCER_DATABASE_URL: %w", err)
	}
	return g, nil
}

// startPG is embedpg.Start, or embedpg.Join for commands that may work beside a running shop.
type startPG func(context.Context, embedpg.Options) (*embedpg.Server, error)

// private starts the private server and fills in its addresses.
func (g *ground) private(ctx context.Context, c config, log *slog.Logger, start startPG) (config, error) {
	var err error
	if g.Private, err = start(ctx, embedpg.Options{Dir: c.Data, Log: log}); err != nil {
		return c, err
	}
	c.App, c.Sequencer = g.Private.URL(embedpg.App), g.Private.URL(embedpg.Sequencer)
	c.Owner = g.Private.URL(embedpg.Owner)
	if g.Private.Joined() {
		return c, nil // the running shop has seen to the schema
	}
	_, err = up(ctx, c.Owner)
	return c, err
}

// up applies missing migrations as owner, and lets the shop see which there are.
func up(ctx context.Context, owner string) (applied int, err error) {
	db, err := sql.Open("postgres", owner)
	if err != nil {
		return 0, fmt.Errorf("the owner's database address: %w", err)
	}
	defer db.Close()
	if applied, err = migrations.Up(ctx, db); err != nil {
		return applied, err
	}
	_, err = db.ExecContext(ctx, `GRANT SELECT ON public.goose_db_version TO standin_app`)
	return applied, err
}

// Close gives the connections back and stops the private server if it is ours.
func (g *ground) Close() error {
	var errs []error
	for _, db := range []*store.DB{g.App, g.Tree} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if g.Private != nil {
		errs = append(errs, g.Private.Stop())
	}
	return errors.Join(errs...)
}
