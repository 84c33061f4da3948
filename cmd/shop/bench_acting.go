package main

import (
	"context"
	"fmt"
	"time"

	"standin/impersonation"
	"standin/seed"
	"standin/store"
	"standin/store/account"
	"standin/store/embedpg"
	"standin/store/session"
)

// actingRuns is how often a session begins and ends.
const actingRuns = 60

// starting compares beginning and ending a session, record included, with the same statements where nothing is recorded: on the copy
// of the database, which takes the same steps in turns.
func (b *benchmark) starting(ctx context.Context, p *program) error {
	bare, err := openBare(p.ground.Private.DatabaseURL(embedpg.Superuser, bareDatabase))
	if err != nil {
		return err
	}
	defer bare.close()
	s := &startsAndEnds{program: p, bare: bare}
	if err := s.prepare(ctx); err != nil {
		return err
	}
	var shop, limit []time.Duration
	for range actingRuns {
		took, beside, err := s.once(ctx)
		if err != nil {
			return err
		}
		shop, limit = append(shop, took), append(limit, beside)
	}
	b.rows = append(b.rows, atMost("start and end of a session, recorded", usual(shop), usual(limit), "same SQL, no triggers", 3))
	return nil
}

// startsAndEnds is a helper who begins and ends sessions for one shopper, on both databases.
type startsAndEnds struct {
	program *program
	bare    *bareSQL
	actor   account.Actor
	form    impersonation.StartForm
	secret  string
}

// prepare signs the helper in, on the shop and in the very same row on the copy.
func (s *startsAndEnds) prepare(ctx context.Context) error {
	rooms := s.program.parts.rooms
	helper, err := rooms.Accounts.ByEmail(ctx, benchHelper)
	if err != nil {
		return err
	}
	subject, err := rooms.Accounts.ByEmail(ctx, benchShopper)
	if err != nil {
		return err
	}
	seen := session.Read(session.Seen{DeviceToken: "bench", IP: "127.0.0.1", Agent: visitorAgent})
	var in session.SignIn
	err = rooms.DB.Transact(ctx, account.Operator("bench"), "bench.sign_in", func(tx *store.Tx) (err error) {
		in, err = session.Begin(ctx, tx, int64(helper.ID), session.Arrival{Footprint: seen}, session.Life, true)
		return err
	})
	if err != nil {
		return err
	}
	s.actor = account.Self(helper, in.ID)
	s.form = impersonation.StartForm{Subject: subject.PublicID, Capacity: account.Shopper, Mode: impersonation.Act,
		Reason: "Measuring how fast a start is", Footprint: seen, Return: "/support"}
	for _, a := range seed.Accounts() {
		if a.Email == benchHelper {
			s.secret = a.TOTPSecret
		}
	}
	_, err = s.bare.db.ExecContext(ctx, `INSERT INTO web.sign_in (id, person_id, ends_at) OVERRIDING SYSTEM VALUE VALUES ($1, $2, now() + interval '1 day')`,
		in.ID, int64(helper.ID))
	return err
}

// once begins and ends a session on the shop, then carries out the same statements on the copy.
func (s *startsAndEnds) once(ctx context.Context) (shop, bare time.Duration, err error) {
	if err := s.freshCode(ctx); err != nil {
		return 0, 0, err
	}
	sessions := s.program.parts.rooms.Sessions
	beginning, begun := store.WithCounter(ctx)
	ending, ended := store.WithCounter(ctx)
	began := time.Now()
	started, err := sessions.Start(beginning, s.actor, s.form)
	if err != nil {
		return 0, 0, err
	}
	if _, err := sessions.End(ending, s.actor, started.PublicID); err != nil {
		return 0, 0, err
	}
	shop = time.Since(began)
	// The copy's session gets the same number, so that the end finds it.
	if _, err := s.bare.db.ExecContext(ctx, `SELECT setval(pg_get_serial_sequence('shop.impersonation_session', 'id'), $1, false)`, started.ID); err != nil {
		return 0, 0, err
	}
	began = time.Now()
	for _, counter := range []*store.Counter{begun, ended} {
		if err := s.bare.replayWrites(ctx, counter); err != nil {
			return 0, 0, err
		}
	}
	bare = time.Since(began)
	var open bool
	if err := s.bare.db.QueryRowContext(ctx, `SELECT ended_at IS NULL FROM shop.impersonation_session WHERE id = $1`, started.ID).Scan(&open); err != nil || open {
		return 0, 0, fmt.Errorf("the copy did not take the same steps: open %t, %w", open, err)
	}
	return shop, bare, nil
}

// freshCode lets the code of the moment be used once more.
func (s *startsAndEnds) freshCode(ctx context.Context) error {
	err := s.program.parts.rooms.DB.Transact(ctx, account.Operator("bench"), "bench.code", func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE shop.totp SET last_step = 0 WHERE person_id = $1`, int64(s.actor.ID))
		return err
	})
	if err != nil {
		return err
	}
	now, err := account.Now(ctx, s.program.ground.App)
	if err != nil {
		return err
	}
	s.form.Code, err = account.Code(s.secret, now)
	return err
}
