package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/embedpg"
	"standin/store/fault"
)

// A race is a write under a session against its end: so many rounds of so many writes at a time.
const (
	raceRounds  = 600
	raceAbreast = 5
	raceMinute  = time.Minute
)

// racesDatabase is the copy in which sessions are raced, so that the demonstration stays as it was.
const racesDatabase = "bench_races"

// racing lets writes run against the end of their sessions, and counts those that came after it.
func (b *benchmark) racing(ctx context.Context, p *program) (err error) {
	db, err := store.Open(ctx, p.ground.Private.DatabaseURL(embedpg.App, racesDatabase), store.Options{MaxConns: raceAbreast + 2})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	r := &racer{db: db}
	if err := r.prepare(ctx); err != nil {
		return err
	}
	began := time.Now()
	for range raceRounds {
		if err := r.round(ctx); err != nil {
			return err
		}
	}
	took := time.Since(began)
	var late, written int
	err = db.Get(ctx, &late, `SELECT count(*) FROM shop.customer_note n JOIN shop.impersonation_session s ON s.id = n.session_id WHERE n.at >= s.ended_at`)
	if err == nil {
		err = db.Get(ctx, &written, `SELECT count(*) FROM shop.customer_note n WHERE n.text = 'late?'`)
	}
	if written == 0 || written == raceRounds*raceAbreast {
		b.say("%d of %d writes came before the end: that was no race", written, raceRounds*raceAbreast)
	}
	b.rows = append(b.rows,
		measured{What: "3,000 writes raced against the end of their sessions", Shop: fmt.Sprintf("%.1f s", took.Seconds()), Limit: "–", Ratio: "–",
			Goal: fmt.Sprintf("≤ %.0f s", raceMinute.Seconds()), Missed: took > raceMinute},
		counted("  that came after it", late, 0, ""))
	return err
}

// racer is an agent with sessions for five customers at a time.
type racer struct {
	db       *store.DB
	actor    int64
	signIn   int64
	subjects []int64
	sessions []int64
}

func (r *racer) operator(ctx context.Context, fn func(tx *store.Tx) error) error {
	return r.db.Transact(ctx, account.Operator("bench"), "bench.race", fn)
}

func (r *racer) prepare(ctx context.Context) error {
	err := r.db.Get(ctx, &r.actor, `SELECT id FROM shop.person WHERE email = $1`, benchHelper)
	if err == nil {
		err = r.db.Select(ctx, &r.subjects, `SELECT id FROM shop.person WHERE email LIKE 'customer%' ORDER BY id LIMIT $1`, raceAbreast)
	}
	if err == nil && len(r.subjects) < raceAbreast {
		err = fmt.Errorf("the demonstration has %d customers, too few to race", len(r.subjects))
	}
	if err != nil {
		return err
	}
	return r.db.Get(ctx, &r.signIn, `INSERT INTO web.sign_in (person_id, ends_at) VALUES ($1, shop.shop_now() + interval '1 day') RETURNING id`, r.actor)
}

// round opens the sessions, and lets a write under each and their end run against each other.
func (r *racer) round(ctx context.Context) error {
	if err := r.operator(ctx, r.open(ctx)); err != nil {
		return err
	}
	done := make(chan error, raceAbreast+1)
	for i := range raceAbreast {
		go func() { linger(1500); done <- r.write(ctx, i) }()
	}
	go func() {
		linger(3000)
		done <- r.operator(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `SELECT shop.end_sessions($1, 'user')`, store.Int64s(r.sessions))
			return err
		})
	}()
	var first error
	for range raceAbreast + 1 {
		if err := <-done; err != nil && !fault.Is(err, fault.Conflict) && first == nil { // one that came too late was refused
			first = err
		}
	}
	return first
}

func (r *racer) open(ctx context.Context) func(tx *store.Tx) error {
	return func(tx *store.Tx) error {
		r.sessions = r.sessions[:0]
		return tx.Select(ctx, &r.sessions, `
			INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions,
			  footprint, reason, consent_kind, consent_text, expires_at, idle_minutes)
			SELECT $1, p, $2, 'support_agent', 'shopper', r.id, to_jsonb(r), 'act', r.permissions, 'step_up', 'a race', 'standing', 'yes',
			       shop.shop_now() + interval '30 minutes', 10
			  FROM shop.impersonation_rule r, unnest($3::bigint[]) p WHERE r.id = 1 RETURNING id`, r.actor, r.signIn, store.Int64s(r.subjects))
	}
}

// write writes under the session at place i, late in its transaction, and notes the moment.
func (r *racer) write(ctx context.Context, i int) error {
	a := account.Actor{Kind: store.Person, ID: account.ActorID(r.actor), Subject: account.SubjectID(r.subjects[i]), Session: r.sessions[i], SignIn: r.signIn}
	return r.db.Transact(ctx, a, "bench.race", func(tx *store.Tx) error {
		linger(1000)
		_, err := tx.Exec(ctx, `INSERT INTO shop.customer_note (person_id, author_id, session_id, text, at)
			SELECT s.subject_id, s.actor_id, s.id, 'late?', shop.shop_clock() FROM shop.impersonation_session s WHERE s.id = $1`, r.sessions[i])
		return err
	})
}

// linger waits up to so many microseconds, so that each race meets at another place.
func linger(upTo int) {
	time.Sleep(time.Duration(rand.IntN(upTo)) * time.Microsecond) // #nosec G404 -- chance, no secret
}
