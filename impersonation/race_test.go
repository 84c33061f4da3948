package impersonation_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// runners race side by side, each with an actor and a subject of its own.
const runners = 4

// race lets a write under a session and something that voids it run against each other, trials times in all, and wants no write
// after the end. The end's clock is read after its lock was got, so a write that was let in lies before it.
func race(t *testing.T, trials int, void func(ctx context.Context, r *runner) error) {
	t.Helper()
	w := newWorld(t)
	var wait sync.WaitGroup
	for i := range runners {
		r := &runner{w: w, actor: w.agent(fmt.Sprint("Ada ", i)), subject: w.shopper(fmt.Sprint("Mara ", i))}
		wait.Go(func() { r.run(t, trials/runners, void) })
	}
	wait.Wait()
	late := get[int](w, `SELECT count(*) FROM shop.customer_note n JOIN shop.impersonation_session s ON s.id = n.session_id WHERE n.at > s.ended_at`)
	written, ended := get[int](w, `SELECT count(*) FROM shop.customer_note`), get[int](w, `SELECT count(*) FROM shop.impersonation_session WHERE ended_at IS NOT NULL`)
	t.Logf("%d sessions ended, %d writes came before the end, %d after it", ended, written, late)
	if late != 0 || ended != trials/runners*runners {
		t.Errorf("%d writes after the end, %d of %d sessions ended", late, ended, trials)
	}
	if written == 0 || written == ended {
		t.Errorf("%d of %d writes came first: that was no race", written, ended)
	}
}

type runner struct {
	w       *world
	actor   account.Actor
	subject account.Person
	session int64
}

func (r *runner) run(t *testing.T, trials int, void func(ctx context.Context, r *runner) error) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	for range trials {
		if err := r.open(ctx); err != nil {
			t.Error(err)
			return
		}
		done := make(chan error, 2)
		pause := time.Duration(rand.IntN(2000)) * time.Microsecond
		go func() { done <- r.write(ctx) }()
		go func() { time.Sleep(pause); done <- void(ctx, r) }()
		for range 2 {
			if err := <-done; err != nil && !fault.Is(err, fault.Conflict) {
				t.Error(err)
				return
			}
		}
	}
}

// open begins a session straight in the table, as a start with a code does in its last step.
func (r *runner) open(ctx context.Context) error {
	return r.w.Transact(ctx, account.Operator("test"), "test.open", func(tx *store.Tx) error {
		return tx.Get(ctx, &r.session, `
			INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions,
			  footprint, reason, consent_kind, consent_text, expires_at, idle_minutes)
			SELECT $1, $2, $3, 'support_agent', 'shopper', r.id, to_jsonb(r), 'act', r.permissions, 'step_up', 'a race', 'standing', 'yes',
			       shop.shop_now() + interval '30 minutes', 10
			  FROM shop.impersonation_rule r WHERE r.id = 1 RETURNING id`, int64(r.actor.ID), int64(r.subject.ID), r.actor.SignIn)
	})
}

// write writes late in its transaction, and notes the moment.
func (r *runner) write(ctx context.Context) error {
	a := account.Actor{Kind: store.Person, ID: r.actor.ID, Subject: account.SubjectID(r.subject.ID), Session: r.session, SignIn: r.actor.SignIn}
	return r.w.Transact(ctx, a, "test.write", func(tx *store.Tx) error {
		time.Sleep(time.Duration(rand.IntN(1500)) * time.Microsecond)
		_, err := tx.Exec(ctx, `INSERT INTO shop.customer_note (person_id, author_id, session_id, text, at) VALUES ($1, $2, $3, 'late?', shop.shop_clock())`,
			int64(r.subject.ID), int64(r.actor.ID), r.session)
		return err
	})
}

// exec changes something as the command line.
func (r *runner) exec(ctx context.Context, statement string, args ...any) error {
	return r.w.Transact(ctx, account.Operator("test"), "test.void", func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, statement, args...)
		return err
	})
}

func TestI50_NothingIsWrittenAfterTheEnd_3000Races(t *testing.T) {
	t.Parallel()
	race(t, 3000, func(ctx context.Context, r *runner) error {
		return r.exec(ctx, `SELECT shop.end_sessions(ARRAY[$1::bigint], 'user')`, r.session)
	})
}

// The measure must be able to fail: without the row lock, writes come after the end.
func TestI50_TheRaceWouldBeNoticed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	unlocked := strings.ReplaceAll(get[string](w, `SELECT pg_get_functiondef('audit.hold_session'::regproc)`), "FOR SHARE OF i;", ";")
	if _, err := w.Owner.ExecContext(t.Context(), unlocked); err != nil {
		t.Fatal(err)
	}
	r := &runner{w: w, actor: w.agent("Ada Novak"), subject: w.shopper("Mara Lind")}
	r.run(t, 200, func(ctx context.Context, r *runner) error {
		return r.exec(ctx, `SELECT shop.end_sessions(ARRAY[$1::bigint], 'user')`, r.session)
	})
	late := get[int](w, `SELECT count(*) FROM shop.customer_note n JOIN shop.impersonation_session s ON s.id = n.session_id WHERE n.at > s.ended_at`)
	if late == 0 {
		t.Error("without the lock no write came after the end in 200 races: the test measures nothing")
	}
	t.Logf("without the lock %d of 200 writes came after the end", late)
}

func TestI35_DisablingTheActorRacesToo(t *testing.T) {
	t.Parallel()
	race(t, 200, func(ctx context.Context, r *runner) error {
		if err := r.exec(ctx, `UPDATE shop.person SET status = 'locked' WHERE id = $1`, int64(r.actor.ID)); err != nil {
			return err
		}
		return r.exec(ctx, `UPDATE shop.person SET status = 'active' WHERE id = $1`, int64(r.actor.ID))
	})
}

func TestI36_PromotingTheSubjectRacesToo(t *testing.T) {
	t.Parallel()
	race(t, 200, func(ctx context.Context, r *runner) error {
		if err := r.exec(ctx, `INSERT INTO shop.staff_role (person_id, role) VALUES ($1, 'auditor')`, int64(r.subject.ID)); err != nil {
			return err
		}
		return r.exec(ctx, `DELETE FROM shop.staff_role WHERE person_id = $1`, int64(r.subject.ID))
	})
}

func TestI11_WithdrawingConsentRacesToo(t *testing.T) {
	t.Parallel()
	race(t, 200, func(ctx context.Context, r *runner) error {
		if err := r.exec(ctx, `UPDATE shop.consent SET state = 'ask', until = NULL WHERE person_id = $1`, int64(r.subject.ID)); err != nil {
			return err
		}
		return r.exec(ctx, `UPDATE shop.consent SET state = 'allowed', until = shop.shop_now() + interval '30 days' WHERE person_id = $1`, int64(r.subject.ID))
	})
}

// A start and what would have forbidden it, at the same time: either the start is refused, or its session is closed.
func TestI35_AStartCannotSlipPastADemotion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	for range 40 {
		form := w.form(ada, mara)
		done := make(chan error, 2)
		go func() {
			_, err := w.sessions.Start(context.WithoutCancel(t.Context()), ada, form)
			done <- err
		}()
		go func() { done <- w.try(`DELETE FROM shop.staff_role WHERE person_id = $1`, ada.ID) }()
		<-done
		<-done
		if n := get[int](w, `SELECT count(*) FROM shop.impersonation_session WHERE ended_at IS NULL`); n != 0 {
			t.Fatal("a session of somebody demoted runs on")
		}
		w.change(`INSERT INTO shop.staff_role (person_id, role) VALUES ($1, 'support_agent')`, ada.ID)
	}
}

// What a start stands on is locked with it: a role or consent that comes at the same moment waits.
func TestI36_AStartCannotSlipPastAPromotion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.agent("Ada Novak")
	for i := range 30 {
		mara := w.shopper(fmt.Sprint("Mara ", i))
		form := w.form(ada, mara)
		done := make(chan error, 2)
		go func() {
			_, err := w.sessions.Start(context.WithoutCancel(t.Context()), ada, form)
			done <- err
		}()
		go func() { done <- w.try(`INSERT INTO shop.staff_role (person_id, role) VALUES ($1, 'auditor')`, mara.ID) }()
		<-done
		<-done
		if n := get[int](w, `SELECT count(*) FROM shop.impersonation_session WHERE ended_at IS NULL AND subject_id = $1`, mara.ID); n != 0 {
			t.Fatal("somebody acts for staff")
		}
	}
}
