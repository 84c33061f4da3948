package impersonation_test

import (
	"strings"
	"testing"
)

// What voids sessions, raced 3,000 times against writes under them.
var contests = map[string]contest{
	"end": {void: `SELECT shop.end_sessions(given.sessions, 'user') FROM given`},
	"disable actor": {
		void:    `UPDATE shop.person SET status = 'locked' FROM given WHERE id = given.actor`,
		restore: `UPDATE shop.person SET status = 'active' FROM given WHERE id = given.actor`},
	"demote": {
		void:    `DELETE FROM shop.staff_role USING given WHERE person_id = given.actor`,
		restore: `INSERT INTO shop.staff_role (person_id, role) SELECT given.actor, 'support_agent' FROM given ON CONFLICT DO NOTHING`},
	"promote subject": {of: ofSubject,
		void:    `INSERT INTO shop.staff_role (person_id, role) SELECT given.subject, 'auditor' FROM given`,
		restore: `DELETE FROM shop.staff_role USING given WHERE person_id = given.subject`},
	"withdraw consent": {of: ofSubject,
		void:    `UPDATE shop.consent SET state = 'ask', until = NULL FROM given WHERE person_id = given.subject`,
		restore: `UPDATE shop.consent SET state = 'allowed', until = shop.shop_now() + interval '30 days' FROM given WHERE person_id = given.subject`},
}

// raced runs a contest and wants no write after the end, by either measure.
func raced(t *testing.T, name string) {
	t.Helper()
	v := contests[name].run(t)
	v.fair(t)
	if v.ByClock != 0 || v.Unseen != 0 {
		t.Errorf("%d writes after the end by the clock, %d by the order of commits", v.ByClock, v.Unseen)
	}
}

func TestI50_NothingIsWrittenAfterTheEnd_3000Races(t *testing.T) {
	t.Parallel()
	raced(t, "end")
}

func TestI35_NothingIsWrittenOnceTheActorIsDisabled_3000Races(t *testing.T) {
	t.Parallel()
	raced(t, "disable actor")
}

func TestI35_NothingIsWrittenOnceTheActorIsDemoted_3000Races(t *testing.T) {
	t.Parallel()
	raced(t, "demote")
}

func TestI36_NothingIsWrittenOnceTheSubjectIsPromoted_3000Races(t *testing.T) {
	t.Parallel()
	raced(t, "promote subject")
}

func TestI11_NothingIsWrittenOnceConsentIsWithdrawn_3000Races(t *testing.T) {
	t.Parallel()
	raced(t, "withdraw consent")
}

// The measures must be able to fail: without the row lock, writes come after the end.
func TestI50_TheRaceWouldBeNoticed(t *testing.T) {
	t.Parallel()
	tr := newTrack(t)
	unlocked := strings.ReplaceAll(get[string](tr.world, `SELECT pg_get_functiondef('audit.hold_session'::regproc)`), "FOR SHARE OF i;", ";")
	if _, err := tr.Owner.ExecContext(t.Context(), unlocked); err != nil {
		t.Fatal(err)
	}
	l := tr.lane("", ofActor)
	for range rounds / 5 {
		if err := l.round(t.Context(), contests["end"]); err != nil {
			t.Fatal(err)
		}
	}
	if v := tr.judge(t); v.ByClock == 0 || v.Unseen == 0 {
		t.Errorf("without the lock %d writes came after the end by the clock, %d by the order of commits: the test measures nothing", v.ByClock, v.Unseen)
	}
}
