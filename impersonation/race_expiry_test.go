package impersonation_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"standin/store"
	"standin/store/fault"
)

// expire opens sessions that lapse within the next milliseconds, lets writes begin about then, and closes what has lapsed as the
// job does.
func (l *lane) expire(ctx context.Context) error {
	if err := l.open(ctx, "", time.Duration(l.head)*time.Microsecond); err != nil {
		return err
	}
	if err := l.writes(ctx, 6000, 1500); err != nil {
		return err
	}
	for open := true; open; {
		if _, err := l.world.sessions.CloseLapsed(ctx); err != nil {
			return err
		}
		if err := l.Get(ctx, &open, `SELECT EXISTS (SELECT FROM shop.impersonation_session WHERE id = ANY ($1) AND ended_at IS NULL)`,
			store.Int64s(l.running)); err != nil {
			return err
		}
	}
	return nil
}

func (tr track) expiries(t *testing.T, hands, turns int) verdict {
	t.Helper()
	var wait sync.WaitGroup
	for i := range hands {
		l := tr.lane(fmt.Sprint(i), ofActor)
		wait.Go(func() {
			for range turns {
				if err := l.expire(context.WithoutCancel(t.Context())); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	return tr.judge(t)
}

func TestI31_NothingIsWrittenOnceTimeIsUp_3000Races(t *testing.T) {
	t.Parallel()
	tr := newTrack(t)
	v := tr.expiries(t, runners, rounds)
	v.fair(t)
	if v.ByClock != 0 || v.Unseen != 0 {
		t.Errorf("%d writes after the end by the clock, %d by the order of commits", v.ByClock, v.Unseen)
	}
	if n := get[int](tr.world, `SELECT count(*) FROM shop.impersonation_session WHERE end_cause <> 'expired' OR ended_at <> expires_at`); n != 0 {
		t.Errorf("%d sessions did not end at the moment they lapsed", n)
	}
}

// Without the look at the commit, a transaction that was let in in time would finish after it.
func TestI31_TheRaceWouldBeNoticed(t *testing.T) {
	t.Parallel()
	tr := newTrack(t)
	if _, err := tr.Owner.ExecContext(t.Context(), `ALTER TABLE audit.entry DISABLE TRIGGER end_in_time`); err != nil {
		t.Fatal(err)
	}
	if v := tr.expiries(t, 1, rounds/5); v.ByClock == 0 {
		t.Error("without the look at the commit no write came after its time: the test measures nothing")
	}
}

func TestI31_WhatIsFinishedTooLateIsUndone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	a := w.acting(ada, w.begin(ada, mara))
	w.Shift(t, 9*time.Minute)
	if err := w.write(a); err != nil { // still awake
		t.Fatal(err)
	}
	before := get[string](w, `SELECT phone FROM shop.person WHERE id = $1`, mara.ID)
	err := w.Transact(t.Context(), a, "test.write", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE shop.person SET phone = 'late' WHERE id = $1`, int64(mara.ID))
		w.Shift(t, 30*time.Minute) // while it is under way
		return err
	})
	if f := fault.As(err); f == nil || f.Kind != fault.Conflict || f.Code != "session_ended" {
		t.Errorf("it says %v", err)
	}
	if after := get[string](w, `SELECT phone FROM shop.person WHERE id = $1`, mara.ID); after != before {
		t.Errorf("the phone is %q now", after)
	}
}

// A refusal that comes too late stands in the record all the same.
func TestI31_ALateRefusalIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	a := w.acting(ada, w.begin(ada, mara))
	err := w.Transact(t.Context(), a, "test.write", func(tx *store.Tx) error {
		if err := tx.Keep(t.Context()); err != nil {
			return err
		}
		w.Shift(t, time.Hour)
		return tx.Refuse(fault.New(fault.Forbidden, "No.").WithCode("no"))
	})
	if f := fault.As(err); f == nil || f.Code != "no" {
		t.Errorf("it says %v", err)
	}
	if n := get[int](w, `SELECT count(*) FROM audit.entry WHERE action = 'test.write' AND outcome = 'refused'`); n != 1 {
		t.Errorf("%d refusals in the record", n)
	}
}
