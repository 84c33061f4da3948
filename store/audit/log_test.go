package audit_test

import (
	"fmt"
	"testing"
	"time"

	"standin/store"
	"standin/store/audit"
	"standin/store/fault"
	"standin/store/storetest"
)

// stand is somebody who acts, or reads, in these tests.
type stand struct{ actor, subject, session int64 }

func (s stand) Attribution() store.Attribution {
	return store.Attribution{Kind: store.Person, Actor: s.actor, Subject: s.subject, Session: s.session,
		Request: store.Request{Method: "POST", Path: "/cart/lines", IP: "198.51.100.7"}}
}

// acted is a database with one session of Ada for Mara, in which things happened.
type acted struct {
	*storetest.DB
	log       *audit.Log
	ada, mara int64
	session   int64
	public    string
}

func newActed(t *testing.T) *acted {
	t.Helper()
	a := &acted{DB: storetest.New(t)}
	a.log = audit.NewLog(a.DB.DB, newKeys(t).known, audit.Format{Money: func(n int64) string { return fmt.Sprintf("€ %d.%02d", n/100, n%100) }})
	a.ada, a.mara = storetest.Staff(t, a.DB, "Ada Novak", "support_agent"), storetest.Person(t, a.DB, "Mara Lind")
	a.session, a.public = a.open(t, a.ada, a.mara, "Her code does not work", "4812")
	return a
}

func (a *acted) open(t *testing.T, actor, subject int64, reason, ticket string) (id int64, public string) {
	t.Helper()
	var signIn int64
	if err := a.Get(t.Context(), &signIn, `INSERT INTO web.sign_in (person_id, ends_at) VALUES ($1, shop.shop_now() + interval '1 day') RETURNING id`, actor); err != nil {
		t.Fatal(err)
	}
	a.do(t, stand{actor: actor}, "acting.start", func(tx *store.Tx) error {
		return tx.Get(t.Context(), &id, `
			INSERT INTO shop.impersonation_session (actor_id, subject_id, sign_in_id, actor_role, capacity, rule_id, rule, mode, permissions,
			       footprint, reason, ticket, consent_kind, consent_text, expires_at, idle_minutes, browser, platform, ip)
			SELECT $1, $2, $3, 'support_agent', 'shopper', id, '{}', 'act', '{}', 'end', $4, $5, 'standing', 'Support may act for me',
			       shop.shop_now() + interval '30 minutes', 10, 'Firefox', 'Linux', '198.51.100.7'
			  FROM shop.impersonation_rule ORDER BY id LIMIT 1 RETURNING id`, actor, subject, signIn, reason, ticket)
	})
	if err := a.Get(t.Context(), &public, `SELECT public_id FROM shop.impersonation_session WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	return id, public
}

func (a *acted) do(t *testing.T, who store.Actor, action string, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := a.Transact(t.Context(), who, action, fn); err != nil {
		t.Fatal(err)
	}
}

func (a *acted) acting() stand { return stand{a.ada, a.mara, a.session} }

// happen looks at a page, changes the telephone number, and is refused the check-out.
func (a *acted) happen(t *testing.T) {
	t.Helper()
	err := a.Record(t.Context(), a.acting(), store.Event{Action: "view", Outcome: store.Viewed,
		Detail: map[string]any{"route": "/orders/:number", "request": store.Request{Path: "/orders/20418"}}})
	if err != nil {
		t.Fatal(err)
	}
	a.do(t, a.acting(), "person.change", func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE shop.person SET phone = '+49 30 1' WHERE id = $1`, a.mara)
		return err
	})
	err = a.Transact(t.Context(), a.acting(), "order.place", func(tx *store.Tx) error {
		return tx.Refuse(fault.New(fault.Forbidden, "Your rule does not let you place orders."))
	})
	if !fault.Is(err, fault.Forbidden) {
		t.Fatal(err)
	}
}

// I59, I64: one session, step by step, with what was seen, changed before and after, and refused.
func TestI59_TimelineTellsSeenChangedAndRefused(t *testing.T) {
	t.Parallel()
	a := newActed(t)
	a.happen(t)
	tl, err := a.log.Session(t.Context(), stand{actor: a.ada}, a.public, 0)
	if err != nil {
		t.Fatal(err)
	}
	if tl.Actor != "Ada Novak" || tl.Subject != "Mara Lind" || tl.Reason != "Her code does not work" || tl.IP != "198.51.100.7" ||
		tl.Browser != "Firefox" || tl.Views != 1 || tl.Changes != 1 || tl.Refusals != 1 || tl.ConsentKind != "standing" {
		t.Errorf("facts: %+v", tl.Facts)
	}
	if len(tl.Steps) != 3 {
		t.Fatalf("%d steps: %+v", len(tl.Steps), tl.Steps)
	}
	if s := tl.Steps[0]; s.Kind != audit.ViewStep || s.Title != "Order 20418" {
		t.Errorf("view: %+v", s)
	}
	change := tl.Steps[1]
	want := audit.Field{Label: "phone", Before: "none", After: "+49 30 1"}
	if change.Kind != audit.ChangeStep || len(change.Changes) != 1 || change.Changes[0].Title != "Account, Mara Lind" || change.Changes[0].Fields[0] != want {
		t.Errorf("change: %+v", change)
	}
	if s := tl.Steps[2]; s.Kind != audit.RefusedStep || s.Title != "Placed an order" || s.Text != "Your rule does not let you place orders." {
		t.Errorf("refused: %+v", s)
	}
	if _, err := a.log.Session(t.Context(), stand{actor: a.ada}, "nosuchsession", 0); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown: %v", err)
	}
}

// I53: the list of sessions, narrowed.
func TestI53_SessionsAreFoundByWhatIsAsked(t *testing.T) {
	t.Parallel()
	a := newActed(t)
	a.happen(t)
	sam := storetest.Person(t, a.DB, "Sam Bauer")
	a.open(t, a.ada, sam, "Watch return", "4803")
	_ = a.Transact(t.Context(), stand{actor: a.ada}, "acting.start", func(tx *store.Tx) error {
		if err := tx.About(t.Context(), "person", sam); err != nil {
			return err
		}
		if err := tx.Keep(t.Context()); err != nil {
			return err
		}
		return tx.Refuse(fault.New(fault.Forbidden, "Sam said never."))
	})
	paul := storetest.Person(t, a.DB, "Paul Power")
	_ = a.Transact(t.Context(), stand{actor: paul}, "acting.start", func(tx *store.Tx) error { // of no staff role
		if err := tx.About(t.Context(), "person", a.mara); err != nil {
			return err
		}
		if err := tx.Keep(t.Context()); err != nil {
			return err
		}
		return tx.Refuse(fault.New(fault.Forbidden, "Mara said never."))
	})
	now := time.Now()
	for name, tt := range map[string]struct {
		f    audit.SessionFilter
		want string // subjects, newest first; a refused start in brackets
	}{
		"all":            {audit.SessionFilter{}, "(Mara Lind) (Sam Bauer) Sam Bauer Mara Lind "},
		"actor":          {audit.SessionFilter{Actor: "novak"}, "(Sam Bauer) Sam Bauer Mara Lind "},
		"nobody":         {audit.SessionFilter{Actor: "100%"}, ""},
		"subject":        {audit.SessionFilter{Subject: "mara.lind@example.com"}, "(Mara Lind) Mara Lind "},
		"role":           {audit.SessionFilter{Role: "sales_rep"}, ""},
		"her role":       {audit.SessionFilter{Role: "support_agent"}, "(Sam Bauer) Sam Bauer Mara Lind "},
		"another's try":  {audit.SessionFilter{Role: "power_user"}, "(Mara Lind) "},
		"ticket":         {audit.SessionFilter{Ticket: "4803"}, "Sam Bauer "},
		"text of reason": {audit.SessionFilter{Text: "does not work"}, "Mara Lind "},
		"changed":        {audit.SessionFilter{Changed: true}, "Mara Lind "},
		"refusals":       {audit.SessionFilter{Refusals: true}, "(Mara Lind) (Sam Bauer) Mara Lind "},
		"never started":  {audit.SessionFilter{Cause: "refused"}, "(Mara Lind) (Sam Bauer) "},
		"ended idle":     {audit.SessionFilter{Cause: "idle"}, ""},
		"action":         {audit.SessionFilter{Action: "person."}, "Mara Lind "},
		"refused action": {audit.SessionFilter{Action: "order.place"}, "Mara Lind "},
		"page, no act":   {audit.SessionFilter{Action: "view"}, ""},
		"unknown action": {audit.SessionFilter{Action: "nothing."}, ""},
		"all together": {audit.SessionFilter{Actor: "Ada", Subject: "Lind", Role: "support_agent", Ticket: "4812", Text: "CODE", Changed: true,
			Refusals: true, Action: "person.change", From: now.Add(-time.Hour), Until: now.Add(time.Hour)}, "Mara Lind "},
		"one does not fit": {audit.SessionFilter{Actor: "Ada", Subject: "Lind", Ticket: "4803"}, ""},
		"from tomorrow":    {audit.SessionFilter{From: now.Add(24 * time.Hour)}, ""},
		"until tomorrow":   {audit.SessionFilter{Until: now.Add(24 * time.Hour)}, "(Mara Lind) (Sam Bauer) Sam Bauer Mara Lind "},
	} {
		p, err := a.log.Sessions(t.Context(), stand{actor: a.ada}, tt.f)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := ""
		for _, r := range p.Rows {
			if !r.Started() {
				got += "(" + r.Subject + ") "
				continue
			}
			got += r.Subject + " "
		}
		if got != tt.want || p.Next != "" {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestSessions_PagesMissNothing(t *testing.T) {
	t.Parallel()
	a := newActed(t)
	for i := range 60 {
		p := storetest.Person(t, a.DB, fmt.Sprintf("Person %d", i))
		if i%3 == 0 {
			_ = a.Transact(t.Context(), stand{actor: a.ada}, "acting.start", func(tx *store.Tx) error {
				return tx.Refuse(fault.New(fault.Forbidden, "no"))
			})
			continue
		}
		a.open(t, a.ada, p, "page", "")
	}
	seen, pages := map[string]bool{}, 0
	for f := (audit.SessionFilter{}); ; pages++ {
		p, err := a.log.Sessions(t.Context(), stand{actor: a.ada}, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Rows {
			seen[fmt.Sprint(r.PublicID, r.Entry)] = true
		}
		if f.After = p.Next; p.Next == "" {
			break
		}
	}
	if len(seen) != 61 || pages != 2 {
		t.Errorf("%d rows on %d pages", len(seen), pages+1)
	}
}

// S56: reading the record is recorded, with the filter.
func TestS56_ReadingTheRecordIsRecorded(t *testing.T) {
	t.Parallel()
	a := newActed(t)
	vera := stand{actor: storetest.Staff(t, a.DB, "Vera Stone", "auditor")}
	if _, err := a.log.Sessions(t.Context(), vera, audit.SessionFilter{Subject: "Mara"}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.log.Session(t.Context(), vera, a.public, 0); err != nil {
		t.Fatal(err)
	}
	p, err := a.log.Entries(t.Context(), vera, audit.EntryFilter{Actor: "Vera", Action: "audit."})
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, r := range p.Rows {
		got += r.Action + " " + r.Object + ";"
	}
	if want := fmt.Sprintf("audit.read_entries ;audit.read_session session:%d;audit.read_sessions ;", a.session); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if n := count(t, a, `SELECT count(*) FROM audit.payload WHERE body @> '{"subject": "Mara"}'`); n != 1 {
		t.Errorf("the filter stands there %d times", n)
	}
}

func TestEntries_AreFoundByWhatIsAsked(t *testing.T) {
	t.Parallel()
	a := newActed(t)
	a.happen(t)
	reader := stand{actor: a.ada}
	for name, tt := range map[string]struct {
		f    audit.EntryFilter
		want int
	}{
		"session":           {audit.EntryFilter{Session: a.public}, 3},
		"refused":           {audit.EntryFilter{Session: a.public, Outcome: "refused"}, 1},
		"subject":           {audit.EntryFilter{Subject: "Mara Lind"}, 3},
		"text of a change":  {audit.EntryFilter{Session: a.public, Text: "+49 30"}, 1},
		"text of a refusal": {audit.EntryFilter{Session: a.public, Text: "place orders"}, 1},
		"unknown session":   {audit.EntryFilter{Session: "nope"}, 0},
	} {
		p, err := a.log.Entries(t.Context(), reader, tt.f)
		if err != nil || len(p.Rows) != tt.want {
			t.Errorf("%s: %d entries, %v; want %d", name, len(p.Rows), err, tt.want)
		}
	}
}

func TestRunningAndDays(t *testing.T) {
	t.Parallel()
	a := newActed(t)
	a.happen(t)
	list, err := a.log.Running(t.Context())
	if err != nil || len(list) != 1 || list[0].Subject != "Mara Lind" || list[0].LastAt.Before(list[0].StartedAt) {
		t.Errorf("%+v, %v", list, err)
	}
	var midnights []time.Time
	for day := range 9 {
		midnights = append(midnights, time.Now().Truncate(24*time.Hour).AddDate(0, 0, day-7))
	}
	days, err := a.log.Days(t.Context(), audit.SessionFilter{}, midnights)
	if err != nil || len(days) < 7 {
		t.Fatal(len(days), err)
	}
	total := 0
	for _, d := range days {
		total += d.Started
	}
	if total != 1 {
		t.Errorf("%d sessions in the chart", total)
	}
}
