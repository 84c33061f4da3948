package audit_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"standin/store"
	"standin/store/audit"
	"standin/store/fault"
	"standin/store/storetest"
)

// reviewed is a record of three months with all kinds of sessions, at random but the same each time.
func reviewed(t *testing.T) (a *acted, from, until time.Time, hours audit.OfficeHours) {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	a = newActed(t)
	ben := storetest.Staff(t, a.DB, "Ben Ortiz", "sales_rep")
	from = time.Date(2026, 10, 1, 0, 0, 0, 0, berlin) // the month in which the clocks change
	until = from.AddDate(0, 1, 0)
	a.endAll(t, "user")
	r := rand.New(rand.NewPCG(7, 11)) // #nosec G404 -- the same record each time
	now := time.Now()
	for range 90 {
		at := from.AddDate(0, -1, 0).Add(time.Duration(r.Int64N(int64(92 * 24 * time.Hour))))
		a.Shift(t, at.Sub(now))
		now = at
		actor := a.ada
		if r.IntN(3) == 0 {
			actor = ben
		}
		a.oneOfMany(t, r, actor)
	}
	return a, from, until, audit.OfficeHours{Zone: berlin, From: 8, Until: 18}
}

// oneOfMany is a session, or a refused start, or a change of the policy.
func (a *acted) oneOfMany(t *testing.T, r *rand.Rand, actor int64) {
	t.Helper()
	switch r.IntN(6) {
	case 0:
		cause := []string{"no_consent", "no_rule"}[r.IntN(2)]
		err := a.Transact(t.Context(), stand{actor: actor}, "acting.start", func(tx *store.Tx) error {
			return tx.Refuse(fault.New(fault.Forbidden, "No.").WithCode(cause))
		})
		if !fault.Is(err, fault.Forbidden) {
			t.Fatal(err)
		}
		return
	case 1:
		a.do(t, stand{actor: actor}, "policy.save_rule", func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE shop.impersonation_rule SET whole_minutes = 20 + $1 WHERE id = 1`, r.IntN(30))
			return err
		})
		return
	}
	ticket := ""
	if r.IntN(2) == 0 {
		ticket = fmt.Sprint(4000 + r.IntN(50))
	}
	id, _ := a.open(t, actor, a.mara, []string{"Lost parcel", "A code fails", "Wants a chair"}[r.IntN(3)], ticket)
	acting := stand{actor, a.mara, id}
	for range r.IntN(3) {
		a.do(t, acting, "person.change", func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE shop.person SET phone = $2 WHERE id = $1`, a.mara, fmt.Sprint("+49 30 ", r.IntN(1000000)))
			return err
		})
	}
	for range r.IntN(2) {
		_ = a.Transact(t.Context(), acting, "order.place", func(tx *store.Tx) error {
			return tx.Refuse(fault.New(fault.Forbidden, "No.").WithCode("not_while_acting"))
		})
	}
	took := time.Duration(r.IntN(9)) * time.Minute
	a.Shift(t, took)
	a.endAll(t, []string{"user", "killed"}[r.IntN(2)])
	a.Shift(t, -took)
}

func (a *acted) endAll(t *testing.T, cause string) {
	t.Helper()
	if _, err := a.Owner.ExecContext(t.Context(), `SELECT audit.open('operator', 0, 0, 0, 'test.end', '', '{}');
		SELECT shop.end_sessions(ARRAY(SELECT id FROM shop.impersonation_session WHERE ended_at IS NULL), '`+cause+`')`); err != nil {
		t.Fatal(err)
	}
}

// I67, S68: each number of the review is what a plain count over the tables gives.
func TestI67_TheReviewsNumbersArePlainCounts(t *testing.T) {
	t.Parallel()
	a, from, until, hours := reviewed(t)
	vera := stand{actor: storetest.Staff(t, a.DB, "Vera Stone", "auditor")}
	r, err := a.log.Review(t.Context(), vera, from, until, hours)
	if err != nil {
		t.Fatal(err)
	}
	plain := func(query string) int {
		t.Helper()
		var n int
		if err := a.Owner.GetContext(t.Context(), &n, query, from, until); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const month = ` FROM shop.impersonation_session s WHERE s.started_at >= $1 AND s.started_at < $2`
	const office = ` AND extract(isodow FROM s.started_at AT TIME ZONE 'Europe/Berlin') < 6 AND (s.started_at AT TIME ZONE 'Europe/Berlin')::time >= '08:00'
		AND (s.started_at AT TIME ZONE 'Europe/Berlin')::time < '18:00'`
	const acts = ` AND EXISTS (SELECT FROM audit.entry e WHERE e.session = s.id AND e.outcome = 'done')`
	for name, tt := range map[string]struct {
		got   int
		query string
	}{
		"sessions":     {r.Sessions, `SELECT count(*)` + month},
		"no ticket":    {len(r.NoTicket), `SELECT count(*)` + month + ` AND s.ticket = ''`},
		"with changes": {r.Changed, `SELECT count(*)` + month + acts},
		"outside":      {r.Sessions - len(r.Outside), `SELECT count(*)` + month + office},
		"refused":      {r.Refused, `SELECT count(*) FROM audit.entry WHERE action = 'acting.start' AND outcome = 'refused' AND at >= $1 AND at < $2`},
		"policy":       {len(r.Changes), `SELECT count(*) FROM audit.entry WHERE action = 'policy.save_rule' AND outcome = 'done' AND at >= $1 AND at < $2`},
		"acts refused": {sum(r.ActCauses), `SELECT count(*) FROM audit.entry WHERE action = 'order.place' AND outcome = 'refused' AND session IS NOT NULL AND at >= $1 AND at < $2`},
		"reasons":      {sum(r.Reasons), `SELECT count(*)` + month},
		"roles":        {sum(r.ByRole), `SELECT count(*)` + month},
		"killed":       {named(r.Ends, "killed"), `SELECT count(*)` + month + ` AND s.end_cause = 'killed'`},
		"lost parcels": {named(r.Reasons, "Lost parcel"), `SELECT count(*)` + month + ` AND s.reason = 'Lost parcel'`},
		"no consent": {named(r.StartCauses, "no_consent"), `SELECT count(*) FROM audit.entry e JOIN audit.payload p ON p.entry = e.id AND p.body->>'cause' = 'no_consent'
			WHERE e.action = 'acting.start' AND e.at >= $1 AND e.at < $2`},
	} {
		if n := plain(tt.query); tt.got != n || n == 0 {
			t.Errorf("%s: %d, counted plainly %d", name, tt.got, n)
		}
	}
	for _, who := range r.ByActor {
		one := fmt.Sprintf(` AND s.actor_id = %d`, who.ID)
		for name, tt := range map[string]struct {
			got   int
			query string
		}{
			"sessions":  {who.Sessions, `SELECT count(*)` + month + one},
			"subjects":  {who.Subjects, `SELECT count(DISTINCT s.subject_id)` + month + one},
			"no ticket": {who.NoTicket, `SELECT count(*)` + month + one + ` AND s.ticket = ''`},
			"inside":    {who.Sessions - who.Outside, `SELECT count(*)` + month + one + office},
			"changes":   {who.Changes, `SELECT count(*) FROM audit.entry e WHERE e.outcome = 'done' AND e.session IN (SELECT s.id` + month + one + `)`},
			"refusals":  {who.Refusals, `SELECT count(*) FROM audit.entry e WHERE e.outcome = 'refused' AND e.session IN (SELECT s.id` + month + one + `)`},
		} {
			if n := plain(tt.query); tt.got != n {
				t.Errorf("%s, %s: %d, counted plainly %d", who.Name, name, tt.got, n)
			}
		}
	}
	if len(r.ByActor) != 2 || r.ByActor[0].Sessions < r.ByActor[1].Sessions {
		t.Errorf("by actor: %+v", r.ByActor)
	}
	var longest int64
	if err := a.Owner.GetContext(t.Context(), &longest, `SELECT s.id`+month+` ORDER BY s.ended_at - s.started_at DESC, s.started_at, s.id LIMIT 1`, from, until); err != nil {
		t.Fatal(err)
	}
	if len(r.Longest) != 10 || r.Longest[0].ID != longest {
		t.Errorf("the longest is %d, want %d", r.Longest[0].ID, longest)
	}
	if !strings.HasSuffix(r.Changes[0].Title, ", by Ada Novak") && !strings.HasSuffix(r.Changes[0].Title, ", by Ben Ortiz") {
		t.Errorf("who changed the policy: %q", r.Changes[0].Title)
	}
	if len(r.Changes[0].Changes) != 1 || r.Changes[0].Changes[0].Fields[0].Label != "minutes at most" {
		t.Errorf("a change of the policy in words: %+v", r.Changes[0])
	}
	if n := count(t, a, `SELECT count(*) FROM audit.entry WHERE action = 'audit.read_review' AND actor = $1`, vera.actor); n != 1 {
		t.Errorf("%d readings of the review in the record", n)
	}
}

func sum(list []audit.ReviewCount) (n int) {
	for _, c := range list {
		n += c.N
	}
	return n
}

func named(list []audit.ReviewCount, name string) int {
	for _, c := range list {
		if c.Name == name {
			return c.N
		}
	}
	return 0
}

// S68: the file holds the page's numbers, safe to open, and that it was taken is in the record.
func TestS68_TheReviewsFileIsSafeAndRecorded(t *testing.T) {
	t.Parallel()
	a := newActed(t)
	a.open(t, a.ada, storetest.Person(t, a.DB, "Sam Bauer"), "=HYPERLINK(\"http://x\")", "")
	from := time.Now().AddDate(0, 0, -1)
	var out bytes.Buffer
	hours := audit.OfficeHours{Zone: time.UTC, From: 8, Until: 18}
	if err := a.log.ExportReview(t.Context(), stand{actor: a.ada}, from, from.AddDate(0, 0, 2), hours, &out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, r := range rows {
		if strings.ContainsAny(r[1][:min(len(r[1]), 1)], "=+-@\t\r") {
			t.Errorf("a formula: %q", r[1])
		}
		found[r[0]+"/"+r[1]+"/"+r[2]] = r[3]
	}
	for key, want := range map[string]string{"month/sessions/": "2", "month/without a ticket/": "1", "person/Ada Novak/sessions": "2", "how it ended/running/": "2"} {
		if found[key] != want {
			t.Errorf("%s is %q, want %q", key, found[key], want)
		}
	}
	if n := count(t, a, `SELECT count(*) FROM audit.entry WHERE action = 'export.review'`); n != 1 {
		t.Errorf("%d downloads in the record", n)
	}
}

// Office hours are those of the shop's time zone, Monday to Friday.
func TestOfficeHours(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	hours := audit.OfficeHours{Zone: berlin, From: 8, Until: 18}
	for text, want := range map[string]bool{"2026-10-23T05:59:59Z": false, "2026-10-23T06:00:00Z": true, "2026-10-23T15:59:59Z": true, "2026-10-23T16:00:00Z": false,
		"2026-10-24T10:00:00Z": false, "2026-10-25T10:00:00Z": false, "2026-10-26T06:30:00Z": false, "2026-10-26T07:00:00Z": true} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if hours.Within(at) != want {
			t.Errorf("%s: %t", text, !want)
		}
	}
}
