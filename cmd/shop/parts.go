package main

import (
	"context"
	"errors"
	"sync"

	"standin/seed"
	"standin/store"
	"standin/store/audit"
	"standin/store/job"
	"standin/web"
)

// parts are the rooms and what works beside them.
type parts struct {
	front     *web.Server
	rooms     *web.Rooms
	plan      *job.Plan
	queue     *job.Queue
	sequencer *audit.Sequencer
	program   *program
	beside    sync.WaitGroup
	end       context.CancelFunc
}

// shopName stands in the origin of the record's checkpoints.
const shopName = "shop"

// assemble builds the rooms over the ground, and the plan of their jobs.
func assemble(ctx context.Context, p *program) (*parts, error) {
	mailer, err := p.config.mailer()
	if err != nil {
		return nil, err
	}
	a := &parts{program: p, plan: job.NewPlan()}
	job.RegisterMail(a.plan, p.ground.App, mailer)
	kept := audit.NewFile(p.config.checkpointFile())
	a.sequencer = audit.NewSequencer(p.ground.Tree, audit.SequencerOptions{
		Shop: shopName, Signer: p.keys.Signer(), Verifiers: p.keys.Verifiers(), Log: p.log,
		File: kept,
	})
	a.rooms = web.NewRooms(p.ground.App, p.keys, currency, p.URL())
	registerJobs(a.plan, a.rooms)
	a.front, err = web.New(web.Config{
		PublicURL: p.URL(), Demo: p.config.Demo, TrustedProxies: p.config.Proxies, CSRFKey: p.keys.CSRF(), Currency: currency,
		DemoAccounts: demoAccounts(p.config.Demo), DemoFile: web.DemoFile{Name: seed.SampleName, Content: seed.Sample},
		Checkpoints: kept,
	}, a.rooms, p.log)
	return a, err
}

// currency is the shop's one currency.
const currency = "EUR"

// start sets to work what runs beside the requests.
func (a *parts) start(ctx context.Context) (err error) {
	ctx, a.end = context.WithCancel(ctx)
	a.beside.Go(func() { a.sequencer.Run(ctx) })
	a.beside.Go(func() { a.hear(ctx) })
	a.queue, err = job.Start(ctx, a.program.ground.App, a.plan, job.Options{Log: a.program.log})
	return err
}

// hear lets the front door drop what it keeps in memory when the sequencer tells of changes. Where it cannot hear them, nothing is
// kept.
func (a *parts) hear(ctx context.Context) {
	if err := store.Listen(ctx, a.program.ground.Listen, a.front.Changed); err != nil {
		a.program.log.Error("changes cannot be heard, so pages are not kept in memory", "error", err)
	}
}

// stop lets running jobs come to their end.
func (a *parts) stop(ctx context.Context) error {
	a.end()
	a.beside.Wait()
	if a.queue == nil {
		return nil
	}
	if err := a.queue.Stop(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}
