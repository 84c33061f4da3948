package impersonation_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"standin/store"
	"standin/store/account"
	"standin/store/fault"
)

// A race is run 3,000 times: by two runners, each 300 rounds, each round with five sessions under which somebody writes while one
// thing voids them all. So five trials cost seven transactions.
const (
	runners = 2
	rounds  = 300
	abreast = 5
	trials  = runners * rounds * abreast
)

// track is a shop in which the end of each session notes what had been committed at that moment: what a database's snapshot does
// not see then, comes after the end, whatever a clock says.
type track struct{ *world }

func newTrack(t *testing.T) track {
	t.Helper()
	w := newWorld(t)
	_, err := w.Owner.ExecContext(t.Context(), `
		CREATE TABLE public.ending (session bigint PRIMARY KEY, saw pg_snapshot NOT NULL);
		CREATE FUNCTION public.note_ending() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
		BEGIN
		  INSERT INTO public.ending VALUES (NEW.id, pg_current_snapshot());
		  RETURN NULL;
		END $$;
		CREATE TRIGGER a_note_ending AFTER UPDATE OF ended_at ON shop.impersonation_session FOR EACH ROW EXECUTE FUNCTION public.note_ending();`)
	if err != nil {
		t.Fatal(err)
	}
	return track{w}
}

// verdict is what came of the races on a track.
type verdict struct {
	Ended   int `db:"ended"`
	Ends    int `db:"ends"`    // written, by the trigger's count
	Written int `db:"written"` // writes that were committed
	ByClock int `db:"by_clock"`
	Unseen  int `db:"unseen"` // committed after the end was made
}

// judge counts the writes after the end in two ways: by the clock, which each write and each end reads when it happens, and by the
// order of commits.
func (tr track) judge(t *testing.T) (v verdict) {
	t.Helper()
	err := tr.Owner.GetContext(t.Context(), &v, `
		SELECT (SELECT count(*) FROM shop.impersonation_session WHERE ended_at IS NOT NULL) AS ended,
		       (SELECT count(*) FROM public.ending) AS ends, count(n.id) AS written,
		       count(n.id) FILTER (WHERE n.at >= s.ended_at) AS by_clock,
		       count(n.id) FILTER (WHERE NOT pg_visible_in_snapshot(e.xid, g.saw)) AS unseen
		  FROM shop.customer_note n JOIN shop.impersonation_session s ON s.id = n.session_id
		  LEFT JOIN public.ending g ON g.session = s.id
		  LEFT JOIN audit.entry e ON e.session = s.id AND e.action = 'test.write' AND e.outcome = 'done'`)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d sessions ended; %d writes came before the end; after it %d by the clock, %d by the order of commits", v.Ended, v.Written, v.ByClock, v.Unseen)
	return v
}

// fair wants every session ended once, and a race in which neither side always wins.
func (v verdict) fair(t *testing.T) {
	t.Helper()
	if v.Ended != trials || v.Ends != trials {
		t.Errorf("%d sessions ended, with %d ends; want %d", v.Ended, v.Ends, trials)
	}
	if v.Written < trials/50 || v.Written > trials-trials/50 {
		t.Errorf("%d of %d writes came first: that was no race", v.Written, trials)
	}
}

// contest is one thing that voids sessions, and what makes it possible once more.
type contest struct {
	void    string // what happens, as the command line; $1 is an actor, $2 a subject, $3 the sessions
	restore string // $1 is an actor, $2 a subject
	of      byActorOrSubject
}

type byActorOrSubject int

// Five sessions are of one actor for five subjects, or of five actors for one subject.
const (
	ofActor byActorOrSubject = iota
	ofSubject
)

// run lets the runners race, and counts.
func (c contest) run(t *testing.T) verdict {
	t.Helper()
	tr := newTrack(t)
	var wait sync.WaitGroup
	for i := range runners {
		r := tr.lane(fmt.Sprint(i), c.of)
		wait.Go(func() {
			for range rounds {
				if err := r.round(context.WithoutCancel(t.Context()), c); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	return tr.judge(t)
}

// lane is one runner's own people and the sessions of the present round.
type lane struct {
	track
	actors   []account.Actor
	subjects []account.Person
	running  []int64
	head     int // microseconds that what voids, or time, gives the writes: so many that some come first and some do not
}

func (tr track) lane(name string, of byActorOrSubject) *lane {
	l := &lane{track: tr, head: 3000}
	for i := range abreast {
		if of == ofSubject || i == 0 {
			l.actors = append(l.actors, tr.agent(fmt.Sprint("Ada ", name, i)))
		}
		if of == ofActor || i == 0 {
			l.subjects = append(l.subjects, tr.shopper(fmt.Sprint("Mara ", name, i)))
		}
	}
	return l
}

func (l *lane) actor(i int) account.Actor    { return l.actors[i%len(l.actors)] }
func (l *lane) subject(i int) account.Person { return l.subjects[i%len(l.subjects)] }

// round opens five sessions and lets five writes and what voids them run against each other.
func (l *lane) round(ctx context.Context, c contest) error {
	if err := l.open(ctx, c.restore, 30*time.Minute); err != nil {
		return err
	}
	voided := make(chan error, 1)
	go func() {
		linger(l.head)
		voided <- l.operator(ctx, "test.void", func(tx *store.Tx) error { return l.exec(ctx, tx, c.void) })
	}()
	err := l.writes(ctx, 1500, 1000)
	return errors.Join(err, <-voided)
}

// writes lets somebody write under each session, begun within so many microseconds and that slow. Those that came too late were
// refused, which is as it should be; the more there were, the more of a start the next ones get.
func (l *lane) writes(ctx context.Context, within, slow int) (first error) {
	done := make(chan error, abreast)
	for i := range abreast {
		go func() { linger(within); done <- l.write(ctx, i, slow) }()
	}
	refused := 0
	for range abreast {
		err := <-done
		switch {
		case fault.Is(err, fault.Conflict):
			refused++
		case first == nil:
			first = err
		}
	}
	l.head = min(max(500, l.head*(100+10*(refused-abreast/2))/100), 200_000)
	return first
}

// linger waits up to so many microseconds, so that each trial meets at another place.
func linger(upTo int) { time.Sleep(time.Duration(rand.IntN(upTo)) * time.Microsecond) }

// exec runs a statement with the lane's people and as many of its arguments as it names.
func (l *lane) exec(ctx context.Context, tx *store.Tx, statement string) error {
	if statement == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `WITH given AS (SELECT $1::bigint AS actor, $2::bigint AS subject, $3::bigint[] AS sessions) `+statement,
		int64(l.actors[0].ID), int64(l.subjects[0].ID), store.Int64s(l.running))
	return err
}

func (l *lane) operator(ctx context.Context, action string, fn func(tx *store.Tx) error) error {
	return l.Transact(ctx, account.Operator("test"), action, fn)
}

// open begins the sessions straight in the table, as a start with a code does in its last step.
func (l *lane) open(ctx context.Context, restore string, life time.Duration) error {
	return l.operator(ctx, "test.open", func(tx *store.Tx) error {
		l.running = l.running[:0]
		if err := l.exec(ctx, tx, restore); err != nil {
			return err
		}
		for i := range abreast {
			var id int64
			err := tx.Get(ctx, &id, `
				INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions,
				  footprint, reason, consent_kind, consent_text, expires_at, idle_minutes)
				SELECT $1, $2, $3, 'support_agent', 'shopper', r.id, to_jsonb(r), 'act', r.permissions, 'step_up', 'a race', 'standing', 'yes',
				       shop.shop_clock() + make_interval(secs => $4), 10
				  FROM shop.impersonation_rule r WHERE r.id = 1 RETURNING id`,
				int64(l.actor(i).ID), int64(l.subject(i).ID), l.actor(i).SignIn, life.Seconds())
			if err != nil {
				return err
			}
			l.running = append(l.running, id)
		}
		return nil
	})
}

// write writes under the session at place i late in its transaction, and notes the moment.
func (l *lane) write(ctx context.Context, i, slow int) error {
	a := account.Actor{Kind: store.Person, ID: l.actor(i).ID, Subject: account.SubjectID(l.subject(i).ID), Session: l.running[i], SignIn: l.actor(i).SignIn}
	return l.Transact(ctx, a, "test.write", func(tx *store.Tx) error {
		linger(slow)
		_, err := tx.Exec(ctx, `INSERT INTO shop.customer_note (person_id, author_id, session_id, text, at) VALUES ($1, $2, $3, 'late?', shop.shop_clock())`,
			int64(a.Subject), int64(a.ID), a.Session)
		return err
	})
}
