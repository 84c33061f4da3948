package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"standin/store/keyring"
)

// program is a shop that is built and may run: main and tests start the same thing.
type program struct {
	config  config
	log     *slog.Logger
	ground  *ground
	keys    *keyring.Keys
	parts   *parts
	shop    net.Listener
	metrics net.Listener // nil for nowhere
}

// graceful is how long requests in flight may take to come to their end.
const graceful = 8 * time.Second

// build does everything that can fail before the first request: it takes the address, opens keys and database, refuses an unsafe
// set-up and builds the rooms. The caller closes the program.
func build(ctx context.Context, c config, log *slog.Logger) (_ *program, err error) {
	if err := c.checkServe(); err != nil {
		return nil, err
	}
	p := &program{config: c, log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	if p.shop, err = listen(ctx, c.Addr); err != nil {
		return nil, err
	}
	if p.metrics, err = c.listenMetrics(ctx, p.shop); err != nil {
		return nil, err
	}
	if p.ground, err = openGround(ctx, c, log, c.starter()); err != nil {
		return nil, err
	}
	if err := p.inspect(ctx); err != nil {
		return nil, err
	}
	if p.keys, err = keyring.Open(c.Keys, c.Demo); err != nil {
		return nil, err
	}
	if p.parts, err = assemble(ctx, p); err != nil {
		return p, err
	}
	if c.Demo {
		err = p.furnish(ctx, log)
	}
	return p, err
}

// inspect refuses an unsafe database.
func (p *program) inspect(ctx context.Context) error {
	seen, err := look(ctx, p.ground.App)
	if err != nil {
		return err
	}
	return seen.check(p.config.Demo)
}

// URL is the address people type.
func (p *program) URL() string { return p.config.publicURL(port(p.shop)) }

// Run serves until ctx ends, then lets requests in flight finish and stops. The caller still closes the program.
func (p *program) Run(ctx context.Context) error {
	if p.ground.Private != nil {
		p.ground.Private.Announce(p.URL())
		go p.ground.Private.Watch(ctx)
	}
	if err := p.parts.start(ctx); err != nil {
		return err
	}
	shop := p.server(p.parts.front)
	failure := make(chan error, 2)
	go func() { failure <- shop.Serve(p.shop) }()
	var metrics *http.Server
	if p.metrics != nil {
		metrics = p.server(metricsMux(p.parts.front.Metrics()))
		go func() { failure <- metrics.Serve(p.metrics) }()
	}
	var err error
	select {
	case <-ctx.Done():
		p.log.Info("stopping")
	case err = <-failure:
		err = fmt.Errorf("serving: %w", err)
	}
	return errors.Join(err, p.stop(ctx, shop, metrics))
}

// server answers on one port. There is no limit on writing: live notices stay open.
func (p *program) server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute, // a vendor's file on a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelWarn),
	}
}

func metricsMux(h http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", h)
	return mux
}

// stop takes no new requests, waits for those in flight, and cuts off live notices, which would not end by themselves.
func (p *program) stop(ctx context.Context, servers ...*http.Server) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceful)
	defer cancel()
	var wg sync.WaitGroup
	for _, s := range servers {
		if s != nil {
			wg.Go(func() {
				if s.Shutdown(ctx) != nil {
					_ = s.Close()
				}
			})
		}
	}
	wg.Wait()
	return p.parts.stop(ctx)
}

// Close gives everything back that build took. It may follow a failed build.
func (p *program) Close() error {
	var errs []error
	for _, l := range []net.Listener{p.shop, p.metrics} {
		if l != nil {
			if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
				errs = append(errs, err)
			}
		}
	}
	if p.ground != nil {
		errs = append(errs, p.ground.Close())
	}
	return errors.Join(errs...)
}
