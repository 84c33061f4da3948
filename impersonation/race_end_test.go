package impersonation_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store/account"
)

// Actor and administrator end a session at the same moment, 3,000 times: it ends once, with the cause of one of them, both are told
// that very end, and the record holds one.
func TestI50_TwoEndsLeaveOneCause_3000Races(t *testing.T) {
	t.Parallel()
	tr := newTrack(t)
	root := tr.staff("Ruth Root", "administrator")
	l := tr.lane("", ofActor)
	for range trials / abreast {
		if err := l.open(t.Context(), "", 30*time.Minute); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for _, id := range l.running {
			public := get[string](l.world, `SELECT public_id FROM shop.impersonation_session WHERE id = $1`, id)
			wait.Go(func() { l.endTwice(t, public, root) })
		}
		wait.Wait()
		if t.Failed() {
			return
		}
	}
	if n := get[int](tr.world, `SELECT count(*) FROM public.ending`); n != trials {
		t.Errorf("%d ends of %d sessions", n, trials)
	}
	if n := get[int](tr.world, `SELECT count(*) FROM audit.entry WHERE action = 'acting.end'`); n != trials {
		t.Errorf("the record tells of %d ends of %d sessions", n, trials)
	}
	user := get[int](tr.world, `SELECT count(*) FROM shop.impersonation_session WHERE end_cause = 'user'`)
	killed := get[int](tr.world, `SELECT count(*) FROM shop.impersonation_session WHERE end_cause = 'killed'`)
	t.Logf("%d were ended by the actor, %d by the administrator", user, killed)
	if user+killed != trials || user < trials/50 || killed < trials/50 {
		t.Errorf("%d and %d of %d: that was no race", user, killed, trials)
	}
}

func (l *lane) endTwice(t *testing.T, public string, root account.Actor) {
	t.Helper()
	told := make(chan impersonation.Session, 2)
	for _, by := range []account.Actor{l.actors[0], root} {
		go func() {
			linger(300)
			s, err := l.world.endOrKill(context.WithoutCancel(t.Context()), by, public)
			if err != nil {
				t.Error(err)
			}
			told <- s
		}()
	}
	one, two := <-told, <-told
	if one.EndedAt == nil || two.EndedAt == nil || !one.EndedAt.Equal(*two.EndedAt) || one.EndCause != two.EndCause {
		t.Errorf("one is told %v %q, the other %v %q", one.EndedAt, one.EndCause, two.EndedAt, two.EndCause)
	}
}
