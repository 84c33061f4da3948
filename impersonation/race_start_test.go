package impersonation_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/storetest"
)

// Two starts at the rule's limit of one, at the same moment, 3,000 times: exactly one session, and the other start is told why.
func TestI46_TwoStartsAtTheLimitGiveOne_3000Races(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := storetest.Organization(t, w.DB, "School")
	var wait sync.WaitGroup
	for i := range 2 * runners {
		p := &pair{w: w, boss: w.powerUser(school, fmt.Sprint("Paul Power ", i))}
		for _, name := range []string{"Bea Buyer ", "Bob Buyer "} {
			form := w.form(p.boss, w.person(storetest.Member(t, w.DB, school, fmt.Sprint(name, i), "buyer")))
			form.Capacity = account.ForOrganization(account.OrganizationID(school))
			p.forms = append(p.forms, form)
		}
		wait.Go(func() {
			for range trials / (2 * runners) {
				if !p.race(t) {
					return
				}
			}
		})
	}
	wait.Wait()
	if n := get[int](w, `SELECT count(*) FROM shop.impersonation_session`); n != trials {
		t.Errorf("%d sessions of %d races", n, trials)
	}
	refused := get[int](w, `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id AND p.at = e.at
		WHERE e.action = 'acting.start' AND e.outcome = 'refused' AND p.body->>'cause' = $1`, impersonation.RefusedAtOnce)
	if refused != trials {
		t.Errorf("the record holds %d refusals of %d races", refused, trials)
	}
}

// pair is a power user who starts for two members at once.
type pair struct {
	w     *world
	boss  account.Actor
	forms []impersonation.StartForm
}

// race runs one trial and tells whether it went well. Both codes are good: the refusal comes before they are looked at.
func (p *pair) race(t *testing.T) bool {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	if err := p.reset(ctx); err != nil {
		t.Error(err)
		return false
	}
	results := make(chan error, 2)
	for i := range p.forms {
		form := p.forms[i]
		form.Code, _ = account.Code(account.SecretText(secret), time.Now())
		go func() {
			linger(500)
			_, err := p.w.sessions.Start(ctx, p.boss, form)
			results <- err
		}()
	}
	one, two := <-results, <-results
	if one == nil {
		one, two = two, one
	}
	f := fault.As(one)
	if two != nil || f == nil || f.Code != impersonation.RefusedAtOnce {
		t.Errorf("the starts say %v and %v; want one refusal at the limit", one, two)
		return false
	}
	return true
}

// reset ends what runs and lets the code be used again.
func (p *pair) reset(ctx context.Context) error {
	return p.w.Transact(ctx, account.Operator("test"), "test.reset", func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `
			WITH a AS (UPDATE shop.totp SET last_step = 0 WHERE person_id = $1)
			SELECT shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE actor_id = $1 AND ended_at IS NULL), 'user')`, int64(p.boss.ID))
		return err
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
