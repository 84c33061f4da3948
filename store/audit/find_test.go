package audit_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"standin/store"
	"standin/store/audit"
	"standin/store/fault"
	"standin/store/storetest"
)

// openAt is a session at a moment of its own, in a capacity: the record as it would stand had the clock been there.
func (a *acted) openAt(t *testing.T, at time.Time, subject int64, vendor, organization int64) string {
	t.Helper()
	a.Shift(t, time.Until(at))
	defer a.Shift(t, -time.Until(at))
	var public string
	a.do(t, stand{actor: a.ada}, "acting.start", func(tx *store.Tx) error {
		return tx.Get(t.Context(), &public, `
			WITH i AS (INSERT INTO web.sign_in (person_id, ends_at) VALUES ($1, shop.shop_now() + interval '1 day') RETURNING id)
			INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, vendor_id, organization_id, rule_id, rule,
			       mode, permissions, footprint, reason, consent_kind, consent_text, expires_at, idle_minutes, ended_at, end_cause)
			SELECT $1, $2, i.id, 'sales_rep', CASE WHEN $3 > 0 THEN 'vendor' WHEN $4 > 0 THEN 'organization' ELSE 'shopper' END, nullif($3, 0),
			       nullif($4, 0), r.id, '{}', 'act', '{}', 'end', 'by the clock', 'none', 'told', shop.shop_now() + interval '30 minutes', 10,
			       shop.shop_now(), 'user'
			  FROM i, (SELECT id FROM shop.impersonation_rule ORDER BY id LIMIT 1) r RETURNING public_id`, a.ada, subject, vendor, organization)
	})
	return public
}

func (a *acted) found(t *testing.T, f audit.SessionFilter) (list []string) {
	t.Helper()
	p, err := a.log.Sessions(t.Context(), stand{actor: a.ada}, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range p.Rows {
		list = append(list, r.PublicID)
	}
	return list
}

// I53: days are those of the reader's time zone, to the very second, also where a day has 23 or 25 hours.
func TestI53_DaysEndAtTheReadersMidnight(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	a := newActed(t)
	mara := storetest.Person(t, a.DB, "Clock Reader")
	// 25 October 2026 has 25 hours in Berlin, and begins and ends at 22:00 and 23:00 UTC.
	at := map[string]time.Time{
		"last second of the 24th":   time.Date(2026, 10, 24, 21, 59, 59, 0, time.UTC),
		"first second of the 25th":  time.Date(2026, 10, 24, 22, 0, 0, 0, time.UTC),
		"second 2:30 of the 25th":   time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC),
		"last second of the 25th":   time.Date(2026, 10, 25, 22, 59, 59, 0, time.UTC),
		"first second of the 26th":  time.Date(2026, 10, 25, 23, 0, 0, 0, time.UTC),
		"the 26th, midnight in UTC": time.Date(2026, 10, 26, 0, 0, 0, 0, time.UTC),
	}
	ids := map[string]string{}
	for name, moment := range at {
		ids[a.openAt(t, moment.Add(200*time.Millisecond), mara, 0, 0)] = name
	}
	from := time.Date(2026, 10, 25, 0, 0, 0, 0, berlin)
	got := a.found(t, audit.SessionFilter{From: from, Until: from.AddDate(0, 0, 1)})
	want := []string{"last second of the 25th", "second 2:30 of the 25th", "first second of the 25th"}
	for i, id := range got {
		if i >= len(want) || ids[id] != want[i] {
			t.Errorf("row %d is %q", i, ids[id])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d sessions on the 25th, want %d", len(got), len(want))
	}
	days, err := a.log.Days(t.Context(), audit.SessionFilter{}, []time.Time{from.AddDate(0, 0, -1), from, from.AddDate(0, 0, 1), from.AddDate(0, 0, 2)})
	if err != nil || len(days) != 3 || days[0].Started != 1 || days[1].Started != 3 || days[2].Started != 2 {
		t.Errorf("by day: %+v, %v", days, err)
	}
}

// I53: by organization and by vendor, each by a part of its name, and never one for the other.
func TestI53_ByOrganizationAndVendor(t *testing.T) {
	t.Parallel()
	a := newActed(t)
	org, vendor := storetest.Organization(t, a.DB, "Northside School"), storetest.Vendor(t, a.DB, "Northside Paint")
	member, user := storetest.Member(t, a.DB, org, "Tom Okafor", "buyer"), storetest.VendorUser(t, a.DB, vendor, "Vera Wind")
	atOrg, atVendor := a.openAt(t, time.Now().Add(time.Second), member, 0, org), a.openAt(t, time.Now().Add(2*time.Second), user, vendor, 0)
	for name, tt := range map[string]struct {
		f    audit.SessionFilter
		want string
	}{
		"organization":         {audit.SessionFilter{Organization: "northside"}, atOrg},
		"vendor":               {audit.SessionFilter{Vendor: "northside"}, atVendor},
		"with the wrong other": {audit.SessionFilter{Organization: "northside", Vendor: "northside"}, ""},
		"and its member":       {audit.SessionFilter{Organization: "school", Subject: "tom"}, atOrg},
		"another's member":     {audit.SessionFilter{Organization: "school", Subject: "vera"}, ""},
		"no such":              {audit.SessionFilter{Organization: "southside"}, ""},
	} {
		if got := strings.Join(a.found(t, tt.f), " "); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// I53: what would find nearly everything says what it needs instead of answering wrongly.
func TestI53_TooLittleIsAskedBack(t *testing.T) {
	t.Parallel()
	a := newActed(t)
	if _, err := a.Owner.ExecContext(t.Context(), `SELECT audit.open('operator', 0, 0, 0, 'test.fill', '', '{}');
		INSERT INTO shop.person (email, name) SELECT 'x' || i || '@example.com', 'Xavier ' || i FROM generate_series(1, 201) i`); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		f     audit.SessionFilter
		field string
	}{
		"many actors":   {audit.SessionFilter{Actor: "xavier"}, "who"},
		"many subjects": {audit.SessionFilter{Subject: "xavier"}, "for"},
		"two letters":   {audit.SessionFilter{Text: "ab"}, "text"},
	} {
		_, err := a.log.Sessions(t.Context(), stand{actor: a.ada}, tt.f)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Fields[tt.field] == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.log.Entries(t.Context(), stand{actor: a.ada}, audit.EntryFilter{Text: "ab"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("two letters in entries: %v", err)
	}
}

// I53: a text is looked for in so many entries at a time, and the next page goes on where this one stopped.
func TestI53_TextOfEntriesIsFoundStretchByStretch(t *testing.T) {
	t.Parallel()
	a := newActed(t)
	for i, path := range []string{"/needle", "", "/needle"} {
		if path != "" {
			if err := a.Record(t.Context(), a.acting(), store.Event{Action: "view", Outcome: store.Viewed, Detail: map[string]any{"saw": path}}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		a.fill(t, audit.TextWindow+50, i)
	}
	pages, hits := 0, 0
	for f := (audit.EntryFilter{Text: "/needle"}); ; pages++ {
		p, err := a.log.Entries(t.Context(), stand{actor: a.ada}, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Rows {
			if strings.HasPrefix(r.Action, "view") {
				hits++
			}
		}
		if (p.Next == "") != p.Back.IsZero() {
			t.Errorf("page %d: next %q, back to %s", pages, p.Next, p.Back)
		}
		if f.After = p.Next; f.After == "" || pages > 5 {
			break
		}
	}
	if hits != 2 || pages != 1 {
		t.Errorf("%d found on %d pages", hits, pages+1)
	}
}

// fill adds n entries as they would have been written, at once: views of a session of its own among sessions that ended.
func (a *acted) fill(t *testing.T, n, seed int) {
	t.Helper()
	if _, err := a.Owner.ExecContext(t.Context(), fmt.Sprintf(fillSQL, n, a.ada, a.mara, seed)); err != nil {
		t.Fatal(err)
	}
}

// fillSQL: so many entries (1) by one actor (2) for one subject (3), twenty to a session, one of each twenty a refusal.
const fillSQL = `
	ALTER TABLE audit.entry DISABLE TRIGGER end_in_time; -- these sessions are long over
	SELECT audit.open('operator', 0, 0, 0, 'test.fill', '', '{}');
	WITH base AS (SELECT coalesce(max(id), 0) AS id FROM audit.entry), sb AS (SELECT coalesce(max(id), 0) AS id FROM shop.impersonation_session),
	s AS (INSERT INTO shop.impersonation_session (id, actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions, footprint,
	        reason, ticket, consent_kind, consent_text, started_at, expires_at, idle_minutes, ended_at, end_cause)
	      OVERRIDING SYSTEM VALUE
	      SELECT sb.id + i, %[2]d, %[3]d, (SELECT min(id) FROM web.sign_in), 'support_agent', 'shopper', r.id, '{}', 'act', '{}', 'end',
	             CASE WHEN i %% 50 = 0 THEN 'A coupon fails' ELSE 'Question ' || i END, 'T' || i, 'standing', 'yes',
	             now() - interval '1 minute' * (%[1]d / 20 - i), now() + interval '5 minutes' - interval '1 minute' * (%[1]d / 20 - i), 10,
	             now() + interval '4 minutes' - interval '1 minute' * (%[1]d / 20 - i), CASE WHEN i %% 10 = 0 THEN 'idle' ELSE 'user' END
	        FROM generate_series(1, %[1]d / 20) i, sb, (SELECT min(id) AS id FROM shop.impersonation_rule) r RETURNING id),
	e AS (INSERT INTO audit.entry (id, at, kind, actor, subject, session, action, outcome, object, passive, xid) OVERRIDING SYSTEM VALUE
	      SELECT base.id + i, now() - interval '3 seconds' * (%[1]d - i), 'person', %[2]d, %[3]d, sb.id + 1 + (i - 1) / 20,
	             CASE WHEN i %% 20 = 0 THEN 'order.place' WHEN i %% 7 = 0 THEN 'cart.add_line' ELSE 'view' END,
	             CASE WHEN i %% 20 = 0 THEN 'refused' WHEN i %% 7 = 0 THEN 'done' ELSE 'viewed' END,
	             CASE WHEN i %% 20 = 0 THEN 'cart:' || i ELSE '' END, false, '1'
	        FROM generate_series(1, %[1]d) i, base, sb RETURNING id, at)
	INSERT INTO audit.payload (entry, at, salt, body)
	SELECT id, at, '\x00', jsonb_build_object('request', jsonb_build_object('path', '/p/' || id, 'ip', '192.0.2.1'), 'seed', %[4]d) FROM e;
	SELECT setval(pg_get_serial_sequence('audit.entry', 'id'), (SELECT max(id) FROM audit.entry));
	SELECT setval(pg_get_serial_sequence('shop.impersonation_session', 'id'), (SELECT max(id) FROM shop.impersonation_session));`
