package impersonation_test

import (
	"strings"
	"testing"
	"time"

	"standin/impersonation"
	"standin/store/account"
	"standin/store/fault"
	"standin/store/session"
)

// scene is a running session, the people of it, and one who may end everybody's.
type scene struct {
	*world
	actor   account.Actor
	subject account.Person
	root    account.Actor
	session impersonation.Session
}

// ending brings one cause about, without a click of the actor wherever that can be. What it gives is the moment at which the
// session lapsed; the zero time for the moment of the ending itself.
type ending func(t *testing.T, s scene) (lapsed time.Time)

var endings = map[impersonation.Cause]ending{
	impersonation.EndedByUser: func(t *testing.T, s scene) (at time.Time) {
		t.Helper()
		s.endBy(t, s.actor)
		return at
	},
	impersonation.EndedBySignOut: func(t *testing.T, s scene) (at time.Time) {
		t.Helper()
		s.must(t, session.New(s.DB.DB).End(t.Context(), s.actor, s.actor.SignIn))
		return at
	},
	impersonation.Expired: func(t *testing.T, s scene) time.Time {
		t.Helper()
		a := s.acting(s.actor, s.session)
		for range 4 { // busy to the last
			s.Shift(t, 7*time.Minute)
			s.must(t, s.write(a))
		}
		s.Shift(t, 3*time.Minute)
		s.job(t)
		return s.session.ExpiresAt
	},
	impersonation.Idle: func(t *testing.T, s scene) time.Time {
		t.Helper()
		s.Shift(t, 2*time.Hour)
		s.job(t)
		return s.session.StartedAt.Add(10 * time.Minute)
	},
	impersonation.Superseded: func(_ *testing.T, s scene) (at time.Time) {
		s.start(s.actor, s.form(s.actor, s.subject))
		return at
	},
	impersonation.ActorRevoked:   changing(`DELETE FROM shop.staff_role WHERE person_id = $1`, func(s scene) any { return int64(s.actor.ID) }),
	impersonation.SubjectChanged: changing(`UPDATE shop.person SET status = 'blocked' WHERE id = $1`, subjectOf),
	impersonation.EndedBySubject: func(t *testing.T, s scene) (at time.Time) {
		t.Helper()
		s.endBy(t, s.signIn(int64(s.subject.ID)))
		return at
	},
	impersonation.ConsentWithdrawn: changing(`UPDATE shop.consent SET state = 'ask', until = NULL WHERE person_id = $1`, subjectOf),
	impersonation.PolicyChanged:    changing(`UPDATE shop.impersonation_rule SET permissions = array_remove(permissions, 'cart.edit') WHERE id = $1`, ruleOf),
	impersonation.OutsidePolicy: func(t *testing.T, s scene) time.Time {
		t.Helper()
		s.Shift(t, 6*time.Minute) // past the rule's hours, within the idle time
		s.job(t)
		return s.hour(t, s.session.Rule.HoursUntil)
	},
	impersonation.FeatureOff: changing(`UPDATE shop.setting SET value = 'false' WHERE name = 'acting.enabled' AND $1::bigint > 0`, ruleOf),
	impersonation.Killed: func(t *testing.T, s scene) (at time.Time) {
		t.Helper()
		s.endBy(t, s.root)
		return at
	},
	impersonation.ByFootprint: func(t *testing.T, s scene) (at time.Time) {
		t.Helper()
		elsewhere := firefox
		elsewhere.Browser = "Chrome"
		_, err := s.sessions.Current(t.Context(), s.actor.SignIn, s.session.PublicID, elsewhere)
		s.must(t, err)
		return at
	},
}

func changing(statement string, arg func(s scene) any) ending {
	return func(_ *testing.T, s scene) (at time.Time) { s.change(statement, arg(s)); return at }
}

func subjectOf(s scene) any { return int64(s.subject.ID) }
func ruleOf(s scene) any    { return s.session.RuleID }

func TestI50_EachCauseIsRecordedOnceAtItsMoment(t *testing.T) {
	t.Parallel()
	for _, cause := range impersonation.Causes() {
		end := endings[cause]
		if end == nil {
			t.Errorf("nothing brings about %s", cause)
			continue
		}
		t.Run(string(cause), func(t *testing.T) {
			t.Parallel()
			s := newScene(t, cause)
			before := s.now()
			moment := end(t, s)
			row, err := s.sessions.ByPublicID(t.Context(), s.session.PublicID)
			if err != nil || row.EndedAt == nil || row.EndCause != cause {
				t.Fatalf("the row says %v %q, %v", row.EndedAt, row.EndCause, err)
			}
			if moment.IsZero() && (row.EndedAt.Before(before) || row.EndedAt.After(s.now())) || !moment.IsZero() && !row.EndedAt.Equal(moment) {
				t.Errorf("it ended at %v; want %v (or the very moment)", row.EndedAt, moment)
			}
			s.endedOnce(t, row)
		})
	}
	if len(endings) != 14 {
		t.Errorf("%d causes are brought about; there are 14", len(endings))
	}
}

// newScene is a running session; for the hours' cause, under a rule whose hours end in three minutes.
func newScene(t *testing.T, cause impersonation.Cause) scene {
	t.Helper()
	w := newWorld(t)
	s := scene{world: w, actor: w.agent("Ada Novak"), subject: w.shopper("Mara Lind"), root: w.staff("Ruth Root", "administrator")}
	if cause == impersonation.OutsidePolicy {
		now := w.now().In(time.Local)
		w.change(`UPDATE shop.impersonation_rule SET hours_from = $1, hours_until = $2 WHERE id = 1`,
			now.Add(-time.Hour).Format(time.TimeOnly), now.Add(3*time.Minute).Format(time.TimeOnly))
	}
	s.session = w.begin(s.actor, s.subject)
	return s
}

// endedOnce wants one end in the record, a job that finds nothing more to end, and nobody who can act or end once more.
func (s scene) endedOnce(t *testing.T, row impersonation.Session) {
	t.Helper()
	if n, err := s.sessions.CloseLapsed(t.Context()); n != 0 || err != nil {
		t.Errorf("the job ended %d more, %v", n, err)
	}
	s.endBy(t, s.root)
	causes := get[string](s.world, `SELECT string_agg(p.body#>>'{after,end_cause}', ' ') FROM audit.payload p
		WHERE p.body->>'table' = 'shop.impersonation_session' AND p.body->>'op' = 'update' AND p.body#>>'{key,id}' = $1`, itoa(s.session.ID))
	if causes != string(row.EndCause) {
		t.Errorf("the record tells of the ends %q", causes)
	}
	a := account.Actor{Kind: "person", ID: s.actor.ID, Subject: s.session.SubjectID, Session: s.session.ID, SignIn: s.actor.SignIn}
	if err := s.write(a); !fault.Is(err, fault.Conflict) {
		t.Errorf("a write after the end says %v", err)
	}
	if again, err := s.sessions.ByPublicID(t.Context(), s.session.PublicID); err != nil || !again.EndedAt.Equal(*row.EndedAt) || again.EndCause != row.EndCause {
		t.Errorf("afterwards the row says %v %q, %v", again.EndedAt, again.EndCause, err)
	}
	if said := row.EndCause.Sentence(); said == "" || said == "It is over." || strings.TrimSpace(row.EndCause.By()) == "" {
		t.Errorf("the cause has no words: %q, %q", said, row.EndCause.By())
	}
}

// Hours that ended yesterday are yesterday's end.
func TestI50_HoursThatEndedBeforeMidnight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, mara := w.agent("Ada Novak"), w.shopper("Mara Lind")
	y, m, d := w.now().In(time.Local).Date()
	w.Shift(t, time.Until(time.Date(y, m, d+1, 23, 56, 0, 0, time.Local)))
	ada = w.signIn(int64(ada.ID))
	w.change(`UPDATE shop.impersonation_rule SET hours_from = '12:00', hours_until = '23:59' WHERE id = 1`)
	s := w.begin(ada, mara)
	w.Shift(t, 6*time.Minute)
	row := w.over(ada, s, impersonation.OutsidePolicy)
	if at := row.EndedAt.In(time.Local).Format(time.TimeOnly); at != "23:59:00" || row.EndedAt.Sub(row.StartedAt) > 4*time.Minute {
		t.Errorf("it ended at %v, %v after its start", row.EndedAt, row.Took(w.now()))
	}
}

func (s scene) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s scene) endBy(t *testing.T, by account.Actor) {
	t.Helper()
	_, err := s.world.endOrKill(t.Context(), by, s.session.PublicID)
	s.must(t, err)
}

// job runs the job of each minute, which has exactly this session to end.
func (s scene) job(t *testing.T) {
	t.Helper()
	if n, err := s.world.sessions.CloseLapsed(t.Context()); n != 1 || err != nil {
		t.Fatalf("the job ended %d, %v", n, err)
	}
}

// hour is today's time of a clock that stands in a rule.
func (s scene) hour(t *testing.T, clock string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation(time.DateTime, s.session.StartedAt.In(time.Local).Format(time.DateOnly)+" "+clock, time.Local)
	s.must(t, err)
	if at.Before(s.session.StartedAt) { // over midnight
		at = at.AddDate(0, 0, 1)
	}
	return at
}
